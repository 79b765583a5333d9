"""GeoJSON that people and files hand in, made sound or refused with its rule. RFC 7946; wiki.md 3. Pure."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

MOST_POSITIONS = 2_000
DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
Position = list[float]


class BadShape(ValueError):
    """Its `rule`: kind, numbers, range, positions, short, ring, or wide (split it at the date line)."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Shape:
    """A sound geometry with its bounds, its middle (latitude, longitude) and the number of its positions."""

    geometry: dict[str, Any]
    south: float
    west: float
    north: float
    east: float
    lat: float
    lng: float
    vertices: int


def shape(given: Any) -> Shape:
    """The geometry rounded to 6 decimals, without heights, rings closed and wound. Raises BadShape."""
    if not isinstance(given, dict) or given.get("type") not in DEPTH:
        raise BadShape("kind")
    kind = given["type"]
    left = [MOST_POSITIONS]
    coordinates = positions(given.get("coordinates"), DEPTH[kind], left)
    if kind in ("LineString", "MultiLineString"):
        for line in [coordinates] if kind == "LineString" else coordinates:
            if len(line) < 2:
                raise BadShape("short")
    if kind in ("Polygon", "MultiPolygon"):
        coordinates = [rings(each) for each in ([coordinates] if kind == "Polygon" else coordinates)]
        coordinates = coordinates[0] if kind == "Polygon" else coordinates
    flat = flattened(coordinates, DEPTH[kind])
    west, east = min(p[0] for p in flat), max(p[0] for p in flat)
    south, north = min(p[1] for p in flat), max(p[1] for p in flat)
    if east - west > 180:
        raise BadShape("wide")
    lng, lat = middle(kind, coordinates)
    return Shape(
        {"type": kind, "coordinates": coordinates}, south, west, north, east, round(lat, 6), round(lng, 6), len(flat)
    )


def positions(given: Any, depth: int, left: list[int]) -> Any:
    if not isinstance(given, (list, tuple)) or not given:
        raise BadShape("numbers")
    if depth == 0:
        left[0] -= 1
        if left[0] < 0:
            raise BadShape("positions")
        return position(given)
    if len(given) > MOST_POSITIONS:
        raise BadShape("positions")
    return [positions(each, depth - 1, left) for each in given]


def position(given: list[Any] | tuple[Any, ...]) -> Position:
    if not 2 <= len(given) <= 4:
        raise BadShape("numbers")
    for number in given[:2]:
        if isinstance(number, bool) or not isinstance(number, (int, float)) or number != number:
            raise BadShape("numbers")
    lng, lat = given[0], given[1]
    if abs(lng) > 180 or abs(lat) > 90:
        raise BadShape("range")
    return [round(float(lng), 6) + 0.0, round(float(lat), 6) + 0.0]


def rings(polygon: list[list[Position]]) -> list[list[Position]]:
    """Each ring closed with four positions or more; the outer one counterclockwise, holes clockwise."""
    sound = []
    for number, ring in enumerate(polygon):
        if ring[0] != ring[-1]:
            ring = [*ring, list(ring[0])]
        if len(ring) < 4 or len({tuple(each) for each in ring}) < 3:
            raise BadShape("ring")
        if (area(ring) < 0) != (number > 0):
            ring = ring[::-1]
        sound.append(ring)
    return sound


def area(ring: list[Position]) -> float:
    """Twice the signed area, positive if counterclockwise."""
    return math.fsum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def flattened(coordinates: Any, depth: int) -> list[Position]:
    if depth == 0:
        return [coordinates]
    return [each for part in coordinates for each in flattened(part, depth - 1)]


def middle(kind: str, coordinates: Any) -> tuple[float, float]:
    """Where the pin stands: the point, half-way along a line, the area centre of the largest ring."""
    match kind:
        case "Point":
            return coordinates[0], coordinates[1]
        case "MultiPoint":
            return mean(coordinates)
        case "LineString":
            return half_way(coordinates)
        case "MultiLineString":
            return half_way(max(coordinates, key=length))
        case "Polygon":
            return centre(coordinates[0])
    return centre(max((polygon[0] for polygon in coordinates), key=lambda ring: abs(area(ring))))


def mean(points: list[Position]) -> tuple[float, float]:
    return math.fsum(p[0] for p in points) / len(points), math.fsum(p[1] for p in points) / len(points)


def length(line: list[Position]) -> float:
    return math.fsum(math.dist(a, b) for a, b in pairwise(line))


def half_way(line: list[Position]) -> tuple[float, float]:
    left = length(line) / 2
    for a, b in pairwise(line):
        step = math.dist(a, b)
        if step and step >= left:
            share = left / step
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        left -= step
    return line[-1][0], line[-1][1]


def centre(ring: list[Position]) -> tuple[float, float]:
    # Around the ring's own first corner, or the products lose the digits that matter.
    x0, y0 = ring[0]
    near = [[x - x0, y - y0] for x, y in ring]
    twice = area(near)
    if abs(twice) < 1e-12:
        return mean(ring[:-1])
    x = math.fsum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(near))
    y = math.fsum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(near))
    return x0 + x / (3 * twice), y0 + y / (3 * twice)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way between two (latitude, longitude), over the sphere."""
    lat1, lat2 = math.radians(one[0]), math.radians(other[0])
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(half)))
