"""双报到: which members and units are registered with which community."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.context import Context
from components.filters import Filters
from components.look import hint, page_head
from components.paging import paging
from components.picktable import pick_table, picked_id
from components.registration import add_member, add_unit, member_panel, unit_panel
from components.registrationblock import add_block
from db.errors import N_
from db.queries.offer import unit_offer
from db.queries.registration import (
    PAGE,
    Asked,
    RegistrationLine,
    registered_total,
    registrations,
    unit_registrations,
)
from db.rules.area import Level
from db.rules.registration import Basis

STATES = {"": True, "ended": False, "all": None}


def registration(ctx: Context) -> None:
    t = ctx.t
    page_head(
        ctx, N_("Registration"), N_("Members and units registered with a community. One open registration per member.")
    )
    people, units = st.tabs([t("Members"), t("Units")])
    with people:
        _members(ctx)
    with units:
        _units(ctx)


def _members(ctx: Context) -> None:
    t = ctx.t
    if ctx.can("registration:write"):
        add_member(ctx)
        add_block(ctx)
    filters = Filters(ctx, "registration")
    units = {"": t("All units"), **{str(id_): name for id_, name in ctx.ask(unit_offer).items()}}
    bases = {"": t("Any basis"), **{basis.value: ctx.label(basis) for basis in Basis}}
    cells = st.columns(5, gap="small")
    with cells[0]:
        area = filters.area(Level.STREET, Level.COMMUNITY)
    with cells[1]:
        text = filters.text("q", t("Search"), t("Name or pinyin initials"))
    with cells[2]:
        still = filters.select("state", t("State"), _states(ctx))
    with cells[3]:
        basis = filters.select("basis", t("Basis"), bases)
    with cells[4]:
        unit = filters.select("unit", t("Unit"), units)
    if area is None:
        return
    asked = Asked(area.id, text, STATES[still], Basis(basis) if basis else None, int(unit) if unit else None)
    page = paging(ctx, "registration")
    rows, total = ctx.ask(registrations, asked, page)
    st.caption(
        t(
            "{n} members are registered in {area} now.",
            n=ctx.number(ctx.ask(registered_total, area.id)),
            area=area.label,
        )
    )
    picked = _picked(ctx, "registration", rows)
    left, right = st.columns([3, 2], gap="medium") if picked else (st.container(), None)
    with left:
        _table(ctx, "registration", rows, narrow=picked is not None)
        paging(ctx, "registration", total=total, size=PAGE, current=page)
    if picked is not None and right is not None:
        with right:
            member_panel(ctx, picked)


def _units(ctx: Context) -> None:
    t = ctx.t
    if ctx.can("registration:write"):
        add_unit(ctx)
    filters = Filters(ctx, "unitregistration")
    cells = st.columns(3, gap="small")
    with cells[0]:
        text = filters.text("unit_q", t("Search"), t("Unit name or pinyin initials"))
    with cells[1]:
        still = filters.select("unit_state", t("State"), _states(ctx))
    if ctx.area is None:
        return
    page = paging(ctx, "unitregistration")
    rows, total = ctx.ask(unit_registrations, Asked(ctx.area.id, text, STATES[still]), page)
    picked = _picked(ctx, "unitregistration", rows)
    left, right = st.columns([3, 2], gap="medium") if picked else (st.container(), None)
    with left:
        _table(ctx, "unitregistration", rows, narrow=picked is not None)
        paging(ctx, "unitregistration", total=total, size=PAGE, current=page)
    if picked is not None and right is not None and picked.ended_on is None:
        with right:
            unit_panel(ctx, picked)


def _states(ctx: Context) -> dict[str, str]:
    return {"": ctx.t("Registered now"), "ended": ctx.t("Ended"), "all": ctx.t("All")}


def _picked(ctx: Context, noun: str, rows: Sequence[RegistrationLine]) -> RegistrationLine | None:
    """The line the URL names, if it stands on this page and may be changed."""
    id_ = picked_id(ctx, noun) if ctx.can("registration:write") else None
    return next((row for row in rows if row.id == id_), None)


def _table(ctx: Context, noun: str, rows: Sequence[RegistrationLine], *, narrow: bool) -> None:
    t = ctx.t
    if not rows:
        hint(ctx, N_("No registration fits. Change the filters, or register somebody above."))
        return
    heads = {
        "name": t("Person's name") if noun == "registration" else t("Unit"),
        "unit": t("Unit"),
        "area": t("Community"),
        "on": t("Registered on"),
        "basis": t("Basis"),
        "receipt": t("Receipt no."),
        "post": t("Claimed post"),
        "state": t("State"),
    }
    frame = pd.DataFrame([_cells(ctx, row) for row in rows], columns=list(heads))
    if noun != "registration":
        frame = frame.drop(columns=["unit", "basis", "post"])
    elif narrow:
        frame = frame[["name", "unit", "area", "on"]]
    pick_table(ctx, noun, frame.rename(columns=heads), [row.id for row in rows], height=460)


def _cells(ctx: Context, row: RegistrationLine) -> list[str]:
    ended = f"{ctx.label(row.status)} {ctx.date(row.ended_on)} {row.end_reason or ''}".strip()
    return [
        row.name,
        row.unit,
        row.area.community or row.area.name,
        ctx.date(row.registered_on),
        ctx.label(row.basis),
        row.receipt_no or "",
        row.claimed_post or "",
        ended if row.ended_on else ctx.label(row.status),
    ]
