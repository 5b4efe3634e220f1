"""Counts of persons as the reader may see them."""

from components.context import Context
from db.rules.map import FEW


def hidden(ctx: Context, n: float) -> bool:
    """Whether a number of persons is too small for a reader of aggregates."""
    return 0 < n < FEW and not ctx.actor.sees_persons


def people(ctx: Context, n: int) -> str:
    return fewer(ctx) if hidden(ctx, n) else ctx.number(n)


def fewer(ctx: Context) -> str:
    return ctx.t("<{n}", n=FEW)
