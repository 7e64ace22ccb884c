"""The three kinds of watched households, their risks, and which measures answer which risk."""

from __future__ import annotations

from decimal import Decimal

from tuopin.kernel import codelists
from tuopin.kernel.words import phrase

UNSTABLE, MARGINAL, SUDDEN = KINDS = ("unstable", "marginal", "sudden")
MOST_RISKS = 5  # of one household, as on the official form
DEVELOPING = frozenset({"industry", "employment", "finance", "public_post"})  # 开发式帮扶
LABOUR = frozenset({"ordinary", "skilled", "weak"})  # who counts as able to work
ANSWERS = {  # which measures answer a risk; general protection and social help answer any
    "ill": {"health"}, "schooling": {"compulsory_education", "education"}, "disabled": {"health"}, "disaster": {"living", "infrastructure", *DEVELOPING},
    "accident": {"health"}, "business_failed": {"industry", "finance", "employment"}, "unstable_work": {"employment", "public_post", "industry"},
    "labour": {"public_post"}, "housing": {"housing", "relocation"}, "water": {"water"},
}
GENERAL = frozenset({"safety_net", "society"})
MISMATCH = {
    UNSTABLE: phrase("脱贫不稳定户须是已脱贫、人均收入低于监测线的户。"),
    MARGINAL: phrase("边缘易致贫户须是未建档立卡、人均收入低于监测线的户。"),
    SUDDEN: phrase("突发严重困难户须是已脱贫或未建档立卡、人均收入不低于监测线的户。"),
}


def kind_of(*, exited: bool, registered: bool, under_line: bool) -> str:
    """The kind that a household under watch is of; "" for a registered household that has not left: it is helped as it is."""
    if registered and not exited:
        return ""
    if not under_line:
        return SUDDEN
    return UNSTABLE if exited else MARGINAL


def per_head(net: Decimal, claims: Decimal, self_pay: Decimal, persons: int) -> Decimal:
    """The reference income a head: net income plus claims less medical self-pay, over the persons."""
    return (net + claims - self_pay) / persons


def words_of(risks: str) -> list[str]:
    """The words of a stored list of risks."""
    return [word for word in risks.split(",") if word]


def is_risk(word: str) -> bool:
    """Whether the word is on the list of risks."""
    return word in codelists.code_list("risk").values


def unmet(risks: list[str], measures: set[str]) -> list[str]:
    """The risks that none of the measures answers; a risk outside the table is answered by any measure."""
    return [risk for risk in risks if not measures & (ANSWERS.get(risk, measures) | GENERAL)]


MEASURES_BY_CAUSE = {  # which measures answer a main cause of poverty
    "ill": {"health"}, "disabled": {"health", "public_post"}, "schooling": {"compulsory_education", "education"}, "disaster": {"living", *DEVELOPING},
    "land": {"industry", "employment", "relocation"}, "water": {"water"}, "skills": {"employment", "education", "industry"}, "labour": {"public_post"},
    "funds": {"finance", "industry"}, "transport": {"infrastructure", "relocation"}, "motivation": {"employment", "industry", "public_post"},
}
