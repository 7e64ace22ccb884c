"""The list behind a count: who stands how to a policy in an area, found again by number, sorted, a page at a time or whole for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from tuopin.benefits.selectors.deliveries import Received
from tuopin.benefits.services.standings import PolicyStanding, standing_of
from tuopin.benefits.states.catalogue import Policy
from tuopin.benefits.states.standing import OVER, STATES, UNKNOWN
from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import depth_of
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.lists.sheet_files import Workbook, write_table
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, Person
from tuopin.registry.selectors.fields import column_label
from tuopin.scope.selectors import rows_of
from tuopin.trail.services import record

COUNTY = 3
SORTS = ("place", "due", "received")
HEADS = """
SELECT DISTINCT ON (m.household_id) m.household_id, p.name FROM registry_memberform m JOIN registry_person p ON p.id = m.person_id
WHERE m.household_id = ANY (%(ids)s) AND m.relation = 'head' AND m.superseded_at IS NULL ORDER BY m.household_id, m.year DESC
"""


@dataclass(frozen=True)
class Beneficiary:
    """One row of the list."""

    number: str
    head: str
    person: str
    person_number: str
    village: str
    state: str
    why: tuple[str, ...]  # conditions not met, or facts that are missing
    due_fen: int | None
    received: Received | None = None
    who: int = 0  # the row of the person or household, as the policy goes

    @property
    def due_yuan(self) -> Decimal | None:
        return None if self.due_fen is None else Decimal(self.due_fen) / 100


@dataclass(frozen=True)
class Listed:
    """A page of the list; `before` and `after` are what the pager sends."""

    rows: list[Beneficiary]
    total: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Asked:
    """Which list: of which policy, where, on which day, who stands how, in which order, of which household alone."""

    policy: Policy
    area: str
    on: date
    state: str
    sort: str = "place"
    number: str = ""


def beneficiaries(actor: Actor, asked: Asked, *, start: int = 0, size: int = 50) -> tuple[Listed, dict[str, int]]:
    """One page of the list, and the counts of all states. Raises NotFound outside the asker's areas."""
    standing = standing_of(actor, asked.policy, area=asked.area, on=asked.on)
    found = _ordered(standing, asked)
    page = found[start : start + size]
    rows = _shown(standing, page, asked.state)
    before = str(max(start - size, 0)) if start else ""
    after = str(start + size) if start + size < len(found) else ""
    return Listed(rows, len(found), before, after), standing.counts()


def beneficiaries_after(actor: Actor, asked: Asked, *, after: int, many: int) -> list[Beneficiary]:
    """Those of the list behind a person's (or household's) row, in the order of these rows: nobody is passed over though others join or leave between two pages."""
    standing = standing_of(actor, asked.policy, area=asked.area, on=asked.on)
    who, gone = standing.who, standing.strangers
    behind = sorted((n, row) for row in _ordered(standing, asked) if (n := int(who[row]) if row >= 0 else gone[-1 - row].who) > after)
    return sorted(_shown(standing, [row for _who, row in behind[:many]], asked.state), key=lambda one: one.who)


def write_beneficiaries(*, asked: Asked, path: Path, purpose: str, actor: Actor, on: date) -> int:
    """Write the whole list to `path` (.xlsx or .csv), on record with what it is for; how many rows. Raises NotFound, Forbidden, Refusal."""
    actor.require("export", asked.area)
    if not purpose.strip():
        raise Refusal("purpose-missing", phrase("没有填写导出用途。"), phrase("请写明用途,例如“应享未享核实”。"))
    if depth_of(asked.area) < COUNTY:
        raise Refusal("too-wide", phrase("名单按县导出。"), phrase("请选择一个县或更小的区划。"))
    standing = standing_of(actor, asked.policy, area=asked.area, on=asked.on)
    rows = _shown(standing, _ordered(standing, asked), asked.state)
    names = names_of({row.village for row in rows}, on=asked.on)
    headings, lines = [_(heading) for heading in HEADINGS], _lines(rows, names)
    if path.suffix == ".xlsx":
        book = Workbook(path)
        count = book.sheet(_(STATES[asked.state]), headings, lines)
        book.close()
    else:
        count = write_table(path, headings, lines)
    record(
        area_code=asked.area, verb="export", subject=f"area:{asked.area}", actor=actor, on=on, basis=purpose.strip()[:300],
        policy=asked.policy.name, state=asked.state, rows=count,
    )
    return count


