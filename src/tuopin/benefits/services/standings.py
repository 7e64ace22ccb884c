"""How everybody of an area stands to the policies on a day: judged over the facts of now, beside what was delivered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from tuopin.benefits.models import Delivery
from tuopin.benefits.selectors.deliveries import Received, deliveries_of, received_late, received_under
from tuopin.benefits.states.catalogue import Policy, others_of_group, policies_on, with_others_of_group
from tuopin.benefits.states.standing import ELIGIBLE, GAP, NOT, OVER, RECEIVED, UNKNOWN, Judged, judge
from tuopin.engine.columns import Quantity
from tuopin.engine.segments import Segments
from tuopin.engine.tables import Facts
from tuopin.engine.truth import Truth
from tuopin.kernel.areas import NATION
from tuopin.people.selectors import Actor
from tuopin.registry.extract import chosen_facts
from tuopin.registry.models import Person
from tuopin.registry.selectors.households import household_of
from tuopin.scope.services import door


@dataclass(frozen=True)
class PolicyStanding:
    """One policy over an area: the judgement, and what was received by whom.

    `strangers` received it here when they belonged here no more (or never did). Who received it in time and died or moved away later
    had every right to it: they are not among those judged today, and nothing went astray.
    """

    judged: Judged
    received: dict[int, Received]
    late: Set[int] = frozenset()  # who received something on or after the end of their stay
    served: Set[int] = frozenset()  # who received another policy of the same group: of one group a beneficiary draws one

    @property
    def policy(self) -> Policy:
        return self.judged.policy

    @property
    def who(self) -> Quantity:
        """Whose each row is: the number of the person or of the household."""
        facts = self.judged.facts
        return facts.members.person_id if self.policy.words["of"] == "person" else facts.households.id

    @property
    def areas(self) -> Quantity:
        facts = self.judged.facts
        own = facts.households.village_code
        return facts.members.handed_down(own) if self.policy.words["of"] == "person" else own

    @property
    def departed(self) -> list[Received]:
        """Who received it through a household of the area and is not judged among its people today."""
        known = set(self.who.numbers())
        return [got for who, got in self.received.items() if got.here and who not in known]

    @property
    def strangers(self) -> list[Received]:
        return [got for got in self.departed if got.who in self.late]

    def masks(self) -> dict[str, Truth]:
        """For each state the rows that stand so; `entitled` beside them."""
        holds, got = self.judged.holds, self.who.among(self.received)
        elsewhere = self.who.among(self.served) & ~got  # whatever else holds, nothing is owed to them, nor asked
        unknown = ~holds.is_known & ~elsewhere
        owed = holds.only_where(holds.is_known) & ~got & ~elsewhere
        nobody = Truth.certain(holds.yes & False)
        return {
            "entitled": _certain(holds & ~elsewhere), RECEIVED: _certain(holds & got), GAP: _certain(owed) if self.policy.by_right else nobody,
            ELIGIBLE: nobody if self.policy.by_right else _certain(owed), OVER: _certain(~holds & got), UNKNOWN: _certain(unknown),
            NOT: _certain(~holds & ~got | elsewhere),
        }

    def rows(self, state: str) -> list[int]:
        """The rows that stand so, in the order of villages and household numbers."""
        return self.masks()[state].yes.nonzero()[0].tolist()

    def counts(self) -> dict[str, int]:
        """How many stand how; those who received it when they were here no more count as received without being entitled."""
        counted = {state: int(mask.yes.sum()) for state, mask in self.masks().items()}
        counted[OVER] += len(self.strangers)
        return counted

    def counts_by_village(self) -> dict[str, dict[str, int]]:
        """The same by village, with the fen owed where an amount is set (`owed_fen`)."""
        masks, areas = self.masks(), self.areas
        codes, runs = Segments.of_sorted(areas.values)
        columns = {state: runs.count(mask.yes).tolist() for state, mask in masks.items()}
        if self.judged.due is not None and self.policy.by_right:
            columns["owed_fen"] = runs.sum(self.judged.due.if_yes(masks[GAP]).values).tolist()
        found = {str(code).zfill(12): {name: column[n] for name, column in columns.items()} for n, code in enumerate(codes.tolist())}
        for got in self.strangers:  # in the village through which they received it, where nobody else may be left
            found.setdefault(got.village, dict.fromkeys(columns, 0))[OVER] += 1
        return found


def _certain(answers: Truth) -> Truth:
    return Truth.certain(answers.yes)


def standings_of(actor: Actor, *, area: str, on: date, policies: Sequence[Policy] | None = None) -> list[PolicyStanding]:
    """Every policy in force on the day over the area; NotFound outside the asker's areas."""
    policies = policies_on(on) if policies is None else list(policies)
    facts = facts_for(actor, policies, area=area, on=on)
    with door("receipts", read=[NATION]):
        return _stood(policies, facts, on, received_under(with_others_of_group(policies), area=area, on=on))


