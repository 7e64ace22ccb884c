"""Policies for other programs: the catalogue, who stands how to one of them, and all of them for one household."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tuopin.api.answers import (
    AMOUNT,
    DAY,
    FLAG,
    MOMENT,
    TEXT,
    WHOLE,
    answering,
    area_wanted,
    as_json,
    choice_wanted,
    maybe,
    page_of,
    paged,
    rows_of,
    thing,
    wanted,
    year_wanted,
)
from tuopin.benefits.selectors.deliveries import Received
from tuopin.benefits.services import benefits_of_household
from tuopin.benefits.services.list_beneficiaries import Asked, Beneficiary, beneficiaries_after
from tuopin.benefits.services.standings import Line
from tuopin.benefits.states.catalogue import WORDS, Policy, policies_on, policy_named
from tuopin.benefits.states.standing import ELIGIBLE, GAP, NOT, OVER, STATES
from tuopin.kernel.areas import depth_of
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.registry.selectors.fields import column_label
from tuopin.registry.selectors.households import household_of

COUNTY = 3
CHOSEN = ("tier", "batch", "source", "claim")
POLICY = thing(
    name=TEXT, title=TEXT, document=TEXT, document_number=TEXT, issuer=TEXT, article=TEXT, verified=FLAG, starts_on=DAY, ends_on=maybe(DAY), kind=TEXT, group=TEXT,
    causes=rows_of(TEXT), **dict.fromkeys(WORDS, TEXT))
GOT = {"received_yuan": maybe(AMOUNT), "last_received_on": maybe(DAY)}
STANDING = thing(
    policy=TEXT, title=TEXT, person=maybe(TEXT), person_name=maybe(TEXT), state=TEXT, by_right=FLAG, not_met=rows_of(TEXT), missing=rows_of(TEXT),
    due_yuan=maybe(AMOUNT), **GOT)
DELIVERED = thing(
    number=WHOLE, policy=TEXT, person=maybe(TEXT), delivered_on=DAY, amount_yuan=maybe(AMOUNT), content=TEXT, proof=TEXT, recorded_at=MOMENT, voided=FLAG)
OF_HOUSEHOLD = thing(number=TEXT, village_code=TEXT, on=DAY, policies=rows_of(STANDING), deliveries=rows_of(DELIVERED))
BENEFICIARY = thing(
    household=TEXT, village_code=TEXT, head_name=TEXT, person=maybe(TEXT), person_name=maybe(TEXT), state=TEXT, why=rows_of(TEXT), due_yuan=maybe(AMOUNT), **GOT)


@answering("政策目录:当天有效的政策 / the policies in force", thing(on=DAY, rows=rows_of(POLICY)), **dict.fromkeys(CHOSEN, TEXT))
def policies(request: HttpRequest) -> HttpResponse:
    """All policies of the day, chosen by the same words as on the page; no counts: those that leave the house are the published figures."""
    chosen = {name: choice_wanted(request, name, ("", *WORDS[name])) for name in CHOSEN}
    return as_json({"on": request.on, "rows": [
        _policy(policy) for policy in policies_on(request.on) if all(word in ("", policy.words[name]) for name, word in chosen.items())]})


def _policy(policy: Policy) -> dict:
    return {
        "name": policy.name, "title": _(policy.title), "document": policy.document, "document_number": policy.number, "issuer": policy.issuer, "article": policy.article,
        "verified": policy.verified, "starts_on": policy.starts_on, "ends_on": policy.ends_on, "kind": policy.kind, "group": policy.group, "causes": policy.causes,
        **policy.words,
    }


@answering("一户的政策:应享、已享、应享未享、不应享已享、待核实,及落实记录 / one household: how it and its people stand to every policy, and what was delivered", OF_HOUSEHOLD, year=WHOLE)
def household_policies(request: HttpRequest, number: str) -> HttpResponse:
    """Every policy that concerns the household or one of its people; of a past year as on its last day."""
    on = min(request.on, date(year_wanted(request), 12, 31))
    household = household_of(request.actor, number)
    lines, deliveries = benefits_of_household(request.actor, number=household.number, on=on)
    return as_json({
        "number": household.number, "village_code": household.village_code, "on": on, "policies": [_standing(line) for line in lines],
        "deliveries": [{
            "number": one.pk, "policy": one.policy, "person": one.person.number if one.person else None, "delivered_on": one.delivered_on, "amount_yuan": one.amount_yuan,
            "content": one.content, "proof": one.proof, "recorded_at": one.recorded_at, "voided": one.voided_at is not None,
        } for one in deliveries],
    })


def _standing(line: Line) -> dict:
    return {
        "policy": line.policy.name, "title": _(line.policy.title), **_person(*(line.person.number, line.person.name) if line.person else ("", "")), "state": line.state,
        "by_right": line.policy.by_right, "not_met": [_(title) for title in line.failing] if line.state == OVER else [],
        "missing": [column_label(name) for name in line.missing], "due_yuan": _yuan(line.due_fen), **_got(line.received),
    }


@answering("一项政策的名单:谁应享未享、应享已享、不应享已享…… / who stands how to one policy, page by page", page_of(BENEFICIARY),
           limit=WHOLE, after=TEXT, year=WHOLE, state=TEXT, number=TEXT)
def beneficiaries(request: HttpRequest, name: str) -> HttpResponse:
    """One page, in the order in which persons or households were registered; of a county or less, as it is judged at that moment."""
    policy, area = policy_named(name), area_wanted(request)
    if depth_of(area) < COUNTY:
        raise Refusal("too-wide", phrase("名单按县读取。"), phrase("请选择一个县或更小的区划。"))
    state = choice_wanted(request, "state", tuple(word for word in STATES if word != NOT), GAP if policy.by_right else ELIGIBLE)
    asked = Asked(policy, area, min(request.on, date(year_wanted(request), 12, 31)), state, number=wanted(request, "number"))
    return as_json(paged(
        request, lambda after, many: beneficiaries_after(request.actor, asked, after=after, many=many), lambda rows: [_beneficiary(one) for one in rows],
        key=lambda one: one.who))


def _beneficiary(one: Beneficiary) -> dict:
    return {
        "household": one.number, "village_code": one.village, "head_name": one.head, **_person(one.person_number, one.person), "state": one.state,
        "why": [_(text) for text in one.why], "due_yuan": _yuan(one.due_fen), **_got(one.received),
    }


def _person(number: str, name: str) -> dict:
    """Whom of the household it is about; null where it is the whole of it."""
    return {"person": number or None, "person_name": name or None}


def _got(received: Received | None) -> dict:
    return {"received_yuan": received and received.amount_yuan, "last_received_on": received and received.last_on}


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(int(fen)) / 100
