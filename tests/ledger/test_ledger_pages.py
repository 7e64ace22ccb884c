"""The pages of the ledger as a cadre uses them, the calendar that a telephone reads, the plan as a table, the wall chart on paper."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from html import unescape

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone as clock

import pictures
from ledger.calendars import FEED, given_out, program_of, subscribed
from ledger.tasks import COUNTY, TOWN, VILLAGE, a_task
from tuopin.kernel.refusals import Refusal
from tuopin.ledger.models import Task
from tuopin.ledger.selectors.calendars import MOST
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.services.plan_file import COLUMNS, tasks_of_plan
from tuopin.ledger.states import Seat
from tuopin.ledger.states.calendar import Due, calendar_text
from tuopin.people.models import Account, Post
from tuopin.people.selectors import operator
from web import kit

pytestmark = pytest.mark.django_db
TODAY = clock.localdate


def a_user(name: str, area: str, office: str = "", role: str = "head") -> Client:
    account = kit.identified(kit.an_official(area, role, username=name))
    Post.objects.filter(account=account).update(office=office)
    account.refresh_from_db()
    return kit.logged_in(account)


def test_a_task_is_issued_done_and_crossed_off_in_the_pages_by_two_people():
    town, village = a_user("town", TOWN, "secretary"), a_user("village", VILLAGE, "secretary")
    due = TODAY() + timedelta(days=5)
    form = {"title": "硬化通组路", "area": VILLAGE, "seat": "head/secretary", "system": "work", "due_on": due.isoformat(), "evidence_least": "1", "target": "3.5", "unit": "公里"}
    assert village.post("/tasks/issue/", form | {"area": TOWN}).status_code == 404
    page = town.post("/tasks/issue/", form)
    url = page["Location"]
    assert "硬化通组路" in village.get("/my-day/").content.decode()
    assert village.post(f"{url}accept/").status_code == 302
    assert "disabled" in village.get(url).content.decode()
    village.post(f"{url}evidence/", {"kind": "photo", "file": SimpleUploadedFile("a.jpg", pictures.a_photo(5))})
    village.post(f"{url}submit/", {"value": "3.6"})
    village.post(f"{url}verify/")
    assert Task.objects.get().state == "submitted"
    assert "硬化通组路" in town.get("/my-day/").content.decode()
    town.post(f"{url}verify/")
    town.post(f"{url}close/")
    assert Task.objects.get().state == "closed"
    assert "3.6 / 3.5" in town.get(f"/tasks/?area={TOWN}").content.decode()


def test_the_attempt_to_hand_a_heads_task_down_stays_though_the_page_refuses_it():
    town, village = a_user("town", TOWN, "secretary"), a_user("village", VILLAGE, "secretary")
    town.post("/tasks/issue/", {"title": "遍访", "area": VILLAGE, "seat": "head/secretary", "system": "work", "due_on": "2099-01-01", "evidence_least": "1", "head_only": "on"})
    task = Task.objects.get()
    page = village.post(f"/tasks/{task.pk}/hand_down/", {"area": VILLAGE, "seat": "head/deputy", "once": "x" * 20}, follow=True)
    assert "一把手亲自办理" in page.content.decode()
    assert [act.kind for act in task.acts.order_by("seq")] == ["issue", "refused"]


def test_a_plan_is_issued_from_a_table_whole_or_not_at_all():
    head = ",".join(COLUMNS)
    good = f"1,征地,,{VILLAGE},,书记,,2099-03-31,,,30,1,,照片,1,,,,\n"
    bad = f"2,打地基,,{VILLAGE},,书记,,2099-06-31,,,60,1,1,,,,,,\n"
    with pytest.raises(Refusal, match="bad-day"):
        tasks_of_plan(f"{head}\n{good}{bad}".encode(), source="plan:1")
    tasks = tasks_of_plan(f"{head}\n{good}".encode("gb18030"), source="plan:1")
    assert (tasks[0].owner, tasks[0].days, tasks[0].evidence_kinds) == (Seat(VILLAGE, "head", "secretary"), 30, ("photo",))
    with pytest.raises(Refusal, match="plan-cell"):
        tasks_of_plan(f"{head}\n{good.replace('书记', '村长')}".encode(), source="plan:1")
    town = a_user("town", TOWN)
    page = town.post("/tasks/plan/", {"source": "plan:1", "file": SimpleUploadedFile("plan.csv", f"{head}\n{good}{bad.replace('06-31', '06-30')}".encode())}, follow=True)
    assert Task.objects.count() == 2 and "征地" in page.content.decode()
    found = town.get("/tasks/schedule/", {
        "area": VILLAGE, "source": "plan:1", "deadline": "2099-06-30", "begins": "2099-01-01", "step": "1 征地", "slip": "100"}).content.decode()
    assert "2099-03-02" in found and "拖延 100 天,全部完成晚 40 天" in found.replace("\n", "")  # its own day is earlier than the end
    crews = town.get(f"/tasks/schedule/?area={VILLAGE}&source=plan:1&begins=2099-01-01&crews=1").content.decode()
    assert "已证明不能更少" in crews


def test_back_scheduling_over_the_end_of_a_year_tells_what_was_typed_wrong_and_which_days_do_not_agree():
    table = f"{','.join(COLUMNS)}\n" + "".join(f"{line}\n" for line in (
        f"1,清表,,{VILLAGE},,书记,,2098-12-31,,,10,1,,照片,1,,,,", f"2,路基,,{VILLAGE},,书记,,2099-02-28,,,40,2,1,照片,1,,,,", f"3,水渠,,{VILLAGE},,书记,,2099-02-28,,,35,2,1,照片,1,,,,",
        f"4,硬化,,{VILLAGE},,书记,,2099-02-28,,,30,2,2,照片,1,,,,", f'5,验收,,{VILLAGE},,书记,,2099-02-28,,,5,0,"3、4",照片,1,,,,'))
    town = a_user("town", TOWN)
    town.post("/tasks/plan/", {"source": "plan:w", "file": SimpleUploadedFile("plan.csv", table.encode())})
    asked = {"area": VILLAGE, "source": "plan:w", "deadline": "2099-02-28", "begins": "2098-11-24"}
    told = lambda **more: town.get("/tasks/schedule/", asked | more).content.decode()  # noqa: E731
    plain = told()
    for latest_start in ("2098-12-06", "2098-12-16", "2099-01-20", "2099-01-25", "2099-02-24"):  # reckoned by hand, both days of each step counted
        assert latest_start in plain
    assert plain.count("任务期限") == 4 and "任务期限 2098-12-31,更晚" in plain, "the day in the ledger is later than the step can wait: told, for all but the last"
    assert "全部完成晚 3 天" in told(step="2 路基", slip="15").replace("\n", "") and "不影响期限" in told(step="3 水渠", slip="47").replace("\n", "")
    for wrong, words in (({"slip": "-1", "step": "2 路基"}, "拖延天数“-1”不对"), ({"slip": "三天"}, "拖延天数“三天”不对"), ({"slip": "3"}, "还没有选是哪一步"), ({"crews": "0"}, "施工队数“0”不对"),
                         ({"crews": "99999"}, "施工队数“99999”不对"), ({"deadline": "2099-02-30"}, "全部完成期限“2099-02-30”读不懂"), ({"begins": "明天"}, "最早开工“明天”读不懂")):
        assert words in told(**wrong) and "读不懂" not in plain and "不对" not in plain, wrong
    few = told(crews="1")
    assert "的“2 路基”阶段要 2 支施工队" in few and f"“{VILLAGE}”的" not in few and "没有可以倒排的任务" not in few, "a place is told by its name"
    assert "合计晚 23 天" in told(crews="3") and "合计晚 0 天" in told(crews="4")
    assert "期限已过" in told(deadline="2018-01-01") and "距期限 -" not in told(deadline="2018-01-01")


def test_a_place_without_steps_of_its_own_leads_to_the_places_below_that_have_some():
    table = f"{','.join(COLUMNS)}\n1,清表,,{VILLAGE},,书记,,2098-12-31,,,10,1,,照片,1,,,,\n2,路基,,{VILLAGE},,书记,,2099-02-28,,,40,2,1,照片,1,,,,\n"
    town = a_user("town", TOWN)
    town.post("/tasks/plan/", {"source": "plan:w", "file": SimpleUploadedFile("plan.csv", table.encode())})
    a_task(operator(), title="没有工期", source="plan:a")
    page = town.get("/tasks/schedule/", {"deadline": "2099-02-28"}).content.decode()
    assert "步骤在下列地方" in page and '<option value="plan:w" selected>' in page, "the source that has steps comes first"
    (query,) = re.findall(r'class="name" href="(\?[^"]*)"', page)
    there = town.get("/tasks/schedule/" + unescape(query)).content.decode()
    assert f"area={VILLAGE}" in query and "2 路基" in there and "步骤在下列地方" not in there and 'value="2099-02-28"' in there
    late = town.get("/tasks/schedule/", {"area": VILLAGE, "source": "plan:w", "begins": "2099-02-01"}).content.decode()
    assert 'value="2099-02-28"' in late and "也会晚" in late, "without a day of one's own, the last of the steps' days counts"
    places = [int(x) for x in re.findall(r'<rect class="[^"]+" x="(-?\d+)"', late)]
    assert places and all(0 <= x <= 900 for x in places), "what should have begun before today stands on the chart as well"
    none = town.get("/tasks/schedule/?source=plan:a").content.decode()
    assert "步骤在下列地方" not in none and "没有可以倒排的步骤" in none


def test_a_calendar_is_read_by_any_program_until_its_holder_ends_it_or_loses_the_post():
    village = a_user("village", VILLAGE, "secretary")
    a_task(operator(), title="修水渠;一期,二期\n验收", on=date(2018, 6, 1), due_on=date(2099, 6, 30), detail="长" * 100)
    address, name, password = given_out(village)
    assert (address, name) == (f"http://testserver{FEED}", "village") and len(password) >= 27
    calendar = program_of(name, password)
    told = calendar.get(FEED)
    assert told.status_code == 200 and told["Content-Type"].startswith("text/calendar")
    events = events_of(told.content.decode())
    assert [(e["SUMMARY"], e["DTSTART"]) for e in events] == [("修水渠;一期,二期\n验收", date(2099, 6, 30))]
    assert events[0]["DESCRIPTION"] == "长" * 100
    Post.objects.update(ends_on=TODAY())
    assert calendar.get(FEED).status_code == 401
    Post.objects.update(ends_on=None)
    village = kit.logged_in(Account.objects.get(username="village"))
    village.post("/my-day/calendar/", {"what": "end"})
    assert calendar.get(FEED).status_code == 401


def test_a_calendar_opens_to_its_own_name_and_password_alone_and_its_address_carries_neither(settings):
    village, other = a_user("village", VILLAGE, "secretary"), a_user("other", VILLAGE, "clerk")
    (address, name, password), (_address, _name, others) = given_out(village), given_out(other)
    assert name not in address and password not in address
    for wrong in ((name, ""), ("", password), (name, others), ("other", password), (name, password[:-1]), (name, password + "x"), ("VILLAGE", password), (name, "pw")):
        answer = program_of(*wrong).get(FEED)
        assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Basic realm="), wrong
    basic = b64encode(f"{name}:{password}".encode()).decode()
    for header in ("", "Basic", "Basic !", f"Bearer {basic}", f"Basic {basic}x", "Basic /w==", f"Digest {basic}"):
        assert Client(headers={"authorization": header}).get(FEED).status_code == 401, header
    assert Client(headers={"authorization": f"basic  {basic}"}).get(FEED).status_code == 200, "the scheme's name is written as one likes"
    assert program_of(name, password).post(FEED).status_code in (403, 405)
    assert Client().get(f"/calendar/{password}.ics").status_code == 404, "a password in an address opens nothing"
    settings.CALENDAR_BY_ADDRESS = True
    page = village.post("/my-day/calendar/", {"what": "open"}).content.decode()
    url = "/calendar/" + page.partition("/calendar/")[2].partition(".ics")[0] + ".ics"
    assert Client().get(url).status_code == 200 and Client().get("/calendar/nothing.ics").status_code == 404, "unless whoever runs the system takes it so"


def test_an_entry_is_the_same_under_every_name_of_the_server_and_speaks_its_holders_language():
    village = a_user("village", VILLAGE, "secretary")
    a_task(operator(), on=date(2018, 6, 1), due_on=date(2099, 6, 30))
    Account.objects.filter(username="village").update(language="en")
    village = kit.logged_in(Account.objects.get(username="village"))
    name, password = given_out(village)[1:]
    inside, outside = (program_of(name, password, **{"host": host, "accept-language": "zh-hans"}).get(FEED).content.decode() for host in ("localhost", "127.0.0.1"))
    assert "//localhost" in inside and "//127.0.0.1" in outside, "each is led to the name that it asked under"
    assert [event["UID"] for event in events_of(inside)] == [event["UID"] for event in events_of(outside)]
    assert "X-WR-CALNAME:My tasks" in inside and "LOCATION:" in inside


def test_a_calendar_that_cannot_hold_all_tasks_holds_what_is_to_come_and_says_how_many_more_there_are():
    village = a_user("village", VILLAGE, "secretary")
    owner, late = Seat(VILLAGE, "head", "secretary"), date(2018, 6, 30)
    issue_tasks([NewTask(f"旧 {n}", VILLAGE, owner, late) for n in range(MOST)] + [NewTask("要办的", VILLAGE, owner, date(2099, 6, 30))], actor=operator(), on=date(2018, 6, 1))
    titles = [event["SUMMARY"] for event in events_of(subscribed(village).get(FEED).content.decode())]
    assert "要办的" in titles and "旧 0" not in titles and titles[-1] == "另有 1 项任务没有列入日历" and len(titles) == MOST + 1


def events_of(text: str) -> list[dict[str, object]]:
    """The events as a library of others reads them; and no line is longer than the standard lets it be."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["VERSION"] == "2.0" and not calendar.errors
    events = [event for event in calendar.walk("VEVENT") if not event.errors]
    return [{"SUMMARY": str(e["SUMMARY"]), "DESCRIPTION": str(e["DESCRIPTION"]), "DTSTART": e.decoded("DTSTART"), "DTEND": e.decoded("DTEND"), "UID": str(e["UID"])} for e in events]


