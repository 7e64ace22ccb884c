"""Whether a village is out of poverty, as far as its team must know: before that it may not be withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tuopin.divisions.selectors import merged_away
from tuopin.procedure.models import Case
from tuopin.registry.models import VillageForm

VILLAGE_EXIT = "village-exit"


def is_poor_village(code: str, *, on: date) -> bool:
    """Whether the latest form by the day calls it a poor village; unknown counts as poor."""
    form = VillageForm.objects.filter(village_code=code, superseded_at=None, year__lte=on.year).order_by("-year").first()
    return form is None or form.poor_village is not False


def has_exited(code: str, *, on: date) -> bool:
    """Whether a case of village exit on it was completed by the day."""
    return bool(exited_villages([code], on=on))


def exited_villages(codes: Iterable[str], *, on: date) -> set[str]:
    """Those of the villages on which a case of village exit was completed by the day, in one question."""
    subjects = {f"village:{code}": code for code in codes}
    done = Case.objects.filter(procedure=VILLAGE_EXIT, subject__in=subjects, state=Case.State.COMPLETED, ended_at__date__lte=on)
    return {subjects[subject] for subject in done.values_list("subject", flat=True)}


def may_close_team(code: str, *, on: date) -> bool:
    """Whether the village's team may leave: it is no poor village, or has exited, by itself or as the village that it went into."""
    places = [place for place, _day in merged_away([code], on).get(code, ())]
    return not is_poor_village(code, on=on) or bool(exited_villages([code, *places], on=on))
