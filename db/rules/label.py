"""Text that is compared and shown: labels of codes, folding, pinyin is elsewhere. Standard library only."""

import unicodedata
from enum import StrEnum


def label(code: StrEnum | str) -> str:
    """The English msgid of an enum member: "general_branch" -> "General branch"."""
    return str(code).replace("_", " ").capitalize()


def tidy(text: str) -> str:
    """What a person meant to type: NFKC (full-width forms folded), outer and doubled spaces gone."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").split())


def fold(text: str) -> str:
    """The key under which names are compared: tidy, lower case, without any space or middle dot."""
    return "".join(ch for ch in tidy(text).casefold() if not ch.isspace() and ch not in "·•・")
