"""One sealed number: whose it is, where it lies, and what it is while it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.privacy.models import Reveal
from tuopin.privacy.states.reveals import FIELDS, RATION, RATION_SPAN, is_shown
from tuopin.registry.models import Helper, Household, HouseholdForm, Person
from tuopin.registry.selectors.households import household_of


@dataclass(frozen=True)
class SealedNumber:
    """A number as it lies in the register: nothing of it is readable here."""

    household: Household
    field: str
    who: str  # number of the person or helper; the year of the form for a household's own numbers
    subject: str
    name: str  # whose it is
    sealed: bytes
    place: str


def sealed_number(actor: Actor, household_number: str, field: str, who: str) -> SealedNumber:
    """The number behind a mask on the page of a household; raises NotFound when there is none the asker may see the mask of."""
    household = household_of(actor, household_number)
    found = _FINDERS[field](household, who) if field in FIELDS else None
    if found is None or not found.sealed:
        raise NotFound("no-such-number", phrase("没有登记这个号码。"), phrase("请返回户页面核对。"))
    return found


def number_shown(actor: Actor, reveal: int, *, at: datetime) -> tuple[Reveal, SealedNumber, str]:
    """The number that the asker revealed less than a minute ago; raises NotFound after that, and to everybody else."""
    found = Reveal.objects.filter(pk=reveal, account=actor.name).first()
    if found is None or not is_shown(found.revealed_at, at):
        raise NotFound("reveal-over", phrase("号码已重新遮盖。"), phrase("如仍需查看,请返回户页面重新填写用途。"))
    number = sealed_number(actor, found.household_number, found.field, found.who)
    actor.require("reveal", number.household.village_code)
    return found, number, keyring().open(number.sealed, number.place)


def reveals_left(actor: Actor, *, at: datetime) -> int:
    """How many numbers the asker may still reveal in the hour that ends now."""
    return max(0, RATION - Reveal.objects.filter(account=actor.name, revealed_at__gt=at - RATION_SPAN).count())


def _certificate(household: Household, who: str) -> SealedNumber | None:
    person = Person.objects.filter(memberships__household=household, number=who).first()
    return person and SealedNumber(
        household, "certificate", who, f"person:{who}", person.name, bytes(person.certificate_sealed or b""),
        f"registry.person|certificate|{who}",
    )


def _of_form(field: str):
    def find(household: Household, who: str) -> SealedNumber | None:
        year = int(who) if who.isascii() and who.isdigit() and len(who) == 4 else 0
        form = HouseholdForm.objects.filter(household=household, year=year, superseded_at=None).first()
        return form and SealedNumber(
            household, field, who, f"household:{household.number}", household.number, bytes(getattr(form, f"{field}_sealed") or b""),
            f"registry.household_form|{field}|{household.number}|{year}",
        )

    return find


def _helper_phone(household: Household, who: str) -> SealedNumber | None:
    helper = Helper.objects.filter(pairings__household=household, number=who).first()
    return helper and SealedNumber(
        household, "helper-phone", who, f"helper:{helper.area_code}/{who}", helper.name, bytes(helper.phone_sealed or b""), f"registry.helper|phone|{who}",
    )


_FINDERS = {"certificate": _certificate, "phone": _of_form("phone"), "account": _of_form("account"), "helper-phone": _helper_phone}
