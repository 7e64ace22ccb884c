"""What the rule of care reads of clues and watches: how many days are left for each step, what was done, who can work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tuopin.monitoring.models import Watch, WatchMeasure
from tuopin.monitoring.selectors.facts import Known, known_facts, net_fen
from tuopin.monitoring.selectors.watches import visit_due_on
from tuopin.monitoring.states import terms
from tuopin.monitoring.states.risks import DEVELOPING, unmet, words_of
from tuopin.policy.rulebook.poverty_line.rule import INCOME_LINES


@dataclass(frozen=True)
class CareRow:
    """One watch as the rule of care reads it; `late_on` is the first late day of what is still to be done, by check."""

    watch: Watch
    known: Known
    asked: dict
    late_on: dict[str, date] = field(default_factory=dict)
    unmet: tuple[str, ...] = ()

    def reason(self, name: str) -> str:
        """What the check went by, where the rule itself shows no value."""
        told = {"W08-risk-unmet": ",".join(self.unmet), "W07-labour-share": f"{self.asked['labour']} / {self.asked['persons']}"}
        if self.watch.decided_on and self.watch.roster_id is None:  # late for good: nobody can hurry it any more, so what is told is the day and no lateness
            told["W02-decision"] = f"{self.watch.clue_on.isoformat()} / {self.watch.decided_on.isoformat()}"
        return told.get(name, "")


def care_rows(watches: Sequence[Watch], *, on: date) -> list[CareRow]:
    """The rows for watches out of `dated`, in their order, on the day; of a watch that has ended on the facts of the day it ended."""
    days: dict[date, set] = defaultdict(set)
    for watch in watches:
        days[_day_of(watch, on)].add(watch.household)
    known = {(day, one.household_id): one for day, households in days.items() for one in known_facts(households, on=day)}
    kinds: dict[int, set[str]] = defaultdict(set)
    for watch, kind in WatchMeasure.objects.filter(watch__in=watches, withdrawn_at=None).values_list("watch_id", "kind"):
        kinds[watch].add(kind)
    return [_row(watch, known[_day_of(watch, on), watch.household_id], kinds[watch.pk], on) for watch in watches]


def _day_of(watch: Watch, on: date) -> date:
    return min(watch.ended_on, on) if watch.ended_on else on


def _row(watch: Watch, known: Known, kinds: set[str], on: date) -> CareRow:
    place, decided = watch.household.village_code, watch.decided_on
    removed, missed = watch.state == Watch.State.REMOVED, unmet(words_of(watch.risks), kinds)
    brought = watch.roster_id is not None  # checked and decided before it came here: nobody here was late
    check, decision = (None, None) if brought else (terms.check_due_on(watch.clue_on, place), terms.decision_due_on(watch.clue_on, place))
    measure = terms.measure_due_on(watch.due_since, place) if decided else None
    visit = visit_due_on(watch) if decided else None
    due = {"W01-check": None if watch.checked_on else check, "W02-decision": None if decided else decision, "W03-measure": measure, "W06-follow-up": visit}
    left = {
        "W01-check": _left(check, watch.checked_on or on), "W02-decision": _left(decision, decided or on),
        "W03-measure": _left(measure, on), "W06-follow-up": _left(visit, on),
    }
    asked = {
        "checked": brought or watch.checked_on is not None, "check_left": left["W01-check"], "decided": decided is not None, "decision_left": left["W02-decision"],
        "days_watched": (on - watch.due_since).days if decided else None, "measures": watch.measured, "measure_left": left["W03-measure"],
        "developing": len(kinds & DEVELOPING), "labour": known.labour, "persons": len(known.members) or None,
        "lacks_labour": "labour" in words_of(watch.risks), "follow_up_left": left["W06-follow-up"], "risks_unmet": len(missed),
        "removed": removed, "natural": watch.way == Watch.Way.NATURAL,
        "months_to_removal": terms.months_between(decided, watch.ended_on) if removed else None, "under_line": _under_line(known, watch) if removed else None,
    }
    return CareRow(watch, known, asked, {name: day + timedelta(days=1) for name, day in due.items() if day}, tuple(missed))


def _under_line(known: Known, watch: Watch) -> bool | None:
    """Whether the recorded reference income was below the line of its day; None where it is not known."""
    lines = {name: known.row[name] for name in INCOME_LINES if name in known.row}
    net, line = net_fen(lines), known.row["line_fen"]
    if net is None or line is None or not known.members:
        return None
    return net + int(((watch.claims_yuan or 0) - (watch.self_pay_yuan or 0)) * 100) < line * len(known.members)


def _left(due: date | None, on: date) -> int | None:
    return None if due is None else (due - on).days
