"""The pages outside Streamlit: plain HTML that works before any script or WebSocket. Everything inserted is escaped."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from components.i18n import LANGUAGES, translator
from components.web.request import LANGUAGE_COOKIE, is_demo, language
from db.errors import N_, AppError

CSS = (Path(__file__).parent / "auth.css").read_text(encoding="utf-8")

PAGE = Template("""<!doctype html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
$refresh<title>$title · $product</title>
<link rel="icon" type="image/png" href="/assets/desk.png">
<style>$css</style>
</head>
<body class="$kind">
<aside>
<img src="/assets/desk.png" alt="">
<h1>$product</h1>
<p>$tagline</p>
<p class="notice">$notice</p>
</aside>
<main>
<nav data-mark="$mark">$languages</nav>
<section class="sheet $width">
<h2>$title</h2>
$body
</section>
</main>
</body>
</html>
""")
FIELD = Template("""<label for="$name">$label $remark</label>
<input id="$name" name="$name" type="$type" value="$value" $more>
$hint""")


class Page:
    """One page for one reader: words in his language, and the address it is shown under."""

    def __init__(self, connection: HTTPConnection, *, speaks: str | None = None) -> None:
        self.connection = connection
        self.language = speaks or language(connection)

    def t(self, msgid: str, **params: object) -> str:
        return translator(self.language)(msgid, **params)

    def sentence(self, error: AppError) -> str:
        return self.t(error.msgid, **error.params)

    def show(
        self, title: str, body: str, *, status: int = 200, wide: bool = False, refresh: str = "", switch: bool = True
    ) -> HTMLResponse:
        """The page around a body that is HTML already."""
        text = PAGE.substitute(
            lang=self.language.replace("_", "-"),
            title=escape(title),
            product=escape(self.t(N_("Commons Desk"))),
            tagline=escape(self.t(N_("Grid map, agreements and service records on one desk."))),
            notice=escape(self.t(N_("Not for classified information: never enter any."))),
            mark=escape(self.t(N_("Demo data"))),
            css=CSS,
            kind="demo" if is_demo() else "real",
            width="wide" if wide else "",
            languages=self._languages() if switch else "",
            refresh=f'<meta http-equiv="refresh" content="0; url={escape(refresh)}">\n' if refresh else "",
            body=body,
        )
        response = HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})
        chosen = self.connection.query_params.get("lang")
        if chosen and switch:
            response.set_cookie(LANGUAGE_COOKIE, self.language, max_age=31_536_000, samesite="lax", path="/")
        return response

    def _languages(self) -> str:
        shown = []
        for code, name in LANGUAGES.items():
            query = dict(self.connection.query_params) | {"lang": code}
            query.pop("why", None)
            address = f"{self.connection.url.path}?{urlencode(query)}"
            shown.append(
                f"<b>{name}</b>"
                if code == self.language
                else f'<a href="{escape(address)}" lang="{code[:2]}">{name}</a>'
            )
        return "".join(shown)


def field(
    name: str,
    label: str,
    *,
    kind: str = "text",
    value: str = "",
    hint: str = "",
    remark: str = "",
    fill: str = "off",
    longest: int = 100,
    focus: bool = False,
    needed: bool = True,
    digits: bool = False,
) -> str:
    more = [f'autocomplete="{fill}"', f'maxlength="{longest}"', 'spellcheck="false"']
    if name in ("username", "code", "street_code"):
        more.append('autocapitalize="none"')
    if digits:
        more.append('inputmode="numeric"')
    more += ["required"] * needed + ["autofocus"] * focus
    if hint:
        more.append(f'aria-describedby="{name}-hint"')
    return FIELD.substitute(
        name=name,
        label=escape(label),
        type=kind,
        value=escape(value),
        more=" ".join(more),
        remark=f"<small>{escape(remark)}</small>" if remark else "",
        hint=f'<p class="hint" id="{name}-hint">{escape(hint)}</p>' if hint else "",
    )


def form(action: str, fields: Iterable[str], button: str) -> str:
    return (
        f'<form method="post" action="{escape(action)}">\n{"".join(fields)}\n<button>{escape(button)}</button>\n</form>'
    )


def error(text: str) -> str:
    return f'<p class="error" role="alert">{escape(text)}</p>\n' if text else ""


def note(text: str) -> str:
    return f'<p class="note" role="status">{escape(text)}</p>\n' if text else ""


def lead(text: str) -> str:
    return f'<p class="lead">{escape(text)}</p>\n'


def pair(*fields: str) -> str:
    return f'<div class="pair">{"".join(f"<div>{one}</div>" for one in fields)}</div>'


def button_link(address: str, label: str) -> str:
    return f'<a class="button" href="{escape(address)}">{escape(label)}</a>'


def link(address: str, label: str) -> str:
    return f'<p class="others"><a href="{escape(address)}">{escape(label)}</a></p>'


def sentence_page(page: Page, text: str, status: int, *, back: str = "/") -> HTMLResponse:
    """One sentence and a way on: what every refusal looks like."""
    body = error(text) + button_link(back, page.t(N_("Back to the desk")))
    return page.show(page.t(N_("This did not work")), body, status=status, switch=False)
