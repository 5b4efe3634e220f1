"""What the words of a pasted block mean: headings and values in both languages, and the usual other words for them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.context import Context
from components.form import choice_word
from components.i18n import LANGUAGES, translator
from db.ledger import Column, Kind, Shape
from db.ledger.paste import Vocabulary, heading_key
from db.ledger.pick import Choice
from db.queries.code import code_labels
from db.rules.label import fold, label

Codes = Mapping[str, Mapping[str, tuple[str, str | None, bool]]]
# What people write for the values of our enums besides their labels.
ALSO = {
    "serving": ("在职", "在职党员"),
    "retired": ("离退休", "退休", "离休", "离退休党员"),
    "mobile": ("流动", "流动党员"),
    "resident": ("社区党员", "居民党员", "居民", "社区"),
    "new_org": ("两新", "两新组织", "两新党员"),
    "active": ("在用", "在册", "正常", "在岗", "在职"),
    "left": ("离开", "已离开", "转出", "撤销", "离岗"),
    "open": ("待办", "未开展", "待解决", "未解决"),
    "doing": ("进行中", "正在推进", "办理中"),
    "solved": ("已完成", "完成", "已解决", "已实现"),
    "full_time": ("专职",),
    "part_time": ("兼职",),
    "volunteer": ("志愿者", "义务"),
}


def vocabulary(ctx: Context, shape: Shape, picks: Mapping[str, Sequence[Choice]]) -> Vocabulary:
    columns = shape.for_(ctx.actor)
    voices = [translator(language) for language in LANGUAGES]
    headings: dict[str, str] = {}
    for column in columns:
        labels = [voice(column.col.label) for voice in voices]
        for text in [column.spec.label_zh, column.spec.label_en or ""] if column.spec else labels:
            headings.setdefault(heading_key(text), column.name)
    for column in columns:
        for text in column.col.also:
            headings.setdefault(heading_key(text), column.name)
    headings.pop("", None)
    codes = ctx.ask(code_labels)
    return Vocabulary(headings, {column.name: _words(ctx, column, codes, picks) for column in columns})


def _words(
    ctx: Context, column: Column, codes: Codes, picks: Mapping[str, Sequence[Choice]]
) -> dict[str, tuple[Any, ...]]:
    if column.kind is Kind.CODE:
        listed = codes.get(column.col.codes or "", {}).items()
        pairs = [(word, code) for code, (zh, en, active) in listed if active for word in (zh, en, code)]
    elif column.kind is Kind.PICK:
        return _picked([one for one in picks.get(column.col.picks or "", ()) if one.open_ and one.mine])
    elif column.kind is Kind.CHOICE:
        pairs = [(word, one) for one in column.choices for word in _spoken(ctx, one)]
    else:
        pairs = [(one, one) for one in column.choices]
    return _gathered(pairs)


def _spoken(ctx: Context, one: str) -> Iterable[str]:
    return (
        str(one),
        *(translator(tongue)(label(one)) for tongue in LANGUAGES),
        choice_word(ctx, one),
        *ALSO.get(one, ()),
    )


def _picked(offered: Sequence[Choice]) -> dict[str, tuple[Any, ...]]:
    """Full names first: what names one thing exactly does not also stand for another's short name."""
    exact = _gathered((one.label, one.id) for one in offered)
    others = [(word, one.id) for one in offered for word in one.words]
    return _gathered([(word, id_) for word, id_ in others if fold(word) not in exact]) | exact


def _gathered(pairs: Iterable[tuple[str | None, Any]]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, dict[Any, None]] = {}
    for word, value in pairs:
        if word:
            found.setdefault(fold(word), {})[value] = None
    return {word: tuple(values) for word, values in found.items()}
