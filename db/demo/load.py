"""Writes the made-up town into an empty database: in bulk, past the doors, because it is set-up work."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any, cast

import bcrypt
from shapely.geometry import Polygon, mapping
from shapely.geometry.polygon import orient
from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.orm import Session

from db import audit, clock, tally
from db.demo.accounts import ACCOUNTS, PASSWORD
from db.demo.world import World, make_world
from db.due import refresh_next_due
from db.models import (
    Account,
    AccountArea,
    Activity,
    Agreement,
    AgreementLog,
    AgreementSide,
    Area,
    AreaBoundary,
    AreaFigure,
    Base,
    CheckIn,
    Commitment,
    Fulfilment,
    GridAssignment,
    Member,
    Need,
    Registration,
    Unit,
    UnitRegistration,
    Worker,
)
from db.models.base import HasPhone, Searchable
from db.rules.agreement import Event, Status
from db.seed import seed_codes

CHUNK = 5000
HASH_ROUNDS = 6  # the password is printed anyway; slow hashing would only delay the seeding
OFFICE_HOUR = time(1, 0, tzinfo=UTC)  # nine in the morning in Shanghai
EVENTS = {
    Status.DRAFT: Event.DRAFTED,
    Status.REVIEW: Event.SUBMITTED,
    Status.SIGNED: Event.SIGNED,
    Status.ACTIVE: Event.STARTED,
    Status.SUSPENDED: Event.SUSPENDED,
    Status.TERMINATED: Event.TERMINATED,
}
Row = dict[str, Any]


def load(engine: Engine, today: date, say: Callable[[str], None] = lambda _: None) -> None:
    """All in one transaction, so that a broken start leaves nothing behind."""
    say("inventing the town")
    world = make_world(today)
    with engine.execution_options(writes=True).begin() as connection:
        seed_codes(connection)
        _Loader(connection, world, say).run()
        say("counting the rollups")
        tally.rebuild(connection)
        audit.append(connection, audit.Entry(audit.DEMO_LOADED), who="demo")


class _Loader:
    def __init__(self, connection: Connection, world: World, say: Callable[[str], None]) -> None:
        self.connection, self.world, self.say = connection, world, say
        self.by_code = {area.code: area.id for area in world.town.areas}
        self.writers: dict[int, int] = {}  # community -> the account that writes for it
        self.liaisons: dict[int, int] = {}  # unit -> the account that speaks for it

    def run(self) -> None:
        for step in (self._areas, self._units, self._accounts, self._people, self._agreements, self._service):
            self.say(f"writing {step.__name__.strip('_')}")
            step()
        self._due_dates()
        if self.connection.dialect.name == "postgresql":
            self._advance_sequences()

    def _areas(self) -> None:
        town = self.world.town
        paths: dict[int, str] = {}
        rows: list[Row] = []
        for area in town.areas:
            paths[area.id] = f"{paths.get(area.parent_id or 0, '')}{area.id:08d}/"
            row = _without(asdict(area) | {"outline": None}, "outline", "place")
            rows.append(_searched(Area, row | {"path": paths[area.id]} | _stamps(area.valid_from)))
        self._insert(Area, rows)
        self._insert(AreaFigure, (asdict(row) | _stamps(row.valid_from) for row in town.figures))
        self._insert(
            AreaBoundary,
            (
                {
                    "area_id": area.id,
                    "version": 1,
                    "geometry": _geojson(area.outline),
                    "source": "示意",
                    "is_current": True,
                }
                | _stamps(area.valid_from)
                for area in town.areas
                if area.outline
            ),
        )
        self._insert(
            Worker,
            (_searched(Worker, _with_phone(asdict(row)) | _stamps(town.street.valid_from)) for row in town.workers),
        )
        self._insert(GridAssignment, (asdict(row) | _stamps(row.from_date) for row in town.assignments))

    def _units(self) -> None:
        since = self.world.town.street.valid_from
        rows = (_without(_with_phone(asdict(unit)), "community_id") for unit in self.world.units)
        self._insert(Unit, (_searched(Unit, row | _stamps(since)) for row in rows))
        self._insert(
            UnitRegistration, (asdict(row) | _stamps(row.registered_on) for row in self.world.unit_registrations)
        )

    def _accounts(self) -> None:
        units = {unit.short_name: unit for unit in self.world.units}
        since, accounts, places = self.world.today - timedelta(days=800), [], []
        for number, account in enumerate(ACCOUNTS, 1):
            areas = [self.by_code[code] for code in account.areas]
            unit = units[account.unit] if account.unit else None
            accounts.append(
                {
                    "id": number,
                    "username": account.username,
                    "display_name": account.name
                    or (unit.liaison_name if unit else self._on_the_spot(account.role, areas[0])),
                    "password_hash": bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(HASH_ROUNDS)).decode(),
                    "role": account.role,
                    "unit_id": unit.id if unit else None,
                }
                | _stamps(since)
            )
            places += [{"account_id": number, "area_id": area} for area in areas]
            if unit:
                self.liaisons[unit.id] = number
            if account.role in {"community_secretary", "community_staff", "street_staff"}:
                self.writers.setdefault(areas[0], number)
        self._insert(Account, accounts)
        self._insert(AccountArea, places)

    def _on_the_spot(self, role: str, area: int) -> str:
        """The name of the town's own secretary or grid worker."""
        town = self.world.town
        if role == "grid_worker":
            worker_id = next(row.worker_id for row in town.assignments if row.area_id == area and row.role == "worker")
            return next(worker.name for worker in town.workers if worker.id == worker_id)
        return next(row.name for row in town.workers if row.area_id == area and row.position == "secretary")

    def _people(self) -> None:
        since = {row.member_id: row.registered_on for row in self.world.registrations}
        long_ago = self.world.town.street.valid_from
        rows = (_without(_with_phone(asdict(member)), "community_id") for member in self.world.members)
        self._insert(Member, (_searched(Member, row | _stamps(since.get(row["id"], long_ago))) for row in rows))
        self._insert(
            Registration,
            (asdict(row) | _stamps(row.registered_on, self._writer(row.area_id)) for row in self.world.registrations),
        )

    def _agreements(self) -> None:
        made = self.world.agreements
        drafted = {row.agreement_id: row.happened_on for row in reversed(made.log)}
        rows = (
            _without(asdict(row), "zeal") | _stamps(drafted[row.id], self._writer(row.area_id)) for row in made.rows
        )
        self._insert(Agreement, (_searched(Agreement, row) for row in rows))
        self._insert(AgreementSide, (asdict(row) | _stamps(drafted[row.agreement_id]) for row in made.sides))
        self._insert(
            Commitment,
            (_without(asdict(row), "unit_id") | _stamps(drafted[row.agreement_id]) for row in made.commitments),
        )
        self._insert(
            AgreementLog,
            (asdict(row) | {"action": EVENTS[Status(row.to_status)]} | _stamps(row.happened_on) for row in made.log),
        )

    def _service(self) -> None:
        world, units = self.world, {member.id: member.unit_id for member in self.world.members}
        needs = (_without(asdict(row), "community_id") for row in world.needs)
        self._insert(Need, (_searched(Need, row | _stamps(row["raised_on"])) for row in needs))
        activities, records = [], []
        for row in world.activities:
            entered = min(row.held_on + timedelta(days=row.lag), world.today)
            stamps = _stamps(entered, self._writer(row.community_id))
            columns = _without(asdict(row), "community_id", "people", "lag", "source")
            activities.append(columns | {"month": f"{row.held_on:%Y-%m}"} | stamps)
            state: Row = {"source": row.source, "status": "void" if row.status == "void" else "recorded"}
            state |= {"void_reason": row.void_reason, "hours": None, "activity_id": row.id}
            records += [state | {"member_id": person, "unit_id": units[person]} | stamps for person in row.people]
        self._insert(Activity, activities)
        self._insert(CheckIn, records)
        self._insert(Fulfilment, (self._fulfilment(asdict(row)) for row in world.fulfilments))

    def _due_dates(self) -> None:
        with Session(self.connection, join_transaction_mode="rollback_only") as session:
            for agreement in self.world.agreements.rows:
                refresh_next_due(session, agreement.id)
            session.flush()

    def _fulfilment(self, row: Row) -> Row:
        stamps = _stamps(row["done_on"])
        voice = self.liaisons.get(row["unit_id"], self._writer(None))
        by, at = (voice, stamps["created_at"]) if row.pop("confirmed") else (None, None)
        return row | {"confirmed_by": by, "confirmed_at": at} | stamps

    def _writer(self, community_id: int | None) -> int:
        """Where no account of the community exists, the street office wrote."""
        return self.writers.get(community_id or 0, self.writers[self.world.town.street.id])

    def _insert(self, model: type[Base], rows: Iterable[Row]) -> None:
        rest = list(rows)
        for start in range(0, len(rest), CHUNK):
            self.connection.execute(insert(model), rest[start : start + CHUNK])

    def _advance_sequences(self) -> None:
        """Rows came with their ids; PostgreSQL must not hand these out again."""
        for table in Base.metadata.sorted_tables:
            if "id" in table.c:
                top = select(func.coalesce(func.max(table.c.id), 1)).scalar_subquery()
                self.connection.execute(select(func.setval(func.pg_get_serial_sequence(f'"{table.name}"', "id"), top)))


def _stamps(day: date, by: int | None = None) -> Row:
    at = min(datetime.combine(day, OFFICE_HOUR), clock.now())
    return {"created_at": at, "updated_at": at, "created_by": by, "updated_by": by, "row_version": 1}


def _searched(model: type[Searchable], row: Row) -> Row:
    """The row with the keys it is found by, made by the model's own rule."""
    holder = SimpleNamespace(**row, search_fields=model.search_fields)
    model.refresh_search(cast(Any, holder))
    return row | {"name_key": holder.name_key, "search_text": holder.search_text}


def _with_phone(row: Row) -> Row:
    holder = SimpleNamespace(phone_hmac=None)
    vars(HasPhone)["phone"].fset(holder, row["phone"])  # the property itself, on something that is no row
    return _without(row, "phone") | vars(holder)


def _without(row: Row, *names: str) -> Row:
    return {key: value for key, value in row.items() if key not in names}


def _geojson(outline: Polygon) -> Row:
    """Outer ring counter-clockwise, as the format wants it."""
    shape = mapping(orient(outline, 1.0))
    return {"type": shape["type"], "coordinates": [[list(point) for point in ring] for ring in shape["coordinates"]]}
