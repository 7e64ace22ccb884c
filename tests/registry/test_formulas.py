"""Nothing that people wrote into the register comes out of it as a formula: every export, every place in it, every prefix."""

import ast
import os

import pytest
import xlsxwriter

from register import VILLAGE, a_helper, a_household, an_actor
from registry.opened_tables import PAYLOAD, PREFIXES, formulas_in_libreoffice, live_parts
from rosters import ON, a_roster_household, receive, write_roster
from source import PACKAGE, modules, name_of, tree
from tuopin.cli import measure
from tuopin.divisions.models import Division
from tuopin.kernel.tables import file_title, is_live, quoted, sheet_title
from tuopin.lists.sheet_files import Workbook, write_table
from tuopin.people.models import Account, Post
from tuopin.policy.commands import asking as policy_commands
from tuopin.policy.commands.household_rows import HouseholdRows
from tuopin.registry.models import Helper, Person
from tuopin.registry.services.error_workbook import error_workbook
from tuopin.registry.services.export_households import write_households
from tuopin.registry.services.write_template import write_template

WRITERS = {"kernel/tables.py": "csv", "lists/sheet_files.py": "xlsxwriter"}


def hostile(prefix, n=0):
    return f"{prefix}{PAYLOAD}{n}"


def test_every_table_leaves_through_the_two_writers_that_quote():
    """A new export cannot be forgotten: nobody else opens a writer of tables."""
    strays = []
    for path in modules():
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(tree(path)):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            writes = called.endswith(("csv.writer", "csv.DictWriter", "xlsxwriter.Workbook", "openpyxl.Workbook", ".write_csv", ".to_csv", ".to_excel"))
            if writes and name not in WRITERS and not name.startswith("cli/sample/"):
                strays.append(f"{name_of(path)}:{node.lineno} {called}")
    assert not strays, "write tables with kernel.tables or lists.sheet_files: " + ", ".join(strays)


def test_every_name_of_a_download_is_a_plain_one():
    bare = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("FileResponse"):
                (name,) = [ast.unparse(k.value) for k in node.keywords if k.arg == "filename"]
                if "file_title" not in name and "{" in name:
                    bare.append(f"{name_of(path)}:{node.lineno} {name}")
    assert not bare, bare


@pytest.mark.parametrize("prefix", PREFIXES, ids=repr)
def test_no_cell_heading_sheet_or_file_name_that_we_write_is_a_formula(tmp_path, prefix):
    text = hostile(prefix)
    book = Workbook(tmp_path / "w.xlsx")
    book.sheet(text, [text], [[text], [f" {text}"], [f"\u00a0{text}"]])
    book.close()
    write_table(tmp_path / "t.csv", [text], [[text], [f" {text}"], [f"\u3000{text}"]])
    assert not live_parts(tmp_path / "w.xlsx") and not live_parts(tmp_path / "t.csv")
    assert not is_live(sheet_title(text)) and not is_live(file_title(text)) and not set(file_title(f"../{text}/x")) & set("/\\:*?\"<>|")


@pytest.mark.parametrize("title", ["", "=", "'=1", "= '+1", "===", "\t=1", "\u200b=1", "'", "[]", " \u3000=1"])
def test_a_title_of_signs_alone_is_still_a_plain_name(title):
    assert not is_live(sheet_title(title)) and sheet_title(title) and not is_live(file_title(title)) and file_title(title)


def test_numbers_stay_numbers_and_nothing_is_empty():
    assert [quoted(v) for v in (-3.5, 0, None, "", "-3.5", "'x", "x")] == [-3.5, 0, "", "", "'-3.5", "''x", "x"]


def everything_hostile(prefix):
    """A household in which every text that people write begins like a formula."""
    household = a_household(group_name=hostile(prefix), other_causes=hostile(prefix)[:60], bank_name=hostile(prefix, 1))
    Person.objects.filter(memberships__household=household).update(name=hostile(prefix, 2))
    helper = a_helper(name=hostile(prefix, 3), of=household, posted=VILLAGE)
    Helper.objects.filter(pk=helper.pk).update(unit_name=hostile(prefix, 4), duty=hostile(prefix, 5))
    return household


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", PREFIXES, ids=repr)
def test_no_export_of_a_hostile_register_holds_a_formula(tmp_path, prefix):
    household = everything_hostile(prefix)
    paths = []
    for ending in ("xlsx", "zip", "csv"):
        paths.append(tmp_path / f"list.{ending}")
        write_households(numbers=[household.number], year=2018, path=paths[-1], actor=an_actor())
    paths.append(an_error_workbook(tmp_path, prefix))
    assert [live for path in paths for live in live_parts(path)] == []
    for path in paths:
        assert path.stat().st_size > 200


