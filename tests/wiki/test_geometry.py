import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.geometry import BadShape, area, metres, shape

lng = st.floats(-80, 80)
lat = st.floats(-85, 85)
position = st.tuples(lng, lat).map(list)


@given(position, st.lists(position, min_size=2, max_size=20))
def test_a_sound_shape_stays_as_it_is_and_its_middle_is_inside_its_bounds(point, line):
    for given_shape in ({"type": "Point", "coordinates": point}, {"type": "LineString", "coordinates": line}):
        once = shape(given_shape)
        assert shape(once.geometry) == once
        assert once.south - 1e-5 <= once.lat <= once.north + 1e-5
        assert once.west - 1e-5 <= once.lng <= once.east + 1e-5


def test_rings_are_closed_wound_and_rounded_and_heights_dropped():
    found = shape({"type": "Polygon", "coordinates": [[[0, 0, 9], [0, 2, 9], [2.00000049, 2, 9], [2, 0, 9]]]})
    ring = found.geometry["coordinates"][0]
    assert ring == [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]]
    assert area(ring) > 0
    assert (found.lat, found.lng, found.vertices) == (1.0, 1.0, 5)


def test_the_middle_of_a_line_is_half_way_along():
    assert (shape({"type": "LineString", "coordinates": [[0, 0], [0, 3], [1, 3]]}).lat) == 2.0


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (None, "kind"),
        ({"type": "GeometryCollection", "geometries": []}, "kind"),
        ({"type": "Point"}, "numbers"),
        ({"type": "Point", "coordinates": [True, 1]}, "numbers"),
        ({"type": "Point", "coordinates": [math.nan, 1]}, "numbers"),
        ({"type": "Point", "coordinates": [1e308, 1]}, "range"),
        ({"type": "Point", "coordinates": [10**400, 1]}, "range"),
        ({"type": "Point", "coordinates": [181, 1]}, "range"),
        ({"type": "Point", "coordinates": ["1", "2"]}, "numbers"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "short"),
        ({"type": "LineString", "coordinates": [[-100, 0], [100, 0]]}, "wide"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "ring"),
        ({"type": "LineString", "coordinates": [[0, 0]] * 2001}, "positions"),
        ({"type": "Polygon", "coordinates": [[[[0]]]]}, "numbers"),
    ],
)
def test_unsound_shapes_are_refused_by_rule(given, rule):
    with pytest.raises(BadShape) as refusal:
        shape(given)
    assert refusal.value.rule == rule


def test_shapes_keep_json_clean():
    assert "NaN" not in json.dumps(shape({"type": "Point", "coordinates": [-0.0, 1]}).geometry)


def test_metres_between_two_places():
    assert round(metres((35.78, -78.64), (35.78, -78.65))) == 902
