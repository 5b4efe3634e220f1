"""Grids of the communities, with figures that are dated: a change adds a figure, it never rewrites one."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlalchemy import select

from db import clock
from db.errors import N_, Invalid
from db.ledger import Col, Ledger, Special
from db.ledger.types import Code, Count, Day, Line, PastDay
from db.models import AreaFigure, Community, Grid, GridAssignment
from db.rules.area import Level, check_code
from db.session import ScopedSession


class GridRow(BaseModel):
    name: Annotated[Line, Field(min_length=1, max_length=60), Col(N_("Grid"), also=("网格名称", "专属网格名称"))]
    parent_id: Annotated[
        int, Col(N_("Community"), filter=True, picks="community", also=("所属社区", "所在社区", "社区名称"))
    ]
    code: Annotated[
        Annotated[Code, Field(max_length=20)] | None,
        Col(
            N_("Grid code"),
            hint=N_("The community's 12 digits and 3 more, or your own short code."),
            also=("网格编号", "编码", "网格代码"),
        ),
    ] = None
    short_name: Annotated[Annotated[Line, Field(max_length=30)] | None, Col(N_("Short name"), listed=False)] = None
    kind: Annotated[str | None, Col(N_("Kind of grid"), filter=True, codes="grid_kind", also=("网格类型", "类型"))] = (
        None
    )
    dedicated_place: Annotated[
        str | None,
        Col(
            N_("Dedicated to"),
            filter=True,
            codes="dedicated_place",
            listed=False,
            hint=N_("Only for a dedicated grid."),
            also=("专属类别", "依托单位类别"),
        ),
    ] = None
    party_form: Annotated[
        str | None,
        Col(N_("Party organisation"), filter=True, codes="party_form", also=("党组织形式", "党组织类别")),
    ] = None
    households: Annotated[Count | None, Col(N_("Households"), also=("户数", "总户数"))] = None
    residents: Annotated[Count | None, Col(N_("Residents"), also=("人口数", "人口", "常住人口"))] = None
    groups: Annotated[Count | None, Col(N_("Residents' groups"), also=("居民小组数", "小组数"))] = None
    figures_from: Annotated[
        PastDay | None,
        Col(
            N_("Figures hold from"),
            listed=False,
            hint=N_("When a figure changes, give the day from which the new one holds; the old stays in the past."),
            also=("数据日期", "统计日期"),
        ),
    ] = None
    boundary_text: Annotated[
        Annotated[Line, Field(max_length=300)] | None,
        Col(N_("Limits in words"), listed=False, also=("四至", "范围", "四至范围", "网格范围", "所辖小区(楼栋)")),
    ] = None
    valid_from: Annotated[PastDay | None, Col(N_("Exists since"), listed=False, also=("成立日期", "启用日期"))] = None
    valid_to: Annotated[
        Day | None,
        Col(
            N_("Last day"),
            filter=True,
            hint=N_("Closes the grid: its history stays, its people are released."),
            also=("撤销日期", "停用日期"),
        ),
    ] = None


FIGURES = ("households", "residents", "groups")


class DatedFigures(Special):
    def more(self, session: ScopedSession, ids: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
        rows = session.scalars(
            select(AreaFigure)
            .where(AreaFigure.area_id.in_(list(ids)), AreaFigure.valid_from <= session.today)
            .order_by(AreaFigure.valid_from)
        )
        return {
            row.area_id: {"figures_from": row.valid_from, **{name: getattr(row, name) for name in FIGURES}}
            for row in rows
        }

    def check(self, session: ScopedSession, target: Any, row: Any) -> None:
        community = session.fetch(Community, row.parent_id)
        if target.parent_id is not None and target.parent_id != row.parent_id:
            raise Invalid(
                N_("A grid stays in its community. An administrator moves it on the page of areas, from a day on."),
                field="parent_id",
            )
        check_code(Level.GRID, row.code, community.code)
        if row.kind != "dedicated" and row.dedicated_place:
            raise Invalid(N_("Only a dedicated grid is dedicated to a place."), field="dedicated_place")
        if row.valid_from is None:
            row.valid_from = target.valid_from or session.today
        if row.valid_to is not None and not row.valid_from <= row.valid_to <= session.today:
            raise Invalid(N_("The last day lies between {first} and today."), first=row.valid_from, field="valid_to")

    def keep(self, session: ScopedSession, target: Any, row: Any) -> None:
        if target.valid_to is not None:
            self._release(session, target)
        new = [getattr(row, name) for name in FIGURES]
        last = session.scalar(
            select(AreaFigure).where(AreaFigure.area_id == target.id).order_by(AreaFigure.valid_from.desc()).limit(1)
        )
        if all(value is None for value in new):
            return
        if any(value is None for value in new[:2]):
            raise Invalid(N_("Give households and residents together."), field="households")
        values = dict(zip(FIGURES, (value or 0 for value in new), strict=True))
        if last is None:
            session.add(AreaFigure(area_id=target.id, valid_from=row.figures_from or target.valid_from, **values))
        elif any(getattr(last, name) != value for name, value in values.items()):
            self._change(session, last, row.figures_from, values)

    def _change(self, session: ScopedSession, last: AreaFigure, since: date | None, values: dict[str, int]) -> None:
        entered = last.created_at.astimezone(clock.ZONE).date()
        if since == last.valid_from and entered == session.today:  # a slip of today, put right today
            for name, value in values.items():
                setattr(last, name, value)
        elif since is None or since <= last.valid_from:
            raise Invalid(
                N_("The figures changed: give the day from which they hold, after {day}."),
                day=last.valid_from,
                field="figures_from",
            )
        else:
            session.add(AreaFigure(area_id=last.area_id, valid_from=since, **values))

    def _release(self, session: ScopedSession, grid: Grid) -> None:
        for assignment in session.scalars(
            select(GridAssignment).where(GridAssignment.area_id == grid.id, GridAssignment.to_date.is_(None))
        ):
            assignment.to_date = grid.valid_to


GRIDS = Ledger(
    name="grid",
    title=N_("Grid ledger"),
    lead=N_("Every grid with its code, Party organisation, dated figures and the people who serve it."),
    model=Grid,
    row=GridRow,
    order="code",
    twins=(("code",), ("name", "parent_id")),
    place="parent_id",
    special=DatedFigures(),
)
