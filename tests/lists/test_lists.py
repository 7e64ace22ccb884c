"""A list is searched, narrowed, sorted and paged by the database where it can be, and leaves as a file only with whoever may take it."""

import io
from datetime import date

import openpyxl
import pytest

from monitoring.watching import an_exited
from tuopin.benefits.states.basic_services import SERVICES
from tuopin.kernel.veils import unveil
from tuopin.ledger.models import Task
from tuopin.monitoring.models import FollowUp
from tuopin.monitoring.selectors.after_exit import exited_households
from tuopin.people.selectors import operator
from tuopin.policy.models import Figure
from tuopin.registry.models import Person
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
    reader = kit.logged_in(kit.an_official(kit.COUNTY, "reader", username="reader"))
    page = reader.get(f"/problems/{AT}")
    assert "难题" in page.content.decode() and "file=csv" not in page.content.decode()
    assert reader.get(f"/problems/{AT}&file=csv").status_code == reader.get(f"/problems/{AT}&file=xlsx").status_code == 403
    outside = kit.logged_in(kit.an_official(kit.OTHER_COUNTY, "head", username="outside"))
    assert outside.get(f"/problems/{AT}&file=csv").status_code == 404


def lines_of(page) -> list[str]:
    return page.content.decode().split("<tbody>")[-1].split("</tbody>")[0].split("</tr>")[:-1]


@pytest.fixture
def exited():
    """Three families that left: one visited long ago, one lately, one never; the second in the neighbour village."""
    kit.lay_out_places()
    homes = [an_exited(village=code) for code in (kit.VILLAGE, kit.NEIGHBOUR, kit.VILLAGE)]
    for home, name, day in zip(homes, ("周伯", "吴婶", "郑叔"), (date(2018, 7, 1), date(2018, 11, 30), None), strict=True):
        Person.objects.filter(forms__household=home, forms__relation="head").update(name=name)
        if day:
            FollowUp.objects.create(household=home, visited_on=day, finding="stable", note="好", actor="t", policies_kept=name != "吴婶")
    return homes


def test_who_left_is_found_by_head_number_or_village_and_the_name_never_stands_in_the_address(county, exited):
    sent = county.post(f"/after-exit/{AT}", {"area": kit.COUNTY, "search": "吴婶", "once": "x" * 22})
    assert sent.status_code == 302 and "吴婶" not in sent.url and "%E5" not in sent.url and "once" not in sent.url
    veiled = dict(pair.split("=") for pair in sent.url.split("?")[1].split("&"))["search"]
    assert unveil(veiled.replace("%7E", "~")) == "吴婶"
    page = county.get(sent.url)
    assert len(lines_of(page)) == 1 and exited[1].number in lines_of(page)[0] and 'value="吴婶"' in page.content.decode() and "回访时已停" in lines_of(page)[0]
    for words, found in ((exited[0].number, [0]), (kit.PLACES[kit.NEIGHBOUR[:12]], [1]), ("查无此人", [])):
        text = county.get(f"/after-exit/{AT}&search={words}").content.decode()
        assert [n for n, home in enumerate(exited) if home.number in text] == found, words
    assert "没有符合的" in text
    assert "这里还没有脱贫户" in kit.logged_in(kit.an_official("431126000000", "head", username="far")).get("/after-exit/").content.decode()


def test_who_left_is_sorted_narrowed_to_the_late_and_taken_along(county, exited):
    in_order = lambda tail: [next(n for n, home in enumerate(exited) if home.number in line) for line in lines_of(county.get(f"/after-exit/{AT}{tail}"))]  # noqa: E731
    assert in_order("&sort=visited_on") == [0, 1, 2] and in_order("&sort=-visited_on") == [1, 0, 2], "who never was visited stands last either way"
    left = exited_households(operator(), kit.COUNTY, on=date(2019, 1, 1))
    assert [exited.index(one.household) for one in left.in_order("due_on", True)] == [1, 0, 2] and left.in_order("policies", False) is None
    assert set(in_order("&late=yes&sort=head")) <= {0, 1, 2}
    file = county.get(f"/after-exit/{AT}&file=csv&sort=visited_on").getvalue().decode("utf-8-sig").splitlines()
    assert len(file) == 4 and file[0].startswith("区划代码,区划名称,户主,户编号") and exited[0].number in file[1] and kit.VILLAGE in file[1]
    reader = kit.logged_in(kit.an_official(kit.COUNTY, "reader", username="reader"))
    assert reader.get(f"/after-exit/{AT}&file=csv").status_code == 403 and "file=csv" not in reader.get(f"/after-exit/{AT}").content.decode()


def test_villages_are_found_sorted_by_every_figure_and_taken_along(county):
    kit.lay_out_places()
    for code, households, helped in ((kit.VILLAGE, 12, 6), (kit.NEIGHBOUR, 120, 30)):
        Figure.objects.bulk_create([
            Figure(area_code=code, level=5, year=2018, name=name, numerator=top, denominator=bottom)
            for name, top, bottom in (("households", households, None), ("helper_coverage", helped, households), ("persons", households * 3, None))])
    names = [kit.PLACES[kit.VILLAGE], kit.PLACES[kit.NEIGHBOUR]]
    in_order = lambda tail: [next(n for n, name in enumerate(names) if f">{name}<" in line) for line in lines_of(county.get(f"/villages/{AT}&year=2018{tail}"))]  # noqa: E731
    assert in_order("&sort=households") == [0, 1] == in_order("&sort=-helper_coverage") and in_order("&sort=-households") == [1, 0] == in_order("&sort=helper_coverage")
    assert in_order(f"&search={names[1]}") == [1] and in_order(f"&search={kit.VILLAGE}") == [0]
    file = county.get(f"/villages/{AT}&year=2018&sort=-households&file=csv").getvalue().decode("utf-8-sig").splitlines()
    assert kit.NEIGHBOUR in file[1] and ",120," in file[1] and ",360," in file[1] and len(file) == 3
    assert "本年度还没有行政村数据" in county.get(f"/villages/{AT}&year=2015").content.decode()


def test_gaps_of_services_are_found_sorted_and_taken_along_with_the_act_to_export(county):
    kit.lay_out_places()
    Task.objects.bulk_create([
        Task(title="补缺口", detail=detail, source=source, area_code=kit.VILLAGE, owner_area=kit.VILLAGE, due_on=due, issued_on=ON, system="policy")
        for detail, source, due in (("没有校舍", SERVICES["school"].source, date(2019, 1, 1)), ("没有村医", SERVICES["clinic"].source, date(2018, 9, 1)))])
    told = lambda tail: [next(word for word in ("校舍", "村医") if word in line) for line in lines_of(county.get(f"/service-gaps/{AT}{tail}"))]  # noqa: E731
    assert told("&sort=due_on") == ["村医", "校舍"] and told("&sort=-due_on") == ["校舍", "村医"]
    assert told("&search=村医") == ["村医"] == told("&service=clinic")
    assert county.get(f"/service-gaps/{AT}&file=csv&service=school").getvalue().decode("utf-8-sig").count("校舍") == 1
    assert kit.logged_in(kit.an_official(kit.COUNTY, "reader", username="reader")).get(f"/service-gaps/{AT}&file=csv").status_code == 403
