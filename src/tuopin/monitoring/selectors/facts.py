"""The recorded facts of households as the rules of monitoring read them: of registered, exited and ordinary households alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q

from tuopin.engine.tables import Facts, Field, Grouped, Table
from tuopin.monitoring.states.risks import LABOUR
from tuopin.policy.rulebook.monitoring_terms import line_yuan
from tuopin.policy.rulebook.poverty_line.rule import INCOME_LINES
from tuopin.registry.models import Household, HouseholdForm, HouseholdIncome, MemberForm, Membership, StatusEvent
from tuopin.registry.states import status_on

FORM = ("standard", "food_enough", "clothing_enough", "house_grade", "water_safe")
MEMBER = ("student", "dropout_reason", "education", "health", "resident_medical", "employee_medical", "critical_illness", "labour",
          "subsistence_allowance", "extreme_poverty")
Span = tuple[date, date | None]


@dataclass(frozen=True)
class Known:
    """What is recorded of one household on a day: its row and its members' rows for a rule, its status, who can work."""

    household_id: int
    number: str
    village_code: str
    year: int | None  # of the form that counts; None = no form
    status: str  # "" = an ordinary household, never on the register
    row: dict
    members: list[dict]
    head_name: str
    gone: bool = False  # everybody who ever lived there has left or died; a missing form says nothing of that

    @property
    def labour(self) -> int | None:
        """How many members can work; None where no member is recorded, or nobody can as far as is known and of some it is not."""
        able = sum(member["labour"] in LABOUR for member in self.members)
        known = self.members and all(member["labour"] for member in self.members)
        return able if able or known else None

    @property
    def is_covered(self) -> bool:
        """Whether somebody of the household is on subsistence allowance or extreme-poverty support."""
        return any(member["subsistence_allowance"] or member["extreme_poverty"] for member in self.members)

    @property
    def is_registered(self) -> bool:
        """Whether it is, or was, on the register of the poor."""
        return self.status not in ("", "removed")


def known_facts(households: Iterable[Household], *, on: date) -> list[Known]:
    """What is recorded of the households on the day, in the order of their numbers: of each the latest form not after the day's year."""
    rows = sorted(households, key=lambda household: household.number)
    ids = [household.pk for household in rows]
    latest = dict(HouseholdForm.objects.filter(household__in=ids, superseded_at=None, year__lte=on.year).values_list("household_id").annotate(Max("year")))
    forms = {form["household_id"]: form for form in HouseholdForm.objects.filter(_of_years(latest), superseded_at=None).values("household_id", *FORM)}
    stays = _stays(ids)
    laid = _Laid(latest, forms, _incomes(latest, 0), _incomes(latest, 1), _members(latest, stays, on), _persons_before(latest), statuses_of(ids, on),
                 _left_by_all(stays, on))
    return [_known(household, laid, on) for household in rows]


def left_by_all(ids: Iterable[int], *, on: date) -> set[int]:
    """Which of the households everybody has left or died in by the day; one of which nobody is recorded is none of them."""
    return _left_by_all(_stays(list(ids)), on)


def facts_of(known: Sequence[Known], tables: dict[str, Sequence[Field]], more: Sequence[dict], *, on: date) -> Facts:
    """The facts for a rule: each household's own with what `more` adds to it."""
    first, *under = tables
    built: dict[str, Table] = {first: Table.of_rows(first, tables[first], [one.row | extra for one, extra in zip(known, more, strict=True)])}
    for name in under:
        built[name] = Grouped.of_lists(name, tables[name], [one.members for one in known])
    return Facts(on, built)


def net_fen(lines: dict[str, int | None]) -> int | None:
    """The net income of recorded lines in whole fen; None where a line is not known."""
    if not lines or None in lines.values():
        return None
    return sum(-amount if line == "business_expense" else amount for line, amount in lines.items())


@dataclass(frozen=True)
class _Laid:
    """The rows of many households as they were fetched, by the key of the household."""

    latest: dict[int, int]
    forms: dict[int, dict]
    incomes: dict[int, dict[str, int | None]]
    before: dict[int, dict[str, int | None]]
    members: dict[int, list[dict]]
    persons_before: dict[int, int]
    statuses: dict[int, str]
    gone: set[int]


