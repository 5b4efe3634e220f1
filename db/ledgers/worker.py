"""People who serve grids: staff, leads and volunteers. Their names are published, their phones are not."""

from typing import Annotated

from pydantic import BaseModel

from db.errors import N_
from db.ledger import Col, Ledger
from db.ledger.types import PersonName, Phone
from db.models import Worker
from db.rules.area import Employment, Standing


class WorkerRow(BaseModel):
    name: Annotated[PersonName, Col(N_("Worker's name"), also=("姓名", "网格员", "网格员姓名", "责任人"))]
    position: Annotated[
        str, Col(N_("Position"), filter=True, codes="worker_position", also=("岗位", "岗位职务", "人员类别"))
    ]
    employment: Annotated[Employment, Col(N_("Employment"), filter=True, also=("专职/兼职", "专兼职", "用工方式"))] = (
        Employment.FULL_TIME
    )
    area_id: Annotated[
        int, Col(N_("Works for"), filter=True, picks="area", also=("社区", "所属社区", "所在社区", "街道"))
    ]
    phone: Annotated[
        Phone | None, Col(N_("Phone"), needs="phone", also=("联系电话", "手机", "手机号", "手机号码", "联系方式"))
    ] = None
    status: Annotated[Standing, Col(N_("Status"), filter=True)] = Standing.ACTIVE


WORKERS = Ledger(
    name="worker",
    title=N_("Grid workers"),
    lead=N_("Leads, workers and volunteers, and the grids they serve, with dates."),
    model=Worker,
    row=WorkerRow,
    order="name_key",
    twins=(("name", "area_id", "phone"),),
)
