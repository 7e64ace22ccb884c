"""`tuopin snapshot` and what the other commands do with an edition."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from register import COUNTY, NEIGHBOUR, a_household, an_actor
from tuopin.editions.commands import snapshot
from tuopin.editions.services.make_edition import make_edition

pytestmark = pytest.mark.django_db


def tuopin(*words, code=0):
    done = CliRunner().invoke(snapshot, [str(word) for word in words], obj={"account": None})
    assert done.exit_code == code, (done.output, done.exception)
    return done


def alone(home: Path, *words) -> subprocess.CompletedProcess:
    """The command in a process of its own, with a home folder in which there is no database."""
    script = f"import sys; sys.argv = ['tuopin', *{[str(w) for w in words]!r}]\nfrom tuopin.cli.main import main\nsys.exit(main())"
    env = os.environ | {"TUOPIN_HOME": str(home), "TUOPIN_LANG": "en"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)


def test_an_edition_is_made_checked_and_made_again_without_change(tmp_path):
    a_household(persons=2)
    told = json.loads(tuopin("--year", 2018, "--out", tmp_path / "e", "--division", "431129", "--json").stdout)
    assert told["rows"]["person"] == 2 and told["was_there"] is False and len(told["manifest"]) == 64
    again = json.loads(tuopin("--year", 2018, "--out", tmp_path / "e", "--division", COUNTY, "--json").stdout)
    assert again == told | {"was_there": True}
    assert json.loads(tuopin("verify", tmp_path / "e", "--json").stdout) == {"whole": True, "findings": []}
    path = next((tmp_path / "e").rglob("household-*"))
    path.write_bytes(path.read_bytes()[:-1])
    broken = json.loads(tuopin("verify", tmp_path / "e", "--json", code=1).stdout)
    assert broken["whole"] is False and [f["code"] for f in broken["findings"]] == ["file-corrupt"]


def test_the_difference_is_printed_for_people_and_for_programs(tmp_path):
    a_household()
    tuopin("--year", 2018, "--out", tmp_path / "a", "--division", COUNTY)
    entered = a_household(village=NEIGHBOUR)
    tuopin("--year", 2018, "--out", tmp_path / "b", "--division", COUNTY)
    told = json.loads(tuopin("diff", tmp_path / "a", tmp_path / "b", "--json").stdout)
    assert told["counts"]["entered"] == 1 and told["households"] == {"before": 1, "after": 2}
    rows = list(csv.DictReader(io.StringIO(tuopin("diff", tmp_path / "a", tmp_path / "b", "--csv").stdout)))
    assert [{**row} for row in rows] == told["changes"]
    assert rows[0]["household"] == tuopin("pseudonym", entered.number).stdout.strip()
    assert "1" in tuopin("diff", tmp_path / "a", tmp_path / "b").stdout


def test_an_edition_is_judged_measured_verified_and_compared_where_there_is_no_database(tmp_path):
    a_household(persons=2)
    a_household(persons=3, house_grade="D")
    folder, home = tmp_path / "e", tmp_path / "home"
    make_edition(year=2018, area=COUNTY, out=folder, actor=an_actor(), on=date(2026, 11, 22))
    judged = alone(home, "judge", "household-exit", "--on", "2018-12-31", "--snapshot", folder, "--json")
    assert judged.returncode == 0, judged.stderr
    told = json.loads(judged.stdout)
    assert (told["judged"], told["holds"], told["fails"]) == (2, 1, 1) and told["groups"][0]["name"]
    measured = alone(home, "measure", "fgt0", "--snapshot", folder, "--by", "county", "--json")
    assert json.loads(measured.stdout)["groups"][0]["weight"] == 5.0, measured.stderr
    assert alone(home, "snapshot", "verify", folder).returncode == 0
    assert json.loads(alone(home, "snapshot", "diff", folder, folder, "--json").stdout)["counts"]["left"] == 0
    assert not (home / "postgres").exists() and not (home / "keys.json").exists()
    missing = alone(home, "judge", "household-exit", "--snapshot", tmp_path / "nowhere")
    assert missing.returncode == 2 and "manifest.json" in missing.stderr
