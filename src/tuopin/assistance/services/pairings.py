"""Who answers for which household: pairing, changing a helper, and what happens when a helper leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from tuopin.assistance.models import Departure, DutyDay
from tuopin.assistance.services.choices import end_choices_of
from tuopin.assistance.services.places import document_of
from tuopin.assistance.services.who_may_help import check_anybody_left, check_available, check_kin, hold_lists
from tuopin.assistance.states.numbers import whole
from tuopin.kernel.areas import NATION
from tuopin.kernel.days import covers
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Helper, Household, Pairing, Posting
from tuopin.scope.services import door
from tuopin.trail.services import hold_chains, record, record_many
from tuopin.trail.services.events import Event, doer_at


@dataclass(frozen=True)
class Left:
    """What a helper who leaves leaves behind: the households without a helper from that day, the villages without the member."""

    departure: Departure
    gaps: list[str]  # numbers of households
    villages: list[str]


@transaction.atomic
def pair_households(
    *, pairs: Sequence[tuple[int, int]], starts_on: date, basis: str, actor: Actor, on: date, checked: bool = False,
) -> int:
    """Make each (household, helper) the pairing from the day: the old one's span ends there first; how many changed.

    What holds already is left alone. Raises NotFound or Forbidden without `confirm` at a household, a Refusal where a helper would carry
    more households than allowed, has left, or belongs to the household, for one of which nobody is left,
    and for a day before one on which somebody became its helper since. `checked`: a proven proposal kept the loads already.
    """
    basis = document_of(basis)
    helpers = Helper.objects.in_bulk({helper for _household, helper in pairs})
    hold_lists(helpers.values())
    households = Household.objects.select_for_update().order_by("pk").in_bulk([household for household, _helper in pairs])
    if len(households) != len({h for h, _ in pairs}) or len(households) != len(pairs) or any(h not in helpers for _, h in pairs):
        raise _nobody()
    for village in {household.village_code for household in households.values()}:
        actor.require("confirm", village)
    check_available(helpers, starts_on)
    check_kin(pairs)
    running = list(Pairing.objects.filter(household__in=households).exclude(ends_on__lte=starts_on))
    holds = {(p.household_id, p.helper_id) for p in running if p.starts_on <= starts_on and p.ends_on is None}
    wanted = dict(pairs)
    changed = [(household, helper) for household, helper in pairs if (household, helper) not in holds]
    touched = {household for household, _ in changed}
    check_anybody_left(touched, starts_on)
    _require_none_begun([p for p in running if p.household_id in touched], starts_on, on)
    _end([p for p in running if p.household_id in touched and p.helper_id != wanted[p.household_id]], starts_on)
    Pairing.objects.bulk_create(
        [Pairing(household_id=household, helper_id=helper, starts_on=starts_on) for household, helper in changed],
        batch_size=2000, update_conflicts=True, unique_fields=["household", "helper", "starts_on"], update_fields=["ends_on"],
    )
    if not checked:
        _check_loads({helper for _, helper in changed}, helpers, starts_on)
    _record(((households[h], "pair_household", {"helper": helpers[w].number, "basis": basis}) for h, w in changed), actor, on)
    return len(changed)


@transaction.atomic
def end_pairing(*, number: str, ends_on: date, basis: str, actor: Actor, on: date) -> int:
    """End a household's pairings on the day without a new helper: it is listed as a gap from then on. How many ended."""
    household = Household.objects.select_for_update().filter(actor.scope(), number=number).first()
    if household is None:
        raise NotFound("no-such-household", phrase("没有找到编号为“{number}”的户。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"), number=number[:40])
    actor.require("confirm", household.village_code)
    basis = document_of(basis)
    running = list(Pairing.objects.filter(household=household).exclude(ends_on__lte=ends_on))
    if not running:
        raise Refusal("not-paired", phrase("这一户在 {on} 没有帮扶责任人。"), phrase("不需要再办理。"), on=ends_on.isoformat())
    _require_none_begun(running, ends_on, on)
    _end(running, ends_on)
    _record([(household, "end_pairing", {"basis": basis})], actor, on)
    return len(running)


