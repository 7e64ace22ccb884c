"""The doubts that the two rules find in an edition: the same that judging raises in the database, household by household."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tuopin.engine.judgement import Judgement
from tuopin.engine.tables import Facts, Grouped
from tuopin.engine.truth import Truth, any_of
from tuopin.policy.rulebook import rule_named
from tuopin.policy.rulebook.doubts import doubt_rules
from tuopin.snapshots.reading import Edition, wanted_of

INCOME = "income_above_line"


@dataclass(frozen=True)
class Found:
    """One doubt: the pseudonyms of the household and, where it is about one of its members, of the person; and the check."""

    household: int
    person: int | None
    check: str


def doubts_of_edition(edition: Edition, area: str | None = None) -> Iterator[Found]:
    """The doubts of an edition, or of an area of it, county by county. Checks that compare households with each other are not among them.

    Raises Refusal for a place that the edition does not hold.
    """
    edition.require(area)
    exit_rule, rules = rule_named("household-exit"), doubt_rules()
    wanted = wanted_of(exit_rule.tables, "household_id", "status", "net_before_fen")
    for rule in rules.values():
        for table, fields in rule.tables.items():
            held = [f.name for f in fields if f.name not in ("exited", "guarantee_unmet", "below_line", "net_fen")]
            wanted[table] = list(dict.fromkeys([*wanted[table], *held]))
    for _, facts in edition.counties(wanted, area):
        yield from _found(facts, exit_rule.judge(facts))


def _found(facts: Facts, judged: Judgement) -> Iterator[Found]:
    exited = facts.households.status.isin("exited")
    households = facts.households.beside({
        "exited": Truth.certain(exited.yes), "net_fen": judged.findings[INCOME].value,
        "below_line": Truth.certain(judged.findings[INCOME].holds.no),
        "guarantee_unmet": Truth.certain(any_of(*(~c.holds for name, c in judged.findings.items() if name != INCOME)).yes),
    })
    members: Grouped = facts.members.beside({"exited": facts.members.spread(exited)})
    rules, ids = doubt_rules(), facts.households.household_id.numbers()
    owners = [ids[n] for n in facts.members.owners()]
    of_households = rules["household"].judge(Facts(facts.on, {"households": households, "members": members}))
    yield from _raised(ids, [None] * len(ids), of_households)
    yield from _raised(owners, facts.members.person_id.numbers(), rules["person"].judge(Facts(facts.on, {"members": members})))


def _raised(households: list, persons: list, judged: Judgement) -> Iterator[Found]:
    for household, person, bits in zip(households, persons, judged.failed_list(), strict=True):
        for n, name in enumerate(judged.names) if bits else ():
            if bits >> n & 1:
                yield Found(household, person, name)


