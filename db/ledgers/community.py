"""Communities of a street, as they are pasted when a desk is set up; the page of areas keeps them afterwards."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from db.errors import N_, Invalid
from db.ledger import Col, Ledger
from db.ledger.types import Code, Count, Line, PastDay
from db.ledgers.grid import DatedFigures
from db.models import Community, Street
from db.rules.area import Level, check_code
from db.session import ScopedSession


class CommunityRow(BaseModel):
    name: Annotated[
        Line, Field(min_length=1, max_length=60), Col(N_("Community"), also=("社区", "社区名称", "村居", "名称"))
    ]
    code: Annotated[
        Annotated[Code, Field(max_length=20)] | None,
        Col(N_("Code"), hint=N_("12 digits, or empty."), also=("社区编码", "区划代码", "编码", "代码")),
    ] = None
    short_name: Annotated[Annotated[Line, Field(max_length=30)] | None, Col(N_("Short name"), also=("简称",))] = None
    parent_id: Annotated[int, Col(N_("Street"), picks="street", also=("街道", "所属街道", "乡镇"))]
    party_form: Annotated[
        str | None, Col(N_("Party organisation"), codes="party_form", also=("党组织形式", "党组织类别", "党组织"))
    ] = None
    households: Annotated[Count | None, Col(N_("Households"), also=("户数", "总户数"))] = None
    residents: Annotated[Count | None, Col(N_("Residents"), also=("人口数", "人口", "常住人口"))] = None
    groups: Annotated[Count | None, Col(N_("Residents' groups"), also=("居民小组数", "小组数"))] = None
    figures_from: Annotated[
        PastDay | None, Col(N_("Figures hold from"), listed=False, also=("数据日期", "统计日期"))
    ] = None
    valid_from: Annotated[PastDay | None, Col(N_("Exists since"), listed=False, also=("成立日期",))] = None


class CommunityFigures(DatedFigures):
    def check(self, session: ScopedSession, target: Any, row: Any) -> None:
        session.fetch(Street, row.parent_id)
        if target.parent_id is not None and target.parent_id != row.parent_id:
            raise Invalid(N_("A community stays in its street."), field="parent_id")
        check_code(Level.COMMUNITY, row.code, None)
        if row.valid_from is None:
            row.valid_from = target.valid_from or session.today


COMMUNITIES = Ledger(
    name="community",
    title=N_("Communities"),
    lead=N_("Every community of the street with its code, Party organisation and dated figures."),
    model=Community,
    row=CommunityRow,
    order="code",
    twins=(("code",), ("name", "parent_id")),
    place="parent_id",
    special=CommunityFigures(),
)
