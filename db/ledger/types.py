"""Types of ledger columns: what was typed or pasted is tidied, then judged. Errors carry a type, not a sentence."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from db.errors import AppError
from db.rules import cell, note, uscc

EARLIEST = date(1950, 1, 1)
CLEARED = "-"  # typed into a phone field, takes the number away; an empty one keeps it


class Misfit(ValueError):
    """What a column's own judgement found: a type and its parameters, for the one place that speaks."""

    def __init__(self, type_: str, **params: Any) -> None:
        super().__init__(type_)
        self.type, self.params = type_, params


def said(error: AppError) -> Misfit:
    """A rule's own words."""
    return Misfit("rule", **as_rule(error))


def as_rule(error: AppError) -> dict[str, Any]:
    return {"msgid": error.msgid, "params": error.params}


def _line(value: Any) -> Any:
    return cell.line(value) if isinstance(value, str) else value


def _person(value: Any) -> Any:
    return cell.person(value) if isinstance(value, str) else value


def _code(value: Any) -> Any:
    return cell.code(value) if isinstance(value, str) else value


def _harmless(value: str) -> str:
    try:
        note.check_private(value)
    except AppError as error:
        raise said(error) from None
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str):
        read = cell.number(value)
        return value if read is None else read
    return value


def _whole(value: Any) -> Any:
    value = _number(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        read = cell.day(value)
        if read is None:
            raise Misfit("day")
        return read
    return value


def _plausible(value: date) -> date:
    if value < EARLIEST:
        raise Misfit("too_early")
    return value


def _past(value: date, info: ValidationInfo) -> date:
    today = (info.context or {}).get("today")
    if today is not None and value > today:
        raise Misfit("future", today=today)
    return value


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        read = cell.yes_no(value)
        if read is None:
            raise Misfit("bool_parsing")
        return read
    return value


def _phone(value: Any) -> Any:
    if isinstance(value, str):
        if value.strip() == CLEARED:
            return ""
        read = cell.phone(value)
        if read is None:
            raise Misfit("phone")
        return read
    return value


def _uscc(value: str) -> str:
    if len(value) != 18 or not set(value) <= set(uscc.ALPHABET):
        raise Misfit("uscc_form")
    if not uscc.check(value):
        raise Misfit("uscc")
    return value


Line = Annotated[str, BeforeValidator(_line), AfterValidator(_harmless)]
PersonName = Annotated[str, BeforeValidator(_person), AfterValidator(_harmless), Field(min_length=2, max_length=40)]
Code = Annotated[str, BeforeValidator(_code)]
Uscc = Annotated[str, BeforeValidator(_code), AfterValidator(_uscc)]
Phone = Annotated[str, BeforeValidator(_phone)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=50_000_000)]
Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
Day = Annotated[date, BeforeValidator(_day), AfterValidator(_plausible)]
PastDay = Annotated[date, BeforeValidator(_day), AfterValidator(_plausible), AfterValidator(_past)]
Flag = Annotated[bool, BeforeValidator(_flag)]
