"""Party members: one row per person, kept by a community."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from db.errors import N_
from db.ledger import Col, Ledger
from db.ledger.types import Line, PersonName, Phone
from db.models import Member
from db.rules.member import MemberKind, MemberStatus


class MemberRow(BaseModel):
    name: Annotated[PersonName, Col(N_("Member's name"), also=("党员姓名", "名字"))]
    unit_id: Annotated[
        int | None,
        Col(
            N_("Unit"),
            filter=True,
            picks="unit",
            hint=N_("Where a serving member works; empty for members kept by the community."),
            also=("单位名称", "所在单位", "工作单位", "工作单位及职务", "单位党组织名称"),
        ),
    ] = None
    area_id: Annotated[
        int,
        Col(
            N_("Kept by"),
            filter=True,
            picks="area",
            hint=N_("The community that keeps this row."),
            also=("社区", "所属社区", "所在社区", "报到社区", "居住社区"),
        ),
    ]
    kind: Annotated[
        MemberKind,
        Col(N_("Kind of member"), filter=True, also=("人员类别", "类别", "党员类别", "在职/离退休")),
    ] = MemberKind.SERVING
    phone: Annotated[
        Phone | None, Col(N_("Phone"), needs="phone", also=("联系电话", "手机", "手机号", "手机号码", "联系方式"))
    ] = None
    skills: Annotated[
        Annotated[Line, Field(max_length=100)] | None, Col(N_("Skills"), also=("服务特长", "个人特长"))
    ] = None
    compound: Annotated[
        Annotated[Line, Field(max_length=60)] | None,
        Col(
            N_("Compound"),
            hint=N_("Compound or building only, never a door."),
            needs="phone",
            also=("居住小区", "小区(楼栋)", "小区名称"),
        ),
    ] = None
    status: Annotated[Literal[MemberStatus.ACTIVE, MemberStatus.LEFT], Col(N_("Status"), filter=True)] = (
        MemberStatus.ACTIVE
    )


MEMBERS = Ledger(
    name="member",
    title=N_("Member roster"),
    lead=N_("Every Party member once, kept by one community. Phones are protected; no identity numbers, ever."),
    model=Member,
    row=MemberRow,
    order="name_key",
    twins=(("name", "unit_id", "area_id", "phone"),),
)
