"""Widgets that run a command. The command runs in the callback, before the page reads: one click, one run."""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.context import Context, Outcome
from components.look import md
from db.access import Command
from db.errors import AppError, SignedOut, Spent

QUIET = "shell.quiet"  # this run was not asked for by a person
LAST = "act.last"
EMPTYING = "act.emptying"
AGAIN = 10.0  # seconds in which the very same form, sent again, is no second one


def nonce_of(key: str) -> str:
    """The nonce of a form, the same until the form was saved: sending it twice does nothing the second time."""
    return str(st.session_state.setdefault(f"{key}.nonce", secrets.token_urlsafe(16)))


def renew(key: str) -> None:
    """The form was saved; the next one is another."""
    st.session_state.pop(f"{key}.nonce", None)


def clear(prefix: str) -> None:
    """Empty every widget of a form."""
    for key in [k for k in st.session_state if str(k).startswith(f"{prefix}.")]:
        del st.session_state[key]


def resent(key: str) -> bool:
    """The same form once more though its first sending has emptied it: two clicks of one hand, or a line that stutters.

    Its widgets are gone, so what it reads is nothing that anybody has typed.
    """
    emptied = not any(str(k).startswith(f"{key}.") and k != f"{key}.nonce" for k in st.session_state)
    return (emptied or st.session_state.get(EMPTYING) == key) and _last(key) is not None


def submit(
    ctx: Context, key: str, command: Command[..., Any], *args: object, said: str | None = None, **kwargs: object
) -> Outcome[Any]:
    """Run a form's command under the form's nonce; saved now, or by the first of two clicks, the form is emptied."""
    content = _digest(command.name, args, kwargs)
    last = _last(key)
    nonce = last.nonce if last and (last.content == content or resent(key)) else _digest(nonce_of(key), content)
    outcome = ctx.do(command, *args, nonce=nonce, said=said, **kwargs)
    if outcome or isinstance(outcome.error, Spent):
        st.session_state[LAST] = Sent(key, content, nonce, time.monotonic())
        st.session_state[EMPTYING] = key
        finish()
    return outcome


def finish() -> None:
    """Empty the form that was saved. A second click may break this off anywhere, so each run begins by finishing it."""
    if key := st.session_state.get(EMPTYING):
        clear(key)
        renew(key)
        del st.session_state[EMPTYING]


@dataclass(frozen=True)
class Sent:
    """What was saved last, and when."""

    key: str
    content: str
    nonce: str
    at: float


def _last(key: str) -> Sent | None:
    """The last thing that was saved, if it was this form and a moment ago."""
    last: Sent | None = st.session_state.get(LAST)
    return last if last and last.key == key and time.monotonic() - last.at < AGAIN else None


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:40]


def action_button(
    ctx: Context,
    label: str,
    command: Command[..., Any],
    *args: object,
    key: str,
    said: str | None = None,
    then: Callable[[Any], None] | None = None,
    **button: Any,
) -> None:
    """A button that runs one command; `then` is given its result."""
    st.button(label, key=key, on_click=_act, args=(ctx, key, command, args, said, then), **button)


def _act(
    ctx: Context,
    key: str,
    command: Command[..., Any],
    args: tuple[object, ...],
    said: str | None,
    then: Callable[[Any], None] | None,
) -> None:
    content = _digest(command.name, args)
    last = _last(key)
    nonce = last.nonce if last and last.content == content else _digest(nonce_of(key), content)
    outcome = ctx.do(command, *args, nonce=nonce, said=said)
    renew(key)
    if outcome or isinstance(outcome.error, Spent):
        st.session_state[LAST] = Sent(key, content, nonce, time.monotonic())
    if outcome and then is not None:
        then(outcome.value)


def reason_button(
    ctx: Context, label: str, command: Command[..., Any], *args: object, key: str, prompt: str, **button: Any
) -> None:
    """A button behind which a reason must be given; the reason is the command's last argument."""
    with st.popover(label, **button):
        st.text_input(ctx.t(prompt), key=f"{key}.reason", max_chars=100, placeholder=ctx.t("Say why, in a few words"))
        st.button(
            ctx.t("Confirm"), key=f"{key}.go", type="primary", on_click=_with_reason, args=(ctx, key, command, args)
        )


def _with_reason(ctx: Context, key: str, command: Command[..., Any], args: tuple[object, ...]) -> None:
    submit(ctx, key, command, *args, str(st.session_state.get(f"{key}.reason", "")))


def leave() -> None:
    """Close a dialog or leave a fragment: the one place where a run is asked for."""
    st.rerun()


def look_again() -> None:
    """Draw the screen anew because the data changed: no person did that, so it keeps no session alive."""
    st.session_state[QUIET] = True
    st.rerun()


def redraw(*fragments: str) -> None:
    """In a callback: run these fragments instead of the one that was clicked in."""
    st.rerun(list(fragments))


@contextmanager
def plainly(ctx: Context) -> Iterator[None]:
    """For fragments, whose mishaps the shell does not see: a sentence, or the way out of a session that ended."""
    try:
        yield
    except SignedOut:
        leave()
    except AppError as error:
        st.error(md(ctx.error(error)))
