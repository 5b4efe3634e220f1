"""Recording an activity with its people in one go, correcting it later, voiding it with a reason."""

from collections.abc import Iterable, Sequence

from sqlalchemy import case, func, select

from db import clock
from db.access import Scope, command
from db.commands.promise import keep_promise
from db.errors import GONE, N_, Invalid
from db.models import Activity, Area, CheckIn, CodeItem, Member, Need, Unit
from db.reach import community_of
from db.rules import activity as rules
from db.rules.activity import ActivityStatus, Entry, RecordStatus
from db.rules.area import Level
from db.rules.label import fold
from db.rules.member import MemberKind, MemberStatus
from db.rules.need import UNMET, NeedStatus
from db.rules.note import reason as check_reason
from db.rules.period import month_of
from db.session import ScopedSession

LEVELS = (Level.STREET, Level.COMMUNITY, Level.GRID)
VOIDED = N_("This activity was voided; nothing more can be changed in it.")
Newcomers = Sequence[tuple[str, int | None]]


@command("activity:write")
def record_activity(session: ScopedSession, entry: Entry, people: Sequence[int], newcomers: Newcomers = ()) -> int:
    """One activity and all who came. Known people are linked wherever they are kept; only the unknown are added."""
    entry = rules.checked(entry, session.today)
    rules.check_people(len(people) + len(newcomers))
    activity = Activity(status=ActivityStatus.HELD, custom={})
    _fill(session, activity, entry)
    session.add(activity)
    session.flush()
    _bring(session, activity, people, newcomers)
    _answer_need(session, activity, entry)
    keep_promise(session, activity)
    return activity.id


@command("activity:write")
def change_activity(session: ScopedSession, id: int, version: int, entry: Entry) -> None:
    """Correct anything but the people; numbers, promise and need follow."""
    activity = _standing(session, id, version)
    entry = rules.checked(entry, session.today)
    before = activity.need_id, activity.problem_solved
    _fill(session, activity, entry)
    session.flush()
    _check_days(session, activity, _members_of(session, activity.id))
    if (activity.need_id, activity.problem_solved) != before:
        _reopen_need(session, activity, before[0])
        _answer_need(session, activity, entry)
    keep_promise(session, activity)


@command("activity:write")
def add_people(session: ScopedSession, id: int, version: int, people: Sequence[int], newcomers: Newcomers = ()) -> int:
    """Somebody was forgotten. Who is on the sheet already stays there once; the number of those added comes back."""
    activity = _standing(session, id, version)
    rules.check_people(len(people) + len(newcomers))
    activity.updated_at = clock.now()
    return _bring(session, activity, people, newcomers)


@command("activity:write")
def remove_person(session: ScopedSession, id: int, version: int, member_id: int, reason: str) -> None:
    """Somebody was not there after all: the record is voided, not deleted."""
    activity = _standing(session, id, version)
    why = check_reason(reason)
    record = session.scalar(
        select(CheckIn).where(
            CheckIn.activity_id == id, CheckIn.member_id == member_id, CheckIn.status != RecordStatus.VOID
        )
    )
    if record is None:
        raise Invalid(GONE)
    if len(_members_of(session, id)) == 1:
        raise Invalid(N_("Nobody would be left. Void the activity instead."))
    record.status, record.void_reason = RecordStatus.VOID, why
    activity.updated_at = clock.now()


@command("activity:write")
def void_activity(session: ScopedSession, id: int, version: int, reason: str) -> None:
    """It was not held, or was recorded twice: the row stays with its reason, and counts for nothing any more."""
    activity = _standing(session, id, version)
    activity.void_reason = check_reason(reason)
    activity.status = ActivityStatus.VOID
    session.flush()
    _reopen_need(session, activity, activity.need_id)
    keep_promise(session, activity)


def _standing(session: ScopedSession, id: int, version: int) -> Activity:
    activity = session.fetch(Activity, id, version)
    if activity.status is ActivityStatus.VOID:
        raise Invalid(VOIDED)
    return activity


def _fill(session: ScopedSession, activity: Activity, entry: Entry) -> None:
    assert entry.held_on is not None  # noqa: S101  # why: checked() has refused a missing day
    area = session.execute(select(Area.level, Area.valid_to).where(Area.id == entry.area_id)).first()
    if area is None or area.level not in LEVELS:
        raise Invalid(N_("Choose the community or grid, or the street, for which the activity was held."))
    if area.valid_to is not None and area.valid_to < entry.held_on:
        raise Invalid(N_("This area was closed on {day}; choose the one that follows it."), day=area.valid_to)
    label = session.scalar(
        select(CodeItem.label_zh).where(
            CodeItem.domain == "service_category",
            CodeItem.code == entry.category,
            CodeItem.active.is_(True) | (CodeItem.code == activity.category),
        )
    )
    if label is None:
        raise Invalid(N_("Choose what kind of service it was."))
    if entry.unit_id is not None:
        session.fetch(Unit, entry.unit_id)
    activity.area_id, activity.held_on, activity.month = entry.area_id, entry.held_on, month_of(entry.held_on)
    activity.category, activity.place = entry.category, entry.place
    activity.title = entry.title or f"{entry.place}{label}"[: rules.LONGEST_TITLE]
    activity.starts_at, activity.hours, activity.unit_id = entry.starts_at, entry.hours, entry.unit_id
    activity.commitment_id, activity.need_id = entry.commitment_id, entry.need_id
    activity.outcome, activity.problem_solved = entry.outcome, entry.solved


