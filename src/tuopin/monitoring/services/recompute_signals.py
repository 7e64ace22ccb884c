"""Asks the rules of monitoring about every household of a place: raises what they find, and closes what the facts have ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tuopin.engine.judgement import Judgement
from tuopin.kernel.areas import NATION, subtree
from tuopin.monitoring.models import DepartmentRow, Signal, Watch
from tuopin.monitoring.selectors.care import care_rows
from tuopin.monitoring.selectors.facts import Known, facts_of, known_facts
from tuopin.monitoring.selectors.watches import dated
from tuopin.monitoring.states.signals import FAMILY_OF
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook.monitoring_terms import days
from tuopin.policy.rulebook.watching import watching_rules
from tuopin.registry.models import Household, Membership
from tuopin.scope.services import door
from tuopin.trail.services import record

AT_ONCE = 2000  # households judged together: so much memory and no more


@dataclass(frozen=True)
class Recomputed:
    """How many households were asked about, how many signals were raised and how many were closed."""

    households: int
    raised: int
    gone: int


@dataclass(frozen=True)
class Found:
    """One thing that a rule found: on which household (and watch), by which check, going by what, late since when."""

    household: int
    watch: int | None
    check: str
    reason: str
    late_on: date | None = None

    @property
    def key(self) -> tuple[int, int | None, str]:
        return self.household, self.watch, self.check


@transaction.atomic
def recompute_signals(*, area: str, actor: Actor, on: date) -> Recomputed:
    """Ask the rules about all households of the area on the day. Raises NotFound, or Forbidden without the act `correct` there.

    A signal that stays keeps the finding a person gave it and says what it goes by now. Done twice on the same facts, or by two at
    once, it changes nothing the second time: the households are held, in one order for everybody.
    """
    actor.require("correct", area)
    low, high = subtree(area)
    held = Household.objects.select_for_update(no_key=True).filter(actor.scope(), village_code__gte=low, village_code__lt=high)
    households = list(held.order_by("village_code", "number"))
    raised = gone = 0
    for start in range(0, len(households), AT_ONCE):
        part = households[start : start + AT_ONCE]
        plus, minus = _renew(part, [*_of_households(part, on), *_of_watches(part, on)])
        raised, gone = raised + plus, gone + minus
    record(area_code=area, verb="recompute-signals", subject=f"area:{area}", actor=actor, on=on, households=len(households), raised=raised, gone=gone)
    return Recomputed(len(households), raised, gone)


def _of_households(part: list[Household], on: date) -> Iterable[Found]:
    """What the rules of risk and of who was left out find, of households whose facts are recorded."""
    known = [one for one in known_facts(part, on=on) if one.year is not None and not (one.status == "removed" and one.gone)]
    watched = set(Watch.objects.filter(household__in=part, state=Watch.State.WATCHED).values_list("household_id", flat=True))
    listed = _listed(part, on)
    rules = watching_rules()
    free = [one for one in known if one.status in ("", "exited", "removed")]
    more = [{"watched": one.household_id in watched, "self_pay": listed.get((one.household_id, "self_pay"))} for one in free]
    more = [{name: value for name, value in row.items() if value is not None} for row in more]
    yield from _failed(rules["watch-risk"].judge(facts_of(free, rules["watch-risk"].tables, more, on=on)), free)
    more = [_asked_of(one, one.household_id in watched, listed) for one in known]
    yield from _failed(rules["left-out"].judge(facts_of(known, rules["left-out"].tables, more, on=on)), known)


def _asked_of(one: Known, watched: bool, listed: dict) -> dict:
    return {
        "labour": one.labour, "registered": one.is_registered, "watched": watched, "covered": one.is_covered,
        "on_list": (one.household_id, "subsistence") in listed or (one.household_id, "other") in listed,
        "disabled_listed": (one.household_id, "disabled") in listed,
    }


def _listed(part: list[Household], on: date) -> dict[tuple[int, str], int]:
    """Which of the households departments have on lists in force on the day, by kind; the fen of all their persons, of each the largest amount.

    A list lies where it was handed in, often above the asker: of it they are told what concerns the households asked about, and nothing else.
    """
    places = {household.pk: household.village_code for household in part}
    kept = {code: days("list_days", code, on) for code in set(places.values())}
    stays = Membership.objects.filter(household__in=list(places), ends_on=None).exclude(person__certificate_index=None)
    homes = {bytes(index): household for index, household in stays.values_list("person__certificate_index", "household_id")}
    with door("lists", read=[NATION]):
        named = Q(household__in=list(places)) | Q(household=None, certificate_index__in=list(homes))  # the latter came on record since
        rows = list(DepartmentRow.objects.filter(named, list__as_of__lte=on).values_list(
            "household_id", "list__kind", "certificate_index", "name", "list__as_of", "amount_yuan"))
    persons: dict[tuple[int, str], dict] = defaultdict(dict)
    for known, kind, index, name, as_of, amount in rows:
        household = known or homes[bytes(index)]
        term = kept[places[household]]
        if term is None or (on - as_of).days < term:
            each, who = persons[household, kind], bytes(index) if index else name
            each[who] = max(each.get(who, 0), int((amount or 0) * 100))
    return {key: sum(each.values()) for key, each in persons.items()}


def _failed(judged: Judgement, known: Sequence[Known]) -> Iterable[Found]:
    for row, (one, bits) in enumerate(zip(known, judged.failed_list(), strict=True)):
        for n, name in enumerate(judged.names):
            if bits >> n & 1:
                yield Found(one.household_id, None, name, reason_of(judged, name, row))


def _of_watches(part: list[Household], on: date) -> Iterable[Found]:
    """What the rule of care finds on clues and watches, ended ones included."""
    watches = list(dated(Watch.objects.select_related("household").filter(household__in=part)).exclude(state=Watch.State.DISMISSED).exclude(
        state=Watch.State.REMOVED, removal=None))  # ended before it came here: nobody can care for it otherwise any more
    rows = care_rows(watches, on=on)
    rule = watching_rules()["watch-care"]
    judged = rule.judge(facts_of([row.known for row in rows], rule.tables, [row.asked for row in rows], on=on))
    for n, (row, bits) in enumerate(zip(rows, judged.failed_list(), strict=True)):
        for place, name in enumerate(judged.names):
            if bits >> place & 1:
                yield Found(row.watch.household_id, row.watch.pk, name, row.reason(name) or reason_of(judged, name, n), row.late_on.get(name))


def reason_of(judged: Judgement, name: str, row: int) -> str:
    """What the rule went by, in signs that read the same in every language: value, threshold, source."""
    line = judged.findings[name].line(name, row)
    told = "" if line["value"] is None else f"{line['value']} / {line['threshold']}"
    return "; ".join(part for part in (told, line["source"] or "") if part)[:300]


def _renew(part: list[Household], found: Iterable[Found]) -> tuple[int, int]:
    """Compare what is open on the households with what was found; how many were raised and how many closed."""
    now = {one.key: one for one in found}
    stands = {(s.household_id, s.watch_id, s.check_code): s for s in Signal.objects.filter(household__in=part, gone_at=None)}
    gone = {key: signal for key, signal in stands.items() if key not in now or _is_of_a_term_before(signal, now[key])}
    _close(part, list(gone.values()))
    _say_anew([(signal, now[key]) for key, signal in stands.items() if key not in gone])
    new = [
        Signal(household_id=one.household, watch_id=one.watch, family=FAMILY_OF[one.check[0]], check_code=one.check, reason=one.reason, late_on=one.late_on)
        for key, one in now.items() if key not in stands or key in gone
    ]
    Signal.objects.bulk_create(new, batch_size=500)
    return len(new), len(gone)


def _is_of_a_term_before(signal: Signal, found: Found) -> bool:
    """Whether what was late then has been done, and what is late now is the next: another visit missed is another signal."""
    return bool(signal.late_on and found.late_on and found.late_on > signal.late_on)


def _say_anew(pairs: list[tuple[Signal, Found]]) -> None:
    changed = [(signal, one) for signal, one in pairs if (signal.reason, signal.late_on) != (one.reason, one.late_on)]
    for signal, one in changed:
        signal.reason, signal.late_on = one.reason, one.late_on
    Signal.objects.bulk_update([signal for signal, _ in changed], ["reason", "late_on"], batch_size=500)


def _close(part: list[Household], gone: list[Signal]) -> None:
    by_household = {household.pk: household for household in part}
    by_watch = {watch.pk: watch for watch in Watch.objects.filter(pk__in={s.watch_id for s in gone if s.watch_id})}
    watched = {w.household_id: w for w in Watch.objects.filter(household__in={s.household_id for s in gone}, state=Watch.State.WATCHED)}
    at = timezone.now()
    for signal in gone:
        signal.gone_at, signal.gone_by = at, _ended_by(signal, by_household, by_watch, watched)
    Signal.objects.bulk_update(gone, ["gone_at", "gone_by"], batch_size=500)


def _ended_by(signal: Signal, households: dict, watches: dict, watched: dict) -> str:
    """The fact that closed a signal: the watch it led to, else the last event of its watch or household in the trail."""
    if signal.watch_id is None and signal.household_id in watched:
        return f"watch:{watched[signal.household_id].pk}"
    told = watches.get(signal.watch_id) or households[signal.household_id]
    return f"trail:{told.trail_chain}/{told.trail_seq}" if told.trail_seq else "facts"
