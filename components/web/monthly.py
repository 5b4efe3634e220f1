"""/export/monthly: the monthly table as the workbook that is handed upward."""

from collections.abc import Mapping

from components.context import Context
from components.monthly import street_of, table_of
from components.web.export import Workbook
from components.workbook import workbook
from db.errors import GONE, N_, Invalid
from db.queries.monthly import monthly
from db.rules.monthly import NOT_A_SUM, By
from db.rules.period import month_of

TITLES = {
    By.COMMUNITY: N_("{area}: service of Party members in {month}, by community"),
    By.UNIT: N_("{area}: service of Party members in {month}, by unit"),
}


def export_monthly(sid: str, language: str, params: Mapping[str, str]) -> Workbook:  # noqa: ARG001  # why: every exporter is called like this
    """`month`, `by` and, for less than the street, `area`. One or two persons are not told apart in it."""
    ctx = Context.open(sid, params)
    root = ctx.area if params.get("area") else street_of(ctx)
    if root is None:
        raise Invalid(GONE)
    by = By.UNIT if params.get("by") == By.UNIT else By.COMMUNITY
    month = params.get("month") or month_of(ctx.today)
    table = table_of(ctx, ctx.ask(monthly, root.id, month, by), root, masked=True)
    title = ctx.t(TITLES[by], area=root.name, month=ctx.period_label(month))
    line = ctx.t(
        "Exported by {name} on {day} · {n} rows · internal", name=ctx.actor.name, day=ctx.today, n=len(table.lines)
    )
    rows = [*table.lines, *([table.apart] if table.apart else [])]
    content = workbook(title, line, table.headings, rows, table.total, note=ctx.t(NOT_A_SUM[by]))
    return Workbook(f"{title}.xlsx".replace("/", "-"), content, len(table.lines))
