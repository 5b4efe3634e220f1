"""Shipped code lists and kinds of custom field. Administrators add their own values beside them."""

from dataclasses import dataclass
from enum import StrEnum

# The ledgers an administrator may give fields of his own.
LEDGER_NAMES = ("unit", "member", "need", "grid", "worker")


class FieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True)
class FieldSpec:
    """A custom field as forms, filters and exports need it; `key` is where its values stand."""

    key: str
    label_zh: str
    label_en: str | None
    kind: FieldKind
    options: tuple[str, ...] = ()
    required: bool = False

    def label(self, language: str) -> str:
        return self.label_zh if language == "zh_CN" else self.label_en or self.label_zh


DOMAINS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "unit_kind": (
        ("government", "机关", "Government body"),
        ("institution", "事业单位", "Public institution"),
        ("soe", "国有企业", "State-owned enterprise"),
        ("private", "非公企业", "Private enterprise"),
        ("social_org", "社会组织", "Social organisation"),
        ("sole_trader", "个体工商户", "Sole trader"),
        ("military", "部队", "Military unit"),
        ("residents_committee", "居(村)民委员会", "Residents' committee"),
        ("collective", "集体经济组织", "Collective"),
        ("other", "其他", "Other"),
    ),
    "affiliation": (
        ("central", "中央", "Central"),
        ("province", "省级", "Provincial"),
        ("city", "市级", "City"),
        ("county", "县(区)级", "County"),
        ("street", "街道(乡镇)", "Street"),
        ("none", "无", "None"),
    ),
    "service_category": (
        ("policy_talk", "政策宣讲", "Policy talks"),
        ("sanitation", "环境卫生", "Sanitation"),
        ("patrol", "治安巡逻", "Safety patrol"),
        ("mediation", "矛盾调解", "Mediation"),
        ("poverty_relief", "扶贫助困", "Help for hardship"),
        ("elderly_care", "敬老助残", "Care for elderly and disabled"),
        ("health", "医疗健康", "Health"),
        ("legal_aid", "法律援助", "Legal aid"),
        ("tutoring", "教育辅导", "Tutoring"),
        ("culture_sports", "文化体育", "Culture and sports"),
        ("employment", "就业与技能培训", "Jobs and skills"),
        ("property", "物业与小区治理", "Property and compounds"),
        ("emergency", "应急值守", "Emergency duty"),
        ("organisation", "组织建设", "Party organisation"),
        ("other", "其他", "Other"),
    ),
    "commitment_category": (
        ("joint_organisation", "组织联建", "Joint organisation"),
        ("shared_resources", "资源联享", "Shared resources"),
        ("joint_activities", "活动联办", "Joint activities"),
        ("joint_security", "治安联防", "Joint security"),
        ("joint_environment", "环境联治", "Joint environment"),
        ("joint_culture", "文化联谊", "Joint culture"),
        ("joint_welfare", "公益联帮", "Joint welfare"),
        ("other", "其他", "Other"),
    ),
    "need_category": (
        ("environment", "环境整治", "Environment"),
        ("safety", "安全隐患", "Safety"),
        ("elderly", "养老助残", "Elderly and disabled"),
        ("children", "青少年关爱", "Children and youth"),
        ("culture", "文体活动", "Culture and sports"),
        ("health", "健康服务", "Health"),
        ("legal", "法律咨询", "Legal advice"),
        ("skills", "技能培训", "Skills"),
        ("property", "物业治理", "Property"),
        ("venue", "场地设施", "Venues"),
        ("other", "其他", "Other"),
    ),
    "need_source": (
        ("meeting", "议事会议", "Meeting"),
        ("visit", "入户走访", "Visit"),
        ("hotline", "热线", "Hotline"),
        ("issue", "网格事项", "Grid issue"),
        ("wish", "群众心愿", "Wish"),
    ),
    "grid_kind": (
        ("general", "综合网格", "General grid"),
        ("dedicated", "专属网格", "Dedicated grid"),
        ("micro", "微网格", "Micro-grid"),
    ),
    "dedicated_place": (
        ("government", "党政机关", "Government"),
        ("hospital", "医院", "Hospital"),
        ("school", "学校", "School"),
        ("enterprise", "企业", "Enterprise"),
        ("park", "园区", "Business park"),
        ("business_district", "商圈", "Business district"),
        ("market", "市场", "Market"),
        ("scenic", "景区", "Scenic area"),
        ("other", "其他", "Other"),
    ),
    "party_form": (
        ("committee", "党委", "Party committee"),
        ("general_branch", "党总支", "General branch"),
        ("branch", "党支部", "Branch"),
        ("joint_branch", "联合党支部", "Joint branch"),
        ("party_group", "党小组", "Party group"),
        ("hub_household", "党员中心户", "Party-member hub household"),
        ("none", "未建立", "None yet"),
    ),
    "worker_position": (
        ("grid_worker", "网格员", "Grid worker"),
        ("secretary", "社区书记", "Community secretary"),
        ("committee_member", "社区两委成员", "Committee member"),
        ("street_cadre", "街道包联干部", "Street liaison officer"),
        ("building_lead", "楼栋长", "Building lead"),
        ("other", "其他", "Other"),
    ),
}
