"""The monthly table in words: the same headings, lines and totals on the screen and in the workbook."""

from dataclasses import dataclass

from components.context import Context
from components.few import fewer
from db.errors import N_
from db.queries.area import AreaRef, area_ref
from db.rules.map import FEW
from db.rules.monthly import DEFINITIONS, By, Monthly, Row

MEASURES = {
    "activities": N_("Activities held"),
    "person_times": N_("Person-times"),
    "persons": N_("Persons"),
    "hours": N_("Service hours"),
}
Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """Headings with their definitions, lines, the line that stands apart, and the totals; numbers stay numbers."""

    headings: list[str]
    helps: list[str]
    lines: list[list[Cell]]
    apart: list[Cell] | None
    total: list[Cell]


def street_of(ctx: Context) -> AreaRef | None:
    """The table looks at the whole street, whoever reads it: these are totals."""
    return ctx.ask(area_ref, ctx.actor.street[0].area_id) if ctx.actor.street else ctx.area


def table_of(ctx: Context, table: Monthly, root: AreaRef, *, masked: bool) -> Table:
    """`masked` hides how many of one or two persons it was: for readers of aggregates, and in what is handed on."""
    t, of_kind = ctx.t, DEFINITIONS["kinds"]
    kinds = sorted(table.kinds, key=[*ctx.codes("service_category"), *table.kinds].index)  # as the list of kinds says
    first = t("Unit") if table.by is By.UNIT else t("Grid") if root.level == "community" else t("Community")
    headings = [first, *(t(label) for label in MEASURES.values())]
    headings += [ctx.code("service_category", kind) for kind in kinds]
    helps = ["", *(t(DEFINITIONS[name]) for name in MEASURES), *(t(of_kind) for _ in kinds)]
    apart = None
    if table.apart is not None:
        apart = _line(ctx, table.apart, _apart_name(ctx, table, root), kinds, masked=masked)
    return Table(
        headings,
        helps,
        [_line(ctx, row, row.name, kinds, masked=masked) for row in table.rows],
        apart,
        _line(ctx, table.total, t("Total"), kinds, masked=masked),
    )


def masks(ctx: Context) -> bool:
    return not ctx.actor.sees_persons


def _apart_name(ctx: Context, table: Monthly, root: AreaRef) -> str:
    if table.by is By.UNIT:
        return ctx.t("Without a unit")
    return ctx.t("The whole community, no grid") if root.level == "community" else ctx.t("Whole street")


def _line(ctx: Context, row: Row, name: str, kinds: list[str], *, masked: bool) -> list[Cell]:
    few = masked and 0 < row.persons < FEW
    persons: Cell = fewer(ctx) if few else row.persons
    return [name, row.activities, row.person_times, persons, row.hours, *(row.kinds.get(kind, 0) for kind in kinds)]
