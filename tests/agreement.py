"""Agreements for tests: a complete draft, and one brought to any state, always through the commands."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

import db.session
from db.clock import today
from db.commands.agreement import (
    create_agreement,
    sign_agreement,
    start_agreement,
    submit_agreement,
    suspend_agreement,
    terminate_agreement,
)
from db.commands.commitment import add_commitment
from db.models import Agreement, AgreementSide, Commitment
from db.rules.agreement import Frequency, Measure, SideOf, Status

BANK = 1
Do = Callable[..., Any]
STAMPS = {"created_at": datetime(2026, 1, 1, tzinfo=UTC), "updated_at": datetime(2026, 1, 1, tzinfo=UTC)}


def draft(
    do: Do,
    who: str = "bo",
    area: int = 2,
    start: date | None = None,
    days: int = 364,
    title: str = "Joint building",
    units: tuple[int, ...] = (BANK,),
) -> int:
    """A complete draft with the Bank: one promise of two sessions a quarter."""
    start = start or today() - timedelta(days=200)
    end = start + timedelta(days=days)
    id_ = do(who, create_agreement, area, title, start, end, "East Party branch", list(units))
    promise(do, id_, who)
    return int(id_)


def promise(do: Do, agreement_id: int, who: str = "bo", content: str = "Hold sessions", qty: float = 2) -> int:
    side = bank_side(agreement_id)
    kind = ("joint_activities", content, qty, Measure.SESSIONS, Frequency.QUARTERLY)
    return int(do(who, add_commitment, side, *kind))


def bank_side(agreement_id: int) -> int:
    with Session(db.session.engine()) as session:
        sides = select(AgreementSide.id).where(
            AgreementSide.agreement_id == agreement_id, AgreementSide.unit_id == BANK
        )
        return session.scalars(sides).one()


def row(engine: Engine, id_: int) -> Agreement:
    with Session(engine) as session:
        found = session.get(Agreement, id_)
        assert found is not None
        return found


def brought_to(do: Do, engine: Engine, status: Status, **more: Any) -> int:
    """A new agreement of East in the given state."""
    id_ = draft(do, **more)
    paths: dict[Status, list[tuple[Any, ...]]] = {Status.DRAFT: [], Status.REVIEW: [(submit_agreement,)]}
    paths[Status.SIGNED] = [*paths[Status.REVIEW], (sign_agreement, today())]
    paths[Status.ACTIVE] = [*paths[Status.SIGNED], (start_agreement,)]
    paths[Status.SUSPENDED] = [*paths[Status.ACTIVE], (suspend_agreement, "Building works")]
    paths[Status.TERMINATED] = [*paths[Status.ACTIVE], (terminate_agreement, "The unit moved")]
    for step, *args in paths[status]:
        do("bo", step, id_, row(engine, id_).row_version, *args)
    assert row(engine, id_).status is status
    return id_


def plant(engine: Engine, *rows: dict[str, Any]) -> list[int]:
    """Agreements as they stand in the tables, of East with the Bank as party B unless said otherwise."""
    usual = {"area_id": 2, "status": Status.ACTIVE}
    usual |= {"starts_on": today() - timedelta(days=400), "ends_on": today() + timedelta(days=400)}
    ids = []
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        for n, more in enumerate(rows):
            values = usual | {"title": f"Agreement {n}"} | more
            unit, category = values.pop("unit", BANK), values.pop("category", None)
            session.add(made := Agreement(**values, **STAMPS))
            session.flush()
            names = {"unit_id": unit, "party_name": "x", "signatory": "张三"}
            session.add(side := AgreementSide(agreement_id=made.id, side=SideOf.PARTY_B, **names, **STAMPS))
            session.flush()
            if category:
                kind = {"content": "Keep it", "target_qty": 1, "measure": Measure.TIMES, "frequency": Frequency.YEAR}
                session.add(Commitment(agreement_id=made.id, side_id=side.id, category=category, **kind, **STAMPS))
            ids.append(made.id)
    return ids
