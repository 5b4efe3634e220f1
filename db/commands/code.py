"""What administrators add without a restart: values of code lists, and fields of the ledgers."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from db.access import command
from db.errors import N_, Invalid
from db.models import CodeItem, FieldDef
from db.pinyin import pinyin_keys
from db.rules.code import DOMAINS, LEDGER_NAMES, FieldKind
from db.rules.label import fold, tidy
from db.rules.privacy import forbidden
from db.session import ScopedSession

LONGEST = 60
MOST_FIELDS = 30
MOST_OPTIONS = 60
LONGEST_OPTION = 30
STEP = 10


@command("code:write")
def add_code(session: ScopedSession, domain: str, label_zh: str, label_en: str | None = None) -> str:
    """A new value at the end of its list; returns its code."""
    if domain not in DOMAINS:
        raise Invalid(N_("There is no such code list."))
    zh, en = _labels(label_zh, label_en)
    items = list(session.scalars(select(CodeItem).where(CodeItem.domain == domain)))
    _unlike(zh, items)
    code = _code(zh, en, {item.code for item in items})
    session.add(CodeItem(domain=domain, code=code, label_zh=zh, label_en=en, sort=_end(i.sort for i in items)))
    return code


@command("code:write")
def change_code(
    session: ScopedSession, id: int, version: int, *, label_zh: str, label_en: str | None, sort: int, active: bool
) -> None:
    """Other words, another place, or retired: rows that carry the value keep it."""
    item = session.fetch(CodeItem, id, version)
    zh, en = _labels(label_zh, label_en)
    others = list(session.scalars(select(CodeItem).where(CodeItem.domain == item.domain, CodeItem.id != id)))
    _unlike(zh, others)
    if not active and not any(other.active for other in others):
        raise Invalid(N_("A code list keeps at least one value."))
    item.label_zh, item.label_en, item.sort, item.active = zh, en, _sort(sort), active


@command("field:write")
def add_field(
    session: ScopedSession,
    ledger: str,
    label_zh: str,
    label_en: str | None,
    kind: FieldKind,
    options: Sequence[str] = (),
    *,
    required: bool = False,
) -> str:
    """A new field at the end of a ledger's; it is in form, filter, paste-in and export from the next click on."""
    if ledger not in LEDGER_NAMES:
        raise Invalid(N_("There is no such ledger."))
    zh, en = _labels(label_zh, label_en)
    fields = list(session.scalars(select(FieldDef).where(FieldDef.ledger == ledger)))
    _keepable(zh, en)
    _unlike(zh, fields)
    if len(fields) >= MOST_FIELDS:
        raise Invalid(N_("A ledger takes {n} fields of your own at most."), n=MOST_FIELDS)
    numbers = [int(field.key[1:]) for field in fields if re.fullmatch(r"f\d+", field.key)]
    field = FieldDef(
        ledger=ledger,
        key=f"f{max(numbers, default=0) + 1}",
        label_zh=zh,
        label_en=en,
        kind=kind,
        options=_options(kind, options),
        required=required,
        sort=_end(f.sort for f in fields),
    )
    session.add(field)
    return field.key


@command("field:write")
def change_field(
    session: ScopedSession,
    id: int,
    version: int,
    *,
    label_zh: str,
    label_en: str | None,
    options: Sequence[str],
    required: bool,
    sort: int,
    active: bool,
) -> None:
    """Other words, options or order; the kind stays. Without use the field hides, and what was written in it stays."""
    field = session.fetch(FieldDef, id, version)
    zh, en = _labels(label_zh, label_en)
    _keepable(zh, en)
    _unlike(zh, session.scalars(select(FieldDef).where(FieldDef.ledger == field.ledger, FieldDef.id != id)))
    field.label_zh, field.label_en, field.sort = zh, en, _sort(sort)
    field.options, field.required, field.active = _options(field.kind, options), required, active


def _labels(zh: str, en: str | None) -> tuple[str, str | None]:
    zh, en = tidy(zh or ""), tidy(en or "") or None
    if not zh:
        raise Invalid(N_("Give the Chinese name."), field="label_zh")
    if len(zh) > LONGEST or len(en or "") > LONGEST:
        raise Invalid(N_("A name has at most {n} characters."), n=LONGEST, field="label_zh")
    return zh, en


def _unlike(zh: str, others: Iterable[CodeItem | FieldDef]) -> None:
    if any(fold(other.label_zh) == fold(zh) for other in others):
        raise Invalid(N_("“{name}” is there already."), name=zh, field="label_zh")


def _keepable(zh: str, en: str | None) -> None:
    banned = forbidden(zh) or forbidden(en or "")
    if banned:
        raise Invalid(N_("“{name}” must not be kept here: data of this kind are left out."), name=zh, field="label_zh")


def _options(kind: FieldKind, given: Sequence[str]) -> list[str]:
    if kind is not FieldKind.CHOICE:
        return []
    options = list(dict.fromkeys(filter(None, map(tidy, given))))
    if len(options) < 2:
        raise Invalid(N_("Give at least two options, one on each line."), field="options")
    if len(options) > MOST_OPTIONS or any(len(option) > LONGEST_OPTION for option in options):
        raise Invalid(
            N_("At most {n} options of {length} characters each."),
            n=MOST_OPTIONS,
            length=LONGEST_OPTION,
            field="options",
        )
    if any("," in option for option in options):
        raise Invalid(N_("An option may not hold a comma."), field="options")
    return options


def _sort(sort: int) -> int:
    return min(max(int(sort), 0), 9999)


def _end(sorts: Iterable[int]) -> int:
    return max(sorts, default=0) + STEP


def _code(zh: str, en: str | None, taken: set[str]) -> str:
    """A code nobody has to read, made of the English name or of pinyin."""
    spoken = en or pinyin_keys(zh).split()[0]
    stem = re.sub(r"[^a-z0-9]+", "_", spoken.casefold()).strip("_")[:24] or "c"
    numbered = (f"{stem}{n}" for n in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)