HEADINGS = [
    phrase("户编号"), phrase("户主"), phrase("受益人"), phrase("人编号"), phrase("行政村"), phrase("落实状态"),
    phrase("原因"), phrase("应发(元)"), phrase("已发(元)"), phrase("最近落实"),
]


def _lines(rows: Sequence[Beneficiary], names: dict[str, str]) -> Iterator[list]:
    for row in rows:
        got = row.received
        yield [
            row.number, row.head, row.person, row.person_number, names.get(row.village, row.village), _(STATES[row.state]), ";".join(row.why),
            None if row.due_fen is None else row.due_fen / 100, None if got is None or got.amount_yuan is None else float(got.amount_yuan),
            got.last_on.isoformat() if got else "",
        ]


def _ordered(standing: PolicyStanding, asked: Asked) -> list[int]:
    """The rows of the state in their order; below nought those who received and are no longer here, as -1, -2, …"""
    rows = standing.rows(asked.state)
    strangers = [-1 - n for n in range(len(standing.strangers))] if asked.state == OVER else []
    if asked.number:
        numbers = _numbers(standing)
        rows = [row for row in rows if numbers(row) == asked.number.strip()]
        home = Household.objects.filter(number=asked.number.strip()).values_list("pk", flat=True).first()
        gone = standing.strangers
        strangers = [n for n in strangers if gone[-1 - n].household == home]
    if asked.sort == "due" and standing.judged.due is not None:
        due = standing.judged.due
        rows.sort(key=lambda row: -(due[row] or 0))
    elif asked.sort == "received":
        who, got = standing.who, standing.received
        rows.sort(key=lambda row: got[who[row]].last_on if who[row] in got else date.max)
    return rows + strangers


def _numbers(standing: PolicyStanding):
    facts = standing.judged.facts
    if standing.policy.words["of"] == "person":
        return lambda row: facts.households.number[facts.members.owner_of(row)]
    return lambda row: facts.households.number[row]


def _shown(standing: PolicyStanding, page: Sequence[int], state: str) -> list[Beneficiary]:
    """The rows in words: numbers and names are asked for these rows alone."""
    facts, judged, of_person = standing.judged.facts, standing.judged, standing.policy.words["of"] == "person"
    here = [row for row in page if row >= 0]
    owner = {row: facts.members.owner_of(row) if of_person else row for row in here}
    gone = [standing.strangers[-1 - row] for row in page if row < 0]
    ids = {facts.households.id[n] for n in owner.values()} | {got.household for got in gone}
    heads = dict(rows_of(HEADS, {"ids": list(ids)}))
    people = Person.objects.in_bulk([standing.who[row] for row in here] + [got.who for got in gone]) if of_person else {}
    houses = Household.objects.in_bulk([got.household for got in gone])
    found = []
    for row in here:
        who, home = standing.who[row], owner[row]
        person = people.get(who)
        why = [column_label(name) for name in judged.missing(row)] if state == UNKNOWN else judged.failing(row) if state == OVER else []
        found.append(Beneficiary(
            facts.households.number[home], heads.get(facts.households.id[home], ""), person.name if person else "", person.number if person else "",
            str(facts.households.village_code[home]).zfill(12), state, tuple(why),
            judged.due[row] if judged.due is not None and judged.holds[row] else None, standing.received.get(who), int(who),
        ))
    for got in gone:
        person, house = people.get(got.who), houses.get(got.household)
        found.append(Beneficiary(
            house.number if house else "", heads.get(got.household, ""), person.name if person else "", person.number if person else "",
            house.village_code if house else "", OVER, (phrase("现已不在册"),), None, got, got.who,
        ))
    return found
