"""Nobody is first secretary of a village and its secretary or head: not by name, not by identity number, whichever came first, and what a file brought is listed."""

from datetime import date, timedelta

import pytest

from helping import BASIS, ON, SINCE, head
from register import a_certificate, a_helper, an_actor
from tuopin.assistance.models import Appointment
from tuopin.assistance.selectors.gaps import gaps
from tuopin.assistance.services.cadres import Appointed, appoint_cadre, end_appointment
from tuopin.assistance.services.teams import MemberSaid, post_members
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account, Post
from tuopin.people.selectors import operator, working_as
from tuopin.people.services import Office, appoint_offices
from tuopin.registry.models import Helper, Posting
from web import kit

pytestmark = pytest.mark.django_db


def known(helper: Helper, born: int = 1975, seq: int = 901) -> Helper:
    """The helper with a certificate on record."""
    number = a_certificate(date(born, 3, 4), seq)
    Helper.objects.filter(pk=helper.pk).update(
        certificate_sealed=keyring().seal(number, f"registry.helper|certificate|{helper.number}"), certificate_index=keyring().find_by("certificate", number))
    return Helper.objects.get(pk=helper.pk)


def appointed(village: str, name: str, **more) -> Appointment:
    return appoint_cadre(said=Appointed(village, more.pop("post", "head"), name, "term", **more), starts_on=SINCE, basis=BASIS, actor=head(), on=ON)


def posted(helper: Helper, village: str, *, first: bool = True, starts_on: date = SINCE) -> Posting:
    (made,) = post_members(members=[MemberSaid(helper.pk, village, first_secretary=first)], starts_on=starts_on, basis=BASIS, actor=head(), on=ON)
    return made


def refused(act) -> str:
    with pytest.raises(Refusal) as refusal:
        act()
    assert all(refusal.value.say()) and refusal.value.code == "first-secretary-is-head"
    return refusal.value.say()[0]


def test_a_village_head_is_not_posted_there_as_first_secretary_and_no_first_secretary_becomes_its_head(laid_out):
    (one, other), _households, _helpers = laid_out
    chief, sent = a_helper(name="盘德旺"), a_helper(name="李援")
    with working_as(head()):
        holds = appointed(one, "盘德旺")
        assert "盘德旺" in refused(lambda: posted(chief, one))
        assert posted(a_helper(name="赵新"), one, first=False), "who is no first secretary is not asked"
        assert posted(sent, other).first_secretary
        for post in ("head", "secretary"):
            refused(lambda: appointed(other, " 李援 ", post=post))  # noqa: B023
        assert appointed(other, "李援", post="member").pk, "of a member of the board no rule is known"
        end_appointment(appointment=holds.pk, ends_on=ON, basis=BASIS, actor=head(), on=ON)
        refused(lambda: posted(chief, one, starts_on=ON - timedelta(days=1)))
        assert posted(chief, one, starts_on=ON).village_code == one, "who has left the office may come, from the day"


def test_a_namesake_is_told_apart_by_the_year_of_birth(laid_out):
    (one, other), _households, _helpers = laid_out
    sent = known(a_helper(name="王强"), born=1975)
    with working_as(head()):
        posted(sent, one)
        refused(lambda: appointed(one, "王强"))
        refused(lambda: appointed(one, "王强", born_year=1975))
        assert appointed(one, "王强", born_year=1962).born_year == 1962
        appointed(other, "李明", born_year=1962)
        refused(lambda: posted(a_helper(name="李明"), other))  # of this one no year is known


def test_an_office_that_comes_with_an_account_is_compared_by_identity_number_whatever_the_names(laid_out):
    (one, other), _households, _helpers = laid_out
    sent = known(a_helper(name="周同志"))
    account = Account.objects.create(username="zhou", name="周村长", identity_index=bytes(sent.certificate_index))
    with working_as(head()):
        posted(sent, one)
    office = lambda village, kind: appoint_offices([Office(village, kind, account.username, account.name, SINCE)], actor=operator(), on=ON)  # noqa: E731
    for kind in ("chief", "secretary"):
        refused(lambda: office(one, kind))  # noqa: B023
    assert office(other, "chief")[0].area_code == other
    Posting.objects.filter(helper=sent).delete()
    with working_as(head()):
        refused(lambda: posted(sent, other))


def test_what_a_file_brought_is_on_the_list_of_gaps(laid_out):
    kit.lay_out_places()
    (one, other), _households, _helpers = laid_out
    with working_as(head()):
        appointed(one, "盘德旺")
        appointed(other, "别人")
    for village, name in ((one, "盘德旺"), (other, "李援")):
        Posting.objects.create(helper=a_helper(name=name), village_code=village, first_secretary=True, starts_on=SINCE)
    listed = lambda: [gap.key for gap in gaps(an_actor(), one[:6] + "000000", "hats", on=ON)]  # noqa: E731
    assert listed() == [one]
    helper = known(Helper.objects.get(name="盘德旺"), born=1975)
    assert listed() == [one], "the year of one of them alone tells nothing"
    Appointment.objects.filter(name="盘德旺").update(born_year=1962)
    assert listed() == [], "a namesake"
    account = Account.objects.create(username="pan", name="盘", identity_index=bytes(helper.certificate_index))
    Post.objects.create(account=account, area_code=one, role="head", office="chief", starts_on=SINCE)
    Appointment.objects.all().delete()
    assert listed() == [one], "by identity number, whatever the names"
