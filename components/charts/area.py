"""Maps by Altair: the row of months, the quiet map of the cockpit, and tiles where nobody has drawn boundaries yet."""

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from components.charts.base import Look, finish, measure_title, names, rows
from components.i18n import Translate
from components.palette import DEEPEST, ink_on

# Filled in when data comes, so that one template serves every set of limits and every address of boundaries.
LABELS: Final = "§LABELS§"
SHAPES: Final = "§SHAPES§"
ABREAST: Final = 8
ABREAST_ALONE: Final = 4


def _shapes() -> alt.UrlData:
    return alt.UrlData(url=SHAPES, format=alt.JsonDataFormat(property="features", type="json"))


def _shade(look: Look, measure: str, classes: int) -> Any:
    """Classes as they come from components.classes, with their limits as legend; grey where nothing is known."""
    legend = alt.Legend(
        labelExpr=f"{LABELS}[datum.value]",
        symbolType="square",
        symbolSize=150,
        symbolStrokeColor=look.muted,
        symbolStrokeWidth=0.5,
        orient="bottom",
        direction="horizontal",
        columns=alt.ExprRef("windowSize()[0] < 600 ? 3 : 6"),
        title=None,
    )
    scale = alt.Scale(domain=list(range(classes)), range=look.shades(measure, classes - 1))
    return alt.condition("isValid(datum.c)", alt.Color("c:O", scale=scale, legend=legend), alt.value(look.no_data))


def _ink(look: Look, measure: str, classes: int) -> Any:
    """Light letters on dark ground and the other way round."""
    inks = [ink_on(shade) for shade in look.shades(measure, classes - 1)]
    white = [index for index, ink in enumerate(inks) if ink == "#ffffff"]
    unknown = "true" if ink_on(look.no_data) == "#ffffff" else "false"
    test = f"isValid(datum.c) ? indexof({white}, datum.c) >= 0 : {unknown}"
    return alt.condition(test, alt.value("#ffffff"), alt.value(DEEPEST))


def _told(t: Translate, measure: str, place: str) -> list[alt.Tooltip]:
    return [alt.Tooltip("name:N", title=place), alt.Tooltip("text:N", title=measure_title(t, measure))]


def month_maps(t: Translate, look: Look, *, measure: str, classes: int, side: int = 66) -> dict[str, Any]:
    """Rows: id, month, c, text, name. One small map per month, all with the same classes."""
    month = alt.Header(labelExpr=look.month("datum.value"), labelFontSize=12, labelColor=look.muted)
    chart = (
        alt.Chart(rows())
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(data=_shapes(), key="properties.id"),
            as_="shape",
        )
        .transform_filter("isValid(datum.shape)")
        .transform_calculate(when=look.month_and_year("datum.month"))
        .mark_geoshape(stroke=look.faint, strokeWidth=0.5)
        .encode(
            shape=alt.Shape("shape:G"),
            color=_shade(look, measure, classes),
            tooltip=[alt.Tooltip("when:N", title=t("Month")), *_told(t, measure, t("Area"))],
        )
        .project(type="mercator")
        .properties(width=side, height=round(side * 0.8))
        .facet(facet=alt.Facet("month:O", header=month, title=None), columns=12, spacing=8)
    )
    body = finish(chart, look, t("{measure}, month by month", measure=measure_title(t, measure)))
    del body["width"]
    # A row of twelve, fewer on narrow screens. Altair knows no such columns; Vega does, and Vega-Lite hands them on.
    body["columns"] = {"signal": "windowSize()[0] > 1200 ? 12 : windowSize()[0] > 600 ? 6 : 4"}
    body["autosize"] = {"type": "pad", "contains": "padding"}
    return body


def community_map(t: Translate, look: Look, *, measure: str, classes: int, selectable: bool = False) -> dict[str, Any]:
    """Rows: id, name, c, text. Names and values stand in the areas themselves."""
    base = (
        alt.Chart(_shapes())
        .transform_lookup(
            lookup="properties.id",
            from_=alt.LookupData(data=rows(), key="id", fields=["id", "name", "c", "text"]),
        )
        .transform_filter("isValid(datum.name)")
    )
    areas = base.mark_geoshape(
        stroke=look.faint, strokeWidth=0.8, cursor="pointer" if selectable else "default"
    ).encode(color=_shade(look, measure, classes), tooltip=_told(t, measure, t("Area")))
    if selectable:
        areas = areas.add_params(alt.selection_point("pick", fields=["id"], empty=False))
    labels = (
        base.transform_calculate(lines="width < 420 ? [datum.properties.short] : [datum.name, datum.text]")
        .mark_text(lineHeight=15, baseline="middle", dy=alt.ExprRef("length(datum.lines) > 1 ? -7 : 0"))
        .encode(
            longitude="properties.x:Q",
            latitude="properties.y:Q",
            text="lines:N",
            color=_ink(look, measure, classes),
        )
    )
    chart = alt.layer(areas, labels).project(type="mercator")
    return finish(chart, look, measure_title(t, measure), 380)


def tile_map(t: Translate, look: Look, *, measure: str, classes: int) -> dict[str, Any]:
    """Rows: id, group, group_order, order, name, c, text, perhaps short and selected. A click picks like the map's."""
    base = (
        alt.Chart(rows())
        .transform_joinaggregate(across="max(column)")
        .transform_calculate(
            lines="width/(datum.across+1) < 52 ? [datum.text] : [datum.short ? datum.short : datum.name, datum.text]",
        )
        .encode(
            x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.06, paddingOuter=0)),
            y=names("line", limit=0.22).scale(paddingInner=0.1, paddingOuter=0),
        )
    )
    tiles = (
        base.mark_rect(cornerRadius=4, cursor="pointer")
        .encode(
            color=_shade(look, measure, classes),
            stroke=alt.condition("datum.selected", alt.value(look.accent), alt.value(look.faint)),
            strokeWidth=alt.condition("datum.selected", alt.value(3), alt.value(0.6)),
            tooltip=_told(t, measure, t("Area")),
        )
        .add_params(alt.selection_point("pick", fields=["id"], empty=False))
    )
    texts = base.mark_text(
        fontSize=11, lineHeight=15, baseline="middle", limit=90, dy=alt.ExprRef("length(datum.lines) > 1 ? -6 : 1")
    ).encode(text="lines:N", color=_ink(look, measure, classes))
    return finish(tiles + texts, look, measure_title(t, measure), {"step": 46})


def tiled(given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tiles in the order of their codes, a line or more per community; alone, communities stand four abreast."""
    ordered = sorted(given, key=lambda row: (row["group_order"], row["order"]))
    alone = len({row["group"] for row in ordered}) == 1
    abreast = ABREAST_ALONE if alone else ABREAST
    counted: dict[str, int] = {}
    done = []
    for row in ordered:
        place = counted.get(row["group"], 0)
        counted[row["group"]] = place + 1
        # Lines after the first need a name of their own that nobody sees.
        line = row["group"] + "\u200b" * (place // abreast)
        done.append({**row, "column": place % abreast, "line": line})
    return done
