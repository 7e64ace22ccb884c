"""Does what a camera says of place and time agree with where and when the file is said to be from?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from tuopin.evidence.states.places import Place, metres_between, shifted
from tuopin.kernel.days import local_zone

NEAR_ZERO = 0.05  # degrees
SHIFT_SEEN, SHIFT_FITS = 150.0, 60.0  # metres: an offset worth naming, and how well it has to fit
FAR = 15_000.0  # metres from the middle of the village's other photos
ENOUGH_OTHERS = 3
SLACK = timedelta(minutes=10)  # by which a phone's clock may be fast
LONG_AGO = timedelta(days=30)
EDITORS = ("photoshop", "lightroom", "gimp", "snapseed", "meitu", "美图", "picsart", "faceapp", "facetune", "pixelmator", "affinity", "醒图", "轻颜")


@dataclass(frozen=True)
class Surroundings:
    """What is known of the place a photo is said to be from."""

    in_county: Callable[[Place], bool | None] = lambda place: None  # None where no outline is known
    of_subject: Sequence[Place] = ()  # where earlier photos of the same subject were taken
    of_village: Sequence[Place] = ()  # and those of its village


def doubts_of_place(facts: dict, around: Surroundings) -> list[str]:
    """The flags of where a photo says it was taken."""
    feigned = ["place-feigned"] if facts.get("feigned") else []
    if "latitude" not in facts:
        return [*feigned, "place-missing"]
    place = Place(facts["latitude"], facts["longitude"])
    if abs(place.latitude) < NEAR_ZERO and abs(place.longitude) < NEAR_ZERO:
        return [*feigned, "place-zero"]
    if not place.in_china:
        return [*feigned, "place-swapped" if Place(place.longitude, place.latitude).in_china else "place-impossible"]
    return [*feigned, *_against_map_and_others(place, around)]


def _against_map_and_others(place: Place, around: Surroundings) -> list[str]:
    if is_shifted(place, around.of_subject):
        return ["place-shifted"]
    found = ["place-outside-county"] if around.in_county(place) is False else []
    if len(around.of_village) >= ENOUGH_OTHERS:
        middle = Place(median(o.latitude for o in around.of_village), median(o.longitude for o in around.of_village))
        if metres_between(place, middle) > FAR:
            found.append("place-far-from-village")
    return found


def is_shifted(place: Place, others: Sequence[Place]) -> bool:
    """Whether the place lies beside an earlier one by just the offset between GPS and GCJ-02, in either direction."""
    return any(
        metres_between(place, other) > SHIFT_SEEN
        and min(metres_between(place, shifted(other)), metres_between(shifted(place), other)) < SHIFT_FITS
        for other in others
    )


def doubts_of_time(facts: dict, *, received_at: datetime) -> list[str]:
    """The flags of when a photo says it was taken; a time without an offset is Chinese time. The server's clock decides."""
    if "taken_at" not in facts:
        return ["time-missing"]
    taken = datetime.fromisoformat(facts["taken_at"])
    taken = taken if taken.tzinfo else taken.replace(tzinfo=local_zone())
    if taken.year < 2000:
        return ["time-unset"]
    if taken > received_at + SLACK:
        return ["time-in-future"]
    return ["time-long-ago"] if taken < received_at - LONG_AGO else []


def doubts_of_making(facts: dict) -> list[str]:
    """The flag of a photo that went through an editor."""
    software = str(facts.get("software", "")).lower()
    return ["edited"] if any(name in software for name in EDITORS) else []
