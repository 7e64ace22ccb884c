"""The list of logs is whole: the software writes what happened to the places on it and to no others, and keeps it as long as it says."""

import ast
import re

import pytest
from django.apps import apps

from source import ROOT
from tuopin.config.log_line import handlers
from tuopin.config.logs import FIELDS, LOGGING
from tuopin.kernel.home import home
from tuopin.privacy.states.retention import CLASSES

PAGE = ROOT / "docs" / "reference" / "logs.md"
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
NAMES = [row[0].strip("`") for row in ROWS]
SOURCE = ROOT / "src" / "tuopin"
APPENDS = {  # every file of ours that adds to the end of a file, and to which
    "kernel/alarms.py": "alarms", "cli/misuse.py": "faults.log", "config/server.py": "no log: the settings of the embedded server, once",
}


def calls():
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(SOURCE).as_posix(), node


def test_each_log_says_all_that_is_asked_of_it():
    assert NAMES == ["trail_entry", "privacy_reveal", "people_loginfailure", "stderr", "faults.log", "alarms", "postgres/log"]
    assert all(len(row) == 8 and all(row) for row in ROWS)
    assert {name for name in NAMES if "_" in name} <= {model._meta.db_table for model in apps.get_models()}


def test_no_file_is_added_to_that_is_not_on_the_list():
    found = set()
    for path, node in calls():
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        modes = [arg.value for arg in (*node.args, *(k.value for k in node.keywords)) if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if (name in ("open", "fdopen") and any(re.fullmatch(r"a[bt+]*", mode) for mode in modes)) or "O_APPEND" in ast.unparse(node):
            found.add(path)
    assert found == set(APPENDS)
    assert {name for name in APPENDS.values() if not name.startswith("no log")} <= set(NAMES)


def test_no_line_of_a_log_goes_anywhere_but_to_standard_error(monkeypatch):  # and to the collector, where one is set
    assert {each["class"] for each in LOGGING["handlers"].values()} == {"logging.StreamHandler"}
    monkeypatch.setenv("TUOPIN_LOG_TO", "logs.example")
    assert {each["class"] for each in handlers().values()} == {"tuopin.config.log_line.SealedLine"} and {each["formatter"] for each in handlers().values()} == {"allowed"}
    assert not [where for where, node in calls() if re.search(r"(File|SysLog|Socket|Datagram|HTTP|SMTP|NTEventLog|Watched\w*|Rotating\w*)Handler$|addHandler$|basicConfig$|dictConfig$",
                                                              ast.unparse(node.func))]
    [server] = [node for where, node in calls() if where == "cli/serve.py" and ast.unparse(node.func) == "Granian"]
    said = {each.arg: ast.unparse(each.value) for each in server.keywords}
    assert said["log_level"] == "LogLevels.error" and "log_access" not in said, "a line for each request would hold what was asked"
    assert set(FIELDS) == {"at", "level", "logger", "event", "route", "status", "why", "account", "tried", "trace"}


@pytest.mark.parametrize(("name", "kept"), [("privacy_reveal", "reveals"), ("people_loginfailure", "login-failures"), ("faults.log", "faults")])
def test_what_has_its_time_is_kept_as_long_as_it_says(name, kept):
    row = ROWS[NAMES.index(name)]
    assert row[-1] in (f"`{kept}`: {CLASSES[kept].days} days", f"`{kept}`: {CLASSES[kept].days} day")


@pytest.mark.django_db
def test_a_system_at_work_has_no_other_log_lying_about():
    found = {path.relative_to(home()).as_posix() for path in home().rglob("*") if path.is_file() and re.search(r"(^|[._-])log(s|$)|alarms|journal|audit", path.name)}
    assert "postgres/log" in found, "the embedded server's own"
    assert found <= set(NAMES), found - set(NAMES)
