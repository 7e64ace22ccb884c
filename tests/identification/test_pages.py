"""The pages of identification as people use them: an application on a phone, a meeting, a change, an exit; a refusal is said on the page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

import pictures
from identification.families import a_family
from identification.places import a_good_village, a_poor_county
from procedure.walking import pieces_of
from register import a_certificate, a_household, a_takeover
from tuopin.identification.models import Ballot, Change, Comparison, Designation, Meeting, Visit
from tuopin.identification.services import apply_many, record_comparisons
from tuopin.identification.services.compare import Hit
from tuopin.people.models import Account
from tuopin.people.selectors import Actor, actor_for, operator
from tuopin.policy.models import Standing
from tuopin.procedure.models import Act, Case
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services import Said, open_case, take_steps
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Household, ImportBatch, MemberForm, StatusEvent
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def somebody(area: str, role: str = "clerk") -> tuple[Client, Actor]:
    account = kit.identified(kit.an_official(area, role, username=f"u{Account.objects.count()}"))
    return kit.logged_in(account), actor_for(account, on=today())


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


APPLICATION = {
    "village": kit.VILLAGE, "year": "2018", "group_name": "一组", "main_cause": "ill", "house_grade": "D", "water_safe": "yes", "income_wage": "3000",
    "note": "父亲重病", "m1-name": "盘老大", "m1-relation": "head", "m1-certificate": a_certificate(date(1960, 5, 1), 631), "m1-health": "serious",
    "m2-name": "盘小妹", "m2-relation": "son", "m2-certificate": a_certificate(date(1990, 5, 1), 632),
}


def test_a_village_clerk_takes_an_application_and_comes_to_its_case():
    client, _ = somebody(kit.VILLAGE)
    assert 'value="head" selected' in shown(client, "/applications/new/")
    answer = client.post("/applications/new/", APPLICATION)
    case = Case.objects.get()
    assert answer.status_code == 302 and answer.url == f"/cases/{case.pk}/", answer.content.decode()[-3000:]
    household = Household.objects.get()
    assert MemberForm.objects.filter(household=household, relation="head").get().health == "serious"
    page = shown(client, f"/cases/{case.pk}/")
    assert "农户申请书" in page and "核对授权书" in page
    paper = shown(client, f"/cases/{case.pk}/paper/check/")
    assert "盘老大" in paper and "431129196005" not in paper and "☐" in paper
    listed = shown(client, "/applications/")
    assert "due=check" in listed
    assert shown(client, "/cases/?procedure=household-identification&due=check").count(f"/cases/{case.pk}/") == 1


def test_what_is_wrong_with_an_application_is_said_and_nothing_is_typed_twice():
    client, _ = somebody(kit.VILLAGE)
    answer = client.post("/applications/new/", APPLICATION | {"m1-certificate": "431129196005010001"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in page and "父亲重病" in page and not Household.objects.exists()
    assert client.post("/applications/new/", APPLICATION | {"village": kit.NEIGHBOUR}).status_code == 404


def waiting(many: int, clerk: Actor) -> list[Case]:
    cases = apply_many(told=[a_family() for _ in range(many)], actor=clerk, on=today())
    take_steps({case.pk: Said(evidence=pieces_of(edition_of(case).step("check").evidence, case)) for case in cases}, step="check", actor=clerk)
    return cases


def test_one_meeting_on_the_page_votes_on_all_that_wait():
    _, clerk = somebody(kit.VILLAGE)
    client, _ = somebody(kit.VILLAGE, "head")
    first, second, third = waiting(3, clerk)
    assert f"/villages/{kit.VILLAGE}/meeting/" in shown(client, "/meetings/")
    seen = shown(somebody(kit.VILLAGE, "auditor")[0], "/meetings/")
    assert "等待评议的村" in seen and f"/villages/{kit.VILLAGE}/meeting/" not in seen, "who may not hold it is shown no way to it"
    page = shown(client, f"/villages/{kit.VILLAGE}/meeting/")
    assert page.count('name="case"') == 3
    votes = {f"votes-{case.pk}-in_favour": "40" for case in (first, second)} | {f"votes-{case.pk}-against": "5" for case in (first, second)}
    said = {"kind": "delegates", "held_on": today().isoformat(), "entitled": "60", "present": "45", "case": [first.pk, second.pk], "key": str(uuid4()), **votes}

    def files() -> dict:
        from io import BytesIO

        minutes, photo = BytesIO(pictures.pdf_bytes(pictures.a_pdf())), BytesIO(pictures.a_photo(7))
        minutes.name, photo.name = "minutes.pdf", "photo.jpg"
        return {"file-minutes": minutes, "file-meeting-photo": photo}

    refused = client.post(f"/villages/{kit.VILLAGE}/meeting/", said | {"present": "44"} | files())
    assert refused.status_code == 422 and "之和不等于实到人数:T" in refused.content.decode() and not Meeting.objects.exists()
    answer = client.post(f"/villages/{kit.VILLAGE}/meeting/", said | files())
    meeting = Meeting.objects.get()
    assert answer.status_code == 302 and answer.url == f"/meetings/{meeting.pk}/"
    assert Ballot.objects.count() == 2 and Act.objects.filter(step="appraise").count() == 2
    assert shown(client, answer.url).count("40") >= 2
    third.refresh_from_db()
    assert third.due == "appraise"


def test_exits_and_applications_that_wait_in_one_village_are_each_put_to_their_meeting():
    (clerks, clerk), (heads, head) = somebody(kit.VILLAGE), somebody(kit.VILLAGE, "head")
    applied, = waiting(1, clerk)
    leaving = open_case(procedure="household-exit", number=a_household().number, actor=clerk)
    url = f"/villages/{kit.VILLAGE}/meeting/"
    mine, theirs = shown(clerks, url), shown(heads, url)
    assert f'value="{leaving.pk}"' in mine and f'value="{applied.pk}"' not in mine, "exits are recorded by the clerk, and come first to the clerk"
    assert f'value="{applied.pk}"' in theirs and f'value="{leaving.pk}"' not in theirs, "applications by the head"
    for page in (mine, theirs):
        assert "?matter=household-exit.appraise" in page and "?matter=household-identification.appraise" in page
    other = shown(heads, f"{url}?matter=household-exit.appraise")
    assert "不由您的岗位办理" in other and leaving.subject.partition(":")[2] in other
    take_steps({applied.pk: Said(evidence=pieces_of(edition_of(applied).step("appraise").evidence, applied), entitled=60, present=45, in_favour=40)}, step="appraise", actor=head)
    assert "?matter=household-identification" not in shown(clerks, url), "one kind needs no choice"


def test_a_case_is_rejected_and_appealed_on_its_page():
    client, clerk = somebody(kit.VILLAGE)
    case, = apply_many(told=[a_family()], actor=clerk, on=today())
    answer = client.post(f"/cases/{case.pk}/reject/", {"note": "家有商品房", "seen": "0"})
    case.refresh_from_db()
    assert answer.status_code == 302 and case.state == "rejected"
    page = shown(client, f"/cases/{case.pk}/")
    assert "提出申诉" in page and "家有商品房" in page
    number = case.subject.partition(":")[2]
    answer = client.post(f"/cases/open/{number}/household-identification/", {"note": "是借住的", "appeals": case.pk})
    assert Case.objects.get(appeals=case).pk == int(answer.url.split("/")[2])


def test_a_change_is_proposed_on_the_household_page():
    client, _ = somebody(kit.VILLAGE)
    household = a_household(persons=3)
    person = household.memberships.order_by("pk").last().person
    url = f"/households/{household.number}/changes/"
    assert person.name in shown(client, url)
    assert client.post(f"{url}propose/", {"kind": "death", "happened_on": "2018-09-01"}).status_code == 422
    answer = client.post(f"{url}propose/", {"kind": "death", "happened_on": "2018-09-01", "persons": [person.number], "note": "病故"})
    assert answer.status_code == 302 and Change.objects.get().persons.get() == person
    assert household.number in shown(client, "/changes/") and "变动证明" in shown(client, answer.url)


def exit_rows(page):
    return len(re.findall(r'"/households/[^/"]+/visits/"', page))


def test_exits_are_counted_and_listed_by_colour_over_all_of_them():
    decided = a_household(village=kit.VILLAGE, status="exited")
    file = a_takeover()
    ImportBatch.objects.filter(pk=file.pk).update(state="merging")
    more = Household.objects.bulk_create([Household(number=f"Z{n:06d}", village_code=kit.VILLAGE) for n in range(5000)])
    StatusEvent.objects.bulk_create([
        StatusEvent(household=one, kind="exited", on=date(2017, 1, 1) + timedelta(days=n % 365), basis="测试", actor="t", takeover=file) for n, one in enumerate(more)
    ], batch_size=2000)
    for year, may_exit in ((2017, True), (2018, False)):
        Standing.objects.create(household_id=more[0].pk, year=year, number=more[0].number, village_code=kit.VILLAGE, persons=3, status="exited", may_exit=may_exit)
    client, _ = somebody(kit.COUNTY, "head")
    first, last = shown(client, f"/exits/?area={kit.COUNTY}"), shown(client, f"/exits/?area={kit.COUNTY}&after=101")
    assert "5,001" in first and "5,000" in first and exit_rows(first) == 50
    assert exit_rows(last) == 1 and "Z000000" in last, "the very first exit, behind five thousand others"
    red = shown(client, f"/exits/?area={kit.COUNTY}&colour=red")
    assert exit_rows(red) == 1 and "Z000000" in red
    assert "Z004999" in shown(client, f"/exits/?area={kit.COUNTY}&colour=amber&search=Z004999") and decided.number not in red
    by_number = shown(client, f"/exits/?area={kit.COUNTY}&sort=number")
    assert "Z000048" in by_number and "Z000049" not in by_number, "behind the one that is no Z"
    rows = client.get(f"/exits/?area={kit.COUNTY}&file=csv").content.decode().splitlines()
    assert len(rows) == 5002 and len(set(rows)) == 5002


def test_exits_show_their_quality_and_a_visit_is_added():
    client, _ = somebody(kit.TOWN)
    household = a_household(status="exited")
    page = shown(client, "/exits/")
    assert "不完整" in page and household.number in page
    assert client.get("/exits/?file=csv").content.decode().count(household.number) == 1
    url = f"/households/{household.number}/visits/"
    client.post(f"{url}add/", {"level": "township", "visitor": "唐某", "visited_on": "2018-10-01", "note": "看住房"})
    assert Visit.objects.get().area_code == kit.VILLAGE and "唐某" in shown(client, url)


def test_a_county_is_told_on_its_page_what_keeps_it_from_applying():
    client, _ = somebody(kit.COUNTY, "head")
    a_poor_county()
    a_good_village(persons=100, agricultural_persons=100)
    a_household(persons=3)
    page = shown(client, f"/exits/county/{kit.COUNTY}/")
    assert f"/villages/{kit.VILLAGE}/exit/" in page and "还不能申请退出" in page
    answer = client.post(f"/cases/open/{kit.COUNTY}/county-exit/", follow=True)
    assert "还不能申请退出" in answer.content.decode() and not Case.objects.exists()
    village = shown(client, f"/villages/{kit.VILLAGE}/exit/")
    assert "未达标" in village and "village-exit" in village
    client.post(f"/exits/designations/{kit.VILLAGE}/", {"tag": "deep_village", "starts_on": "2016-01-01", "document": "县办〔2016〕1号"})
    assert Designation.objects.filter(area_code=kit.VILLAGE).count() == 1


def test_a_hit_is_answered_and_settled_on_the_page():
    client, _ = somebody(kit.COUNTY)
    household = a_household()
    record_comparisons(hits=[Hit(household.number, "house", "住建局", "县城商品房一套")], compared_on=today(), actor=operator(), on=today())
    url = f"/households/{household.number}/comparisons/"
    assert "县城商品房一套" in shown(client, url)
    pk = Comparison.objects.get().pk
    client.post(f"{url}{pk}/reply/", {"text": "是儿子的"})
    client.post(f"{url}{pk}/finding/", {"text": "儿子已分户", "finding": "explained"})
    assert Comparison.objects.get().finding == "explained"


def test_a_hit_is_put_on_record_on_the_page_once_and_what_is_wrong_is_said_beside_what_was_typed():
    client, _ = somebody(kit.VILLAGE)
    reader = kit.logged_in(kit.an_official(kit.VILLAGE, "reader"))
    url = f"/households/{a_household().number}/comparisons/"
    given = {"item": "vehicle", "department": "县车管所", "told": "名下有小型汽车一辆", "compared_on": today().isoformat()}
    for wrong, said in (({"compared_on": "2999-01-01"}, "日期 2999-01-01 还没有到"), ({"told": ""}, "这个字段是必填项"), ({"item": "plane"}, "选择一个有效的选项")):
        answer = client.post(f"{url}record/", given | wrong)
        page = answer.content.decode()
        assert answer.status_code == 422 and said in page and 'value="县车管所"' in page and not Comparison.objects.exists()
    for _time in range(2):
        assert client.post(f"{url}record/", given).status_code == 302
    answer = client.post(f"{url}record/", given | {"told": "名下有货车一辆"})
    assert answer.status_code == 422 and "已有另一条结果" in answer.content.decode(), "a second vehicle is not lost without a word"
    row = Comparison.objects.get()
    assert (row.item, row.department, row.told, row.compared_on) == ("vehicle", "县车管所", "名下有小型汽车一辆", today())
    assert "名下有小型汽车一辆" in shown(client, url) and "登记比对结果" in shown(client, url)
    assert reader.post(f"{url}record/", given | {"department": "住建局"}).status_code in (403, 404) and Comparison.objects.count() == 1
    assert "登记比对结果" not in shown(reader, url) and "待核实" in shown(reader, url), "who may only read sees that nobody has found yet"


def test_the_neighbour_village_finds_nothing_of_all_this():
    stranger, _ = somebody(kit.NEIGHBOUR, "head")
    _, clerk = somebody(kit.VILLAGE)
    household = a_household()
    case, = apply_many(told=[a_family()], actor=clerk, on=today())
    waiting(1, clerk)
    for url in (f"/cases/{case.pk}/", f"/cases/{case.pk}/paper/check/", f"/households/{household.number}/changes/", f"/households/{household.number}/visits/",
                f"/households/{household.number}/comparisons/", f"/villages/{kit.VILLAGE}/meeting/", f"/villages/{kit.VILLAGE}/exit/", f"/exits/?area={kit.VILLAGE}",
                f"/exits/county/{kit.COUNTY}/"):
        assert stranger.get(url).status_code == 404, url
    assert household.number not in shown(stranger, "/meetings/")


def test_a_merge_without_a_household_that_is_ones_own_is_said_on_the_form_and_nothing_filled_in_is_lost():
    client, _ = somebody(kit.VILLAGE)
    number = a_household().number
    for other, told in (("", "请填写并入的户编号。"), ("999", "999")):
        answer = client.post(f"/households/{number}/changes/propose/", {"kind": "merge", "happened_on": "2018-11-01", "other": other, "note": "两家合住"})
        page = answer.content.decode()
        assert answer.status_code == 422 and told in page and "两家合住" in page and not Change.objects.exists()
