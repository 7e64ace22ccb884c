"""What rosters seldom hold and readers seldom meet: each by itself, with what is said of it."""

from __future__ import annotations

import os
import resource
import zipfile
from decimal import Decimal
from types import SimpleNamespace

import pytest

from intake.corpus import rows, write_book
from intake.reading import problems, read, refusal
from tuopin.intake import child
from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.cells.certificate import FormReader, read_by_kind
from tuopin.intake.cells.flaws import Flawed
from tuopin.intake.cells.numbers import NOT_ASKED
from tuopin.intake.checks import FEWEST, TIMES
from tuopin.intake.headings import LONGEST, MASKED, factor_of, field_of, masked_field
from tuopin.intake.media import child as media_child
from tuopin.intake.parent import LARGEST, read_plain
from tuopin.intake.regular import shows_no_dates
from tuopin.intake.sheets import Sheet
from tuopin.kernel.refusals import Refusal


class Full:
    """A path at which nothing can be read any more: memory is at its end."""

    suffix = ".csv"
    stem = name = "full"

    def __getattr__(self, name):
        raise MemoryError

    def __fspath__(self):
        raise MemoryError


@pytest.mark.parametrize("read_it", [lambda path: child.records(path, 2018, {}), lambda path: child.plain_table(path, {"number": ("text", ["户编号"])})])
def test_a_file_for_which_memory_is_too_small_is_a_refusal_and_no_fault(read_it):
    (only,) = read_it(Full())
    assert (only["t"], only["code"]) == ("refused", "reader-stopped")


def test_a_plain_table_of_something_else_is_a_refusal(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\x00\x01\x02" * 99)
    (only,) = child.plain_table(tmp_path / "a.csv", {"number": ("text", ["户编号"])})
    assert only["t"] == "refused"
    (tmp_path / "b.csv").write_text("户编号\nH1\n", encoding="utf-8")
    assert [told["t"] for told in child.plain_table(tmp_path / "b.csv", {"number": ("text", ["户编号"])})] == ["row", "end"]


def test_a_plain_table_too_large_is_not_even_opened(tmp_path):
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Refusal) as caught:
        read_plain(tmp_path / "a.csv", {})
    assert (caught.value.code, caught.value.params) == ("file-too-large", {"limit": LARGEST // 1_000_000})


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "\n" * 60 + "户编号\nH1\n", ""])
def test_a_plain_table_without_its_first_column_has_no_rows(tmp_path, text):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        read_plain(tmp_path / "a.csv", {"number": ("text", ["户编号"]), "amount": ("money", ["a"])})
    assert caught.value.code in ("no-rows", "file-empty", "not-a-table") and all(caught.value.say(str)), caught.value


def test_empty_rows_and_empty_cells_of_a_plain_table_are_passed_over(tmp_path):
    (tmp_path / "a.csv").write_text("户编号,金额\nH1,1\n,\nH2\n", encoding="utf-8")
    found = read_plain(tmp_path / "a.csv", {"number": ("text", ["户编号"]), "amount": ("money", ["金额"])})
    assert [told["values"] for told in found] == [{"number": "H1", "amount": "1"}, {"number": "H2"}]


@pytest.mark.parametrize("module", [child, media_child])
def test_a_reader_gives_up_memory_time_and_where_the_system_can_its_network(module, monkeypatch):
    given_up, left = {}, []
    monkeypatch.setattr(resource, "setrlimit", lambda what, bounds: given_up.update({what: bounds}))
    for name, value in (("unshare", left.append), ("CLONE_NEWUSER", 1), ("CLONE_NEWNET", 2)):
        monkeypatch.setattr(os, name, value, raising=False)
    module.shut_in()
    assert left == [3] and given_up[resource.RLIMIT_FSIZE] == given_up[resource.RLIMIT_CORE] == (0, 0)
    assert given_up[resource.RLIMIT_AS][0] > 0 and given_up[resource.RLIMIT_CPU][0] > 0

    def refused(_flags):
        raise OSError
    monkeypatch.setattr(os, "unshare", refused)
    module.shut_in()  # where the system does not let it, the other limits stand
    monkeypatch.delattr(os, "unshare")
    module.shut_in()
    assert left == [3]