def an_error_workbook(folder, prefix):
    """What waits of a roster whose extra heading, cells and file name begin like formulas."""
    strange = a_roster_household(1, **{hostile(prefix): hostile(prefix), "村民小组": hostile(prefix)})
    strange["members"][1] |= {"姓名": hostile(prefix), "证件号码": "1234"}
    path = write_roster(folder / "in.xlsx", [strange, a_roster_household(2)])
    path = path.rename(folder / f"{file_title(hostile(prefix))}.xlsx")
    batch = receive(path, an_actor(), year=2018)
    out = folder / "errors.xlsx"
    assert error_workbook(batch=batch, path=out, actor=an_actor()) == 1
    return out


def test_the_template_holds_no_formula(tmp_path):
    write_template(tmp_path / "t.xlsx")
    assert live_parts(tmp_path / "t.xlsx") == []


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", PREFIXES, ids=repr)
def test_the_table_of_a_map_holds_no_formula(tmp_path, client, prefix):
    Division.objects.filter(code=VILLAGE).update(name=hostile(prefix))
    account = Account.objects.create(username="x", name="x")
    Post.objects.create(account=account, area_code="431129000000", role="head", starts_on=ON)
    client.force_login(account)
    answer = client.get("/map/431129210000/?csv=1")
    assert answer["Content-Type"].startswith("text/csv") and PAYLOAD in answer.content.decode()
    (tmp_path / "m.csv").write_bytes(answer.content)
    assert live_parts(tmp_path / "m.csv") == []


@pytest.mark.parametrize("prefix", PREFIXES, ids=repr)
def test_the_tables_that_commands_print_hold_no_formula(tmp_path, prefix, capsys):
    group = {"division": VILLAGE, "name": hostile(prefix), "failed_by": {"x": 1}} | dict.fromkeys(policy_commands.COUNTS, 1)
    condition = {"name": hostile(prefix), "holds": None, "value": hostile(prefix), "threshold": None, "unit": "", "source": hostile(prefix)}
    for answer in (
        {"by": "village", "failed_by": {"x": 1}, "groups": [group]}, {"household": "1", "conditions": [condition]}, {"by": "household"},
    ):
        with HouseholdRows() as rows:
            rows.take([{"household": hostile(prefix), "holds": True, "why_not": [hostile(prefix)]}])
            policy_commands._tell(answer, rows, as_json=False, as_csv=True)
        (tmp_path / "p.csv").write_text(capsys.readouterr().out, encoding="utf-8", newline="")
        assert live_parts(tmp_path / "p.csv") == []
    said = [{"group": hostile(prefix), "n": 3, "weight": 1.0, "measures": {hostile(prefix): {"estimate": -1.5, "se": None, "low": 0.0, "high": 1.0}}}]
    measure._print(said, as_json=False, as_csv=True)
    (tmp_path / "p.csv").write_text(capsys.readouterr().out, encoding="utf-8", newline="")
    assert live_parts(tmp_path / "p.csv") == [] and "-1.5" in (tmp_path / "p.csv").read_text()


def test_the_walker_itself_sees_a_formula(tmp_path):
    (tmp_path / "bad.csv").write_text("a,b\n=1+1,-3\n-cmd,x\n", encoding="utf-8")
    assert len(live_parts(tmp_path / "bad.csv")) == 2
    with xlsxwriter.Workbook(str(tmp_path / "bad.xlsx")) as book:
        book.add_worksheet().write_formula(0, 0, "=1+1")
    assert len(live_parts(tmp_path / "bad.xlsx")) == 1


@pytest.mark.django_db
@pytest.mark.skipif(os.environ.get("TUOPIN_OFFICE") != "1", reason="the long version: TUOPIN_OFFICE=1, with LibreOffice on the machine")
def test_libreoffice_finds_no_formula_in_any_table(tmp_path):
    paths = []
    for n, prefix in enumerate(PREFIXES):
        folder = tmp_path / f"{n}"
        folder.mkdir()
        household = everything_hostile(prefix)
        for ending in ("xlsx", "csv"):
            paths.append(folder / f"list{n}{ending}.{ending}")
            write_households(numbers=[household.number], year=2018, path=paths[-1], actor=an_actor())
        paths.append(an_error_workbook(folder, prefix).rename(folder / f"errors{n}.xlsx"))
        book = Workbook(folder / f"w{n}.xlsx")
        book.sheet(hostile(prefix), [hostile(prefix)], [[hostile(prefix)]])
        book.close()
        write_table(folder / f"t{n}.csv", [hostile(prefix)], [[hostile(prefix)], [f" {hostile(prefix)}"]])
        paths += [folder / f"w{n}.xlsx", folder / f"t{n}.csv"]
    (tmp_path / "bad.csv").write_text("=1+1\n", encoding="utf-8")
    assert formulas_in_libreoffice([tmp_path / "bad.csv"], tmp_path / "seen") == 1  # LibreOffice itself would run one
    assert formulas_in_libreoffice(paths, tmp_path / "office") == 0
