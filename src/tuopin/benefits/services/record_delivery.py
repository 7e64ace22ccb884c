"""Records what was handed over to one household or person, with its proof; takes a wrong record back without deleting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from tuopin.benefits.models import Delivery
from tuopin.benefits.selectors.deliveries import amount_received, person_of
from tuopin.benefits.states.catalogue import Policy, policy_named
from tuopin.evidence.selectors import evidence_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household
from tuopin.registry.selectors.households import household_of
from tuopin.trail.services import hold_chains, record

NEXT = phrase("请核对后重新填写。")
FIRST_CENT, BEYOND = Decimal("0.01"), Decimal(10) ** 12  # yuan: what is paid at least, and what no record holds


@dataclass(frozen=True)
class Handed:
    """What was handed over: under which policy, when, how much or what, proved by what.

    `proof_number` is the row of a bank's or department's list; `evidence` the uid of a file in the household's evidence.
    """

    policy: str
    delivered_on: date
    amount_yuan: Decimal | None
    proof: str  # bank | signature | roll
    proof_number: str = ""
    evidence: str = ""
    content: str = ""


@transaction.atomic
def record_delivery(*, number: str, person: str, handed: Handed, actor: Actor, on: date) -> Delivery:
    """Record a delivery to the household with the number, or to its member with the person number where the policy is a person's.

    Raises NotFound outside the actor's areas, Forbidden without the right to correct there, Refusal for a policy not in force on the
    day, a day to come, an amount beyond the limit, no proof, or the same delivery twice.
    """
    household = household_of(actor, number)
    actor.require("correct", household.village_code)
    policy = policy_named(handed.policy)
    member = person_of(household, person) if policy.words["of"] == "person" else None
    check_handed(policy, handed, on)
    hold_chains([household.village_code])  # two at the same moment are held to the limit one after the other
    check_limit(policy, (member or household).pk, handed)
    digest = _evidence(handed, household, actor)
    if not digest and not handed.proof_number.strip():
        raise Refusal("proof-missing", phrase("没有落实凭证。"), phrase("请选择本户证据中的签字、照片,或填写银行流水号、清单序号。"))
    delivery = Delivery(
        household=household, person=member, policy=policy.name, delivered_on=handed.delivered_on, amount_yuan=handed.amount_yuan,
        content=handed.content.strip()[:200], proof=handed.proof, proof_number=handed.proof_number.strip()[:60], proof_digest=digest, actor=actor.name,
    )
    try:
        with transaction.atomic():
            delivery.save(force_insert=True)
    except IntegrityError as fault:
        raise Refusal("delivered-already", phrase("这一笔已经记录过。"), phrase("同一人、同一政策、同一天、同一凭证号只记一次;确有两笔的请填写不同的凭证号。")) from fault
    record(
        area_code=household.village_code, verb="deliver", subject=f"benefit:{number}", actor=actor, on=on,
        evidence=[digest] if digest else [], policy=policy.name, basis=policy.source_text[:300],
    )
    return delivery


@transaction.atomic
def void_delivery(*, delivery: int, reason: str, actor: Actor, on: date) -> Delivery:
    """Take a wrong record back: it stays, marked as void with the reason. Raises NotFound, Forbidden, Refusal."""
    found = Delivery.objects.select_for_update(of=("self",)).select_related("household").filter(actor.scope("household__village_code"), pk=delivery).first()
    if found is None:
        raise NotFound("no-such-delivery", phrase("没有找到这条落实记录。"), phrase("请从户的政策页面进入。"))
    actor.require("correct", found.household.village_code)
    if found.voided_at:
        raise Refusal("voided-already", phrase("这条记录已经作废。"), phrase("不需要再作废。"))
    if not reason.strip():
        raise Refusal("reason-missing", phrase("没有填写作废原因。"), phrase("请写明为什么作废。"))
    found.voided_at, found.void_reason = timezone.now(), reason.strip()[:300]
    found.save(update_fields=["voided_at", "void_reason"])
    record(
        area_code=found.household.village_code, verb="void-delivery", subject=f"benefit:{found.household.number}", actor=actor, on=on,
        basis=found.void_reason, policy=found.policy,
    )
    return found


def check_handed(policy: Policy, handed: Handed, on: date) -> None:
    """Raise Refusal for a delivery that cannot have been: not in force, not yet, no amount that can be paid."""
    if handed.delivered_on > on:
        raise Refusal("not-yet", phrase("落实日期 {day} 还没有到。"), NEXT, day=handed.delivered_on.isoformat())
    if not policy.in_force(handed.delivered_on):
        raise Refusal(
            "policy-not-in-force", phrase("“{title}”在 {day} 不施行。"), phrase("请核对落实日期,或选择当时施行的政策。"),
            title=Phrase(policy.title), day=handed.delivered_on.isoformat(),
        )
    if handed.amount_yuan is not None and not _payable(handed.amount_yuan):
        raise Refusal("bad-amount", phrase("金额须大于零、小于一万亿元,最多两位小数。"), NEXT)
    if handed.amount_yuan is None and policy.words["benefit"] == "cash":
        raise Refusal("amount-missing", phrase("“{title}”是现金补助,须填写金额。"), NEXT, title=Phrase(policy.title))
    if handed.proof not in Delivery.Proof.values:
        raise Refusal("bad-proof", phrase("没有这一种落实凭证。"), NEXT)


def _payable(yuan: Decimal) -> bool:
    """Whether it is an amount at all (a number, no endless one), of whole cents, that can be kept."""
    return yuan.is_finite() and FIRST_CENT <= yuan < BEYOND and yuan == yuan.quantize(FIRST_CENT)


def check_limit(policy: Policy, beneficiary: int, handed: Handed, before: Decimal | None = None) -> None:
    """Raise Refusal when, with what was received before, the amount goes beyond the policy's limit for one beneficiary."""
    number = policy.numbers.on(handed.delivered_on).of_nation(policy.limit) if policy.limit else None
    if number is None or handed.amount_yuan is None:
        return
    received = amount_received(policy.name, beneficiary) if before is None else before
    if received + handed.amount_yuan > Decimal(number.value):
        raise Refusal(
            "beyond-limit", phrase("连同已有的 {received} 元,超过“{title}”的限额 {limit} 元({source})。"), NEXT,
            received=f"{received:.2f}", title=Phrase(policy.title), limit=str(number.value), source=number.source,
        )


def _evidence(handed: Handed, household: Household, actor: Actor) -> str:
    """The digest of the file that is named, which must be evidence of this very household."""
    if not handed.evidence:
        return ""
    for shown in evidence_of(actor, f"household:{household.number}"):
        if str(shown.file.uid) == handed.evidence and not shown.file.erased_at:
            return shown.file.digest
    raise Refusal("no-such-evidence", phrase("本户证据中没有这个文件。"), phrase("请先在“证据”中收下文件,再选择。"))
