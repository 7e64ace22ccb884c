"""The pages of cases: a household is let go through them alone, and every refusal comes back to the page of the case."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

import pictures
from procedure.cases import DAY, a_file, an_exit, officials
from register import a_household, a_status
from tuopin.evidence.models import EvidenceFile
from tuopin.people.models import Account, Post
from tuopin.procedure.models import Act, Case
from tuopin.procedure.selectors.handed_in import wanted_now
from tuopin.registry.models import ImportBatch, ImportProblem, StatusEvent
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


@pytest.fixture
def who():
    return officials()


def client_of(actor):
    return kit.logged_in(Account.objects.get(pk=actor.account_id))


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def hand_in_all(case):
    case.refresh_from_db()
    for requirement in wanted_now(case):
        for _ in range(requirement.least):
            a_file(sorted(requirement.kinds)[0], case.subject, note=requirement.title)


def step(client, case, status=302, **said):
    hand_in_all(case)
    response = client.post(f"/cases/{case.pk}/step/", {"seen": case.version, **said})
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def test_a_household_leaves_through_the_pages_alone(who, clock):
    household = a_household()
    clerk = client_of(who["clerk"])
    assert "为这一户立案" in page(clerk, f"/cases/?household={household.number}")
    assert clerk.post(f"/cases/open/{household.number}/household-exit/").status_code == 302
    case = Case.objects.get()
    assert f"#{case.pk}" in page(clerk, "/cases/")
    assert "办理这一步" in page(clerk, f"/cases/{case.pk}/")
    assert "由规定的岗位办理" in page(client_of(who["county_head"]), f"/cases/{case.pk}/")
    step(clerk, case, entitled=60, present=45, in_favour=40)
    assert "公示的样子" in page(client_of(who["head"]), f"/cases/{case.pk}/notice/")
    step(client_of(who["head"]), case)
    assert "开始公示" in page(client_of(who["town_clerk"]), f"/cases/{case.pk}/")
    step(client_of(who["town_clerk"]), case)
    notice = page(client_of(who["clerk"]), f"/cases/{case.pk}/notice/")
    assert "<svg" in notice and "赵**" in notice and household.number not in notice.partition("<article")[2].partition("</article")[0]
    assert "公示未满" in step(client_of(who["town_clerk"]), case, status=409)
    clock(7 * DAY)
    step(client_of(who["town_clerk"]), case)
    step(client_of(who["town_head"]), case)
    assert not StatusEvent.objects.filter(kind="exited").exists()
    step(client_of(who["county_head"]), case)
    assert StatusEvent.objects.get(kind="exited").case_id == case.pk
    assert "已办结" in page(clerk, f"/cases/{case.pk}/")
    assert f"#{case.pk}" in page(clerk, "/cases/?tab=ended")


def test_an_objection_is_recorded_and_answered_on_the_page(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    clerk, deputy = client_of(who["clerk"]), client_of(who["town_deputy"])
    assert clerk.post(f"/cases/{case.pk}/object/", {"text": ""}).status_code == 422
    assert clerk.post(f"/cases/{case.pk}/object/", {"text": "他家有车", "objector": "邻居"}).status_code == 302
    assert "他家有车" in page(deputy, f"/cases/{case.pk}/") and "停止计时" in page(deputy, f"/cases/{case.pk}/")
    assert deputy.post(f"/cases/{case.pk}/answer/4/", {"note": "无车"}).status_code == 422
    assert deputy.post(f"/cases/{case.pk}/answer/4/", {"note": "无车", "outcome": "dismissed"}).status_code == 409, "without evidence"
    hand_in_all(case)
    assert deputy.post(f"/cases/{case.pk}/answer/4/", {"note": "无车", "outcome": "dismissed"}).status_code == 302
    assert "他家有车" not in page(client_of(who["head"]), f"/cases/{case.pk}/"), "an answered objection is not shown any more"


def test_who_comes_second_sees_what_was_done_meanwhile(who, clock):
    case = an_exit(a_household().number, who, clock, until=1)
    told = step(client_of(who["head"]), case, status=409, seen=0)
    assert "新的办理记录" in told and "clerk" in told
    assert Act.objects.filter(case=case).count() == 1


def test_the_same_form_sent_twice_has_one_effect(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    clerk = client_of(who["clerk"])
    for _ in range(2):
        assert clerk.post(f"/cases/{case.pk}/object/", {"text": "他家有车", "key": "6a0f3c56-6a3e-4c58-9d6e-0f2f4f0b1c11"}).status_code == 302
    assert Act.objects.filter(case=case, kind="object").count() == 1


def test_a_file_is_handed_in_from_the_page(who, clock):
    case = an_exit(a_household().number, who, clock, until=0)
    picture = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(picture, "JPEG")
    clerk = client_of(who["clerk"])
    assert clerk.post(f"/cases/{case.pk}/evidence/meeting-photo/", {"file": io.BytesIO(picture.getvalue())}).status_code == 302
    assert "1/1" not in page(clerk, f"/cases/{case.pk}/") and "评议会现场照片" in page(clerk, f"/cases/{case.pk}/")
    assert clerk.post(f"/cases/{case.pk}/evidence/meeting-photo/").status_code == 302
    assert clerk.post(f"/cases/{case.pk}/evidence/poem/", {"file": io.BytesIO(b"x")}).status_code == 409
    assert clerk.post(f"/cases/{case.pk}/evidence/meeting-photo/", {"file": io.BytesIO(b"%PDF-1.4")}).status_code == 409


def test_several_files_are_handed_in_at_once_and_a_bad_one_is_told_by_its_title(who, clock):
    case = an_exit(a_household().number, who, clock, until=0)
    clerk = client_of(who["clerk"])
    told = clerk.post(f"/cases/{case.pk}/evidence/", {
        "file-meeting-photo": io.BytesIO(pictures.a_photo(61)), "file-minutes": io.BytesIO(b"no file at all")}, follow=True).content.decode()
    assert "已收下 1 份材料" in told and "“评议会议记录”没有收下" in told
    assert [one.kind for one in EvidenceFile.objects.all()] == ["photo"]
    assert "请选择文件" in clerk.post(f"/cases/{case.pk}/evidence/", follow=True).content.decode()


def test_a_household_signs_for_its_case_on_the_screen(who, clock):
    case = an_exit(a_household().number, who, clock, until=1)
    head = client_of(who["head"])
    assert f'href="/cases/{case.pk}/sign/recognition/"' in page(head, f"/cases/{case.pk}/")
    form = page(head, f"/cases/{case.pk}/sign/recognition/")
    assert "<canvas" in form and "data-signature" in form and 'type="file"' in form, "and without JavaScript a photo of the paper"
    assert "还没有签字" in head.post(f"/cases/{case.pk}/sign/recognition/").content.decode()
    signed = io.BytesIO(pictures.as_bytes(pictures.a_signature(5)))
    assert head.post(f"/cases/{case.pk}/sign/recognition/", {"file": signed}).status_code == 302
    row = EvidenceFile.objects.latest("pk")
    assert (row.kind, row.subject) == ("signature", case.subject)
    files = EvidenceFile.objects.count()
    for name in ("income-table", "poem"):  # is not signed on a screen; is not asked for
        for answer in (head.get, head.post):
            assert "现在没有这一项签字" in answer(f"/cases/{case.pk}/sign/{name}/", follow=True).content.decode()
    assert EvidenceFile.objects.count() == files


def test_a_case_says_whose_turn_it_is_what_to_do_and_who_may_not(who, clock):
    case = an_exit(a_household().number, who, clock, until=0)
    told = page(client_of(who["town_head"]), f"/cases/{case.pk}/")
    assert "栗安村村委会 经办" in told and "(clerk)" in told and "还缺:评议会议记录、评议会现场照片" in told and "3 天内录入" in told
    assert "您可以办理" not in told and "您可以办理" in page(client_of(who["clerk"]), f"/cases/{case.pk}/")
    step(client_of(who["clerk"]), case, entitled=60, present=45, in_favour=40)
    told = page(client_of(who["clerk"]), f"/cases/{case.pk}/")
    assert "栗安村村委会 负责人" in told and "clerk 已办理过本事项的另一步" in told
    Post.objects.filter(account=who["head"].account_id).update(role="clerk")
    assert "没有可办理的人" in page(client_of(who["clerk"]), f"/cases/{case.pk}/")


def test_who_took_one_step_is_not_offered_another(who, clock):
    case = an_exit(a_household().number, who, clock, until=1)
    Post.objects.create(account_id=who["clerk"].account_id, area_code=case.area_code, role="head", starts_on=date(2016, 1, 1))
    told = page(client_of(who["clerk"]), f"/cases/{case.pk}/")
    assert "您已办理过“村民主评议”" in told and f'action="/cases/{case.pk}/step/"' not in told


def test_a_notice_says_how_many_days_are_left_and_an_objection_who_answers(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    clock(2 * DAY)
    assert "还差 5 天期满" in page(client_of(who["town_clerk"]), f"/cases/{case.pk}/")
    client_of(who["clerk"]).post(f"/cases/{case.pk}/object/", {"text": "他家有车"})
    told = page(client_of(who["town_clerk"]), f"/cases/{case.pk}/")
    assert "调查并答复异议" in told and "<strong>大石桥乡 负责人</strong>(town_head、town_deputy)" in told and "还缺:异议调查材料" in told


def test_a_completed_case_says_what_comes_next_and_names_its_papers(who, clock):
    case = an_exit(a_household().number, who, clock)
    told = page(client_of(who["clerk"]), f"/cases/{case.pk}/")
    assert "接下来" in told and "脱贫不脱政策" in told and "轮到谁" not in told
    assert "公示开始时公示栏照片" in told and "board-first" not in told
    assert "办理于" not in told, "what was recorded on its day is not told twice"


def test_a_case_is_withdrawn_with_a_reason(who, clock):
    case = an_exit(a_household().number, who, clock, until=0)
    clerk = client_of(who["clerk"])
    assert clerk.post(f"/cases/{case.pk}/withdraw/", {"note": ""}).status_code == 409
    assert clerk.post(f"/cases/{case.pk}/withdraw/", {"note": "户主外迁"}).status_code == 302
    assert step(clerk, case, status=409, entitled=1, present=1, in_favour=1)
    assert clerk.post(f"/cases/{case.pk}/step/", {"entitled": "many"}).status_code == 422


def test_a_case_cannot_be_opened_where_the_status_does_not_allow_it(who):
    household = a_household(status="exited")
    clerk = client_of(who["clerk"])
    clerk.post(f"/cases/open/{household.number}/household-exit/")
    assert "不能办理" in page(clerk, f"/cases/?household={household.number}") and not Case.objects.exists()


def test_what_a_roster_says_otherwise_is_listed_with_a_way_to_open_a_case(who):
    household = a_household()
    batch = ImportBatch.objects.create(digest="1" * 64, file_name="a.xlsx", year=2019, area_code=household.village_code, actor="t", state="merged")
    ImportProblem.objects.create(
        batch=batch, sheet="贫困户", row=2, code="status-without-procedure", outcome="A", params={"said": "exited", "stands": "poor"},
        block_kind="household", block_key=household.number, village_code=household.village_code)
    clerk = client_of(who["clerk"])
    assert "/cases/roster/" in page(clerk, "/cases/")
    listed = page(clerk, "/cases/roster/")
    assert household.number in listed and f"/cases/open/{household.number}/household-exit/" in listed
    a_status(household, "exited", date(2020, 1, 1))
    assert household.number not in page(clerk, "/cases/roster/")


def test_a_case_of_another_place_is_not_there(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    stranger = kit.logged_in(kit.an_official("431128000000", username="stranger"))
    asked = an_exit(a_household().number, who, clock, until=1)
    for url in (f"/cases/{case.pk}/", f"/cases/{case.pk}/notice/", f"/cases/{asked.pk}/sign/recognition/"):
        page(stranger, url, status=404)
    for what, said in (("step", "note"), ("object", "text"), ("withdraw", "note")):
        assert stranger.post(f"/cases/{case.pk}/{what}/", {said: "x"}).status_code == 404
    assert f"#{case.pk}" not in page(stranger, "/cases/?tab=running")