def test_lines_of_a_calendar_are_folded_between_characters_and_not_within():
    text = calendar_text([Due("a@b", date(2020, 2, 29), "村" * 70, "\\;,", "https://x/")], name="任务", at=datetime(2020, 1, 1, tzinfo=UTC))
    (event,) = events_of(text)
    assert event["SUMMARY"] == "村" * 70 and event["DESCRIPTION"] == "\\;," and event["DTEND"] == date(2020, 3, 1)


def test_the_wall_chart_has_the_lights_and_is_a_sheet_of_a1_for_the_printer():
    kit.lay_out_places()
    county = a_user("county", COUNTY)
    a_task(operator(), on=date(2018, 6, 1), due_on=date(2018, 6, 30))
    page = county.get(reverse("wall-of", args=[COUNTY])).content.decode()
    assert page.count('class="light-red"') == 1 and "逾期最久" in page
    sheet = ET.fromstring(county.get(f"/wall/{COUNTY}/?paper=a1&as=svg").content)  # noqa: S314
    assert (sheet.get("width"), sheet.get("height")) == ("841mm", "594mm")
    drawn = county.get(f"/wall/{COUNTY}/?paper=a0&as=svg").content.decode()
    assert "#c0392b" in drawn and "数字:已销号/任务" in drawn and "示意图" in drawn, "a map on paper says what it is not"
    to_print = county.get(f"/wall/{COUNTY}/?paper=a0&source=task:1").content.decode()
    assert 'src="?paper=a0&amp;source=task%3A1&amp;as=svg"' in to_print and "A0 横向" in to_print


def test_an_exported_ledger_has_no_cell_that_a_spreadsheet_would_run():
    county = a_user("county", COUNTY)
    a_task(operator(), title="=HYPERLINK(1)")
    text = county.get(f"/tasks/export/?area={COUNTY}").content.decode()
    assert "'=HYPERLINK(1)" in text and text.startswith("\ufeff")