def _known(household: Household, laid: _Laid, on: date) -> Known:
    key, form = household.pk, laid.forms.get(household.pk, {})
    people = [member for member in laid.members.get(key, []) if not member["gone"]]
    line = line_yuan(household.village_code, on)
    row = {name: form.get(name) or None if name in ("house_grade", "standard") else form.get(name) for name in FORM}
    row |= {"village_code": int(household.village_code), "line_fen": None if line is None else int(line * 100)}
    row |= {line: amount for line, amount in laid.incomes.get(key, {}).items() if line in INCOME_LINES}
    row |= {"net_before_fen": net_fen(laid.before.get(key, {})), "persons_before": laid.persons_before.get(key)}
    head = next((member["name"] for member in people if member["relation"] == "head"), "")
    return Known(key, household.number, household.village_code, laid.latest.get(key), laid.statuses.get(key, ""), row, people, head, key in laid.gone)


def _of_years(latest: dict[int, int], back: int = 0) -> Q:
    """The rows of each household's own year, or so many years before it."""
    by_year: dict[int, list[int]] = defaultdict(list)
    for household, year in latest.items():
        by_year[year - back].append(household)
    condition = Q(pk__in=[])
    for year, ids in by_year.items():
        condition |= Q(year=year, household__in=ids)
    return condition


def _incomes(latest: dict[int, int], back: int) -> dict[int, dict[str, int | None]]:
    rows = HouseholdIncome.objects.filter(_of_years(latest, back), superseded_at=None).values_list("household_id", "lines", "amounts_yuan")
    return {
        household: {line: None if amount is None else int(amount * 100) for line, amount in zip(lines, amounts, strict=True)}
        for household, lines, amounts in rows
    }


def _stays(ids: list[int]) -> dict[int, dict[int, list[Span]]]:
    """Since when and until when each person ever lived in each of the households."""
    found: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for household, person, starts_on, ends_on in Membership.objects.filter(household__in=ids).values_list("household_id", "person_id", "starts_on", "ends_on"):
        found[household][person].append((starts_on, ends_on))
    return found


def _left_by_all(stays: dict[int, dict[int, list[Span]]], on: date) -> set[int]:
    return {household for household, each in stays.items() if all(_over(spans, on) for spans in each.values())}


def _over(spans: list[Span], on: date) -> bool:
    """Whether a person lives there no more on the day: a stay has ended and no other goes on. A stay that began later ends nothing."""
    return any(ends and ends <= on for _, ends in spans) and not any(starts <= on and (ends is None or ends > on) for starts, ends in spans)


def _persons_before(latest: dict[int, int]) -> dict[int, int]:
    """How many members each household's forms of the year before name."""
    rows = MemberForm.objects.filter(_of_years(latest, 1), superseded_at=None).order_by().values_list("household_id")
    return dict(rows.annotate(Count("id")))


def _members(latest: dict[int, int], stays: dict[int, dict[int, list[Span]]], on: date) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = defaultdict(list)
    rows = MemberForm.objects.filter(_of_years(latest), superseded_at=None).order_by("household_id", "id").values(
        "household_id", "person_id", "relation", "person__born_on", "person__name", *MEMBER)
    for row in rows:
        gone = _over(stays.get(row["household_id"], {}).get(row["person_id"], []), on)
        told = {name: row[name] or None if isinstance(row[name], str) else row[name] for name in MEMBER}
        found[row["household_id"]].append(
            told | {"born_on": row["person__born_on"], "relation": row["relation"], "name": row["person__name"], "gone": gone})
    return found


def statuses_of(ids: Iterable[int], on: date) -> dict[int, str]:
    """The status of each household on the day; who never was on the register is not among them."""
    events: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for household, day, kind in StatusEvent.objects.filter(household__in=list(ids)).order_by("id").values_list("household_id", "on", "kind"):
        events[household].append((day, kind))
    return {household: status_on(rows, on) or "" for household, rows in events.items()}


def yuan(fen: int | None) -> Decimal | None:
    """Whole fen as yuan."""
    return None if fen is None else Decimal(fen) / 100
