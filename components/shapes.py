"""Boundaries as the browser wants them: one light FeatureCollection, rings wound for Vega, a place for each label."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.geometry.polygon import orient


def collection(areas: Iterable[Mapping[str, Any]], *, digits: int = 5) -> dict[str, Any]:
    """Each area has id, code, name, parent, geojson (a geometry or its JSON) and perhaps short_name.

    Five digits are about a metre. Points are only rounded, never dropped, so neighbours keep their common edge.
    """
    return {"type": "FeatureCollection", "features": [_feature(area, digits) for area in areas]}


def _feature(area: Mapping[str, Any], digits: int) -> dict[str, Any]:
    given = area["geojson"]
    geometry = shape(json.loads(given) if isinstance(given, str) else given)
    spot = geometry.representative_point()
    return {
        "type": "Feature",
        "id": area["id"],
        "properties": {
            "id": area["id"],
            "code": area["code"],
            "name": area["name"],
            "short": area.get("short_name") or area["name"],
            "parent": area["parent"],
            "x": round(spot.x, digits),
            "y": round(spot.y, digits),
        },
        "geometry": _rounded(mapping(_clockwise(geometry)), digits),
    }


def _clockwise(geometry: shapely.Geometry) -> shapely.Geometry:
    """d3 takes a counter-clockwise ring for everything outside of it; Leaflet does not care."""
    if isinstance(geometry, Polygon):
        return orient(geometry, -1.0)
    if isinstance(geometry, MultiPolygon):
        return MultiPolygon([orient(part, -1.0) for part in geometry.geoms])
    msg = f"a boundary is a polygon, not a {geometry.geom_type}"
    raise TypeError(msg)


def _rounded(geometry: Mapping[str, Any], digits: int) -> dict[str, Any]:
    def walk(value: Any) -> Any:
        return round(value, digits) if isinstance(value, float) else [walk(item) for item in value]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}
