"""What does not fit together in what was delivered: two of a group at once, after a death, help that does not meet the cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.benefits.states.catalogue import Policy, catalogue, policies_on
from tuopin.kernel.areas import NATION, subtree
from tuopin.people.selectors import Actor
from tuopin.registry.models import DIED
from tuopin.scope.selectors import rows_of
from tuopin.scope.services import door

MOST = 500
COUNTS = "d.voided_at IS NULL AND d.policy = ANY (%(names)s) AND d.delivered_on <= %(on)s AND (d.delivered_on >= %(since)s OR d.policy = ANY (%(once)s))"
DOUBLE = f"""
WITH here AS MATERIALIZED (
    SELECT d.policy, d.person_id, CASE WHEN d.person_id IS NULL THEN d.household_id END AS household_id, h.number, h.village_code
    FROM benefits_delivery d JOIN registry_household h ON h.id = d.household_id WHERE {COUNTS} AND h.village_code >= %(low)s AND h.village_code < %(high)s),
drawn AS (
    SELECT * FROM here
    UNION ALL SELECT d.policy, d.person_id, NULL, NULL, NULL FROM (SELECT DISTINCT person_id FROM here) somebody JOIN benefits_delivery d USING (person_id)
    WHERE {COUNTS})  -- a person's are theirs wherever they lived
SELECT min(d.number), min(d.village_code), p.name, array_agg(DISTINCT d.policy)
FROM drawn d LEFT JOIN registry_person p ON p.id = d.person_id JOIN unnest(%(names)s::text[], %(groups)s::text[]) AS g (name, member_of) ON g.name = d.policy
GROUP BY g.member_of, d.person_id, d.household_id, p.name HAVING count(DISTINCT d.policy) > 1 ORDER BY 2, 1 LIMIT %(most)s
"""
AFTER_DEATH = """
SELECT h.number, h.village_code, p.name, array_agg(DISTINCT d.policy)
FROM benefits_delivery d JOIN registry_household h ON h.id = d.household_id
CROSS JOIN LATERAL (
    SELECT m.person_id FROM registry_membership m
    WHERE m.person_id = d.person_id AND m.end_reason = %(died)s AND m.ends_on <= d.delivered_on
    UNION ALL (SELECT m.person_id FROM registry_membership m
        WHERE d.person_id IS NULL AND m.household_id = d.household_id AND m.end_reason = %(died)s AND m.ends_on <= d.delivered_on AND NOT EXISTS (
            SELECT FROM registry_membership o WHERE o.household_id = d.household_id AND (o.ends_on IS NULL OR o.ends_on > d.delivered_on))
        ORDER BY m.ends_on DESC, m.id DESC LIMIT 1)) dead  -- of a household: the last of it, when nobody was left
JOIN registry_person p ON p.id = dead.person_id
WHERE d.voided_at IS NULL AND h.village_code >= %(low)s AND h.village_code < %(high)s AND d.delivered_on <= %(on)s
GROUP BY h.number, h.village_code, p.name ORDER BY 2, 1 LIMIT %(most)s
"""
UNMET = """
SELECT h.number, h.village_code, f.main_cause FROM registry_household h
JOIN LATERAL (SELECT main_cause FROM registry_householdform WHERE household_id = h.id AND superseded_at IS NULL AND year <= %(year)s
    ORDER BY year DESC LIMIT 1) f ON f.main_cause <> ''
JOIN LATERAL (SELECT kind FROM registry_statusevent WHERE household_id = h.id AND "on" <= %(on)s ORDER BY "on" DESC, id DESC LIMIT 1) e
    ON e.kind NOT IN ('removed', 'exited')
WHERE h.village_code >= %(low)s AND h.village_code < %(high)s AND f.main_cause = ANY (%(causes)s) AND NOT EXISTS (
    SELECT FROM benefits_delivery d JOIN unnest(%(names)s::text[], %(answers)s::text[]) AS a (name, cause) ON a.name = d.policy
    WHERE d.household_id = h.id AND d.voided_at IS NULL AND a.cause = f.main_cause AND d.delivered_on <= %(on)s
        AND (d.delivered_on >= %(since)s OR d.policy = ANY (%(once)s)))
ORDER BY 2, 1 LIMIT %(most)s
"""


@dataclass(frozen=True)
class Doubtful:
    """One household (or a member of it) and the policies that do not go together, or the cause that nothing answers."""

    number: str
    village: str
    person: str = ""
    policies: tuple[Policy, ...] = ()
    cause: str = ""


def doubles(actor: Actor, *, area: str, on: date) -> list[Doubtful]:
    """Who drew two policies of one group that exclude each other."""
    grouped = [p for p in catalogue().values() if p.group]
    return _found(DOUBLE, actor, area, on, {"names": [p.name for p in grouped], "groups": [p.group for p in grouped]})


def after_death(actor: Actor, *, area: str, on: date) -> list[Doubtful]:
    """What was paid to somebody on or after the day of their death, or to a household of which nobody was left by then."""
    return _found(AFTER_DEATH, actor, area, on, {"died": DIED})


def causes_unmet(actor: Actor, *, area: str, on: date) -> list[Doubtful]:
    """Households not yet out of poverty whose main cause nothing that they received answers."""
    pairs = [(p.name, cause) for p in policies_on(on) for cause in p.causes]
    actor.require("read", area)
    rows = rows_of(UNMET, _params(area, on) | {
        "names": [n for n, _ in pairs], "answers": [c for _, c in pairs], "causes": sorted({c for _, c in pairs}), "year": on.year,
    }, planned=False)
    return [Doubtful(number, village, cause=cause) for number, village, cause in rows]


def _found(statement: str, actor: Actor, area: str, on: date, more: dict) -> list[Doubtful]:
    actor.require("read", area)
    policies = catalogue()
    with door("receipts", read=[NATION]):  # what a person drew, and where they died, counts wherever that was
        rows = rows_of(statement, _params(area, on) | more, planned=False)
    return [
        Doubtful(number, village, person or "", tuple(policies[n] for n in names if n in policies))
        for number, village, person, names in rows
    ]


def _params(area: str, on: date) -> dict:
    low, high = subtree(area)
    once = [p.name for p in catalogue().values() if p.words["every"] == "once"]
    return {"low": low, "high": high, "on": on, "since": date(on.year, 1, 1), "once": once, "most": MOST}