def _stood(policies: Sequence[Policy], facts: Facts, on: date, received: dict[str, dict[int, Received]]) -> list[PolicyStanding]:
    """Each policy with what was received, and who of those no longer here received it too late; needs an open sight."""
    standings = [PolicyStanding(judge(policy, facts), received[policy.name], served=_served(policy, received)) for policy in policies]
    gone = {got.household for standing in standings for got in standing.departed}
    late = received_late(policies, households=gone, on=on)
    return [replace(standing, late={who for name, who in late if name == standing.policy.name}) for standing in standings]


def _served(policy: Policy, received: dict[str, dict[int, Received]]) -> Set[int]:
    return {who for one in others_of_group(policy) for who in received[one.name]}


def standing_of(actor: Actor, policy: Policy, *, area: str, on: date) -> PolicyStanding:
    """One policy over the area; only the columns that it needs are read."""
    return standings_of(actor, area=area, on=on, policies=[policy])[0]


def facts_for(actor: Actor, policies: Iterable[Policy], *, area: str, on: date, number: str = "") -> Facts:
    """The columns that the policies read, of an area or of one household."""
    columns: dict[str, set[str]] = {"households": set(), "members": set()}
    for policy in policies:
        for table, names in policy.needs.items():
            columns[table] |= names
    return chosen_facts(actor, area=area, on=on, columns={table: sorted(names) for table, names in columns.items()}, number=number)


@dataclass(frozen=True)
class Line:
    """One policy for one household or one of its members: how they stand, why not, what is missing, what is due, what they received."""

    policy: Policy
    person: Person | None
    state: str
    failing: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    due_fen: int | None = None
    received: Received | None = None


def benefits_of_household(actor: Actor, *, number: str, on: date) -> tuple[list[Line], list[Delivery]]:
    """Every policy in force for one household and its members, those that concern it, and all records of deliveries. Raises NotFound."""
    household = household_of(actor, number)
    policies = policies_on(on)
    with door("receipts", read=[NATION]):
        facts = facts_for(actor, policies, area=household.village_code, on=on, number=number)
        received = received_under(with_others_of_group(policies), area=household.village_code, on=on, number=number)
        standings = _stood(policies, facts, on, received)
    people = Person.objects.in_bulk(facts.members.person_id.numbers())
    gone = Person.objects.in_bulk({got.who for standing in standings for got in standing.strangers if standing.policy.words["of"] == "person"})
    lines = []
    for standing in standings:
        lines += [_line(standing, row, who, people) for row, who in enumerate(standing.who.numbers())]
        lines += [Line(standing.policy, gone.get(got.who), OVER, received=got) for got in standing.strangers]
    return [line for line in lines if line.state != NOT], deliveries_of(household)


def _line(standing: PolicyStanding, row: int, who: int, people: dict[int, Person]) -> Line:
    judged, got = standing.judged, standing.received.get(who)
    state = NOT if got is None and who in standing.served else judged.state(row, got is not None)
    due = judged.due[row] if judged.due is not None and judged.holds[row] else None
    person = people.get(who) if standing.policy.words["of"] == "person" else None
    return Line(standing.policy, person, state, judged.failing(row), judged.missing(row) if state == UNKNOWN else [], due, got)
