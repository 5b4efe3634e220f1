"""English msgids in, the reader's language out. Catalogues are read as they are: no build step."""

import gettext
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locale"
LANGUAGES = {"zh_CN": "中文", "en": "English"}
Translate = Callable[..., str]


@cache
def _messages(language: str) -> Callable[[str], str]:
    files = sorted((LOCALES / language / "LC_MESSAGES").glob("*.po"))
    if not files:
        return gettext.NullTranslations().gettext
    whole = Catalog(locale=language)
    for source in files:
        with source.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    whole.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled).gettext


@cache
def translator(language: str) -> Translate:
    """t("The agreement ended on {day}.", day=...) in the given language."""
    look_up = _messages(language)

    def t(msgid: str, **params: object) -> str:
        text = look_up(msgid) if msgid else ""
        return text.format(**params) if params else text

    return t
