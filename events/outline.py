"""Where a city stands on the drawn map of the front page: Albers' equal-area conic. Pure."""

import math

WIDTH = 760
SCALE, LEFT, UP = 900.16, 383.99, -924.28
SOUTH, NORTH, MIDDLE = 29.5, 45.5, -96.0
N = (math.sin(math.radians(SOUTH)) + math.sin(math.radians(NORTH))) / 2
C = math.cos(math.radians(SOUTH)) ** 2 + 2 * N * math.sin(math.radians(SOUTH))


def spot(latitude: float, longitude: float) -> tuple[int, int] | None:
    """The point of the drawing, or None for what lies outside the land drawn."""
    if not (24 <= latitude <= 49.5 and -125 <= longitude <= -66.5):
        return None
    angle = N * math.radians(longitude - MIDDLE)
    radius = math.sqrt(C - 2 * N * math.sin(math.radians(latitude))) / N
    return round(SCALE * radius * math.sin(angle) + LEFT), round(SCALE * radius * math.cos(angle) + UP)
