"""A village's first secretary comes from outside and is no head of the village: the two are never one person, whichever post came first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q

from tuopin.assistance.models import Appointment
from tuopin.assistance.selectors.first_secretaries import may_be_one
from tuopin.divisions.selectors import names_of
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account, Post
from tuopin.people.services import Office
from tuopin.registry.models import Helper, Posting

HEADS, OFFICES = (Appointment.Post.SECRETARY, Appointment.Post.HEAD), (Post.Office.SECRETARY, Post.Office.CHIEF)


def require_come_from_outside(posted: Iterable[tuple[str, Helper]], *, starts_on: date, on: date) -> None:
    """Raise a Refusal where one who is to be first secretary of a village (village, helper) is its secretary or head: by identity number, or by name."""
    for village, helper in posted:
        runs = Q(ends_on=None) | Q(ends_on__gt=starts_on)
        named = Appointment.objects.filter(runs, place_code=village, post__in=HEADS, name=helper.name)
        holds = helper.certificate_index and Post.objects.filter(
            runs, area_code=village, office__in=OFFICES, account__identity_index=bytes(helper.certificate_index)).exists()
        if holds or any(may_be_one(helper, appointment.born_year) for appointment in named):
            raise _two_hats(helper.name, village, on)


def require_no_first_secretary(*, village: str, name: str, born_year: int | None, starts_on: date, on: date) -> None:
    """Raise a Refusal where who is to be secretary or head of a village bears the name of its first secretary, and a year of birth does not tell them apart."""
    if any(may_be_one(posting.helper, born_year) for posting in _running([village], starts_on) if posting.helper.name == name.strip()):
        raise _two_hats(name.strip(), village, on)


def require_office_apart(offices: Sequence[Office], accounts: Mapping[str, Account]) -> None:
    """The same for offices that come with an account: whose identity number is that of the village's first secretary. Asked before anybody is appointed."""
    for office in offices:
        index = accounts[office.username].identity_index
        if office.office not in OFFICES or index is None:
            continue
        if any(posting.helper.certificate_index and bytes(posting.helper.certificate_index) == bytes(index) for posting in _running([office.area], office.starts_on)):
            raise _two_hats(office.name, office.area, office.starts_on)


def _running(villages: Sequence[str], starts_on: date) -> list[Posting]:
    return list(Posting.objects.filter(village_code__in=villages, first_secretary=True).exclude(ends_on__lte=starts_on).select_related("helper"))


def _two_hats(name: str, village: str, on: date) -> Refusal:
    return Refusal(
        "first-secretary-is-head", phrase("{name} 不能既是{village}的第一书记,又是村党组织书记或村主任:第一书记由上级选派,不占村“两委”职数。"),
        phrase("请先结束其中一个职务,或换人;如是同名的另一人,请写明出生年份,并登记第一书记的证件号码。"), name=name, village=names_of([village], on=on).get(village, village),
    )