def test_a_household_far_above_its_village_is_told_with_the_line_that_brings_it_most(tmp_path):
    book = rows()
    model, member = book["贫困户"][0], book["家庭成员"][:2]
    book["贫困户"], book["家庭成员"] = [], []
    del book["结对帮扶"], book["帮扶责任人"]
    for n in range(FEWEST):
        wage = 10_000 * (TIMES * 3 if n == 4 else 1)
        book["贫困户"].append(model | {"户编号": f"2{n:04d}", "户主证件号码": "", "工资性收入": wage, "年人均纯收入": (wage + 3_336) // 2})
        book["家庭成员"] += [one | {"户编号": f"2{n:04d}", "人编号": f"2{n:04d}0{k}", "证件号码": ""} for k, one in enumerate(member, 1)]
    (told,) = [one for one in problems(read(write_book(tmp_path / "a.xlsx", book))) if one["code"] == "far-above-village"]
    assert (told["column"], told["row"], told["key"]) == ("工资性收入", 6, "20004") and told["params"]["times"] > TIMES
    book["贫困户"].pop(), [book["家庭成员"].pop() for _ in range(2)]
    assert not [one for one in problems(read(write_book(tmp_path / "b.xlsx", book))) if one["code"] == "far-above-village"], "of too few a middle says nothing"


def test_the_same_pairing_twice_and_one_that_ends_before_it_begins_are_told(tmp_path):
    book = rows()
    book["结对帮扶"].append(dict(book["结对帮扶"][0]))
    book["结对帮扶"][1] |= {"帮扶结束时间": "2017-02-01"}
    codes = [(one["code"], one["row"]) for one in problems(read(write_book(tmp_path / "a.xlsx", book))) if one["sheet"] == "结对帮扶"]
    assert ("duplicate-pairing", 5) in codes and ("ends-before-start", 3) in codes


def test_a_heading_too_long_a_masked_column_and_a_unit_are_each_what_they_are():
    assert field_of("household", "户编号" * LONGEST) is None
    assert field_of("household", f"银行卡号{MASKED.strip()}").name == "account_masked" and field_of("household", f"户编号{MASKED.strip()}") is None
    amount = next(field for field in sheet_kind("household").fields.values() if field.kind == "money")
    assert factor_of(amount, f"{amount.heading}(万元)") == Decimal(10_000) * factor_of(amount, f"{amount.heading}(元)") and factor_of(amount, amount.heading) == 1
    assert factor_of(amount, f"{amount.heading}(说明)") == 1
    assert masked_field(None) is None and masked_field(amount) is None


def test_a_sheet_that_is_named_but_lacks_its_headings_is_told_with_what_it_has(tmp_path):
    (tmp_path / "贫困户.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert refusal(read(tmp_path / "贫困户.csv")) == "missing-headings"


def test_an_amount_nobody_was_asked_about_is_one_and_the_same_in_whatever_process():
    import pickle

    assert pickle.loads(pickle.dumps(NOT_ASKED)) is NOT_ASKED and NOT_ASKED + 5 == 5


def test_what_is_wrong_with_a_number_stays_when_its_kind_does_not_fit_either():
    got = Flawed(None, "certificate-length", "Q", {})
    assert read_by_kind("passport", 5.0, got) is got and read_by_kind("passport", "?", got) is got and read_by_kind("no-such-kind", "E12345678", got) is got
    assert read_by_kind("passport", "E12345678", got) != got


def test_numbers_read_by_the_forms_of_a_pack_say_what_is_amiss():
    flaws: list = []
    reader = FormReader(2018)
    column = reader.column(["", "1234****", "no number at all"], flaws)
    assert column[0] is None and [(at, flaw.code) for at, flaw in flaws][0] == (1, "certificate-masked") and flaws[1][0] == 2


def test_two_forms_of_cells_that_say_nothing_of_dates():
    assert not shows_no_dates(b"<styleSheet/>") and not shows_no_dates(b"<cellXfs><xf/></cellXfs><cellXfs><xf/></cellXfs>")
    assert not shows_no_dates(b'<cellXfs><xf borderId="0"/></cellXfs>') or shows_no_dates(b'<cellXfs><xf numFmtId="0"/></cellXfs>')


def test_an_archive_of_tables_may_have_folders(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("表/", b"")
        for title, lines in rows().items():
            text = "\n".join([",".join(map(str, lines[0])), *(",".join(map(str, line.values())) for line in lines)])
            archive.writestr(f"表/{title}.csv", text.encode())
    found = read(tmp_path / "a.zip")
    assert sum(one["t"] == "household" for one in found) == 3


def test_a_sheet_that_is_there_says_so_and_picks_nothing_when_nothing_is_wanted():
    sheet = SimpleNamespace()
    assert Sheet.is_there(sheet) is True and Sheet.end(sheet) is None and list(Sheet.picked(sheet, [])) == []
