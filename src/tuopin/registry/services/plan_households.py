"""Turns a roster's households into rows: who they are, their form of the year, their income, their status, their helpers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from tuopin.intake.cells.codes import evidence_by_line
from tuopin.kernel.home import keyring
from tuopin.registry.models import Household, HouseholdForm, HouseholdIncome, Pairing, StatusEvent
from tuopin.registry.selectors.income import SELF_REPORT, lines_of
from tuopin.registry.services.copy_rows import NULL, array, binary, plain, text, yuan
from tuopin.registry.services.known_facts import Known, KnownYear
from tuopin.registry.services.plan_rows import Plan, Said, day_stated, fresh, revised
from tuopin.registry.services.ready_blocks import ReadyHousehold
from tuopin.registry.states import event_reported, status_on
from tuopin.trail.services import Event

AFTER_EXIT = ("exited", "returned")  # statuses of households that have left poverty, whatever came after


@dataclass
class Setting:
    """What holds for every row of one batch."""

    batch: int
    year: int
    source: str  # `import:12`
    basis: str  # shown as the reason of a status: 花名册 2018
    actor: str
    posts: Callable[[str], str]  # the posts of the actor that cover a place, as the trail tells them, remembered
    on: date
    member_sheet: str  # title of the sheet of members; with one, who is not on it has left

    @property
    def starts_on(self) -> date:
        return date(self.year, 1, 1)

    @property
    def ends_on(self) -> date:
        return date(self.year, 12, 31)

    def event(self, area: str, verb: str, subject: str, *, state: str | None = None, **detail: object) -> Event:
        """An act of this import, for the trail."""
        return Event(area, verb, subject, self.actor, self.posts(area), self.on, {"basis": self.basis, **detail}, state=state)


def plan_household(plan: Plan, ready: ReadyHousehold, known: Known, year: KnownYear, setting: Setting, ids: Iterator[int]) -> int:
    """Plan everything about one household but its members; the id of the household, new or known."""
    pk, village = known.households.get(ready.number, (None, ""))
    is_new = pk is None
    if is_new:
        pk = next(ids)
        plan.add(Household, str(pk), text(ready.number), ready.village_code, "", NULL)
    elif village != ready.village_code and ready.village_code:
        plan.moved.append((pk, ready.village_code))
    plan.households.append(pk)
    ready.village_code = ready.village_code or village
    _plan_form(plan, pk, ready, year.forms.get(pk), setting)
    _plan_income(plan, pk, ready, year.incomes.get(pk), setting)
    if is_new:
        for told in statuses_taken_over(ready.facts, setting):
            plan.add(StatusEvent, str(pk), told)
    else:
        _compare_status(plan, ready, year.events.get(pk, []), setting)
    plan_pairings(plan, pk, ready.pairings, year.pairings.get(pk, []), known.helpers, setting)
    detail = {"batch": setting.batch, "persons": len(ready.members)}
    plan.events.append(setting.event(ready.village_code, "import_household", f"household:{ready.number}", **detail))
    if village and village != ready.village_code:
        plan.events.append(setting.event(village, "household_left", f"household:{ready.number}", state="", to=ready.village_code))
    return pk


def _plan_form(plan: Plan, pk: int, ready: ReadyHousehold, current: HouseholdForm | None, setting: Setting) -> None:
    facts = ready.facts
    if not facts:
        return
    if "standard" in facts or current is None:
        facts["standard"] = facts.get("standard") or "national"
    if current is None:
        columns = fresh(HouseholdForm, facts)
        sealed = (binary(ready.phone and ready.phone.sealed), binary(ready.phone and ready.phone.index), binary(ready.account))
    else:
        columns, differs = revised(HouseholdForm, current, facts)
        sealed, resealed = _sealed_again(ready, current)
        if not (differs or resealed or current.village_code != ready.village_code):
            return
        plan.supersede(current)
    plan.add(HouseholdForm, str(pk), str(setting.year), setting.source, ready.village_code, *columns, *sealed)
    if facts.get("group_name"):
        plan.groups.add((ready.village_code, facts["group_name"]))


def _sealed_again(ready: ReadyHousehold, current: HouseholdForm) -> tuple[tuple[str, str, str], bool]:
    phone, index, account, differs = current.phone_sealed, current.phone_index, current.account_sealed, False
    if "phone" in ready.facts and (ready.phone.index if ready.phone else None) != (index and bytes(index)):
        phone, index, differs = ready.phone and ready.phone.sealed, ready.phone and ready.phone.index, True
    if "account" in ready.facts:
        place = f"registry.household_form|account|{ready.number}|{current.year}"
        if (ready.facts["account"] or "") != (keyring().open(account, place) if account else ""):
            account, differs = ready.account, True
    return (binary(phone), binary(index), binary(account)), differs


def _plan_income(plan: Plan, pk: int, ready: ReadyHousehold, current: HouseholdIncome | None, setting: Setting) -> None:
    """A year in which a line is new, changed in its amount, or in what is stated to prove it, gets a next version with all its lines."""
    known = {word: (plain(line.amount_yuan), line.evidence) for word, line in lines_of(current).items()}
    stated = evidence_by_line(ready.facts.get("income_evidence"))
    said = {word: (yuan(fen), stated.get(word) or known.get(word, ("", SELF_REPORT))[1]) for word, fen in ready.income.items()}
    lines = known | said
    if lines == known:
        return
    if current is not None:
        plan.supersede(current)
    words = sorted(lines)
    columns = words, (lines[word][0] for word in words), (lines[word][1] for word in words)
    plan.add(HouseholdIncome, str(pk), str(setting.year), setting.source, *map(array, columns))


def statuses_taken_over(facts: dict, setting: Setting) -> list[str]:
    """A household's first file says as what it was found: since when it was identified, when it left, and its status at the year's end;
    each event as its line without the household."""
    status, left = facts.get("status"), facts.get("exited")
    left = _last_day(left) if left and status in AFTER_EXIT else None
    day, precision = day_stated(facts.get("first_identified") or (left[0][:4] if left else str(setting.year)))
    found = [("identified", day, precision)]
    if left:
        found.append(("exited", *left))
    kind = event_reported("exited" if left else "poor", status)
    if kind:
        found.append((kind, setting.ends_on.isoformat(), "year"))
    return ["\t".join((*event, text(setting.basis), text(setting.actor), str(setting.batch), NULL)) for event in found]


def _last_day(stated: str) -> tuple[str, str]:
    """The last day of what a roster states of when a household left (2016, 2016-06 or 2016-06-17), and how much of it was stated."""
    day, precision = day_stated(stated)
    year, month = int(day[:4]), 12 if precision == "year" else int(day[5:7])
    return (day if precision == "day" else f"{year}-{month:02d}-{monthrange(year, month)[1]}"), precision


def _compare_status(plan: Plan, ready: ReadyHousehold, events: list[tuple[date, str]], setting: Setting) -> None:
    """A later file changes no status: what it says otherwise is noted, and waits for its procedure."""
    said, stands = ready.facts.get("status"), status_on(events, setting.ends_on) or ""
    if said and (said != stands if stands else not events):  # also of whoever never was on the register: a later file does not identify them
        plan.said.append(Said(ready.number, ready.village_code, ready.first_row, said, stands))


def plan_pairings(
    plan: Plan, pk: int, pairings: list[dict], current: list[Pairing], helpers: dict[str, int], setting: Setting
) -> None:
    """Plan the spans in which helpers answer for a household."""
    for starts_on, ends_on, helper, row in spans_of(pairings, current, helpers, setting):
        if row is None:
            plan.add(Pairing, str(pk), str(helper), starts_on.isoformat(), ends_on.isoformat() if ends_on else NULL)
        elif row.ends_on != ends_on:
            plan.end(row, ends_on)


def spans_of(pairings: list[dict], current: list[Pairing], helpers: dict[str, int], setting: Setting) -> list[list]:
    """The spans as they stand with what a roster says: start, end, helper, and the row of those on record. A new helper ends
    the old one's span first, so that the spans of a household never overlap."""
    spans = [[p.starts_on, p.ends_on, p.helper_id, p] for p in current]
    for said in pairings:
        helper = helpers.get(said["helper"])
        if helper is None:
            continue  # still waiting in this file: `put_off_pairings` keeps it
        starts_on = date.fromisoformat(said["starts_on"]) if said.get("starts_on") else setting.starts_on
        ends_on = date.fromisoformat(said["ends_on"]) if said.get("ends_on") else None
        spans.append([starts_on, ends_on, helper, None])
    spans.sort(key=lambda span: (span[0], span[3] is None))
    merged: list[list] = []
    for span in spans:
        before = merged[-1] if merged else None
        if before and before[2] == span[2] and (before[1] is None or before[1] >= span[0]):
            if span[1] is not None and before[1] is None or (span[1] and before[1] and span[1] > before[1]):
                before[1] = span[1]
            continue
        if before and (before[1] is None or before[1] > span[0]):
            if before[0] == span[0]:
                continue  # two helpers from the same day: the one already on record stays
            before[1] = span[0]
        merged.append(span)
    return merged
