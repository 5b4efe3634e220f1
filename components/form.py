"""A widget per kind of column, and the one place where errors of pydantic become words of ours."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from components.context import Context
from components.look import md
from db.errors import N_, Invalid
from db.ledger import Column, Kind, Wrong
from db.ledger.pick import Choice
from db.rules.area import Level, Standing
from db.rules.member import MemberStatus

MESSAGES = {
    "missing": N_("Fill this in."),
    "string_too_short": N_("At least {min_length} characters."),
    "too_short": N_("At least {min_length} characters."),
    "string_too_long": N_("At most {max_length} characters."),
    "too_long": N_("At most {max_length} characters."),
    "int_parsing": N_("Enter a whole number, such as 120."),
    "int_type": N_("Enter a whole number, such as 120."),
    "int_from_float": N_("Enter a whole number, such as 120."),
    "float_parsing": N_("Enter a number, such as 12.5."),
    "float_type": N_("Enter a number, such as 12.5."),
    "finite_number": N_("Enter a number, such as 12.5."),
    "greater_than_equal": N_("Not less than {ge}."),
    "less_than_equal": N_("Not more than {le}."),
    "day": N_("Enter a full date, such as 2026-03-05."),
    "date_type": N_("Enter a full date, such as 2026-03-05."),
    "too_early": N_("This date is too long ago. Check the year."),
    "future": N_("This date lies in the future; today is {today}."),
    "bool_parsing": N_("Enter yes or no."),
    "bool_type": N_("Enter yes or no."),
    "enum": N_("Choose one of the offered values."),
    "literal_error": N_("Choose one of the offered values."),
    "phone": N_("Enter one phone number: 11 digits, or an area code and the number."),
    "uscc_form": N_("This code has 18 characters, digits and capital letters without I, O, S, V and Z."),
    "uscc": N_("This code cannot be right: its last character does not fit the others. Look for a slip."),
    "unknown": N_("“{value}” was not found. Use a name or code of the list."),
    "several": N_("“{value}” fits more than one entry. Use the code or the full name."),
    "repeats": N_("This repeats row {number} of the block."),
    "twin": N_("This is in the ledger already. Look for it and change it there."),
    "namesake": N_(
        "Somebody of this name is in the ledger already, at the same place. "
        "If this is another person, give the phone too."
    ),
    "other": N_("This value does not fit here."),
}
# A unit, worker or member is in use or gone; "active" alone would read like an agreement's state.
STANDING = {"active": N_("In use"), "left": N_("Gone")}
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Form:
    """The columns of a form, what may be picked, and where its widgets keep what is typed."""

    key: str
    columns: Sequence[Column]
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)

    def place(self, name: str) -> str:
        return f"{self.key}.{name}"


def reason(ctx: Context, wrong: Wrong) -> str:
    """What is wrong and how to mend it, in the reader's language."""
    if wrong.type == "rule":
        return ctx.error(Invalid(wrong.params["msgid"], **wrong.params["params"]))
    return ctx.t(MESSAGES.get(wrong.type, MESSAGES["other"]), **wrong.params)


def heading(ctx: Context, column: Column) -> str:
    """The name of a column; fields without an English name fall back to Chinese."""
    return column.spec.label(ctx.language) if column.spec else ctx.t(column.col.label)


def choice_word(ctx: Context, value: Any) -> str:
    return (
        ctx.t(STANDING[value]) if isinstance(value, Standing | MemberStatus) and value in STANDING else ctx.label(value)
    )


def shown(ctx: Context, column: Column, value: Any) -> str | float | None:
    """A value in words; numbers stay numbers. Ids were turned into names by the query."""
    if value is None or value == "":
        return None
    if column.kind is Kind.CHOICE:
        return choice_word(ctx, value)
    if column.kind is Kind.CODE:
        return ctx.code(column.col.codes or "", value)
    if column.kind is Kind.FLAG:
        return ctx.t("Yes") if value else ctx.t("No")
    if isinstance(value, date):
        return ctx.date(value)
    return value if isinstance(value, int | float) else str(value)


def seed(ctx: Context, form: Form, values: Mapping[str, Any] | None) -> None:
    """Fill the widgets once; afterwards they keep what was typed."""
    for column in form.columns:
        if form.place(column.name) not in st.session_state:
            st.session_state[form.place(column.name)] = _first(ctx, form, column, values)


def _first(ctx: Context, form: Form, column: Column, values: Mapping[str, Any] | None) -> Any:
    if column.kind is Kind.PHONE:
        return ""
    if values is not None:
        value = values.get(column.name)
    elif column.kind is Kind.DAY:
        value = ctx.today if column.required else None
    elif column.kind is Kind.PICK and column.required:
        value = home(ctx, form, column)
    else:
        value = column.default
    if column.kind in (Kind.TEXT, Kind.LONG):
        return value or ""
    return float(value) if column.kind is Kind.NUMBER and value is not None else value


