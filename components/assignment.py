"""Who serves which grid, beside the form of a grid or of a worker."""

from collections.abc import Sequence

import streamlit as st

from components.act import submit
from components.context import Context
from components.form import FIRST_DAY
from components.look import md
from db.commands.worker import assign_worker, end_assignment
from db.ledger.find import Entry
from db.queries.assignment import Assignment, assignments, free_grids, free_workers
from db.rules.area import AssignmentRole

PAST_SHOWN = 20


def grids_of_worker(ctx: Context, found: Entry) -> None:
    if not ctx.can("worker:read"):
        return
    st.markdown(f"**{md(ctx.t('Serves these grids'))}**")
    _table(ctx, ctx.ask(assignments, worker_id=found.id), by_grid=True, may_end=found.mine)
    if found.mine:
        _add(ctx, ctx.ask(free_grids), ctx.t("Grid"), f"assignment.worker.{found.id}", worker_id=found.id)


def people_of_grid(ctx: Context, found: Entry) -> None:
    if not ctx.can("worker:read"):
        return
    st.markdown(f"**{md(ctx.t('Lead and workers'))}**")
    _table(ctx, ctx.ask(assignments, grid_id=found.id), by_grid=False, may_end=found.mine)
    if found.mine:
        _add(ctx, ctx.ask(free_workers), ctx.t("Grid worker"), f"assignment.grid.{found.id}", grid_id=found.id)


def _table(ctx: Context, rows: Sequence[Assignment], *, by_grid: bool, may_end: bool) -> None:
    current = [row for row in rows if row.to_date is None]
    past = [row for row in rows if row.to_date is not None]
    if not current:
        st.caption(md(ctx.t("Nobody at present.") if not by_grid else ctx.t("No grid at present.")))
    for row in current:
        text = ctx.t(
            "{name} · {role} · since {day}",
            name=_name(ctx, row, by_grid=by_grid),
            role=ctx.label(row.role),
            day=row.from_date,
        )
        left, right = st.columns([4, 1], vertical_alignment="center")
        left.markdown(md(text))
        if may_end and ctx.can("worker:write"):
            with right, st.popover(ctx.t("End")):
                key = f"assignment.end.{row.id}"
                st.date_input(
                    ctx.t("Last day"), key=f"{key}.day", value=ctx.today, min_value=FIRST_DAY, format="YYYY-MM-DD"
                )
                st.button(ctx.t("Confirm"), key=f"{key}.go", type="primary", on_click=_end, args=(ctx, key, row))
    if past:
        with st.expander(ctx.t("Earlier ({n})", n=len(past))):
            for row in past[:PAST_SHOWN]:
                st.caption(
                    md(f"{_name(ctx, row, by_grid=by_grid)} · {ctx.label(row.role)} · {row.from_date} – {row.to_date}")
                )


def _name(ctx: Context, row: Assignment, *, by_grid: bool) -> str:
    return row.grid if by_grid else row.worker or ctx.t("Staff of the street")


def _add(
    ctx: Context,
    offered: dict[int, str],
    label: str,
    key: str,
    *,
    worker_id: int | None = None,
    grid_id: int | None = None,
) -> None:
    if not ctx.can("worker:write"):
        return
    if not offered:
        st.caption(
            md(ctx.t("Add workers on the page of grid workers first.") if grid_id else ctx.t("Add grids first."))
        )
        return
    with st.popover(ctx.t("Assign"), icon=":material/person_add:"):
        st.selectbox(
            label,
            list(offered),
            key=f"{key}.other",
            index=None,
            format_func=offered.__getitem__,
            placeholder=ctx.t("Choose"),
        )
        st.selectbox(
            ctx.t("Role"),
            list(AssignmentRole),
            key=f"{key}.role",
            index=2,
            format_func=ctx.label,
            placeholder=ctx.t("Choose"),
        )
        st.date_input(ctx.t("Since"), key=f"{key}.since", value=ctx.today, min_value=FIRST_DAY, format="YYYY-MM-DD")
        st.button(
            ctx.t("Assign"), key=f"{key}.go", type="primary", on_click=_assign, args=(ctx, key, worker_id, grid_id)
        )


def _assign(ctx: Context, key: str, worker_id: int | None, grid_id: int | None) -> None:
    state, other = st.session_state, st.session_state.get(f"{key}.other")
    if other is None:
        ctx.note(ctx.t("Choose who serves which grid first."), good=False)
        return
    worker, grid = (worker_id, other) if worker_id else (other, grid_id)
    submit(ctx, key, assign_worker, worker, grid, state.get(f"{key}.role"), state.get(f"{key}.since"))


def _end(ctx: Context, key: str, row: Assignment) -> None:
    submit(ctx, key, end_assignment, row.id, row.version, st.session_state.get(f"{key}.day"))
