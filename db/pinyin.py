"""Pinyin keys of Chinese names, so that "djy" finds 丁家垚."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from db.rules.label import fold

# Surnames whose usual reading differs from the character's commonest one.
SURNAMES = {
    "单": "shan",
    "解": "xie",
    "曾": "zeng",
    "仇": "qiu",
    "盖": "ge",
    "区": "ou",
    "查": "zha",
    "朴": "piao",
    "尉": "yu",
}


@lru_cache(maxsize=65536)
def pinyin_keys(text: str) -> str:
    """Full pinyin and initials of a text, separated by a space: "张伟" -> "zhangwei zw"."""
    folded = fold(text)
    syllables = lazy_pinyin(folded, style=Style.NORMAL)
    if 2 <= len(folded) <= 4 and folded[0] in SURNAMES and syllables:
        syllables[0] = SURNAMES[folded[0]]
    return f"{''.join(syllables)} {''.join(s[:1] for s in syllables)}"
