"""本周要办: what is due, each line a link to the very list."""

from datetime import timedelta

import streamlit as st

from components.context import Context
from components.look import esc, hint, link, raw
from db.queries.agreement import due_soon
from db.queries.area import AreaRef
from db.queries.home import draft_count, locked_accounts
from db.queries.service import service_by_area
from db.rules.area import Level

QUIET_DAYS = 60
SHOWN = 6


def due_list(ctx: Context, area: AreaRef) -> None:
    """Expiring agreements and late commitments, drafts, communities without service, locked accounts."""
    t = ctx.t
    lines: list[tuple[str, str, str]] = []
    if ctx.can("agreement:read"):
        for item in ctx.ask(due_soon, area.id, SHOWN):
            lines.append((t(*_KINDS[item.kind]) if False else _said(ctx, item.kind, item.day), item.title, ctx.link("agreements", id=item.id)))
        if drafts := ctx.ask(draft_count):
            lines.append((t("Drafts"), t("{n} agreements wait to be finished or reviewed", n=drafts), ctx.link("agreements", state="draft")))
    if area.level in (Level.STREET, Level.COMMUNITY):
        rows = ctx.ask(service_by_area, area.id, Level.COMMUNITY, ctx.period)
        limit = ctx.today - timedelta(days=QUIET_DAYS)
        for row in rows.itertuples():
            if row.last_on is None or row.last_on < limit:
                said = t("last on {day}", day=row.last_on) if row.last_on else t("never yet")
                lines.append((t("No service for {n} days", n=QUIET_DAYS), f"{row.name} · {said}", ctx.link("activities", area=row.area_id)))
    if ctx.can("account:read"):
        lines += [(t("Locked account"), name, ctx.link("accounts", q=name)) for name in ctx.ask(locked_accounts)]
    if not lines:
        hint(ctx, "Nothing is due. Well done.")
        return
    items = "".join(f"<li><span class='desk-tag'>{esc(tag)}</span> {link(text, href)}</li>" for tag, text, href in lines)
    raw(f'<ul class="desk-due">{items}</ul>')
