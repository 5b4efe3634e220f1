"""Every table, imported once so that metadata is complete."""

from db.models.account import Account, AccountArea, LoginSession, OneTimeCode, Throttle
from db.models.activity import Activity, CheckIn, MemberTally, ServiceTally, UnitTally
from db.models.agreement import Agreement, AgreementLog, AgreementSide, Commitment, Fulfilment
from db.models.area import Area, AreaBoundary, AreaFigure, City, Community, District, Grid, Street
from db.models.audit import AuditLog, CommandLog, RowChange
from db.models.base import Base, Child, Guarded, Recorded, Scoped, Searchable, StreetWide
from db.models.code import CodeItem, FieldDef
from db.models.member import Member, Registration
from db.models.need import Need
from db.models.unit import Unit, UnitRegistration
from db.models.worker import GridAssignment, Worker

__all__ = [
    "Account",
    "AccountArea",
    "Activity",
    "Agreement",
    "AgreementLog",
    "AgreementSide",
    "Area",
    "AreaBoundary",
    "AreaFigure",
    "AuditLog",
    "Base",
    "CheckIn",
    "Child",
    "City",
    "CodeItem",
    "CommandLog",
    "Commitment",
    "Community",
    "District",
    "FieldDef",
    "Fulfilment",
    "Grid",
    "GridAssignment",
    "Guarded",
    "LoginSession",
    "Member",
    "MemberTally",
    "Need",
    "OneTimeCode",
    "Recorded",
    "Registration",
    "RowChange",
    "Scoped",
    "Searchable",
    "ServiceTally",
    "Street",
    "StreetWide",
    "Throttle",
    "Unit",
    "UnitRegistration",
    "UnitTally",
    "Worker",
]
