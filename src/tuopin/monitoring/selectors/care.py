"""What the rule of care reads of clues and watches: how many days are left for each step, what was done, who can work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tuopin.monitoring.models import Watch, WatchMeasure
from tuopin.monitoring.selectors.facts import Known, known_facts, net_fen
from tuopin.monitoring.states import terms
from tuopin.monitoring.states.risks import DEVELOPING, unmet, words_of
from tuopin.policy.rulebook.poverty_line.rule import INCOME_LINES


@dataclass(frozen=True)
class CareRow:
    """One watch as the rule of care reads it; `left` are the days left by check, negative once late."""

    watch: Watch
    known: Known
    asked: dict
    left: dict[str, int] = field(default_factory=dict)
    unmet: tuple[str, ...] = ()

    def reason(self, name: str) -> str:
        """What the check went by, where the rule itself shows no value."""
        return {"W08-risk-unmet": ",".join(self.unmet), "W07-labour-share": f"{self.asked['labour']} / {self.asked['persons']}"}.get(name, "")


def care_rows(watches: Sequence[Watch], *, on: date) -> list[CareRow]:
    """The rows for watches out of `dated`, in their order, on the day."""
    known = {one.household_id: one for one in known_facts({watch.household for watch in watches}, on=on)}
    kinds: dict[int, set[str]] = defaultdict(set)
    for watch, kind in WatchMeasure.objects.filter(watch__in=watches, withdrawn_at=None).values_list("watch_id", "kind"):
        kinds[watch].add(kind)
    return [_row(watch, known[watch.household_id], kinds[watch.pk], on) for watch in watches]


def _row(watch: Watch, known: Known, kinds: set[str], on: date) -> CareRow:
    place, decided = watch.household.village_code, watch.decided_on
    removed, missed = watch.state == Watch.State.REMOVED, unmet(words_of(watch.risks), kinds)
    left = {
        "W01-check": _left(terms.check_due_on(watch.clue_on, place), watch.checked_on or on),
        "W02-decision": _left(terms.decision_due_on(watch.clue_on, place), decided or on),
    }
    if decided:
        left["W03-measure"] = _left(terms.measure_due_on(decided, place), on)
        left["W06-follow-up"] = _left(terms.follow_up_due_on(watch.visited_on or decided, place), on)
    asked = {
        "checked": watch.checked_on is not None, "check_left": left["W01-check"], "decided": decided is not None, "decision_left": left["W02-decision"],
        "days_watched": (on - decided).days if decided else None, "measures": watch.measured, "measure_left": left.get("W03-measure"),
        "developing": len(kinds & DEVELOPING), "labour": known.labour, "persons": len(known.members) or None,
        "lacks_labour": "labour" in words_of(watch.risks), "follow_up_left": left.get("W06-follow-up"), "risks_unmet": len(missed),
        "removed": removed, "natural": watch.way == Watch.Way.NATURAL,
        "months_to_removal": terms.months_between(decided, watch.ended_on) if removed else None, "under_line": _under_line(known) if removed else None,
    }
    return CareRow(watch, known, asked, {name: days for name, days in left.items() if days is not None}, tuple(missed))


def _under_line(known: Known) -> bool | None:
    """Whether the recorded income is below the line now; None where it is not known."""
    lines = {name: known.row[name] for name in INCOME_LINES if name in known.row}
    net, line = net_fen(lines), known.row["line_fen"]
    return None if net is None or line is None or not known.members else net < line * len(known.members)


def _left(due: date | None, on: date) -> int | None:
    return None if due is None else (due - on).days