@transaction.atomic
def release_helper(*, helper: int, leaves_on: date, cause: str, basis: str, actor: Actor, on: date) -> Left:
    """A helper retires, moves or falls ill: pairings, postings and choices by hand end, and what is left without anybody is told.

    Raises NotFound or Forbidden without `confirm` in the helper's county, a Refusal for an unknown cause or who has left already,
    and for a day of the past after which they took somebody on or signed for a day in a village.
    """
    found = Helper.objects.filter(actor.scope("area_code"), pk=helper).first()
    if found is None:
        raise _nobody()
    actor.require("confirm", found.area_code)
    basis = document_of(basis)
    hold_lists([found])
    if cause not in Departure.Cause.values:
        raise Refusal("bad-cause-of-leaving", phrase("“{word}”不是离岗原因。"), phrase("可选:{known}。"), word=cause[:20], known=", ".join(Departure.Cause.values))
    if Departure.objects.filter(helper=found, ends_on=None).exists():
        raise Refusal("has-left", phrase("{name} 已登记离岗。"), phrase("不需要再办理。"), name=found.name)
    _require_nothing_since(found, leaves_on, on)
    departure = Departure.objects.create(helper=found, area_code=found.area_code, cause=cause, starts_on=leaves_on, basis=basis)
    over = max(leaves_on, on)  # what is over by today ended when it did
    running = list(Pairing.objects.filter(helper=found).exclude(ends_on__lte=over).select_related("household"))
    posted = list(Posting.objects.filter(helper=found).exclude(ends_on__lte=over))
    hold_chains({found.area_code, *(p.household.village_code for p in running), *(p.village_code for p in posted)})
    _end(running, leaves_on)
    begun = [posting for posting in posted if posting.starts_on <= leaves_on]
    for posting in begun:
        posting.ends_on = max(leaves_on, posting.starts_on + timedelta(days=1))
    Posting.objects.bulk_update(begun, ["ends_on"])
    Posting.objects.filter(pk__in=[posting.pk for posting in posted if posting.starts_on > leaves_on]).delete()  # was to begin later, and never does
    end_choices_of(helper, actor=actor, on=on)
    _record(((p.household, "end_pairing", {"basis": basis, "helper": found.number}) for p in running), actor, on)
    record(area_code=found.area_code, verb="release_helper", subject=f"departure:{departure.pk}", actor=actor, on=on, basis=basis, pairings=len(running))
    for village in sorted({posting.village_code for posting in posted}):
        record(area_code=village, verb="end_posting", subject=f"helper:{found.area_code}/{found.number}", actor=actor, on=on, basis=basis)
    still = set(Pairing.objects.filter(household__in=[p.household_id for p in running]).exclude(helper=found).exclude(ends_on__lte=leaves_on).values_list("household_id", flat=True))
    gaps = sorted(p.household.number for p in running if p.household_id not in still)
    return Left(departure, gaps, sorted(p.village_code for p in posted))


@transaction.atomic
def take_back_helper(*, helper: int, returns_on: date, basis: str, actor: Actor, on: date) -> Departure:
    """A helper who had left is at work again from the day; pairings are not restored, they are proposed anew."""
    found = Departure.objects.select_for_update().filter(actor.scope("area_code"), helper_id=helper, ends_on=None).first()
    if found is None:
        raise _nobody()
    actor.require("confirm", found.area_code)
    if returns_on <= found.starts_on:
        raise Refusal("ends-before-start", phrase("结束日期 {ends} 不晚于开始日期 {starts}。"), phrase("请核对日期。"), ends=returns_on.isoformat(), starts=found.starts_on.isoformat())
    found.ends_on = returns_on
    found.save(update_fields=["ends_on"])
    record(area_code=found.area_code, verb="take_back_helper", subject=f"departure:{found.pk}", actor=actor, on=on, basis=document_of(basis))
    return found


