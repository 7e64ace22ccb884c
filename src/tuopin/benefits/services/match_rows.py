"""Finds whose each row of a workbook of deliveries is, and says of every other row what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.benefits.models import Delivery
from tuopin.benefits.selectors.deliveries import amount_received, people_of
from tuopin.benefits.services.record_delivery import Handed, check_handed, check_limit
from tuopin.benefits.states.catalogue import Policy, catalogue, policy_named
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.lists.headings import unfit
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, Person

PROOFS = {str(label): word for word, label in Delivery.Proof.choices} | {word: word for word in Delivery.Proof.values}
PARTS = {"number": phrase("户编号"), "person": phrase("受益人"), "policy": phrase("政策"), "delivered_on": phrase("落实日期"),
         "amount_yuan": phrase("金额"), "content": phrase("内容"), "proof": phrase("落实凭证"), "proof_number": phrase("凭证号")}


@dataclass(frozen=True)
class Row:
    """One row ready to be written."""

    number: str
    village: str
    household: int
    person: int | None
    policy: str
    delivered_on: date
    amount_yuan: Decimal | None
    content: str
    proof: str
    proof_number: str


def matched_rows(told: Sequence[Mapping], *, actor: Actor, on: date) -> tuple[list[Row], list[tuple[int, Refusal]]]:
    """The rows that can be written, and for every other one its number in the file and the reason."""
    households = {
        h.number: h for h in Household.objects.filter(
            actor.scope(act="import"), number__in={str(row["values"].get("number") or "") for row in told}
        )
    }
    people = people_of(h.pk for h in households.values())
    named = _policies()
    rows: list[Row] = []
    faults: list[tuple[int, Refusal]] = []
    seen, sums = _known(households.values()), {}
    for row in told:
        try:
            found = _row(row, households, people, named, on)
            key = (found.household, found.policy, found.person, found.delivered_on, found.proof_number)
            if key in seen:
                raise Refusal("delivered-already", phrase("这一笔已经记录过。"), phrase("请核对凭证号。"))
            _limit(named[found.policy], found, sums)
        except Refusal as refusal:
            faults.append((row["n"], refusal))
        else:
            seen.add(key)
            rows.append(found)
    return rows, faults


def _row(row: Mapping, households: Mapping[str, Household], people: Mapping[int, list[Person]], named: Mapping[str, Policy], on: date) -> Row:
    values = row["values"]
    for part, flaw in row["flaws"].items():
        raise unfit(PARTS[part], flaw)
    household = households.get(values.get("number") or "")
    if household is None:
        raise Refusal("no-such-household", phrase("没有找到这个户编号。"), phrase("请核对户编号;其他辖区的户请由上级导入。"))
    policy = named.get(values.get("policy") or "")
    if policy is None:
        raise Refusal("no-such-policy", phrase("政策目录中没有“{name}”。"), phrase("请填写政策目录中的名称。"), name=(values.get("policy") or "")[:40])
    if not values.get("delivered_on"):
        raise Refusal("day-missing", phrase("没有落实日期。"), phrase("请填写。"))
    person = _person(policy, people.get(household.pk, []), values.get("person") or "")
    amount = values.get("amount_yuan")
    handed = Handed(
        policy.name, date.fromisoformat(values["delivered_on"]), Decimal(amount) if amount else None,
        PROOFS.get(values.get("proof") or "", ""), (values.get("proof_number") or "")[:60], "", (values.get("content") or "")[:200],
    )
    check_handed(policy, handed, on)
    if not handed.proof_number:
        raise Refusal("proof-missing", phrase("没有凭证号。"), phrase("请填写银行流水号或清单序号。"))
    return Row(
        household.number, household.village_code, household.pk, person, policy.name, handed.delivered_on, handed.amount_yuan, handed.content,
        handed.proof, handed.proof_number,
    )


def _person(policy: Policy, people: Sequence[Person], said: str) -> int | None:
    if policy.words["of"] != "person":
        return None
    found = {p.pk for p in people if said.strip() and said.strip() in (p.number, p.name)}
    if len(found) != 1:
        raise Refusal("no-such-member", phrase("这户没有(或不止一位)“{said}”。"), phrase("请填写人编号。"), said=said[:40])
    return found.pop()


def _policies() -> dict[str, Policy]:
    """Every policy by its name and by its title."""
    return {key: policy for policy in catalogue().values() for key in (policy.name, policy.title)}


def _known(households: Iterable[Household]) -> set[tuple]:
    ids = [h.pk for h in households]
    kept = Delivery.objects.filter(household_id__in=ids, voided_at=None)
    return set(kept.values_list("household_id", "policy", "person_id", "delivered_on", "proof_number"))


def require_limits(rows: Iterable[Row]) -> None:
    """Raise Refusal where, with what has been received until now, a row goes beyond its policy's limit: asked again once the villages are held."""
    sums: dict[tuple[str, int], Decimal] = {}
    for row in rows:
        _limit(policy_named(row.policy), row, sums)


def _limit(policy: Policy, row: Row, sums: dict[tuple[str, int], Decimal]) -> None:
    """Hold the limit over what was received before and over the rows of the same file."""
    if not policy.limit or row.amount_yuan is None:
        return
    who = (policy.name, row.person or row.household)
    if who not in sums:
        sums[who] = amount_received(*who)
    check_limit(policy, who[1], Handed(policy.name, row.delivered_on, row.amount_yuan, row.proof), sums[who])
    sums[who] += row.amount_yuan
