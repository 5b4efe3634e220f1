"""Signing in and out, the change of one's own password, the demo's cards, and the way in for a wall."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from components.web import html, password
from components.web.form import Fields
from components.web.html import Page, sentence_page
from components.web.request import LANGUAGE_COOKIE, address, is_demo, is_local, is_own_or_typed, local_path
from components.web.visitor import actor_of, forget, remember, sid_in
from db import gate
from db.access import Actor, Role
from db.commands import session as doors
from db.errors import N_, SIGNED_OUT, AppError, Invalid
from db.queries.session import Card, Known, demo_cards, has_accounts, known_account
from db.rules import account as rules
from db.rules.label import label, tidy
from db.rules.session import WALL_LIFE

WRONG = N_("The username or the password is wrong.")
DISABLED = N_("This account is disabled. Ask your administrator.")
WAIT = N_("Too many failed attempts. Try again in {minutes} min.")
NOTES = {"out": N_("You have signed out."), "expired": N_("Your session has ended. Sign in again to go on.")}
PASSWORD_HINT = N_("At least 10 characters; a short sentence is easy to remember and hard to guess.")
WALL_SCREEN = "/cockpit?screen=1"


def sign_in(request: Request, fields: Fields) -> Response:
    page, there = Page(request), local_path(request.query_params.get("next"))
    if request.method == "POST":
        return _try(request, page, fields, there)
    with gate.system("sign_in") as session:
        empty = not has_accounts(session)
    if empty:
        return RedirectResponse("/auth/set-up", 303)
    if actor_of(sid_in(request)) is not None:
        return RedirectResponse(there, 303)
    note = NOTES.get(request.query_params.get("why", ""), "")
    return _form(request, page, there, note=page.t(note))


def _try(request: Request, page: Page, fields: Fields, there: str) -> Response:
    """One attempt: counted before the password is looked at, so that many at once gain nothing."""
    username, typed = tidy(fields.get("username", ""))[:60].lower(), fields.get("password", "")
    keys = doors.counters(username, address(request))
    with gate.system("sign_in") as session:
        wait = doors.take_attempt(session, keys)
        known = known_account(session, username) if password.is_username(username) else None
    if wait:
        return _form(request, page, there, username, error=page.t(WAIT, minutes=wait), status=429)
    if not password.matches(typed, known.password_hash if known else None) or known is None:
        with gate.system("sign_in") as session:
            doors.note_failure(session, username, address(request))
        return _form(request, page, there, username, error=page.t(WRONG), status=401)
    if known.disabled:
        return _form(request, page, there, username, error=page.t(DISABLED), status=403)
    token = _open(request, known.id, keys)
    if known.must_change:
        there = f"/auth/password?{urlencode({'next': there})}"
    return _welcome(request, known, token, there)


def _open(request: Request, account_id: int, right: Sequence[doors.Counter] = ()) -> str:
    """A fresh session; the one this browser held before ends, and the right attempt no longer counts."""
    with gate.system("sign_in") as session:
        doors.forgive_attempt(session, right)
        if held := sid_in(request):
            doors.close_session(session, held, "replaced")
        return doors.open_session(session, account_id, address(request))


def _welcome(request: Request, known: Known, token: str, there: str) -> Response:
    response = RedirectResponse(there, 303)
    remember(response, request, token)
    response.set_cookie(LANGUAGE_COOKIE, known.language, max_age=31_536_000, samesite="lax", path="/")
    return response


def _form(
    request: Request, page: Page, there: str, username: str = "", *, error: str = "", note: str = "", status: int = 200
) -> Response:
    t = page.t
    action = "/auth/sign-in" + (f"?{urlencode({'next': there})}" if there != "/" else "")
    fields = [
        html.field("username", t(N_("Username")), value=username, fill="username", longest=60, focus=not username),
        html.field(
            "password", t(N_("Password")), kind="password", fill="current-password", longest=200, focus=bool(username)
        ),
    ]
    body = html.note(note) + html.error(error) + html.form(action, fields, t(N_("Sign in")))
    offered = is_demo() and is_local(request)
    if offered:
        body += _cards(page, there)
    return page.show(t(N_("Sign in")), body, status=status, wide=offered)


def _cards(page: Page, there: str) -> str:
    with gate.system("demo") as session:
        cards = demo_cards(session)
    action = escape("/auth/enter" + (f"?{urlencode({'next': there})}" if there != "/" else ""))
    shown = "".join(_card(page, card) for card in cards)
    title = escape(page.t(N_("Demo on this computer: enter with one click as")))
    return f'<form class="cards" method="post" action="{action}"><p>{title}</p><div>{shown}</div></form>'


def _card(page: Page, card: Card) -> str:
    role, who = escape(page.t(label(card.role))), escape(" · ".join(filter(None, (card.name, card.place))))
    return f'<button name="username" value="{escape(card.username)}">{role}<small>{who}</small></button>'


def enter(request: Request, fields: Fields) -> Response:
    """One click instead of a password: in the demo, on the machine it runs on, for the people on the cards."""
    page, there = Page(request), local_path(request.query_params.get("next"))
    with gate.system("demo") as session:
        offered = {card.username for card in demo_cards(session)} if is_demo() and is_local(request) else set()
        known = known_account(session, fields.get("username", "")) if offered else None
    if known is None or known.username not in offered:
        text = N_("One-click entry works in the demo only, on the computer it runs on.")
        return sentence_page(page, page.t(text), 403)
    return _welcome(request, known, _open(request, known.id), there)


def sign_out(request: Request, fields: Fields) -> Response:  # noqa: ARG001  # why: every form handler is given its fields
    page = Page(request)
    if request.method == "GET" and not is_own_or_typed(request.headers):
        return sentence_page(page, page.t(N_("Another site tried to sign you out; nothing was done.")), 403)
    if held := sid_in(request):
        with gate.system("sign_out") as session:
            doors.close_session(session, held, "signed out")
    response = RedirectResponse("/auth/sign-in?why=out", 303)
    forget(response, request)
    return response


def change_password(request: Request, fields: Fields) -> Response:
    there, actor = local_path(request.query_params.get("next")), actor_of(sid_in(request))
    if actor is None or actor.account_id is None:
        return RedirectResponse(f"/auth/sign-in?{urlencode({'next': '/auth/password', 'why': 'expired'})}", 303)
    page = Page(request, speaks=None if request.query_params.get("lang") else actor.language)
    if request.method == "GET":
        return _password_form(page, actor, there)
    try:
        token = _change(request, actor, fields)
    except AppError as error:
        return _password_form(page, actor, there, page.sentence(error), 400)
    response = RedirectResponse(there, 303)
    remember(response, request, token)
    return response


def _change(request: Request, actor: Actor, fields: Fields) -> str:
    keys = doors.counters(actor.username, address(request))
    old, new = fields.get("old", ""), fields.get("new", "")
    rules.check_twice(new, fields.get("again", ""))
    with gate.system("sign_in") as session:
        wait, known = doors.take_attempt(session, keys), known_account(session, actor.username)
    if wait:
        raise Invalid(WAIT, minutes=wait)
    if known is None:
        raise Invalid(SIGNED_OUT)
    right = password.matches(old, known.password_hash)
    if right:
        with gate.system("sign_in") as session:
            doors.forgive_attempt(session, keys)
    else:
        raise Invalid(N_("The present password is wrong."))
    if new == old:
        raise Invalid(N_("The new password is the same as the present one."))
    hashed = password.hash_new(new, known.username)
    with gate.system("sign_in") as session:
        return doors.set_password(session, known.id, hashed, address(request))


def _password_form(page: Page, actor: Actor, there: str, error: str = "", status: int = 200) -> Response:
    t = page.t
    why = N_("You signed in with a temporary password. Choose your own before you go on.")
    usual = N_("Afterwards you are signed out everywhere else.")
    fields = [
        f'<input name="username" autocomplete="username" value="{escape(actor.username)}" hidden>',
        html.field("old", t(N_("Present password")), kind="password", fill="current-password", longest=200, focus=True),
        html.field(
            "new", t(N_("New password")), kind="password", fill="new-password", longest=200, hint=t(PASSWORD_HINT)
        ),
        html.field("again", t(N_("New password again")), kind="password", fill="new-password", longest=200),
    ]
    body = html.lead(t(why if actor.must_change else usual)) + html.error(error)
    body += html.form(f"/auth/password?{urlencode({'next': there})}", fields, t(N_("Change password")))
    back = ("/auth/sign-out", t(N_("Sign out"))) if actor.must_change else (there, t(N_("Back to the desk")))
    return page.show(t(N_("Change password")), body + html.link(*back), status=status)


def wall(request: Request, fields: Fields) -> Response:  # noqa: ARG001  # why: as sign_out
    """The link an administrator made, opened on the screen itself."""
    page, actor = Page(request), actor_of(sid_in(request))
    if actor is not None and actor.role is not Role.WALL:
        text = N_("This browser is signed in as {name}. Open the link on the wall's own browser, or sign out first.")
        return sentence_page(page, page.t(text, name=actor.name), 409)
    keys = doors.counters("wall", address(request))[1:]
    with gate.system("wall") as session:
        if wait := doors.take_attempt(session, keys):
            return sentence_page(page, page.t(WAIT, minutes=wait), 429)
    with gate.system("wall") as session:
        token = doors.open_wall(session, request.query_params.get("code", ""), address(request))
        doors.forgive_attempt(session, keys)
    response = RedirectResponse(WALL_SCREEN, 303)
    remember(response, request, token, seconds=int(WALL_LIFE.total_seconds()))
    return response
