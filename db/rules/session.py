"""Kinds of session and how long they live."""

from datetime import datetime, timedelta
from enum import StrEnum


class SessionKind(StrEnum):
    DESK = "desk"
    WALL = "wall"


IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
WALL_LIFE = timedelta(days=7)


def is_open(
    kind: SessionKind, last_seen_at: datetime, expires_at: datetime, ended_at: datetime | None, now: datetime
) -> bool:
    """Whether a session still counts; a wall knows no idle time."""
    if ended_at is not None or now >= expires_at:
        return False
    return kind is SessionKind.WALL or now - last_seen_at < IDLE
