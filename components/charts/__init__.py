"""Charts: Altair templates, built once per language and light; data is put in at every run."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import pandas as pd

from components.charts import agreement, area, community, kind, trend, unit
from components.charts.base import ROWS, Look
from components.i18n import Translate, translator

Records = list[dict[str, Any]]
Rows = Sequence[dict[str, Any]] | pd.DataFrame


@dataclass(frozen=True)
class Chart:
    """`columns` are what rows must have (more is said in the template's docstring); `down` names the lines of bars."""

    build: Callable[..., dict[str, Any]]
    columns: tuple[str, ...]
    down: str = ""


CHARTS: Final = {
    "monthly_trend": Chart(trend.monthly_trend, ("month",)),
    "sparkline": Chart(trend.sparkline, ("month", "value")),
    "kinds_bars": Chart(kind.kinds_bars, ("label", "value", "marked"), "label"),
    "community_month": Chart(community.community_month, ("area", "order", "month", "value"), "area"),
    "distribution": Chart(community.distribution, ("area", "order", "value"), "area"),
    "activities_vs_households": Chart(community.activities_vs_households, ("area", "households", "activities")),
    "registered_vs_should": Chart(unit.registered_vs_should, ("unit", "should", "registered"), "unit"),
    "agreements_by_state": Chart(agreement.agreements_by_state, ("label", "value"), "label"),
    "term_gantt": Chart(agreement.term_gantt, ("id", "label", "start", "end", "state"), "label"),
    "month_maps": Chart(area.month_maps, ("id", "month", "c", "text", "name")),
    "community_map": Chart(area.community_map, ("id", "name", "c", "text")),
    "tile_map": Chart(area.tile_map, ("id", "group", "group_order", "order", "name", "c", "text"), "line"),
}
MAPS: Final = frozenset({"month_maps", "community_map", "tile_map"})


@cache
def template(name: str, language: str, *, dark: bool = False, **params: Any) -> str:
    """The chart without its data, as JSON. Building it costs fifty times what reading it does."""
    build = CHARTS[name].build
    return json.dumps(build(translator(language), Look(language, dark), **params), ensure_ascii=False)


def spec(
    name: str,
    language: str,
    rows: Rows,
    *,
    dark: bool = False,
    title: str | None = None,
    average: float | None = None,
    today: date | str = "",
    labels: Sequence[str] = (),
    shapes: str | Sequence[dict[str, Any]] = "",
    **params: Any,
) -> dict[str, Any]:
    """A chart with its data, for st.vega_lite_chart.

    `title` replaces the chart's own ("" for none). `params` are the template's: measure, selectable. `average` is for
    distribution, `today` for term_gantt, `labels` (of the classes) for maps, `shapes` (an address that answers with
    a FeatureCollection, or its features) for month_maps and community_map.
    """
    t = translator(language)
    given = _records(name, rows)
    if name in MAPS:
        params["classes"] = len(labels)
    body = _filled(template(name, language, dark=dark, **params), labels, shapes)
    data = _datasets(name, t, given, average=average, today=today, measure=params.get("measure", "activities"))
    own = body.pop("title", "")
    if heading := own if title is None else title:
        note = kind.marked_share(t, given) if name == "kinds_bars" else ""
        body["title"] = {"text": heading, **({"subtitle": note} if note else {})}
    if down := CHARTS[name].down:
        # Vega-Lite could count the lines itself, but then it complains about it on the console.
        body["height"] = body["height"]["step"] * len({row[down] for row in data[ROWS]})
    return {**body, "datasets": {**body.get("datasets", {}), **data}}


def _datasets(
    name: str, t: Translate, given: Records, *, average: float | None, today: date | str, measure: str
) -> dict[str, Records]:
    """The rows in the order in which they are drawn, and what is computed from all of them together."""
    data = {ROWS: given}
    match name:
        case "kinds_bars":
            data[ROWS] = sorted(given, key=lambda row: -(row["value"] or 0))
        case "community_month":
            data[ROWS] = _in_order(given)
        case "distribution":
            data = {ROWS: _in_order(given), "mean": community.mean_line(t, average, measure)}
        case "activities_vs_households":
            data = {ROWS: community.placed(given), "guide": community.street_rate(t, given)}
        case "registered_vs_should" | "agreements_by_state":
            data[ROWS] = _told_apart(given, CHARTS[name].down)
        case "term_gantt":
            data = {ROWS: _told_apart(given, "label"), "today": agreement.today_line(t, str(today))}
        case "tile_map":
            data[ROWS] = area.tiled(given)
        case _:
            pass
    return data


def _in_order(given: Records) -> Records:
    return sorted(given, key=lambda row: row["order"])


def _records(name: str, rows: Rows) -> Records:
    given: Records = (
        [dict(zip(rows.columns, values, strict=True)) for values in rows.itertuples(index=False, name=None)]
        if isinstance(rows, pd.DataFrame)
        else list(rows)
    )
    missing = [column for column in CHARTS[name].columns if given and column not in given[0]]
    if missing:
        msg = f"rows of {name} lack {', '.join(missing)}"
        raise ValueError(msg)
    return given


def _filled(text: str, labels: Sequence[str], shapes: str | Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Put the limits of the classes and the source of boundaries into a template."""
    literal = json.dumps(json.dumps(list(labels), ensure_ascii=False), ensure_ascii=False)[1:-1]
    text = text.replace(area.LABELS, literal)
    if isinstance(shapes, str):
        return _read(text.replace(area.SHAPES, json.dumps(shapes)[1:-1]))
    source = json.dumps({"url": area.SHAPES, "format": {"property": "features", "type": "json"}}, ensure_ascii=False)
    body = _read(text.replace(source, json.dumps({"name": "shapes"})))
    return {**body, "datasets": {"shapes": list(shapes)}}


def _read(text: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(text)
    return body


def _told_apart(given: Records, column: str) -> Records:
    """Two rows of the same name stay two bars: the second gets a mark nobody sees."""
    seen: dict[str, int] = {}
    done = []
    for row in given:
        name = str(row[column])
        seen[name] = seen.get(name, 0) + 1
        done.append({**row, column: name + "\u200b" * (seen[name] - 1)})
    return done
