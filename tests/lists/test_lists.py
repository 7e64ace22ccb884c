"""A list is searched, narrowed, sorted and paged by the database where it can be, and leaves as a file only with whoever may take it."""

import io
from datetime import date

import openpyxl
import pytest

from tuopin.responsibility.models import Duty, Problem
from web import kit

pytestmark = pytest.mark.django_db
ON = date(2018, 3, 1)
AT = f"?area={kit.COUNTY}"


@pytest.fixture
def county():
    return kit.logged_in(kit.an_official(kit.COUNTY, "head"))


@pytest.fixture
def problems():
    kit.lay_out_places()
    Problem.objects.bulk_create([
        Problem(area_code=kit.VILLAGE, source="contact:1", text=f"难题 {n:03}", found_on=ON, solved_on=date(2018, 4, 1 + n % 28) if n % 2 else None, result="=1+1" if n % 2 else "")
        for n in range(120)])


def first_of(page):
    text = page.content.decode()
    return text[text.index(">难题 ") + 1:][:6], text.count(">难题 ")


def test_open_problems_stand_first_and_what_is_empty_stands_last_whichever_way(county, problems):
    assert first_of(county.get(f"/problems/{AT}"))[0] == "难题 118", "an open one, the latest recorded first"
    for sort, day in (("solved_on", "2018-04-02"), ("-solved_on", "2018-04-28")):
        top = county.get(f"/problems/{AT}&sort={sort}").content.decode().split("<tbody>")[1].split("</tr>")[0]
        assert day in top, "no empty cell before the first and the last solution"
    assert first_of(county.get(f"/problems/{AT}&sort=text&after=3")) == ("难题 100", 20)


def test_a_page_of_a_sorted_and_searched_list_asks_as_much_of_five_rows_as_of_thousands(county, problems, django_assert_max_num_queries):
    Problem.objects.bulk_create([Problem(area_code=kit.VILLAGE, source="contact:1", text=f"旧账 {n}", found_on=ON) for n in range(2000)])
    with django_assert_max_num_queries(12):
        page = county.get(f"/problems/{AT}&sort=-text&search=难题&only=open")
    assert first_of(page) == ("难题 118", 50) and "共 60 条" in page.content.decode()
    for asked in ("area", "sort"):
        assert f'type="hidden" name="{asked}"' in page.content.decode(), "the filter form goes on saying the rest of the address"


def test_words_are_found_in_what_is_read_not_in_what_is_stored(county):
    kit.lay_out_places()
    Duty.objects.bulk_create([Duty(kind=kind, area_code=kit.VILLAGE, holder=holder, starts_on=ON) for kind, holder in (("lead", "张三"), ("inspect", "李四"))])
    page = county.get(f"/duties/{AT}&search=督查").content.decode()
    assert "李四" in page and "张三" not in page
    assert "张三" in county.get(f"/duties/{AT}&only=lead").content.decode() and "李四" not in county.get(f"/duties/{AT}&only=lead").content.decode()


@pytest.mark.parametrize("address", ["problems", "duties"])
def test_each_row_of_the_page_says_first_where_it_lies(county, problems, address):
    Duty.objects.create(kind="lead", area_code=kit.VILLAGE, holder="张三", starts_on=ON)
    heads, rows = county.get(f"/{address}/{AT}").content.decode().split("<thead>")[1].split("</thead>")
    assert "所在地" in heads.split("</th>")[0]
    assert all(row.startswith(f'<th scope="row">{kit.PLACES[kit.VILLAGE]}</th>') for row in rows.split("</tbody>")[0].split("<tr>")[1:])


def test_a_file_has_all_rows_asked_for_with_their_place_and_no_formula(county, problems):
    text = county.get(f"/problems/{AT}&only=solved&file=csv").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert len(lines) == 61 and lines[0].startswith("区划代码,区划名称") and kit.PLACES[kit.VILLAGE] in lines[1] and "'=1+1" in lines[1]
    sheet = openpyxl.load_workbook(io.BytesIO(county.get(f"/problems/{AT}&only=solved&file=xlsx").getvalue())).active
    assert sheet.max_row == 61 and {cell.data_type for cell in sheet[2]} <= {"s", "n"}


def test_who_may_not_take_data_along_sees_no_button_and_gets_no_file(problems):
    reader = kit.logged_in(kit.an_official(kit.COUNTY, "reader"))
    page = reader.get(f"/problems/{AT}")
    assert "难题" in page.content.decode() and "file=csv" not in page.content.decode()
    assert reader.get(f"/problems/{AT}&file=csv").status_code == reader.get(f"/problems/{AT}&file=xlsx").status_code == 403
    outside = kit.logged_in(kit.an_official(kit.OTHER_COUNTY, "head", username="outside"))
    assert outside.get(f"/problems/{AT}&file=csv").status_code == 404
