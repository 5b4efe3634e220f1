"""What stands around every page: the Context, the menu from the site map, the person, the language, the note."""

import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from components.act import QUIET, finish
from components.context import Context, show_note
from components.i18n import LANGUAGES
from components.look import dress, esc, md, raw
from db import clock
from db.commands.account import set_language
from db.errors import NOT_ALLOWED, AppError, Refused, SignedOut
from db.queries.area import area_ref

NAME = "社区共建工作台"
LOG = logging.getLogger("commons.desk")
ICON = Path(__file__).parent / "assets" / "desk.png"


@dataclass(frozen=True)
class Page:
    """One line of the site map: the body is a function of the Context, `needs` the permission that opens it."""

    path: str
    title: str
    icon: str
    needs: str
    body: Callable[[Context], None]

    def open(self, ctx: Context) -> None:
        """Run the page; the menu does not offer it to others, and neither does this."""
        if not ctx.can(self.needs):
            raise Refused(NOT_ALLOWED)
        self.body(ctx)


Site = dict[str, list[Page]]


def sid_of_visitor() -> str | None:
    """The session key the gate middleware vouches for; other headers never reach this place."""
    value = st.user.get("sid")
    return str(value) if value else None


def run(site: Site) -> None:
    """One run of the app, for one person. Without an open session nothing is shown but the way to sign in."""
    st.set_page_config(
        page_title=NAME, page_icon=str(ICON) if ICON.exists() else None, layout="wide", initial_sidebar_state=236
    )
    sid = sid_of_visitor()
    try:
        ctx = Context.open(sid or "", dict(st.query_params))
    except SignedOut:
        _signed_out()
        return
    finish()
    if not st.session_state.pop(QUIET, False):
        ctx.touch()
    wall = ctx.actor.is_wall or (st.query_params.get("screen") == "1")
    first = _first(ctx, site)
    menu = {
        ctx.t(section): [
            st.Page(
                partial(page.open, ctx),
                title=ctx.t(page.title),
                icon=page.icon,
                url_path=page.path,
            )
            for page in pages
            if ctx.can(page.needs)
        ]
        for section, pages in site.items()
    }
    offered = {section: pages for section, pages in menu.items() if pages}
    start = st.Page(partial(_start, offered, first), title=NAME, url_path="start", default=True, visibility="hidden")
    current = st.navigation(
        {"": [start], **offered},
        position="hidden" if wall else "sidebar",
        expanded=True,
    )
    dress(ctx, demo=is_demo())
    if not wall:
        with st.sidebar:
            _person(ctx)
    show_note()
    try:
        current.run()
    except AppError as error:
        st.error(md(ctx.error(error)))
    except Exception:  # why: a reader gets a sentence and a number, the log gets the rest
        number = f"E-{clock.now():%Y%m%d-%H%M%S}-{secrets.randbelow(1000):03d}"
        LOG.exception("page failed, %s", number)
        st.error(
            ctx.t(
                "Something went wrong on our side; nothing was changed. Tell your administrator this number: {number}",
                number=number,
            )
        )


def _first(ctx: Context, site: Site) -> Page | None:
    return next((page for pages in site.values() for page in pages if ctx.can(page.needs)), None)


def _start(offered: dict[str, list[Any]], first: Page | None) -> None:
    """The bare address leads on to the first page a person may open, so that every page keeps its own address."""
    page = next((page for pages in offered.values() for page in pages if first and page.url_path == first.path), None)
    if page is not None:
        st.switch_page(page)


def is_demo() -> bool:
    return os.environ.get("COMMONS_DEMO") == "1"


def _signed_out() -> None:
    """An open tab whose session has ended says so once, and the way back leads to the same view."""
    st.navigation([st.Page(lambda: None, title=NAME)], position="hidden").run()
    view = urlsplit(st.context.url or "/").path + (
        f"?{urlencode(st.query_params.to_dict())}" if st.query_params else ""
    )
    href = esc(f"/auth/sign-in?{urlencode({'next': view})}")
    raw(
        "<h1>会话已结束 · Signed out</h1><p>会话已结束,请重新登录。 Your session has ended; please sign in again.</p>"
        f'<p><a href="{href}">登录 Sign in</a></p>'
    )


def _person(ctx: Context) -> None:
    own = None
    if ctx.can("area:read"):  # his own place, whatever the address looks at
        own = ctx.ask(area_ref) if "area" in ctx.params else ctx.area
    area = own.name if own else ""
    last = ctx.actor.last_sign_in
    lines = [f"<b>{esc(ctx.actor.name)}</b> · {esc(ctx.label(ctx.actor.role))}"]
    if area:
        lines.append(esc(area))
    if last:
        lines.append(esc(ctx.t("Last sign-in {when}", when=last[:16].replace("T", " "))))
    lines.append(
        f'<a class="desk-out" href="/auth/password" target="_self">{esc(ctx.t("Change password"))}</a> · '
        f'<a class="desk-out" href="/auth/sign-out" target="_self">{esc(ctx.t("Sign out"))}</a>'
    )
    raw(f'<div class="desk-who">{"<br>".join(lines)}</div>')
    st.segmented_control(
        ctx.t("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        default=ctx.language,
        key=f"shell.language.{ctx.language}",
        on_change=_language,
        args=(ctx,),
        label_visibility="collapsed",
        required=True,
    )


def _language(ctx: Context) -> None:
    wanted = st.session_state.get(f"shell.language.{ctx.language}")
    if wanted in LANGUAGES and wanted != ctx.language:
        ctx.do(set_language, wanted)
        st.session_state.pop("note", None)