def _require_none_begun(running: Sequence[Pairing], day: date, on: date) -> None:
    """Raise a Refusal where, for a day of the past, somebody has become a household's helper since: what was is on record, and not to be undone by a day."""
    begun = min((pairing for pairing in running if day < pairing.starts_on <= on), key=lambda pairing: pairing.starts_on, default=None)
    if begun is not None:
        raise Refusal(
            "paired-since", phrase("户 {number} 自 {starts} 起已有帮扶责任人,不能在 {day} 变更。"), phrase("请把日期定在这一天或之后。"),
            number=begun.household.number, starts=begun.starts_on.isoformat(), day=day.isoformat())


def _require_nothing_since(helper: Helper, day: date, on: date) -> None:
    """Raise a Refusal where, for a day of the past, the helper has been paired, posted or at work in a village since: that they did so is on record."""
    since = {"helper": helper, "starts_on__gt": day, "starts_on__lte": on}
    taken = [*Pairing.objects.filter(**since).values_list("starts_on", "household__number"), *Posting.objects.filter(**since).values_list("starts_on", "village_code")]
    if taken:
        starts, what = max(taken)
        raise Refusal(
            "taken-on-since", phrase("{name} 自 {starts} 起又结对或派驻({what}),不能登记为 {day} 离岗。"), phrase("请把离岗日期定在这一天之后;那次结对或派驻有误的,先按文件更正。"),
            name=helper.name, starts=starts.isoformat(), what=what, day=day.isoformat())
    signed = DutyDay.objects.filter(helper=helper, on__gte=day, on__lte=on, kind__in=(DutyDay.Kind.VILLAGE, DutyDay.Kind.DUTY)).order_by("on").values_list("on", flat=True)
    worked = signed.last()
    if worked is not None and day < on:
        raise Refusal(
            "signed-since", phrase("{name} 在 {signed} 还有在岗签到,不能登记为 {day} 离岗。"), phrase("请把离岗日期定在最后一次签到之后;签到有误的,先更正签到。"),
            name=helper.name, signed=worked.isoformat(), day=day.isoformat())


def _end(running: Sequence[Pairing], ends_on: date) -> None:
    """End the spans on the day; one that began that very day ends the day after, for a span has at least one day. One that was to begin later never does."""
    begun = [pairing for pairing in running if pairing.starts_on <= ends_on]
    for pairing in begun:
        pairing.ends_on = max(ends_on, pairing.starts_on + timedelta(days=1))
    Pairing.objects.bulk_update(begun, ["ends_on"], batch_size=1000)
    Pairing.objects.filter(pk__in=[pairing.pk for pairing in running if pairing.starts_on > ends_on]).delete()


def _check_loads(changed: Iterable[int], helpers: dict[int, Helper], on: date) -> None:
    """Raise a Refusal for a helper who would carry more households than allowed on the day or later, with what is to begin by then."""
    with door("loads", read=[NATION]):
        spans = list(Pairing.objects.filter(helper__in=changed).exclude(ends_on__lte=on).values_list("helper_id", "household_id", "starts_on", "ends_on"))
    loads: dict[int, set[int]] = {}
    for day in {on, *(starts for _helper, _household, starts, _ends in spans if starts > on)}:  # no load grows on any other day
        of_day: dict[int, set[int]] = {}
        for helper, household, starts, ends in spans:
            if covers(starts, ends, day):
                of_day.setdefault(helper, set()).add(household)
        loads |= {helper: carried for helper, carried in of_day.items() if len(carried) > len(loads.get(helper, ()))}
    for helper, carried in loads.items():
        most = whole("households_most", on, helpers[helper].area_code)
        if len(carried) > most:
            raise Refusal(
                "overloaded", phrase("{name} 将帮扶 {load} 户,超过上限 {most} 户。"), phrase("请选择另一名帮扶责任人,或先调整其结对户。"),
                name=helpers[helper].name, load=len(carried), most=most,
            )


def _record(said: Iterable[tuple[Household, str, dict]], actor: Actor, on: date) -> None:
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(household.village_code, verb, f"household:{household.number}", *doer_at(actor, household.village_code), on, detail)
            for household, verb, detail in said
        ])


def _nobody() -> NotFound:
    return NotFound("no-such-helper", phrase("没有这名帮扶责任人,或其中有的户不在您的辖区。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
