"""本周要办: what is due, each line a link to the very list."""

from collections.abc import Iterator
from datetime import timedelta

from components.context import Context
from components.look import esc, hint, link, raw
from db.queries.agreement import due_soon
from db.queries.area import AreaRef
from db.queries.home import draft_count, locked_accounts
from db.queries.service import last_days
from db.rules.agreement import ALERT_NAMES
from db.rules.area import Level

QUIET_DAYS = 60
SHOWN = 6
Line = tuple[str, str, str]  # tag, text, address


def due_list(ctx: Context, area: AreaRef) -> None:
    """Expiring agreements and late commitments, drafts, communities without service, locked accounts."""
    lines = [*_agreements(ctx, area), *_quiet(ctx, area), *_locked(ctx)]
    if not lines:
        hint(ctx, "Nothing is due. Well done.")
        return
    items = "".join(
        f"<li><span class='desk-tag'>{esc(tag)}</span> {link(text, href)}</li>" for tag, text, href in lines
    )
    raw(f'<ul class="desk-due">{items}</ul>')


def _agreements(ctx: Context, area: AreaRef) -> Iterator[Line]:
    if not ctx.can("agreement:read"):
        return
    for item in ctx.ask(due_soon, area.id, SHOWN):
        text = ctx.t("{title} ({day})", title=item.title, day=item.day)
        yield ctx.t(ALERT_NAMES[item.kind]), text, ctx.link("agreements", id=item.id)
    if drafts := ctx.ask(draft_count):
        text = ctx.t("{n} agreements wait to be finished or reviewed", n=drafts)
        yield ctx.t("Drafts"), text, ctx.link("agreements", status="draft,review")


def _quiet(ctx: Context, area: AreaRef) -> Iterator[Line]:
    """Communities where nobody has served for QUIET_DAYS, in code order."""
    if area.level not in (Level.STREET, Level.COMMUNITY):
        return
    limit = ctx.today - timedelta(days=QUIET_DAYS)
    for row in ctx.ask(last_days, area.id, Level.COMMUNITY):
        if row.last_on is None or row.last_on < limit:
            said = ctx.t("last on {day}", day=row.last_on) if row.last_on else ctx.t("never yet")
            tag = ctx.t("No service for {n} days", n=QUIET_DAYS)
            yield tag, f"{row.name} · {said}", ctx.link("activities", area=row.area_id)


def _locked(ctx: Context) -> Iterator[Line]:
    if ctx.can("account:read"):
        for name in ctx.ask(locked_accounts):
            yield ctx.t("Locked account"), name, ctx.link("accounts", q=name)
