"""Needs of communities and grids. Nobody who wishes for help is named."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from db.errors import N_, Invalid
from db.ledger import Col, Ledger, Special
from db.ledger.types import Line, PastDay
from db.models import Need
from db.rules.need import NeedStatus
from db.session import ScopedSession


class NeedRow(BaseModel):
    title: Annotated[
        Line,
        Field(min_length=2, max_length=80),
        Col(N_("Need"), also=("需求", "需求名称", "心愿", "心愿名称", "心愿内容", "事项")),
    ]
    category: Annotated[
        str, Col(N_("Category"), filter=True, codes="need_category", also=("需求类别", "心愿类别", "分类"))
    ]
    area_id: Annotated[
        int, Col(N_("Place"), filter=True, picks="area", also=("社区", "网格", "所属社区", "所属网格", "需求社区"))
    ]
    status: Annotated[NeedStatus, Col(N_("Status"), filter=True, also=("进展", "完成情况"))] = NeedStatus.OPEN
    raised_on: Annotated[PastDay, Col(N_("Raised on"), filter=True, also=("提出日期", "提出时间", "征集时间", "日期"))]
    source: Annotated[str | None, Col(N_("Source"), filter=True, codes="need_source", listed=False)] = None
    unit_id: Annotated[
        int | None,
        Col(
            N_("Offered to"),
            filter=True,
            picks="unit",
            hint=N_("The unit that is asked; its liaison sees this need."),
            also=("认领单位", "单位", "认领单位/认领人"),
        ),
    ] = None
    solved_on: Annotated[PastDay | None, Col(N_("Solved on"), also=("完成时间", "完成日期", "实现时间"))] = None
    detail: Annotated[
        Annotated[Line, Field(max_length=500)] | None,
        Col(
            N_("Details"),
            listed=False,
            hint=N_("Leave out identity numbers, illness, causes of hardship and names of those who wish for help."),
            also=("需求内容", "具体内容", "说明"),
        ),
    ] = None


class Solving(Special):
    def check(self, session: ScopedSession, target: Any, row: Any) -> None:  # noqa: ARG002  # why: the old state does not matter
        if row.status is NeedStatus.SOLVED and row.solved_on is None:
            row.solved_on = session.today
        if row.solved_on is None:
            return
        if row.status not in (NeedStatus.SOLVED, NeedStatus.CLOSED):
            raise Invalid(
                N_("A need that is not solved has no day of solution. Change the status or empty the day."),
                field="solved_on",
            )
        if row.solved_on < row.raised_on:
            raise Invalid(
                N_("It cannot be solved before it was raised on {day}."), day=row.raised_on, field="solved_on"
            )


NEEDS = Ledger(
    name="need",
    title=N_("List of needs"),
    lead=N_("What communities and grids need, who was asked, and whether it was solved."),
    model=Need,
    row=NeedRow,
    order="-raised_on",
    twins=(("title", "area_id", "raised_on"),),
    special=Solving(),
)
