"""Escaping, page heads, the style sheet, and the shim for Streamlit's own English: the only place of raw HTML."""

import html
import re
from functools import cache
from pathlib import Path

import streamlit as st

from components.context import Context

HERE = Path(__file__).parent
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&^])")


def md(text: object) -> str:
    """A user's text, shown literally where Streamlit reads Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split())) if text else ""


def esc(text: object) -> str:
    return html.escape(str(text if text is not None else ""))


def raw(markup: str) -> None:
    """Markup made of constants and escaped values only."""
    st.html(markup)


def style(*names: str) -> None:
    """Style sheets that only some pages need, from components/assets."""
    st.html(f"<style>{''.join(_asset(name) for name in names)}</style>")


def dress(ctx: Context, *, demo: bool) -> None:
    """Once a run: style sheet, demo mark, and the shim that replaces Streamlit's leftover English."""
    brand = ctx.t("Commons Desk").replace('"', "")
    st.html(f'<style>:root {{--desk-brand: "{brand}"}} {_asset("desk.css")}</style>')
    if demo:
        st.html(f'<div class="desk-demo">{esc(ctx.t("Demo data, all persons fictional"))}</div>')
    language = f'<div id="desk-lang" data-lang="{esc(ctx.language)}"></div>'
    st.html(f'{language}<script src="/assets/shim.js"></script>', unsafe_allow_javascript=True)


@cache
def _asset(name: str) -> str:
    return (HERE / "assets" / name).read_text(encoding="utf-8")


def page_head(ctx: Context, title: str, lead: str) -> None:
    """Title and one line of what the page is for (msgids)."""
    st.title(ctx.t(title), anchor=False)
    st.html(f'<p class="desk-lead">{esc(ctx.t(lead))}</p>')


def hint(ctx: Context, msgid: str, **params: object) -> None:
    """An empty place says what to do first."""
    st.html(f'<div class="desk-hint">{esc(ctx.t(msgid, **params))}</div>')


def link(text: str, href: str) -> str:
    """Markup of a link to another page of the desk, in the same tab."""
    return f'<a href="{esc(href)}" target="_self">{esc(text)}</a>'
