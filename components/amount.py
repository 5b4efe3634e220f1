"""Values of measures in words, as the reader may see them."""

from components.context import Context
from components.few import fewer
from db.queries.map import AreaValue

DIGITS = {"hours": 1, "members_rate": 1}


def value_text(ctx: Context, measure: str, one: AreaValue) -> str:
    """The finished value for tooltips and tiles."""
    if one.value is None:
        return ctx.t("No data")
    return few_text(ctx, measure) if one.few else amount_text(ctx, measure, one.value)


def amount_text(ctx: Context, measure: str, value: float) -> str:
    number = ctx.number(value, DIGITS.get(measure, 0) if value < 100 else 0)
    if measure == "hours":
        return ctx.t("{n} h", n=number)
    return ctx.t("{n} days", n=number) if measure == "days_since" else number


def few_text(ctx: Context, measure: str) -> str:
    return fewer(ctx) if measure == "persons" else ctx.t("{few} persons", few=fewer(ctx))