def home(ctx: Context, form: Form, column: Column) -> int | None:
    """The place where the actor works, or the one he looks at, when rows may belong to it."""
    offered = [one.id for one in _offered(form, column, None)]
    here = ctx.area if ctx.area and ctx.area.level is not Level.STREET else None  # few things belong to a whole street
    wanted = [here.id if here else None]
    return next((id_ for id_ in wanted if id_ in offered), offered[0] if len(offered) == 1 else None)


def widgets(ctx: Context, form: Form, values: Mapping[str, Any] | None, said: Mapping[str | None, str]) -> None:
    """The fields, short ones in pairs, each with what is wrong with it below."""
    seed(ctx, form, values)
    pair: Any = None
    for column in form.columns:
        if column.kind is Kind.LONG:
            pair, place = None, st.container()
        elif pair is None:
            pair = iter(st.columns(2))
            place = next(pair)
        else:
            place, pair = next(pair), None
        with place:
            widget(ctx, form, column, values)
            if column.name in said:
                st.markdown(f":small[:red[{md(said[column.name])}]]")


def widget(ctx: Context, form: Form, column: Column, values: Mapping[str, Any] | None = None) -> None:
    key, kind = form.place(column.name), column.kind
    label = md(heading(ctx, column)) + (" *" if column.required else "")
    hint = ctx.t(column.col.hint) if column.col.hint else None
    tip = md(hint) if hint else None
    if kind is Kind.LONG:
        st.text_area(label, key=key, height=100, placeholder=hint)
    elif kind is Kind.TEXT:
        st.text_input(label, key=key, help=tip)
    elif kind is Kind.PHONE:
        kept = (values or {}).get(column.name)
        st.text_input(
            label,
            key=key,
            placeholder=kept,
            help=md(ctx.t("Leave empty to keep the number; a hyphen removes it.")) if kept else tip,
            autocomplete="off",
        )
    elif kind is Kind.WHOLE:
        st.number_input(label, key=key, value=None, step=1, help=tip)
    elif kind is Kind.NUMBER:
        st.number_input(label, key=key, value=None, step=0.5, format="%g", help=tip)
    elif kind is Kind.DAY:
        st.date_input(
            label, key=key, value=None, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", help=tip
        )
    else:
        options, words = options_of(ctx, form, column, (values or {}).get(column.name))
        st.selectbox(
            label, options, key=key, index=None, format_func=words.__getitem__, placeholder=ctx.t("Choose"), help=tip
        )


def options_of(ctx: Context, form: Form, column: Column, current: Any) -> tuple[list[Any], dict[Any, str]]:
    """What may be chosen and how it reads; a value that was retired stays with the row that has it."""
    if column.kind is Kind.FLAG:
        words: dict[Any, str] = {True: ctx.t("Yes"), False: ctx.t("No")}
    elif column.kind is Kind.CODE:
        words = {**ctx.codes(column.col.codes or "")}
        if current and current not in words:
            words[current] = ctx.code(column.col.codes or "", current)
    elif column.kind is Kind.PICK:
        words = {one.id: one.label for one in _offered(form, column, current)}
    else:
        words = {one: choice_word(ctx, one) if column.kind is Kind.CHOICE else str(one) for one in column.choices}
        if current is not None and current not in words:
            words[current] = choice_word(ctx, current) if column.kind is Kind.CHOICE else str(current)
    return list(words), words


def _offered(form: Form, column: Column, current: Any) -> list[Choice]:
    return [
        one for one in form.choices.get(column.col.picks or "", ()) if (one.open_ and one.mine) or one.id == current
    ]


def typed(form: Form) -> dict[str, Any]:
    """What stands in the widgets."""
    return {column.name: st.session_state.get(form.place(column.name)) for column in form.columns}


def say_wrong(ctx: Context, form: Form, said: Mapping[str | None, str]) -> None:
    """Everything that is wrong, at the top."""
    if not said:
        return
    labels = {column.name: heading(ctx, column) for column in form.columns}
    lines = [
        f"- **{md(labels[name])}** {md(text)}" if name in labels else f"- {md(text)}" for name, text in said.items()
    ]
    st.error(md(ctx.t("Nothing was saved yet:")) + "\n" + "\n".join(lines))


def nonce_for(key: str, *parts: object) -> str:
    """A nonce made of what is sent: the same content twice from the same window is the same order."""
    seed_ = st.session_state.setdefault("form.seed", secrets.token_urlsafe(16))
    return hashlib.sha256(repr((seed_, key, parts)).encode()).hexdigest()[:40]
