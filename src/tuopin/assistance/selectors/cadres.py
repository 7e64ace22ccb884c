"""Stations, staff, training and posts of a place: what is there against what should be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from tuopin.assistance.models import Appointment, CadreEvent, Institution, SelfAssessment, Training
from tuopin.assistance.states.numbers import number_of
from tuopin.divisions.selectors import subtree_of
from tuopin.people.selectors import Actor
from tuopin.policy.selectors.areas import areas_asked, in_areas

TOWNSHIP = 4


@dataclass(frozen=True)
class TownshipStations:
    """A township with its two stations; None where one is not set up."""

    code: str
    name: str
    party: Institution | None
    relief: Institution | None

    @property
    def complete(self) -> bool:
        return self.party is not None and self.relief is not None

    @property
    def short(self) -> int | None:
        """How many of the relief station's staff are missing; None without a station."""
        return max(self.relief.staff_norm - self.relief.staff, 0) if self.relief else None


def stations(actor: Actor, area: str, *, on: date) -> list[TownshipStations]:
    """Every township of the asker's part of the place with its stations."""
    codes = areas_asked(actor, area)
    towns = {d.code: d.name for code in codes for d in subtree_of(code, on, level=TOWNSHIP)}
    found: dict[tuple[str, str], Institution] = {
        (row.place_code, row.kind): row for row in Institution.objects.filter(in_areas(codes, "place_code"), since_on__lte=on)}
    return [TownshipStations(code, name, found.get((code, "party")), found.get((code, "relief"))) for code, name in sorted(towns.items())]


@dataclass(frozen=True)
class TrainingOfYear:
    """How many sessions of a kind were held in a year, against how many are due there, with who came."""

    kind: str
    label: str
    held: int
    due: int | None
    invited: int
    present: int

    @property
    def short(self) -> int:
        return max((self.due or 0) - self.held, 0)


DUE = {"secretaries": "training_secretaries", "members": "training_members"}


def training(actor: Actor, area: str, year: int) -> list[TrainingOfYear]:
    """The training of a year in the asker's part of the place, by kind, with what is due by the numbers in force there."""
    rows = Training.objects.filter(in_areas(areas_asked(actor, area), "area_code"), on__year=year)
    counts = {row["kind"]: row for row in rows.order_by().values("kind").annotate(n=Count("pk"), invited=Sum("invited"), present=Sum("present"))}
    found = []
    for kind in Training.Kind:
        due = number_of(DUE[kind], date(year, 12, 31), area) if kind in DUE else None
        told = counts.get(kind, {"n": 0, "invited": 0, "present": 0})
        if told["n"] or due:
            found.append(TrainingOfYear(kind, str(kind.label), told["n"], int(due.value) if due else None, told["invited"], told["present"]))
    return found


def sessions(actor: Actor, area: str, year: int) -> list[Training]:
    """The sessions of a year, the newest first."""
    return list(Training.objects.filter(in_areas(areas_asked(actor, area), "area_code"), on__year=year).order_by("-on", "-pk"))


def appointments(actor: Actor, place: str, *, on: date | None = None) -> list[Appointment]:
    """Who holds which post in the place (on the day), and who held it before, the newest first."""
    rows = Appointment.objects.filter(actor.scope("place_code"), place_code=place)
    if on is not None:
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)
    return list(rows.order_by("-starts_on", "post", "pk"))


def cadre_file(actor: Actor, helper: int) -> list[CadreEvent]:
    """The events in a cadre's file."""
    return list(CadreEvent.objects.filter(actor.scope("area_code"), helper_id=helper).order_by("-on", "-pk"))


def self_assessments(actor: Actor, helper: int) -> list[SelfAssessment]:
    """A cadre's own judgements, the newest first."""
    return list(SelfAssessment.objects.filter(actor.scope("area_code"), helper_id=helper).order_by("-year"))
