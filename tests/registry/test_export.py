"""What is exported reads back in without loss, shows no number it should not, and holds nothing that a spreadsheet would run."""

import csv
import zipfile

import orjson
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from register import NEIGHBOUR, VILLAGE, a_household, an_actor
from rosters import ON, a_helper_row, a_member, a_roster_household, bring_in, empty_tables, write_roster
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.lists.sheet_files import Workbook, write_table
from tuopin.registry.commands.roster import export
from tuopin.registry.models import HouseholdForm
from tuopin.registry.selectors.exports import numbers_in
from tuopin.registry.services.export_households import export_households
from tuopin.trail.models import Entry

LIVE = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|'/C calc'!A0", "＝1", "-2+3", "%0A", "|calc", "\nx")


def _rows(path):
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _export(path, actor=None, **how):
    actor = actor or an_actor()
    numbers = numbers_in(actor, area=None, year=2018)
    return export_households(numbers=numbers, year=2018, path=path, actor=actor, on=ON, **{"with_numbers": True} | how)


def _varied() -> list[dict]:
    return [
        a_roster_household(1, 耕地面积=0.1, 工资性收入=0.07, 其他转移性收入=123456.78),
        a_roster_household(2, persons=4, 脱贫属性="已脱贫", 首次识别时间="2015", 危房级别="", 不愁吃=""),
        a_roster_household(3, members=[
            a_member("10431120003", 1, 健康状况="长期慢性病、残疾"), a_member("10431120003", 2, 在校生状况="小学", 文化程度=""),
        ]),
    ]


def test_an_export_read_into_an_empty_system_exports_the_same(tmp_path, committed):
    bring_in(write_roster(tmp_path / "r.xlsx", _varied(), villages=[VILLAGE]), an_actor())
    _export(tmp_path / "first.xlsx")
    empty_tables()
    batch = bring_in(tmp_path / "first.xlsx", an_actor())
    assert batch.progress == 3
    _export(tmp_path / "second.xlsx")
    first, second = _rows(tmp_path / "first.xlsx"), _rows(tmp_path / "second.xlsx")
    assert first == second and [len(rows) for rows in first.values()] == [2, 4, 9, 2, 4]


@pytest.mark.django_db
def test_a_table_of_households_reads_back_in(tmp_path):
    bring_in(write_roster(tmp_path / "r.xlsx", _varied()), an_actor())
    done = _export(tmp_path / "list.csv")
    assert done.rows == {"贫困户": 3}
    bring_in(tmp_path / "list.csv", an_actor())
    assert HouseholdForm.objects.count() == 3  # nothing it says is new


@pytest.mark.django_db
def test_numbers_are_masked_unless_asked_for_and_asking_is_on_record(tmp_path):
    sheet = a_roster_household(1)
    bring_in(write_roster(tmp_path / "r.xlsx", [sheet]), an_actor())
    certificate = sheet["members"][0]["证件号码"]
    _export(tmp_path / "masked.xlsx", with_numbers=False)
    _export(tmp_path / "full.xlsx")
    assert certificate in str(_rows(tmp_path / "full.xlsx"))
    masked = str(_rows(tmp_path / "masked.xlsx"))
    assert certificate[1:] not in masked and "13900000001" not in masked
    entries = [e.detail["with_numbers"] for e in Entry.objects.filter(verb="export_households").order_by("id")]
    assert list(entries) == [False, True]


@pytest.mark.django_db
def test_only_ones_own_area_is_exported_whatever_is_asked(tmp_path):
    bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1), a_roster_household(2, village=NEIGHBOUR)]), an_actor())
    done = export_households(
        numbers=["10431120001", "10431120002", "none"], year=2018, path=tmp_path / "x.xlsx", actor=an_actor(VILLAGE), on=ON,
    )
    assert done.rows["贫困户"] == 1 and done.left_out == 2
    assert "10431120002" not in str(_rows(tmp_path / "x.xlsx"))
    with pytest.raises(Forbidden):
        export_households(numbers=[], year=2018, path=tmp_path / "y.xlsx", actor=an_actor(acts="read"), on=ON)
    with pytest.raises(Refusal):
        export_households(numbers=[], year=2018, path=tmp_path / "y.pdf", actor=an_actor(), on=ON)


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_heading_or_title_of_a_workbook_is_a_formula(tmp_path, text):
    book = Workbook(tmp_path / "w.xlsx")
    book.sheet(text, [text], [[text]])
    book.close()
    with zipfile.ZipFile(tmp_path / "w.xlsx") as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page and 't="inlineStr"' in page
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()
    (title, rows), = _rows(tmp_path / "w.xlsx").items()
    assert title[0] not in "=+-@\t\r"
    assert rows[-1][0].strip() == text.strip()  # the text itself is whole


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_or_heading_of_a_table_begins_like_a_formula(tmp_path, text):
    write_table(tmp_path / "t.csv", [text], [[text], ["'quoted"], [-3.5]])
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["'" + text], ["'" + text], ["''quoted"], ["-3.5"]]


@pytest.mark.django_db
def test_helpers_and_villages_go_out_with_the_households(tmp_path):
    bring_in(
        write_roster(tmp_path / "r.xlsx", [a_roster_household(1)], [a_helper_row(是否第一书记="是")], villages=[VILLAGE]), an_actor()
    )
    _export(tmp_path / "x.xlsx")
    rows = _rows(tmp_path / "x.xlsx")
    helper = dict(zip(*rows["帮扶责任人"], strict=True))
    assert (helper["是否第一书记"], helper["驻村行政村代码"]) == ("是", VILLAGE)
    assert dict(zip(*rows["行政村"], strict=True))["村属性"] == "贫困村"


@pytest.mark.django_db
def test_an_area_of_others_is_refused_not_exported_empty():
    a_household()
    for area, fault in (("431128000000", NotFound), ("431129210214", NotFound)):
        with pytest.raises(fault):
            list(numbers_in(an_actor("431129210213"), area=area, year=2018))
    with pytest.raises(Forbidden):
        list(numbers_in(an_actor(acts="read"), area="431129210213", year=2018))
    assert len(list(numbers_in(an_actor("431129210213"), area="431129000000", year=2018))) == 1, "of a wider area one's own part"


@pytest.mark.django_db
def test_the_command_takes_the_short_code_of_a_place_as_all_commands_do(tmp_path):
    a_household(), a_household(village=NEIGHBOUR)

    def rows(code: str) -> dict:
        words = [str(tmp_path / f"{code}.xlsx"), "--year", "2018", "--division", code, "--json"]
        return orjson.loads(CliRunner().invoke(export, words, obj={"account": None}, catch_exceptions=False, standalone_mode=False).output)["rows"]

    assert (rows("431129")["贫困户"], rows("431129210")["贫困户"], rows(VILLAGE)["贫困户"]) == (2, 2, 1)
    with pytest.raises(Refusal) as caught:
        rows("4311x")
    assert caught.value.code == "division-form"
