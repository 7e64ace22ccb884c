"""Members, names, numbers and villages are corrected on their pages: with a reason, judged again, and nothing personal shown."""

from datetime import date

import pytest

from register import a_certificate, a_household, a_village_form
from tuopin.kernel.home import keyring
from tuopin.people.selectors import operator, working_as
from tuopin.policy.models import Figure, Standing
from tuopin.policy.selectors.freshness import freshness
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.registry.models import MemberForm, VillageForm
from tuopin.registry.services.correct_members import certificate_mark
from web import kit

pytestmark = pytest.mark.django_db
NEW = a_certificate(date(1977, 3, 4), 501)


@pytest.fixture
def household():
    kit.lay_out_places()
    made = a_household(village=kit.VILLAGE)
    a_village_form(code=kit.VILLAGE)
    with working_as(operator()):
        judge_counties(year=2018, counties=[kit.COUNTY], actor=operator())
    return made


@pytest.fixture
def client(household):
    return kit.logged_in(kit.an_official())


def _person(household):
    return household.member_forms.order_by("id").first().person


def _url(household, rest="", year=2018):
    return f"/households/{household.number}/{year}/members/{_person(household).number}/{rest}"


def test_the_member_page_shows_every_fact_with_the_way_to_correct_it(client, household):
    page = client.get(_url(household)).content.decode()
    assert page.count('class="edit"') >= 21 and "家庭成员信息采集表" in page
    assert f'href="{_url(household)}"' in client.get(f"/households/{household.number}/?year=2018").content.decode()


def test_a_fact_of_a_member_is_corrected_and_the_household_judged_again(client, household):
    url, seen = _url(household, "facts/resident_medical/"), household.member_forms.order_by("id").first().pk
    assert "保存更正" in client.get(url).content.decode()
    assert client.post(url, {"value": "no", "reason": "医保名单核对", "seen": seen}).status_code == 302
    assert Standing.objects.get(number=household.number).uninsured == 1
    page = client.get(f"/households/{household.number}/?year=2018").content.decode()
    assert "医保名单核对" in page and "是 → 否" in page
    assert freshness(operator(), kit.VILLAGE, 2018).is_current


def test_the_loser_of_two_corrections_of_a_member_sees_both_values_and_may_send_again(client, household):
    url, seen = _url(household, "facts/health/"), household.member_forms.order_by("id").first().pk
    client.post(url, {"value": ["chronic"], "reason": "甲", "seen": seen})
    lost = client.post(url, {"value": ["disabled"], "reason": "乙", "seen": seen})
    assert lost.status_code == 409 and "已被他人更正" in lost.content.decode()
    stands = MemberForm.objects.get(person=_person(household), superseded_at=None).pk
    assert f'name="seen" value="{stands}"' in lost.content.decode()
    assert client.post(url, {"value": ["disabled"], "reason": "乙", "seen": stands}).status_code == 302


def test_a_name_is_corrected_and_shows_in_the_list_at_once(client, household):
    url = _url(household, "name/")
    assert client.post(url, {"value": "赵壹", "read": "赵一", "reason": "户口簿"}).status_code == 302
    assert "赵壹" in client.get("/households/?year=2018").content.decode()
    lost = client.post(url, {"value": "赵甲", "read": "赵一", "reason": "户口簿"})
    assert lost.status_code == 409 and 'name="read" value="赵壹"' in lost.content.decode()
    assert "没有改动" in client.post(url, {"value": "赵壹", "read": "赵壹", "reason": "户口簿"}, follow=True).content.decode()


def test_a_certificate_is_corrected_and_neither_the_old_nor_the_new_stands_anywhere(client, household):
    person = _person(household)
    old = keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}")
    url = _url(household, "certificate/")
    sent = {"value": NEW, "read": certificate_mark(person), "reason": "身份证原件"}
    assert client.post(url, sent).status_code == 302
    shown = [client.get(each).content.decode() for each in (url, _url(household), f"/households/{household.number}/?year=2018")]
    assert not any(number in page for page in shown for number in (old, NEW)) and "身份证原件" in shown[2]
    assert _person(household).born_on == date(1977, 3, 4)
    lost = client.post(url, sent | {"value": a_certificate(date(1966, 6, 6), 77)})
    assert lost.status_code == 409 and NEW not in lost.content.decode()


def test_a_wrong_certificate_comes_back_with_what_is_wrong(client, household):
    bad = NEW[:-1] + ("0" if NEW[-1] != "0" else "1")
    answer = client.post(_url(household, "certificate/"), {"value": bad, "read": certificate_mark(_person(household)), "reason": "核实"})
    assert answer.status_code == 409 and "校验位不对" in answer.content.decode()


