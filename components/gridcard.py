"""The card of an area beside the map: who serves it, who lives and works there, what was agreed, done and asked for."""

from collections.abc import Iterable

from components.chart import show
from components.charts.base import measure_title
from components.context import Context
from components.few import people
from components.look import esc, link, raw
from db.queries.card import Card, Staff, Totals, area_card, area_staff, area_totals
from db.rules.area import Level
from db.rules.map import BY_MONTH
from db.rules.period import Period


def area_panel(ctx: Context, area_id: int, period: Period, measure: str) -> None:
    """Totals for everybody; what lies behind them only where the area is the reader's."""
    t = ctx.t
    card, totals = ctx.ask(area_card, area_id), ctx.ask(area_totals, area_id, period)
    note = t("Not your area: totals only.")
    head = _head(ctx, card) + ("" if card.mine else f'<p class="card-note">{esc(note)}</p>')
    drawn = measure if measure in BY_MONTH else "person_times"
    months = [{"month": one.month, "value": getattr(one, drawn)} for one in totals.months]
    title = t("{measure}, last 12 months", measure=measure_title(t, drawn))
    raw(f'{head}{_numbers(ctx, period, totals)}<p class="card-cap">{esc(title)}</p>')
    show(ctx, "sparkline", months, key="card.trend", measure=drawn)
    raw(f'<dl class="card">{"".join(_lines(ctx, card, totals))}</dl>')


def _head(ctx: Context, card: Card) -> str:
    area = card.area
    level = ctx.code("grid_kind", card.kind) if card.kind else ctx.label(area.level)
    below = " · ".join(esc(part) for part in (area.code, level, card.above) if part)
    return f'<p class="card-head"><b>{esc(area.name)}</b><br><span>{below}</span></p>'


def _numbers(ctx: Context, period: Period, totals: Totals) -> str:
    """The four numbers of the period, which are never mixed up."""
    service = totals.service
    told = (
        ("activities", ctx.number(service.activities)),
        ("person_times", ctx.number(service.person_times)),
        ("persons", people(ctx, service.persons)),
        ("hours", ctx.number(service.hours, 1)),
    )
    cells = "".join(f"<span><b>{esc(n)}</b>{esc(measure_title(ctx.t, name))}</span>" for name, n in told)
    return f'<p class="card-cap">{esc(ctx.period_label(period.code))}</p><div class="card-four">{cells}</div>'


def _lines(ctx: Context, card: Card, totals: Totals) -> Iterable[str]:
    t, area, figures = ctx.t, card.area, totals.figures
    if area.level is not Level.GRID:
        yield _line(t("Grids"), esc(ctx.number(totals.grids)))
    if figures.valid_from is None:
        yield _line(t("Households"), esc(t("No figures yet")))
    else:
        said = t(
            "{households} households, {residents} residents, {groups} groups",
            households=ctx.number(figures.households),
            residents=ctx.number(figures.residents),
            groups=ctx.number(figures.groups),
        )
        since = t("as of {day}", day=figures.valid_from)
        yield _line(t("Households"), f"{esc(said)} <small>{esc(since)}</small>")
    if card.mine:
        if area.level in (Level.COMMUNITY, Level.GRID):  # a whole street's would fill the card
            yield _staff(ctx, card, ctx.ask(area_staff, area.id))
        yield _line(t("Party organisation"), _forms(ctx, card))
    if card.boundary:
        yield _line(t("Boundary description"), esc(card.boundary))
    yield _counted(
        ctx, card, t("Units located here"), totals.units, "units", "unit:read", [esc(name) for name in card.units]
    )
    ends = [(title, t("until {day}", day=day)) for title, day in card.agreements]
    agreements = [f"{esc(title)} <small>{esc(until)}</small>" for title, until in ends]
    title, may = t("Active agreements"), "agreement:read"
    yield _counted(ctx, card, title, totals.agreements, "agreements", may, agreements, state="in_force")
    yield _counted(ctx, card, t("Open needs"), totals.needs, "needs", "need:read", [])
    last = t("last on {day}", day=totals.last_on) if totals.last_on else t("never yet")
    activities = [
        f"{esc(ctx.date(day))} {esc(title)} <small>{esc(ctx.code('service_category', kind))}</small>"
        for day, title, kind in card.activities
    ]
    if not activities:
        activities = [esc(last)]
    yield _counted(ctx, card, t("Last activities"), None, "activities", "activity:read", activities)


def _staff(ctx: Context, card: Card, staff: list[Staff]) -> str:
    t = ctx.t
    if card.area.level is Level.GRID:
        said = [f"{esc(one.name)} <small>{esc(ctx.label(one.role))}</small>" for one in staff]
        return _line(t("Lead and workers"), ", ".join(said) or "–")
    return _line(t("Grid leads"), ", ".join(f"{esc(one.grid)} {esc(one.name)}" for one in staff) or "–")


def _forms(ctx: Context, card: Card) -> str:
    """The form of the area's own organisation, and how often which stands in its grids."""
    own = esc(ctx.code("party_form", card.party_form) or "–")
    if not card.party_forms:
        return own
    below = ", ".join(f"{ctx.code('party_form', form)} {n}" for form, n in card.party_forms.items())
    said = ctx.t("in grids: {forms}", forms=below)
    return f"{own} <small>{esc(said)}</small>"


def _counted(
    ctx: Context, card: Card, label: str, n: int | None, page: str, needs: str, first: list[str], **params: str
) -> str:
    """A number, the first few rows behind it, and the way to all of them where the reader may see them."""
    number = "" if n is None else f"<b>{esc(ctx.number(n))}</b> "
    rest = "".join(f"<li>{row}</li>" for row in first)
    way = ""
    if card.mine and ctx.can(needs) and n != 0:
        way = link(ctx.t("Show all"), ctx.link(page, area=card.area.id, **params))
    return _line(label, f"{number}{way}" + (f"<ul>{rest}</ul>" if rest else ""))


def _line(label: str, markup: str) -> str:
    return f"<dt>{esc(label)}</dt><dd>{markup}</dd>"
