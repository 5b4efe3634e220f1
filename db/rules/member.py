"""Kinds of Party member and standing, as far as this desk keeps them."""

from enum import StrEnum


class MemberKind(StrEnum):
    SERVING = "serving"
    RETIRED = "retired"
    MOBILE = "mobile"
    RESIDENT = "resident"
    NEW_ORG = "new_org"


class MemberStatus(StrEnum):
    ACTIVE = "active"
    LEFT = "left"
    ERASED = "erased"
