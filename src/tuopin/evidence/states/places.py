"""Places on the globe: distances, and the offset of the map coordinates GCJ-02 that phones' map software uses in China."""

from __future__ import annotations

import math
from typing import NamedTuple

EARTH = 6_371_000.0  # metres, mean radius
AXIS, ECCENTRICITY = 6_378_245.0, 0.00669342162296594323  # Krasovsky 1940, as the published formula of GCJ-02 uses it
CHINA = (3.0, 54.0, 73.0, 136.0)  # south, north, west, east; degrees


class Place(NamedTuple):
    """A place in degrees north and east."""

    latitude: float
    longitude: float

    @property
    def in_china(self) -> bool:
        south, north, west, east = CHINA
        return south <= self.latitude <= north and west <= self.longitude <= east


def metres_between(one: Place, other: Place) -> float:
    """The distance along the ground."""
    low, high = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    half = math.sin((high - low) / 2) ** 2 + math.cos(low) * math.cos(high) * math.sin(turn / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def shifted(place: Place) -> Place:
    """The place as GCJ-02 writes it, some 300 to 700 metres off; the formula that is public since 2009."""
    x, y = place.longitude - 105.0, place.latitude - 35.0
    latitude, longitude = _north(x, y), _east(x, y)
    turn = math.radians(place.latitude)
    magic = 1 - ECCENTRICITY * math.sin(turn) ** 2
    latitude = latitude * 180.0 / ((AXIS * (1 - ECCENTRICITY)) / (magic * math.sqrt(magic)) * math.pi)
    longitude = longitude * 180.0 / (AXIS / math.sqrt(magic) * math.cos(turn) * math.pi)
    return Place(place.latitude + latitude, place.longitude + longitude)


def _waves(value: float, *parts: tuple[float, float]) -> float:
    return sum(size * math.sin(value * math.pi / slow) for size, slow in parts) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    flat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return flat + _waves(x, (20.0, 1 / 6), (20.0, 1 / 2)) + _waves(y, (20.0, 1), (40.0, 3)) + _waves(y, (160.0, 12), (320.0, 30))


def _east(x: float, y: float) -> float:
    flat = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return flat + _waves(x, (20.0, 1 / 6), (20.0, 1 / 2)) + _waves(x, (20.0, 1), (40.0, 3)) + _waves(x, (150.0, 12), (300.0, 30))
