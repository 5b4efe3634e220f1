"""Classing of values for a map: quantiles, or fixed steps of equal width. Pure."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Method = Literal["quantile", "fixed"]
MOST = 5
ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Classes:
    """Class 0 is a true zero; 1..n ascend, each up to and including its limit; None is no data."""

    limits: tuple[float, ...]
    index: tuple[int | None, ...]
    labels: tuple[str, ...]


def classify(values: Sequence[float | None], *, method: Method = "quantile", count: int = MOST) -> Classes:
    """Maps that share a legend (one per month) are classed together, in one call."""
    given = [None if v is None or math.isnan(v) else float(v) for v in values]
    ordered = sorted(v for v in given if v)
    known = sorted(set(ordered))
    whole = all(v.is_integer() for v in known)
    if len(known) <= count:
        edges = tuple(known)
    elif method == "fixed":
        edges = _even(known[-1], count, whole=whole)
    else:
        edges = _quantiles(ordered, count, whole=whole)
    index = tuple(None if v is None else bisect_left(edges, v) + 1 if v else 0 for v in given)
    return Classes(edges, index, ("0", *_labels(edges, known, whole=whole)))


def _quantiles(ordered: Sequence[float], count: int, *, whole: bool) -> tuple[float, ...]:
    """Classes of about equal size; values that are equal never fall into two."""
    size = len(ordered)
    cuts = {ordered[math.ceil(size * i / count) - 1] for i in range(1, count + 1)}
    if whole:
        return tuple(sorted(cuts))
    return tuple(sorted({_rounded_up(cut) for cut in cuts}))


def _even(top: float, count: int, *, whole: bool) -> tuple[float, ...]:
    """Equal steps of a round width that reach the top."""
    raw = top / count
    scale = 10.0 ** math.floor(math.log10(raw))
    widths = (width * scale for width in ROUND)
    step = next(w for w in widths if w >= raw * (1 - 1e-9) and (w.is_integer() or not whole))
    reached = math.ceil(top / step - 1e-9)
    return tuple(round(step * (i + 1), 6) for i in range(reached))


def _rounded_up(value: float) -> float:
    """Two figures that mean something are enough for a limit, and it still covers the value."""
    scale = 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(math.ceil(round(value / scale, 6)) * scale, 6)


def _labels(edges: Sequence[float], known: Sequence[float], *, whole: bool) -> list[str]:
    # Few distinct values stand for themselves: "3" says more than "2–3" when nothing has 2.
    if tuple(edges) == tuple(known):
        return [_number(edge) for edge in edges]
    if whole:
        below = [0.0, *edges[:-1]]
        return [_span(a + 1, b) for a, b in zip(below, edges, strict=True)]
    return [f"≤{_number(edges[0])}", *(_span(a, b) for a, b in pairwise(edges))]


def _span(low: float, high: float) -> str:
    return _number(high) if low >= high else f"{_number(low)}–{_number(high)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.6f}".rstrip("0")
