"""A year of service in the small town, the same for the tests of the map, the card and the cockpit."""

from datetime import date

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import clock
from db.access import command
from db.gate import do
from db.models import Agreement, CheckIn, GridAssignment, Member, Need
from db.rules.activity import ActivityStatus
from db.rules.agreement import Status
from db.rules.area import AssignmentRole
from db.rules.member import MemberKind
from db.rules.need import NeedStatus
from db.session import ScopedSession
from tests.conftest import make_activity

TODAY = date(2026, 11, 22)
# Area, day, members, hours of each. West had its last service more than a year ago.
HELD = (
    (4, date(2026, 3, 5), (1, 2), 2.0),
    (4, date(2026, 10, 10), (1,), None),
    (5, date(2026, 10, 20), (1, 3), 1.5),
    (2, date(2026, 11, 1), (4,), 1.0),
    (6, date(2025, 10, 1), (3,), 3.0),
    (1, date(2026, 11, 11), (1, 2, 3), 1.0),
)
AGREEMENTS = (
    (2, Status.ACTIVE, date(2026, 1, 1), date(2026, 12, 31)),
    (4, Status.ACTIVE, date(2025, 1, 1), date(2027, 12, 31)),
    (4, Status.ACTIVE, date(2019, 1, 1), date(2022, 12, 31)),  # expired
    (3, Status.DRAFT, date(2026, 1, 1), date(2027, 1, 1)),
    (3, Status.SIGNED, date(2026, 12, 1), date(2027, 12, 1)),  # not yet begun
)
NEEDS = (
    (4, NeedStatus.OPEN),
    (5, NeedStatus.DOING),
    (2, NeedStatus.SOLVED),
    (3, NeedStatus.MATCHED),
    (3, NeedStatus.CLOSED),
)


@command("activity:write")
def hold(session: ScopedSession, area_id: int, day: date, members: tuple[int, ...], hours: float | None) -> int:
    activity = make_activity(area_id, day, title=f"Activity of {day}", hours=hours)
    session.add(activity)
    session.flush()
    session.add_all(CheckIn(activity_id=activity.id, member_id=i, unit_id=1, hours=None) for i in members)
    return activity.id


def fill(engine: Engine) -> None:
    """Let the town have its year; member 2 is retired, one activity was voided."""
    for area_id, day, members, hours in HELD:
        do("ada", hold, area_id, day, members, hours)
    now = clock.now()
    stamps = {"created_at": now, "updated_at": now}
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        session.get_one(Member, 2).kind = MemberKind.RETIRED
        session.add(make_activity(6, date(2026, 9, 9), title="Voided", status=ActivityStatus.VOID, **stamps))
        session.add_all(
            Agreement(
                title=f"Agreement {i}",
                area_id=area,
                status=status,
                starts_on=start,
                ends_on=end,
                signed_on=start,
                **stamps,
            )
            for i, (area, status, start, end) in enumerate(AGREEMENTS, 1)
        )
        session.add_all(
            Need(
                title=f"Need {i}", area_id=area, status=status, category="safety", raised_on=date(2026, 5, 1), **stamps
            )
            for i, (area, status) in enumerate(NEEDS, 1)
        )
        session.add(
            GridAssignment(area_id=4, worker_id=1, role=AssignmentRole.LEAD, from_date=date(2024, 1, 1), **stamps)
        )
