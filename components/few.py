"""Counts of persons as the reader may see them."""

from components.context import Context
from db.rules.map import FEW


def people(ctx: Context, n: int) -> str:
    """A number of persons; readers of aggregates are not told which of one or two it is."""
    return fewer(ctx) if 0 < n < FEW and not ctx.actor.sees_persons else ctx.number(n)


def fewer(ctx: Context) -> str:
    return ctx.t("<{n}", n=FEW)
