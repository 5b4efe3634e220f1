"""Registration of members and units with communities."""

from enum import StrEnum

from db.errors import N_, Invalid


class RegistrationStatus(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"


class Basis(StrEnum):
    RESIDENCE = "residence"
    WORKPLACE = "workplace"


OPEN = (RegistrationStatus.PENDING, RegistrationStatus.ACCEPTED)


def check_single(open_elsewhere: str | None) -> None:
    """One open registration per member: a rule, not an index, so that an office may decide otherwise later."""
    if open_elsewhere:
        raise Invalid(
            N_("This member is already registered with {community}. Transfer the registration instead."),
            community=open_elsewhere,
        )
