"""/export/ledger-NAME: what a ledger's list finds, with all its columns, as a workbook."""

from collections.abc import Mapping
from functools import partial

from components.context import Context
from components.form import heading, shown
from components.ledgerfilter import find_of
from components.web.export import Exporter, Workbook
from components.workbook import workbook
from db.errors import N_
from db.ledger import Ledger, shape_of
from db.ledger.find import MOST_EXPORTED, export_rows
from db.ledgers import LEDGERS
from db.queries.field import field_specs

PART = N_("These are the first {n} rows; narrow the search for the others.")


def export_ledger(ledger: Ledger, sid: str, language: str, params: Mapping[str, str]) -> Workbook:  # noqa: ARG001  # why: every exporter is called like this
    ctx = Context.open(sid, params)
    shape = shape_of(ledger, ctx.ask(field_specs, ledger.name))
    found = ctx.ask(export_rows, ledger, shape, find_of(ctx, shape))
    title = ctx.t(ledger.title)
    line = ctx.t(
        "Exported by {name} on {day} · {n} rows · internal",
        name=ctx.actor.name,
        day=ctx.today,
        n=ctx.number(found.total),
    )
    rows = [[shown(ctx, column, row[column.name]) for column in found.columns] for row in found.rows]
    note = ctx.t(PART, n=ctx.number(MOST_EXPORTED)) if found.more else None
    content = workbook(title, line, [heading(ctx, column) for column in found.columns], rows, note=note)
    return Workbook(f"{title}-{ctx.today:%Y%m%d}.xlsx", content, found.total)


EXPORTERS: dict[str, Exporter] = {f"ledger-{name}": partial(export_ledger, ledger) for name, ledger in LEDGERS.items()}
