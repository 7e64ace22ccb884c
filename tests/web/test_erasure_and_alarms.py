"""The pages of erasing a person and of alarms: who may, two persons, who sits there asked again, and nothing personal among the alarms."""

from __future__ import annotations

from datetime import timedelta

import pytest

from privacy.test_erase_person import NAME, a_named_household
from tuopin.desk.models import Job
from tuopin.kernel.copies import STAMP
from tuopin.kernel.days import local_zone
from tuopin.kernel.home import alarm_file
from tuopin.privacy.models import Sweep
from tuopin.procedure.models import Case
from tuopin.registry.models import Person
from web import kit

pytestmark = pytest.mark.django_db
BASIS = "删除申请〔2020〕3号"


def a_head(username: str, area: str = kit.COUNTY):
    return kit.logged_in(kit.identified(kit.an_official(area, "head", username=username)))


def test_a_person_is_erased_on_pages_by_two_heads_and_by_none_alone():
    household, head = a_named_household()
    one, other = a_head("one"), a_head("other")
    url = f"/persons/{head.number}/erase/"
    assert url in one.get(f"/households/{household.number}/2018/members/{head.number}/").content.decode()
    page = one.get(url).content.decode()
    assert NAME in page and "其证据文件一并销毁" in page
    assert one.post(url, {"basis": BASIS, "step": "erase"}).status_code == 409, "nobody agreed"
    assert one.post(url, {"basis": "", "step": "ask"}).status_code == 422
    assert one.post(url, {"basis": BASIS, "step": "ask"}).status_code == 200
    case = Case.objects.get()
    one.post(f"/cases/{case.pk}/step/", {"seen": case.version})
    assert one.post(url, {"basis": BASIS, "step": "erase"}).status_code == 409, "whoever asked does not agree"
    assert other.post(f"/cases/{case.pk}/step/", {"seen": case.version}).status_code == 302
    assert other.post(url, {"basis": BASIS, "step": "erase"}).status_code == 409, "the agreement is whoever asked's"
    assert Person.objects.get(pk=head.pk).name == NAME
    done = one.post(url, {"basis": BASIS, "step": "erase"}, follow=True)
    assert "已删除" in done.content.decode() and Person.objects.get(pk=head.pk).erased_at is not None
    assert NAME not in one.get(f"/households/{household.number}/").content.decode() and one.post(url, {"basis": BASIS, "step": "ask"}).status_code == 404


def test_what_is_done_and_what_is_still_to_be_done_stands_on_the_page_of_an_erasure(tmp_path, monkeypatch):
    _household, head = a_named_household()
    one, other = a_head("one"), a_head("other")
    url = f"/persons/{head.number}/erase/"
    one.post(url, {"basis": BASIS, "step": "ask"})
    case = Case.objects.get()
    other.post(f"/cases/{case.pk}/step/", {"seen": case.version})
    one.post(url, {"basis": BASIS, "step": "erase"})
    job = Job.objects.get(kind="sweep")
    assert job.state == "waiting" and job.account.username == "one"
    erased_at = Person.objects.get(pk=head.pk).erased_at
    page = one.get(url).content.decode()
    assert NAME not in page and "等待清扫" in page and "系统没有持续备份" in page
    monkeypatch.setattr("tuopin.kernel.copies.copies_settings", lambda: tmp_path / "backup.json")
    (tmp_path / "backup.json").write_text(f'{{"out": "{tmp_path}"}}')
    assert "备份目录中没有删除之前的备份" in one.get(url).content.decode()
    names = [(erased_at + timedelta(seconds=n)).astimezone(local_zone()).strftime(STAMP) for n in (-5, 5)]
    for name in names:
        (tmp_path / "bases" / name).mkdir(parents=True)
        (tmp_path / "bases" / name / "told.json").touch()
    Sweep.objects.create(began_at=erased_at - timedelta(seconds=1), swept_at=erased_at)
    page = one.get(url).content.decode()
    assert names[0] in page and names[1] not in page and "等待清扫" in page, "a sweep that began before it swept nothing of it"
    Sweep.objects.create(began_at=erased_at + timedelta(seconds=1), swept_at=erased_at + timedelta(seconds=2))
    assert "已清扫" in one.get(url).content.decode()
    assert a_head("beside", kit.OTHER_COUNTY).get(url).status_code == 404
    assert kit.logged_in(kit.an_official(kit.COUNTY, "clerk", username="clerk")).get(url).status_code == 403


def test_who_sits_there_is_asked_before_an_erasure_and_others_do_not_find_the_page():
    _household, head = a_named_household()
    url, one = f"/persons/{head.number}/erase/", a_head("one")
    session = one.session
    session["confirmed_at"] = 0
    session.save()
    assert one.post(url, {"basis": BASIS, "step": "ask"}).status_code == 403 and not Case.objects.exists()
    assert a_head("beside", kit.OTHER_COUNTY).get(url).status_code == 404
    assert kit.logged_in(kit.an_official(kit.COUNTY, "clerk", username="clerk")).get(url).status_code == 403


def test_alarms_are_told_in_words_to_auditors_without_whose_row_it_is(monkeypatch, tmp_path):
    from tuopin.kernel.alarms import AlarmFile

    file = AlarmFile(tmp_path / "alarms")
    monkeypatch.setattr("tuopin.web.pages.alarms.alarm_file", lambda: file)
    auditor = kit.logged_in(kit.an_official(kit.COUNTY, "auditor", username="auditor"))
    assert "没有告警" in auditor.get("/alarms/").content.decode() and alarm_file() is not file
    file.raise_alarm("wrong-tag", "registry.person|certificate|P00000007")
    file.raise_alarm("reveal-ration", "people.account|zhangsan|2020-01-01T09")
    for n in range(60):
        file.raise_alarm("unknown-key", f"registry.household_form|phone|H{n}")
    page = auditor.get("/alarms/").content.decode()
    assert "共 62 条" in page and "registry.household_form|phone" in page and "|H5" not in page
    marked = auditor.get("/alarms/", {"what": "wrong-tag"}).content.decode()
    assert "封存的值打不开" in marked and "tuopin trail verify" in marked and "P00000007" not in marked
    assert "zhangsan" not in auditor.get("/alarms/", {"file": "csv"}).content.decode()
    whole = kit.logged_in(kit.an_official(kit.NATION, "auditor", username="whole"))
    assert "P00000007" in whole.get("/alarms/", {"file": "csv"}).content.decode()
    assert kit.logged_in(kit.an_official(kit.COUNTY, "head", username="head")).get("/alarms/").status_code == 403
