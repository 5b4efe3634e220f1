"""The hash chain of the audit log, and its page of rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from db import audit
from db.models import Base
from db.queries.audit import AuditFilter, audit_actions, audit_listing
from tests.data.test_scope import change, hold

LOG = Base.metadata.tables["audit_log"]


@pytest.fixture
def busy(town: Engine, do: Callable[..., Any]) -> Engine:
    """A town in which a few things were done."""
    for n in range(4):
        id_ = do("bo", hold, 4, [1, 2])
        do("bo", change, id_, title=f"Title {n}")
    return town


def test_a_whole_chain_holds(busy: Engine) -> None:
    with busy.connect() as connection:
        assert audit.broken_links(connection) == []
        assert len(connection.execute(select(LOG.c.seq)).all()) == 8


@pytest.mark.parametrize(
    "tamper",
    [
        update(LOG).where(LOG.c.seq == 3).values(username="ada"),
        update(LOG).where(LOG.c.seq == 3).values(ok=False),
        update(LOG).where(LOG.c.seq == 3).values(fields="x"),
        update(LOG).where(LOG.c.seq == 3).values(hash="0" * 64),
        delete(LOG).where(LOG.c.seq == 3),
        delete(LOG).where(LOG.c.seq == 1),
    ],
    ids=str,
)
def test_tampering_shows(busy: Engine, tamper: Any) -> None:
    with busy.execution_options(writes=True).begin() as connection:
        connection.execute(tamper)
        assert audit.broken_links(connection)


def test_a_row_put_in_shows(busy: Engine) -> None:
    with busy.execution_options(writes=True).begin() as connection:
        row = dict(connection.execute(select(LOG).where(LOG.c.seq == 8)).mappings().one())
        connection.execute(insert(LOG), row | {"seq": 10})
        assert audit.broken_links(connection)


def test_the_auditor_finds_by_person_action_result_and_day(
    busy: Engine, do: Callable[..., Any], ask: Callable[..., Any]
) -> None:
    with pytest.raises(Exception, match="may not"):
        do("cy", hold, 4, [1])
    assert ask("aud", audit_listing, AuditFilter())[1] == 9
    table, total = ask("aud", audit_listing, AuditFilter(refused_only=True))
    assert (total, table["username"].tolist()) == (1, ["cy"])
    assert ask("aud", audit_listing, AuditFilter(person="B", action="hold"))[1] == 4
    assert ask("aud", audit_listing, AuditFilter(last=date(2020, 1, 1)))[1] == 0
    assert ask("aud", audit_actions) == ["change", "hold"]
    assert table.columns.tolist()[0] == "seq"
