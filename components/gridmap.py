"""The grid map: Leaflet on a canvas inside a Streamlit component; boundaries come by address, a rerun sends values."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from components.classes import Classes
from components.palette import NO_DATA, PAPER, shades

if TYPE_CHECKING:
    from components.context import Context

ASSETS: Final = Path(__file__).parent / "assets"


def _address(name: str) -> str:
    """With a mark of its content, so that a browser may keep it for ever and still gets the next one."""
    return f"/assets/{name}?v={hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:8]}"


# Streamlit sends a component's script again with every run: the script is a stub, the work is in cached files.
_STUB: Final = f"""
const from = (address) => import(location.origin + address);
const labels = await from("{_address("gridlabel.js")}");
const {{draw}} = await from("{_address("gridmap.js")}");
const assets = {{labels, leaflet: "{_address("leaflet.js")}", css: "{_address("leaflet.css")}"}};
export default (component) => draw(component, assets);
"""
_mount = st.components.v2.component("grid_map", js=_STUB)


def grid_map(
    ctx: "Context",
    key: str,
    *,
    geo_url: str,
    ids: Sequence[int],
    classes: Classes,
    texts: Sequence[str],
    measure: str = "activities",
    title: str = "",
    selected: int | None = None,
    outline_url: str | None = None,
    labels: bool = True,
    height: int = 520,
    watermark: str = "",
    on_pick: Callable[[int], None] | None = None,
    on_drill: Callable[[int], None] | None = None,
) -> None:
    """Draw areas `ids` in their `classes`, with `texts` as finished values; a click picks one, a double click drills.

    `geo_url` answers with a FeatureCollection whose features carry properties id, name and short; `outline_url` with
    the one of the level above, drawn as thicker lines. Both callbacks run before the next run, like a button's.
    """
    t = ctx.t
    known = frozenset(ids)

    def heard(event: str, handler: Callable[[int], None] | None) -> None:
        area = clicked((st.session_state.get(key) or {}).get(event), known)
        if handler and area is not None:
            handler(area)

    _mount(
        key=key,
        data={
            "geo": geo_url,
            "outline": outline_url,
            "ids": list(ids),
            "classes": "".join("-" if index is None else str(index) for index in classes.index),
            "texts": "\n".join(text.replace("\n", " ") for text in texts),
            "colours": shades(measure, len(classes.limits)),
            "noData": NO_DATA,
            "paper": PAPER,
            "legend": list(classes.labels),
            "title": title,
            "selected": selected,
            "labels": labels,
            "height": height,
            "watermark": watermark,
            "words": {
                "zoomIn": t("Zoom in"),
                "zoomOut": t("Zoom out"),
                "whole": t("Show the whole area"),
                "noData": t("No data"),
                "loading": t("Loading boundaries…"),
                "failed": t("The boundaries could not be loaded. Please reload the page."),
                "empty": t("No boundaries have been imported for this area yet."),
            },
        },
        on_picked_change=lambda: heard("picked", on_pick),
        on_drilled_change=lambda: heard("drilled", on_drill),
    )


def clicked(claim: object, known: frozenset[int]) -> int | None:
    """What a browser sends is a claim: only an area that was on the map can have been clicked."""
    return claim if type(claim) is int and claim in known else None
