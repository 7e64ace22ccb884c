"""A plan comes in from a workbook: every row gets its answer, nothing is half issued, the marked table comes back, and what goes out comes in again."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ledger.test_ledger_pages import a_user
from register import VILLAGE
from tuopin.divisions.models import Succession
from tuopin.ledger.models import Task, TaskOrder
from tuopin.ledger.services.plan_file import COLUMNS, tasks_of_plan
from web import kit

pytestmark = pytest.mark.django_db
TOWN = VILLAGE[:9] + "000"
PLAN = (
    {"编号": 1, "任务": "征地", "区划代码": VILLAGE, "责任岗位": "书记", "完成期限": "2099-03-31", "工期": 30, "施工队数": 1, "凭证类型": "现场照片", "目标值": 3.5, "计量单位": "亩"},
    {"编号": "2", "任务": "-打地基", "区划代码": VILLAGE, "责任岗位": "经办", "完成期限": "2099-06-30", "工期": 60, "前置任务": "1", "一把手亲自办理": "", "机构类别": "政府", "体系": "投入"},
    {"编号": "3", "任务": "验收", "区划代码": VILLAGE, "责任区划代码": TOWN, "责任岗位": "书记", "完成期限": "2099-07-31", "前置任务": "1、2", "一把手亲自办理": "是", "凭证份数": 2},
)


def a_workbook(rows) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.append(COLUMNS)
    for row in rows:
        book.active.append([row.get(column) for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("plan.xlsx", out.getvalue())


def sent(client, rows, what="look", source="plan:1"):
    return client.post("/tasks/plan/", {"source": source, "file": a_workbook(rows), "what": what})


def sheet_of(answer) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))


def test_every_row_gets_its_answer_and_the_table_comes_back_marked():
    client = a_user("town", TOWN, "secretary")
    wrong = {
        "村长": {**PLAN[0], "责任岗位": "村长"}, "没有这一天": {**PLAN[0], "编号": "5", "完成期限": "2099-06-31"}, "完成期限早于下达日期": {**PLAN[0], "编号": "6", "完成期限": "2018-01-01"},
        "没有前置任务“99”": {**PLAN[1], "编号": "7", "前置任务": "99"}, "不在您的辖区之内": {**PLAN[0], "编号": "8", "区划代码": kit.OTHER_VILLAGE},
        "写了两次": {**PLAN[0], "编号": "9"}, "互相等待": {**PLAN[1], "编号": "10", "前置任务": "10"}, "工期": {**PLAN[0], "编号": "11", "工期": "三十天"},
    }
    rows = [*PLAN[1:], *wrong.values(), wrong["写了两次"]]
    page = unescape(sent(client, rows).content.decode())
    assert "11 行中有 11 行要更正" in page and not Task.objects.exists(), "the first task is not read, so those behind it have none before them"
    marked = sheet_of(sent(client, rows, "marked"))
    assert marked[0][-1] == "问题" and len(marked) == 12
    for said, line in zip(wrong, marked[3:], strict=False):
        assert said in line[-1], (said, line)
    assert sent(client, rows, "").status_code == 422 and not Task.objects.exists()


def test_a_cell_that_cannot_be_read_comes_back_as_it_was_written_with_the_reason_beside_it():
    client = a_user("town", TOWN, "secretary")
    flawed = {"完成期限": "2099-06-31", "目标值": "三百亩", "任务": "修\u202e路"}
    rows = [{**PLAN[0], "编号": str(n), column: text} for n, (column, text) in enumerate(flawed.items(), 1)]
    heads, *lines = sheet_of(sent(client, rows, "marked"))
    for line, (column, text) in zip(lines, flawed.items(), strict=True):
        assert line[heads.index(column)] == text and column in line[-1] and text not in line[-1], line
    page = sent(client, rows).content.decode()
    assert all(text in page for text in flawed.values())
    client.post("/language/", {"language": "en"})
    english = unescape(sent(client, rows, "look").content.decode())
    assert "There is no such day" in english and "没有这一天" not in english, english


def test_why_a_task_is_not_issued_is_said_in_the_askers_language():
    client = a_user("town", TOWN, "secretary")
    client.post("/language/", {"language": "en"})
    said = unescape(sent(client, [{**PLAN[0], "完成期限": "2018-01-01"}], "").content.decode())
    assert "was not issued" in said and "早于下达日期" not in said, said


def test_a_village_that_went_into_another_is_given_no_task_any_more():
    client = a_user("town", TOWN, "secretary")
    Succession.objects.create(
        predecessor_code=VILLAGE, successor_code=kit.NEIGHBOUR, predecessor_name="栗安村", successor_name="大石桥村", kind="merged", on="2018-05-20", confidence=1, decided_by="县负责人", basis="江政发〔2018〕9号")
    row = {**PLAN[0], "区划代码": VILLAGE}
    assert "这个村已并入" in sheet_of(sent(client, [row], "marked"))[1][-1]
    refused = sent(client, [row], "")
    assert refused.status_code == 422 and "没有下达:这个村已并入" in refused.content.decode() and not Task.objects.exists()
    assert sent(client, [{**row, "区划代码": kit.NEIGHBOUR}], "").status_code == 302 and Task.objects.get().area_code == kit.NEIGHBOUR


def test_a_text_table_is_held_to_the_signs_that_stop_a_workbook():
    client, rows = a_user("town", TOWN, "secretary"), io.StringIO()
    csv.writer(rows).writerows([COLUMNS, *([(PLAN[0] | {"编号": n, "任务": text}).get(column, "") for column in COLUMNS] for n, text in enumerate(("修\0路", "修\u202e路", "\0路"), 1))])
    for what in ("look", "marked", ""):
        answer = client.post("/tasks/plan/", {"source": "plan:1", "file": SimpleUploadedFile("plan.csv", rows.getvalue().encode()), "what": what})
        assert answer.status_code == (200 if what == "marked" else 422) or what == "look", answer.status_code
    assert not Task.objects.exists()


def test_what_was_looked_through_is_issued_whole_and_goes_out_in_the_same_form():
    client = a_user("town", TOWN, "secretary")
    page = sent(client, PLAN).content.decode()
    assert "3 行都可以下达" in page and not Task.objects.exists()
    checked = unescape(re.search(r'name="checked" value="([^"]*)"', page)[1])
    assert client.post("/tasks/plan/", {"source": "plan:1", "checked": checked}).status_code == 302
    tasks = {task.code: task for task in Task.objects.all()}
    assert (tasks["2"].title, tasks["3"].owner_area, tasks["3"].head_only, tasks["3"].evidence_least, str(tasks["1"].target_value)) == ("-打地基", TOWN, True, 2, "3.50")
    assert TaskOrder.objects.count() == 3
    assert "已向该地下达过" in sent(client, PLAN).content.decode(), "the same table again"
    out = b"".join(client.get(f"/tasks/export/?area={TOWN}&source=plan:1&form=plan").streaming_content)
    before, again = (sorted(tasks_of_plan(data, source="plan:1"), key=lambda task: task.code) for data in (a_workbook(PLAN).read(), out))
    assert before == again


def test_a_file_that_is_no_plan_is_refused_in_words():
    client = a_user("town", TOWN)
    for data, said in ((b"PK\x03\x04 no workbook", "文件"), (b"\x00\xff\xfe\x00", "任务表"), ("名称,地址\n1,2\n".encode(), "缺少这些列")):
        answer = client.post("/tasks/plan/", {"source": "plan:1", "file": SimpleUploadedFile("x.xlsx", data), "what": "look"})
        assert answer.status_code == 422 and said in answer.content.decode()
    assert "请选择文件" in client.post("/tasks/plan/", {"source": "plan:1", "what": "look"}).content.decode() and not Task.objects.exists()


def test_a_table_too_large_to_be_read_whole_is_refused_and_not_issued_in_part():
    client, rows = a_user("town", TOWN, "secretary"), io.StringIO()
    long = [PLAN[0] | {"编号": n, "任务要求": "长" * 3_000} for n in range(500)]
    csv.writer(rows).writerows([COLUMNS, *([row.get(column, "") for column in COLUMNS] for row in long)])
    answer = client.post("/tasks/plan/", {"source": "plan:1", "file": SimpleUploadedFile("plan.csv", rows.getvalue().encode())})
    assert answer.status_code == 422 and "超过了上限" in answer.content.decode() and not Task.objects.exists()