def _bring(session: ScopedSession, activity: Activity, people: Iterable[int], newcomers: Newcomers) -> int:
    """Service records for those who are not on the sheet yet."""
    came = _known(session, set(people))
    for name, unit_id in newcomers:
        came.setdefault(_known_or_new(session, activity, name, unit_id), unit_id)
    there = _members_of(session, activity.id)
    fresh = {id_: unit_id for id_, unit_id in came.items() if id_ not in there}
    _check_days(session, activity, fresh)
    session.add_all(CheckIn(activity_id=activity.id, member_id=id_, unit_id=fresh[id_]) for id_ in sorted(fresh))
    session.flush()
    return len(fresh)


def _known(session: ScopedSession, ids: set[int]) -> dict[int, int | None]:
    """The unit of each; everybody of the street may come, whoever keeps his row."""
    with session.looking(Scope.STREET):
        rows = session.execute(
            select(Member.id, Member.unit_id).where(Member.id.in_(ids), Member.status != MemberStatus.ERASED)
        )
        found = {row.id: row.unit_id for row in rows}
    if set(found) != ids:
        raise Invalid(GONE)
    return found


def _known_or_new(session: ScopedSession, activity: Activity, name: str, unit_id: int | None) -> int:
    """Whoever bears the name in this unit; a new member where nobody does."""
    name = rules.check_name(name)
    unit = session.fetch(Unit, unit_id) if unit_id is not None else None
    with session.looking(Scope.STREET):
        known = session.scalar(
            select(Member.id)
            .where(Member.name_key == fold(name), Member.status != MemberStatus.ERASED)
            .where(Member.unit_id.is_(None) if unit_id is None else Member.unit_id == unit_id)
            .order_by(Member.status, Member.id)
            .limit(1)
        )
    if known is not None:
        return known
    home = community_of(session, activity.area_id) or (unit and community_of(session, unit.area_id))
    member = Member(
        name=name,
        unit_id=unit_id,
        area_id=home[0] if home else activity.area_id,
        kind=MemberKind.SERVING if unit_id is not None else MemberKind.RESIDENT,
        status=MemberStatus.ACTIVE,
        custom={},
    )
    session.add(member)
    session.flush()
    return member.id


def _members_of(session: ScopedSession, activity_id: int) -> set[int]:
    return set(
        session.scalars(
            select(CheckIn.member_id).where(CheckIn.activity_id == activity_id, CheckIn.status != RecordStatus.VOID)
        )
    )


def _check_days(session: ScopedSession, activity: Activity, ids: Iterable[int]) -> None:
    """Nobody serves more than 24 hours on one day, counted over the whole street; only the sum is looked at."""
    wanted = sorted(ids)
    if not activity.hours or not wanted:
        return
    hours = func.coalesce(CheckIn.hours, Activity.hours, 0.0)
    sums = [func.sum(case((CheckIn.member_id == id_, hours), else_=0.0)) for id_ in wanted]
    with session.looking(Scope.TOTALS):
        others = session.execute(
            select(*sums)
            .select_from(CheckIn)
            .join(Activity, Activity.id == CheckIn.activity_id)
            .where(
                CheckIn.member_id.in_(wanted),
                CheckIn.status != RecordStatus.VOID,
                Activity.held_on == activity.held_on,
                Activity.status != ActivityStatus.VOID,
                Activity.id != activity.id,
            )
        ).one()
    worst, most = max(zip(wanted, (float(n or 0) for n in others), strict=True), key=lambda one: one[1])
    if most + activity.hours > rules.HOURS_OF_A_DAY:
        with session.looking(Scope.STREET):
            name = session.scalar(select(Member.name).where(Member.id == worst)) or ""
        rules.check_day_hours(name, activity.held_on, most + activity.hours)


def _answer_need(session: ScopedSession, activity: Activity, entry: Entry) -> None:
    """The need is solved when the reader says that this activity solved it."""
    if entry.need_id is None:
        return
    need = session.fetch(Need, entry.need_id)
    if entry.solved and need.status is not NeedStatus.SOLVED:
        if need.status not in UNMET:
            raise Invalid(N_("This need was closed meanwhile. Choose another, or none."))
        need.status, need.solved_on = NeedStatus.SOLVED, activity.held_on


def _reopen_need(session: ScopedSession, activity: Activity, need_id: int | None) -> None:
    """A need is in hand again when the only activity that solved it no longer says so."""
    need = None if need_id is None else session.scalar(select(Need).where(Need.id == need_id))
    if need is None or need.status is not NeedStatus.SOLVED:
        return
    still = session.scalar(
        select(Activity.id).where(
            Activity.need_id == need_id,
            Activity.problem_solved.is_(True),
            Activity.status != ActivityStatus.VOID,
            Activity.id != activity.id,
        )
    )
    standing = activity.status is not ActivityStatus.VOID and activity.need_id == need_id and activity.problem_solved
    if still is None and not standing:
        need.status, need.solved_on = NeedStatus.DOING, None
