"""Who did what and when: the hash-chained log, for the auditor."""

from datetime import date
from typing import Any

import streamlit as st

from components.context import Context
from components.look import hint, page_head
from components.paging import paging
from db.clock import ZONE
from db.errors import N_
from db.queries.audit import PAGE, AuditFilter, audit_actions, audit_listing

# What a line of the log is about, named as the page where it is kept.
OBJECTS = {
    N_("Accounts"): ("account", "account_area", "login_session", "one_time_code"),
    N_("Areas"): ("area", "area_figure", "area_boundary"),
    N_("Grid workers"): ("worker", "grid_assignment"),
    N_("Agreements"): ("agreement", "agreement_side", "commitment", "fulfilment"),
    N_("Units"): ("unit",),
    N_("Activities"): ("activity", "check_in"),
    N_("Registration"): ("registration", "unit_registration"),
    N_("Member roster"): ("member",),
    N_("List of needs"): ("need",),
    N_("Code lists and fields"): ("code_item", "field_def"),
}
TITLES = {table: title for title, tables in OBJECTS.items() for table in tables}


def audit(ctx: Context) -> None:
    t = ctx.t
    page_head(
        ctx, "Audit log", "Every change, sign-in, export and refusal, in an order that cannot be altered unnoticed."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        person = st.text_input(t("Person"), key="audit.person", placeholder=t("User name"))
        actions = ["", *ctx.ask(audit_actions)]
        action = st.selectbox(
            t("Action"), actions, key="audit.action", format_func=lambda a: action_name(ctx, a) if a else t("All")
        )
        days: Any = st.date_input(t("Days"), value=[], key="audit.days", max_value=ctx.today)
        refused = st.checkbox(t("Refusals only"), key="audit.refused")
    chosen: list[date] = list(days)
    wanted = AuditFilter(person.strip(), action, refused, chosen[0] if chosen else None, chosen[-1] if chosen else None)
    table, total = ctx.ask(audit_listing, wanted, page := paging(ctx, "audit"))
    if table.empty:
        hint(ctx, "Nothing fits. Choose fewer conditions.")
        return
    shown = table.assign(
        at=[at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S") for at in table["at"]],
        role=[t("The desk itself") if role == "system" else ctx.label(role) for role in table["role"]],
        action=[action_name(ctx, a) for a in table["action"]],
        object_type=[t(TITLES[o]) if o in TITLES else o or "" for o in table["object_type"]],
        ok=[t("Done") if ok else t("Refused") for ok in table["ok"]],
    )
    heads = {
        "seq": t("No."),
        "at": t("Time"),
        "username": t("Person"),
        "role": t("Role"),
        "action": t("Action"),
        "object_type": t("Object"),
        "object_id": t("Object no."),
        "fields": t("Fields"),
        "ok": t("Result"),
        "address": t("Address"),
    }
    st.dataframe(shown.rename(columns=heads), hide_index=True, placeholder="", height=560)
    paging(ctx, "audit", total=total, size=PAGE, current=page)


def action_name(ctx: Context, action: str) -> str:
    """ "record_activity" as a reader says it; an action without a translation keeps its English words."""
    return ctx.label(action)
