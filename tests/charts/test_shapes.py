"""Boundaries leave for the browser light, wound for Vega and with their neighbours."""

import json

import pytest
from shapely.geometry import Polygon, mapping, shape

from components.shapes import collection

LEFT = Polygon([(0, 0), (1.00000049, 0), (1.00000049, 1), (0, 1)])
RIGHT = Polygon([(1.00000049, 0), (2, 0), (2, 1), (1.00000049, 1)])


def area(id, geometry, **more):
    return {"id": id, "code": f"{id:03d}", "name": f"N{id}", "parent": 9, "geojson": geometry} | more


def outer(feature):
    return shape(feature["geometry"]).exterior


def test_outer_rings_run_clockwise_and_holes_the_other_way():
    holed = LEFT.difference(Polygon([(0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4)]))
    feature = collection([area(1, mapping(holed))])["features"][0]
    assert not outer(feature).is_ccw
    assert shape(feature["geometry"]).interiors[0].is_ccw


def test_every_part_of_a_scattered_area_is_wound():
    both = {"type": "MultiPolygon", "coordinates": [mapping(LEFT)["coordinates"], mapping(RIGHT)["coordinates"]]}
    parts = shape(collection([area(1, json.dumps(both))])["features"][0]["geometry"]).geoms
    assert [part.exterior.is_ccw for part in parts] == [False, False]


def test_neighbours_keep_their_common_edge():
    first, second = collection([area(1, mapping(LEFT)), area(2, mapping(RIGHT))])["features"]
    common = set(outer(first).coords) & set(outer(second).coords)
    assert common == {(1.0, 0.0), (1.0, 1.0)}


def test_the_label_point_lies_inside_even_where_the_centre_does_not():
    crescent = Polygon([(0, 0), (3, 0), (3, 3), (2.8, 0.2), (0.2, 0.2), (0, 3)])
    properties = collection([area(1, mapping(crescent), short_name="N")])["features"][0]["properties"]
    assert shape({"type": "Point", "coordinates": [properties["x"], properties["y"]]}).within(crescent)
    assert properties["short"] == "N"


def test_a_line_is_no_boundary():
    with pytest.raises(TypeError, match="LineString"):
        collection([area(1, {"type": "LineString", "coordinates": [[0, 0], [1, 1]]})])
