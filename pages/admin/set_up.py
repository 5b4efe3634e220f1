"""初始设置: from an empty desk to a working one, in steps that can be left and taken up again."""

import streamlit as st

from components.areaform import area_panel
from components.context import Context
from components.look import esc, link, page_head, raw
from components.paste import paste_in
from db.ledgers import COMMUNITIES, GRIDS, MEMBERS, UNITS
from db.queries.area import area_ref
from db.queries.setup import Progress, set_up_progress

STEPS = ("street", "communities", "grids", "units", "members", "done")


def set_up(ctx: Context) -> None:
    page_head(ctx, "Set-up", "Street, communities, grids, units and members: typed, or pasted from your spreadsheets.")
    progress = ctx.ask(set_up_progress)
    names = _names(ctx, progress)
    asked = ctx.params.get("step", "")
    start = asked if asked in STEPS else _next(progress)
    step = st.segmented_control(
        ctx.t("Step"),
        STEPS,
        format_func=names.__getitem__,
        default=start,
        key="set_up.step",
        required=True,
        label_visibility="collapsed",
        on_change=_remember,
    )
    if step == "street":
        _street(ctx)
    elif step == "done":
        _done(ctx, progress)
    else:
        ledger = {"communities": COMMUNITIES, "grids": GRIDS, "units": UNITS, "members": MEMBERS}[step]
        paste_in(ctx, ledger, f"set_up.{step}")
        pages = {"communities": "areas", "grids": "grids?do=new", "units": "units?do=new", "members": "members?do=new"}
        typed = link(ctx.t("Type single rows instead"), "/" + pages[step])
        onward = ctx.t("When all rows are in, go on with the next step above.")
        raw(f'<p class="desk-lead" style="margin-top:.6rem">{esc(onward)} {typed}</p>')


def _remember() -> None:
    st.query_params["step"] = st.session_state["set_up.step"]


def _next(progress: Progress) -> str:
    """The first step that has nothing yet."""
    for step in ("communities", "grids", "units", "members"):
        if not getattr(progress, step):
            return "street" if step == "communities" else step
    return "done"


def _names(ctx: Context, progress: Progress) -> dict[str, str]:
    t = ctx.t
    words = {
        "street": t("1 Street"),
        "communities": t("2 Communities"),
        "grids": t("3 Grids"),
        "units": t("4 Units"),
        "members": t("5 Members"),
        "done": t("6 First activity"),
    }
    return {step: f"{word} ({n})" if (n := getattr(progress, step, 0)) else word for step, word in words.items()}


def _street(ctx: Context) -> None:
    root = ctx.ask(area_ref)
    if root is not None:
        area_panel(ctx, root)


def _done(ctx: Context, progress: Progress) -> None:
    t = ctx.t
    missing = [name for name in ("communities", "grids", "units", "members") if not getattr(progress, name)]
    if missing:
        st.info(t("Some steps have nothing yet; you can come back to them at any time."))
    raw(
        f"<p>{esc(t('The desk is ready. Record the first activity, then give your colleagues their accounts.'))}</p>"
        f'<a class="desk-big" style="max-width:28rem" href="/activities?new=1">{esc(t("Record an activity"))}</a>'
        f'<p style="margin-top:1rem">{link(t("Accounts"), "/accounts")}</p>'
    )
