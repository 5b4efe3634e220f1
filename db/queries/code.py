"""Read models of code lists and custom fields."""

from sqlalchemy import select

from db.access import query
from db.models import CodeItem
from db.session import ScopedSession


@query("own:read")
def code_labels(session: ScopedSession) -> dict[str, dict[str, tuple[str, str | None, bool]]]:
    """Domain -> code -> (Chinese label, English label, active), in the order of the list."""
    made: dict[str, dict[str, tuple[str, str | None, bool]]] = {}
    rows = session.execute(
        select(CodeItem.domain, CodeItem.code, CodeItem.label_zh, CodeItem.label_en, CodeItem.active).order_by(
            CodeItem.domain, CodeItem.sort, CodeItem.id
        )
    )
    for domain, code, zh, en, active in rows:
        made.setdefault(domain, {})[code] = (zh, en, active)
    return made