@pytest.mark.parametrize(("what", "number", "shown"), [("phone", "13900001234", "1*********4"), ("account", "6222020200012345678", "6*****************8")])
def test_phone_and_account_are_corrected_masked(client, household, what, number, shown):
    url = f"/households/{household.number}/2018/numbers/{what}/"
    assert client.post(url, {"value": number, "reason": "本人来电", "seen": household.forms.get().pk}).status_code == 302
    page = client.get(f"/households/{household.number}/?year=2018").content.decode()
    assert shown in page and number not in page and "本人来电" in page


def test_a_fact_of_a_village_is_corrected_and_its_figures_counted_again(client, household):
    url, seen = f"/villages/{kit.VILLAGE}/2018/facts/persons/", VillageForm.objects.get().pk
    assert f'href="{url}"' in client.get(f"/villages/{kit.VILLAGE}/?year=2018").content.decode()
    before = Figure.objects.get(area_code=kit.VILLAGE, year=2018, name="poverty_incidence").denominator
    assert client.post(url, {"value": "300", "reason": "村台账", "seen": seen}).status_code == 302
    for area in (kit.VILLAGE, kit.COUNTY, kit.NATION):
        assert (before, Figure.objects.get(area_code=area, year=2018, name="poverty_incidence").denominator) == (689, 300)
    assert freshness(operator(), kit.COUNTY, 2018).is_current
    lost = client.post(url, {"value": "301", "reason": "村台账", "seen": seen})
    assert lost.status_code == 409 and "300" in lost.content.decode()


def test_others_do_not_find_and_readers_may_not(household):
    urls = [_url(household, rest) for rest in ("facts/health/", "name/", "certificate/")]
    urls += [f"/households/{household.number}/2018/numbers/phone/", f"/villages/{kit.VILLAGE}/2018/facts/persons/"]
    neighbour = kit.logged_in(kit.an_official(kit.NEIGHBOUR, username="neighbour"))
    reader = kit.logged_in(kit.an_official(kit.VILLAGE, "reader", username="reader"))
    for url in urls:
        assert (neighbour.get(url).status_code, neighbour.post(url, {"value": "x", "reason": "x"}).status_code) == (404, 404), url
        assert (reader.get(url).status_code, reader.post(url, {"value": "x", "reason": "x"}).status_code) == (403, 403), url
    assert neighbour.get(_url(household)).status_code == 404
    page = reader.get(_url(household)).content.decode()
    assert 'aria-label="更正' not in page


@pytest.mark.parametrize("rest", ["facts/person_id/", "sex/", "facts/nothing/"])
def test_what_is_no_field_is_not_found(client, household, rest):
    assert client.get(_url(household, rest)).status_code == 404


def test_a_correction_is_undone_on_its_page_with_a_reason_and_judged_again(client, household):
    url, first = _url(household, "facts/resident_medical/"), household.member_forms.order_by("id").first()
    assert "撤销上一次更正" not in client.get(url).content.decode()
    client.post(url, {"value": "no", "reason": "医保名单核对", "seen": first.pk})
    page = client.get(url).content.decode()
    assert "撤销上一次更正" in page and "撤销后恢复为" in page
    stands = MemberForm.objects.get(person=first.person, year=2018, superseded_at=None).pk
    assert client.post(url, {"value": "no", "undo": "yes", "reason": "", "seen": stands}).status_code == 200  # a reason is asked for
    assert client.post(url, {"value": "no", "undo": "yes", "reason": "看错了人", "seen": first.pk}).status_code == 409  # not what was read
    assert client.post(url, {"value": "no", "undo": "yes", "reason": "看错了人", "seen": stands}).status_code == 302
    assert Standing.objects.get(number=household.number).uninsured == 0
    assert "撤销更正:看错了人" in client.get(f"/households/{household.number}/?year=2018").content.decode()


def test_a_name_a_number_and_a_village_are_undone_on_their_pages(client, household):
    name = _person(household).name
    client.post(_url(household, "name/"), {"value": "张新名", "reason": "户口簿", "read": name})
    assert f"<strong>{name}</strong>" in client.get(_url(household, "name/")).content.decode()
    assert client.post(_url(household, "name/"), {"undo": "yes", "reason": "看错", "read": "张新名"}).status_code == 302
    assert _person(household).name == name
    village = f"/villages/{kit.VILLAGE}/2018/facts/clinic/"
    form = VillageForm.objects.get(village_code=kit.VILLAGE, superseded_at=None)
    client.post(village, {"value": "no" if form.clinic else "yes", "reason": "走访", "seen": form.pk})
    stands = VillageForm.objects.get(village_code=kit.VILLAGE, superseded_at=None)
    assert stands.clinic != form.clinic and "撤销上一次更正" in client.get(village).content.decode()
    assert client.post(village, {"undo": "yes", "value": "", "reason": "看错", "seen": stands.pk}).status_code == 302
    assert VillageForm.objects.get(village_code=kit.VILLAGE, superseded_at=None).clinic == form.clinic
