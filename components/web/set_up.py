"""The first page of a new desk: it makes the first administrator, once, at the machine itself or with the code."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from components.web import html, password
from components.web.form import Fields
from components.web.html import Page
from components.web.request import address, is_local
from components.web.sign_in import PASSWORD_HINT, WAIT
from components.web.visitor import remember
from db import gate
from db.commands.account import make_first_admin, new_set_up_code, spend_set_up_code
from db.commands.session import counters, forgive_attempt, open_session, take_attempt
from db.errors import N_, AppError, Invalid
from db.queries.session import has_accounts
from db.rules import account as rules

NEXT = "/set-up"


def set_up(request: Request, fields: Fields) -> Response:
    page = Page(request)
    with gate.system("set_up") as session:
        done = has_accounts(session)
    if done:
        return RedirectResponse("/auth/sign-in", 303)
    if request.method == "GET":
        return _form(request, page, {"code": request.query_params.get("code", "")})
    try:
        token = _make(request, fields)
    except AppError as error:
        return _form(request, page, fields, page.sentence(error), 400)
    response = RedirectResponse(NEXT, 303)
    remember(response, request, token)
    return response


def _make(request: Request, fields: Fields) -> str:
    """Everything or nothing: a mistake in one field does not spend the code."""
    keys = counters("set-up", address(request))
    local = is_local(request)
    if not local:
        with gate.system("set_up") as session:
            wait = take_attempt(session, keys)
        if wait:
            raise Invalid(WAIT, minutes=wait)
    username = rules.username(fields.get("username", ""))
    chosen = fields.get("password", "")
    rules.check_twice(chosen, fields.get("again", ""))
    hashed = password.hash_new(chosen, username)
    with gate.system("set_up") as session:
        if not local:
            spend_set_up_code(session, fields.get("code", ""))
            forgive_attempt(session, keys)
        account_id = make_first_admin(
            session,
            street=fields.get("street", ""),
            street_code=fields.get("street_code"),
            display_name=fields.get("display_name", ""),
            username=username,
            hashed=hashed,
            address=address(request),
        )
        return open_session(session, account_id, address(request))


def _form(request: Request, page: Page, kept: Fields, error: str = "", status: int = 200) -> Response:
    t, local = page.t, is_local(request)
    optional = t(N_("(optional)"))
    code = [] if local else [_code_field(page, kept)]
    fields = [
        *code,
        html.pair(
            html.field(
                "street",
                t(N_("Name of the street")),
                value=kept.get("street", ""),
                longest=60,
                focus=local and not error,
            ),
            html.field(
                "street_code",
                t(N_("Division code, 12 digits")),
                value=kept.get("street_code", ""),
                longest=20,
                digits=True,
                needed=False,
                remark=optional,
            ),
        ),
        html.pair(
            html.field("display_name", t(N_("Your name")), value=kept.get("display_name", ""), fill="name", longest=40),
            html.field(
                "username",
                t(N_("Username")),
                value=kept.get("username", ""),
                fill="username",
                longest=20,
                hint=t(N_("2 to 20 letters (a-z), digits, - or _")),
            ),
        ),
        html.pair(
            html.field("password", t(N_("Password")), kind="password", fill="new-password", longest=200),
            html.field("again", t(N_("Password again")), kind="password", fill="new-password", longest=200),
        ),
        f'<p class="hint">{t(PASSWORD_HINT)}</p>',
    ]
    lead = N_("This desk is new. First its street and you, its administrator; communities, units and people come next.")
    body = html.lead(t(lead)) + html.error(error) + html.form("/auth/set-up", fields, t(N_("Set up the desk")))
    return page.show(t(N_("Set up this desk")), body, status=status, wide=True)


def _code_field(page: Page, kept: Fields) -> str:
    hint = N_("It is printed on the console where the desk was started; on that computer itself no code is needed.")
    return html.field(
        "code",
        page.t(N_("Set-up code")),
        value=kept.get("code", ""),
        hint=page.t(hint),
        longest=40,
        digits=True,
        focus=True,
    )


def announce() -> str | None:
    """What the console says when nobody can sign in yet."""
    with gate.system("set_up") as session:
        code = new_set_up_code(session)
    if code is None:
        return None
    spaced = " ".join(code[i : i + 4] for i in range(0, len(code), 4))
    return f"No account yet: open /auth/set-up. From another computer it asks for this code (24 hours): {spaced}"
