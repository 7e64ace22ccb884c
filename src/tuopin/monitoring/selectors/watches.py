"""Watched households: one, the list of a place, what is due on them and how late it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet

from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Watch
from tuopin.monitoring.states import terms
from tuopin.monitoring.states.risks import words_of
from tuopin.people.selectors import Actor

PLACE = "household__village_code"
LOOKED_AT = 5_000  # running watches that are looked at one by one for a number: a county has fewer
DUES = {  # what may be due on a watch, in the order in which it comes
    "check": phrase("入户核查"), "decision": phrase("县级审定"), "measure": phrase("落实措施"), "visit": phrase("跟踪回访"),
}


@dataclass(frozen=True)
class WatchRow:
    """A watch with what is due on it next, until when, and who is to press for it when it is late."""

    watch: Watch
    due: str  # a word of DUES, "" when nothing is
    due_on: date | None
    days_late: int
    level: str  # township | county | city, "" when it is not late

    @property
    def risks(self) -> list[str]:
        return words_of(self.watch.risks)


def watch_of(actor: Actor, pk: int, *, held: bool = False) -> Watch:
    """The watch with the key; with `held` its row is kept until the transaction ends. Raises NotFound outside the asker's areas."""
    rows = Watch.objects.select_related("household")
    rows = rows.select_for_update(of=("self",)) if held else rows
    found = rows.filter(actor.scope(PLACE), pk=pk).first()
    if found is None:
        raise NotFound("no-such-watch", phrase("没有这个监测对象。"), phrase("请从监测名单中重新选择。"))
    return found


def watch_dated(actor: Actor, pk: int) -> Watch:
    """The watch with its cases and the days that what is due is counted from; raises NotFound outside the asker's areas."""
    watch_of(actor, pk)
    return dated(Watch.objects.select_related("household", "admission", "removal", "roster").filter(pk=pk)).get()


def watches_in(actor: Actor, area: str) -> QuerySet[Watch]:
    """The watches of a place, the newest clue first; raises NotFound outside the asker's areas."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = Watch.objects.select_related("household").filter(actor.scope(PLACE), household__village_code__gte=low, household__village_code__lt=high)
    return rows.order_by("-clue_on", "-pk")


def dated(rows: QuerySet[Watch]) -> QuerySet[Watch]:
    """The watches with the days that what is due is counted from."""
    going = Q(measures__withdrawn_at=None)
    return rows.annotate(
        measured=Count("measures", filter=going, distinct=True), first_measure_on=Min("measures__starts_on", filter=going),
        visited_on=Max("follow_ups__visited_on"),
    )


def row_of(watch: Watch, *, on: date) -> WatchRow:
    """What is due on a watch (out of `dated`) on the day."""
    due, due_on = due_next(watch)
    late = max((on - due_on).days, 0) if due_on else 0
    return WatchRow(watch, due, due_on, late, terms.level_of_lateness(late, watch.household.village_code, on))


def due_next(watch: Watch) -> tuple[str, date | None]:
    """What is to be done next on the watch, and by which day: of a watched household whatever comes first."""
    place = watch.household.village_code
    if watch.state == Watch.State.CLUE:
        if watch.checked_on is None:
            return "check", terms.check_due_on(watch.clue_on, place)
        return "decision", terms.decision_due_on(watch.clue_on, place)
    if watch.state != Watch.State.WATCHED:
        return "", None
    dues = [("visit", visit_due_on(watch))]
    if not watch.measured:
        dues.append(("measure", terms.measure_due_on(watch.due_since, place)))
    return min(dues, key=lambda each: each[1] or date.max)


def visit_due_on(watch: Watch) -> date | None:
    """Until when a watched household (out of `dated`) is to be visited next: a month from the last visit, the first from the decision (or from when it came here)."""
    return terms.follow_up_due_on(max(watch.visited_on or watch.due_since, watch.due_since), watch.household.village_code)


def clues_unchecked(actor: Actor, area: str) -> int:
    """How many clues of a place nobody has checked at the door yet."""
    return watches_in(actor, area).filter(state=Watch.State.CLUE, checked_on=None).count()


def late_watches(actor: Actor, *, area: str, on: date, level: str = "") -> list[WatchRow]:
    """What is late in a place, the latest first; of one level alone where it is named. Levels are told by the days late."""
    return [row for row in late_of(watches_in(actor, area), on=on) if level in ("", row.level)]


def late_of(rows: QuerySet[Watch], *, on: date) -> list[WatchRow]:
    """What of the watches is late on the day, the latest first."""
    going = dated(rows.filter(state__in=(Watch.State.CLUE, Watch.State.WATCHED)))
    late = [row for row in (row_of(watch, on=on) for watch in going) if row.days_late]
    return sorted(late, key=lambda row: (-row.days_late, row.watch.pk))


def watches_of_household(actor: Actor, number: str) -> QuerySet[Watch]:
    """All watches of one household, newest first."""
    return Watch.objects.filter(actor.scope(PLACE), household__number=number).order_by("-pk")


@dataclass(frozen=True)
class Rates:
    """How many households of a place were ever watched, how many are out of risk, and how many came back to poverty."""

    clues: int
    watched: int  # watched now
    ever: int
    removed: int
    assisted: int
    natural: int
    returned: int = 0
    dismissed: int = 0

    @property
    def removal_rate(self) -> float | None:
        """Removed over monitored (风险消除率); None when nobody was ever monitored."""
        return self.removed / self.ever if self.ever else None


def rates_of(actor: Actor, area: str) -> Rates:
    """The counts of monitoring in a place."""
    counted = dict(watches_in(actor, area).order_by().values_list("state").annotate(Count("id")))
    ways = dict(watches_in(actor, area).order_by().filter(state=Watch.State.REMOVED).values_list("way").annotate(Count("id")))
    watched, removed = counted.get("watched", 0), counted.get("removed", 0)
    return Rates(counted.get("clue", 0), watched, watched + removed, removed, ways.get("assisted", 0), ways.get("natural", 0), counted.get("returned", 0), counted.get("dismissed", 0))


def late_counted(actor: Actor, area: str, rates: Rates, *, on: date) -> int | None:
    """How many watches of a place have something late; None where so many run that each would have to be looked at for a number beside a name."""
    return len(late_of(watches_in(actor, area), on=on)) if rates.clues + rates.watched <= LOOKED_AT else None


def households_of_watches(actor: Actor, numbers: Iterable[int]) -> dict[int, str]:
    """The number of the household of each watch that the asker may see."""
    rows = Watch.objects.filter(actor.scope("household__village_code"), pk__in=list(numbers))
    return dict(rows.values_list("pk", "household__number"))
