"""Units located in the street: the bodies communities sign agreements with."""

from typing import Annotated

from pydantic import BaseModel, Field

from db.errors import N_
from db.ledger import Col, Ledger
from db.ledger.types import Count, Line, PersonName, Phone, Uscc
from db.models import Unit
from db.rules.area import Standing


class UnitRow(BaseModel):
    name: Annotated[
        Line,
        Field(min_length=2, max_length=60),
        Col(N_("Unit name"), also=("单位", "驻区单位", "驻区单位名称", "共建单位", "单位全称", "单位(门店)名称")),
    ]
    short_name: Annotated[Annotated[Line, Field(max_length=30)] | None, Col(N_("Short name"), also=("单位简称",))] = (
        None
    )
    kind: Annotated[
        str, Col(N_("Kind of unit"), filter=True, codes="unit_kind", also=("类别", "性质", "单位类别", "单位类型"))
    ]
    area_id: Annotated[
        int,
        Col(
            N_("Place"),
            filter=True,
            picks="area",
            also=("社区", "所属社区", "所在社区", "网格", "所属网格", "Community"),
        ),
    ]
    uscc: Annotated[
        Uscc | None,
        Col(
            N_("Unified social credit code"),
            listed=False,
            hint=N_("18 characters; leave empty where the unit has none."),
            also=("信用代码", "社会信用代码"),
        ),
    ] = None
    affiliation: Annotated[str | None, Col(N_("Affiliation"), filter=True, codes="affiliation", listed=False)] = None
    address: Annotated[
        Annotated[Line, Field(max_length=100)] | None,
        Col(N_("Unit address"), listed=False, also=("地址", "办公地址")),
    ] = None
    should_register: Annotated[
        Count | None,
        Col(
            N_("Should register"),
            hint=N_("Serving Party members the unit itself reported; the base of the registration rate."),
            also=("应报到数", "应报到人数", "应报到", "在职党员数", "党员人数", "党员数"),
        ),
    ] = None
    liaison_name: Annotated[PersonName | None, Col(N_("Liaison"), needs="phone", also=("联系人", "单位联络员"))] = None
    phone: Annotated[
        Phone | None,
        Col(
            N_("Liaison's phone"), needs="phone", also=("联系电话", "电话", "手机", "联系方式", "手机号码", "联络电话")
        ),
    ] = None
    status: Annotated[Standing, Col(N_("Status"), filter=True, also=("单位状态",))] = Standing.ACTIVE


UNITS = Ledger(
    name="unit",
    title=N_("Units"),
    lead=N_("Bodies located in the street, with their liaison and the members they should register."),
    model=Unit,
    row=UnitRow,
    order="name_key",
    twins=(("uscc",), ("name",)),
)
