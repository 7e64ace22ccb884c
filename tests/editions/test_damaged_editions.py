"""Every command that reads an edition, over editions of which one file was harmed: refused by the file's name, nothing printed, nothing written."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from snapshots_populations import a_county
from tuopin.cli.drawing import sample
from tuopin.cli.measure import measure
from tuopin.editions.commands import snapshot
from tuopin.policy.commands import judge, simulate
from tuopin.snapshots import reading
from tuopin.snapshots.manifest import About, Damaged
from tuopin.snapshots.writing import EditionWriter

CODES = ("430101000000", "430102000000", "440101000000")
HOUSEHOLD, PERSON, VILLAGE, COUNTY, PLACE = "household", "person", "village", "county", "place"
EVERY = (HOUSEHOLD, PERSON, VILLAGE, COUNTY, PLACE)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder, random = tmp_path_factory.mktemp("whole") / "e", np.random.default_rng(3)
    with EditionWriter(folder, About(2018, "2018-12-31", "000000000000", "r", "t", "d", "k")) as writer:
        for code in CODES:
            county = a_county(code, 40, random)
            county["household"]["standard"][:] = 0
            county["village"]["poor_village"][:] = 1
            writer.add_county(code, county, {code: "某县", code[:2] + "0" * 10: "某省"})
        writer.finish()
    return folder


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


HARMS = (
    flipped, lambda path: path.write_bytes(path.read_bytes()[:-1]), lambda path: path.write_bytes(b""), Path.unlink,
    lambda path: path.write_bytes(bytes(path.stat().st_size)), lambda path: (path.unlink(), path.mkdir()), lambda path: (path.unlink(), path.symlink_to("nowhere")),
)
COMMANDS = {  # what is asked; every file is held to the manifest, whatever the answer is made from
    "judge": (judge, ["household-exit", "--snapshot", "{e}", "--json"]),
    "judge each household": (judge, ["household-exit", "--snapshot", "{e}", "--by", "household", "--csv"]),
    "judge villages": (judge, ["village-exit", "--snapshot", "{e}"]),
    "judge counties": (judge, ["county-exit", "--snapshot", "{e}", "--json"]),
    "measure": (measure, ["gini", "--snapshot", "{e}", "--json"]),
    "measure persons": (measure, ["fgt0", "--snapshot", "{e}", "--by", "sex", "--csv"]),
    "measure dimensions": (measure, ["mpi", "--snapshot", "{e}", "--by", "county", "--json"]),
    "measure rates": (measure, ["incidence", "--snapshot", "{e}", "--json"]),
    "simulate": (simulate, ["--set", "household-exit.poverty_line=3500", "--snapshot", "{e}", "--json"]),
    "simulate a range": (simulate, ["--set", "household-exit.poverty_line=3000..3500:500", "--snapshot", "{e}"]),
    "diff before": (snapshot, ["diff", "{e}", "{whole}", "--csv"]),
    "diff after": (snapshot, ["diff", "{whole}", "{e}", "--json"]),
    "doubts": (snapshot, ["doubts", "{e}", "--json"]),
    "sample": (sample, ["draw", "--snapshot", "{e}", "--villages", "1", "--households", "2", "--seed", "x", "--out", "{out}"]),
}


@pytest.mark.parametrize(("name", "table"), [(name, table) for name in COMMANDS for table in EVERY])
def test_a_harmed_file_is_refused_by_its_name_with_nothing_half_told(whole, tmp_path, name, table):
    command, words = COMMANDS[name]
    harm = HARMS[(list(COMMANDS).index(name) + EVERY.index(table)) % len(HARMS)]
    shutil.copytree(whole, tmp_path / "e")
    path = sorted((tmp_path / "e").rglob(f"{table}-*"))[-1]  # the last one: what came before it was well
    harm(path)
    asked = [word.format(e=tmp_path / "e", whole=whole, out=tmp_path / "out.json") for word in words]
    run = CliRunner().invoke(command, asked, obj={"account": None})
    assert isinstance(run.exception, Damaged) and run.exception.params["file"] == path.relative_to(tmp_path / "e").as_posix()
    assert run.stdout == "" and not list(tmp_path.glob("*out*"))


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_same_is_answered_from_the_whole_edition(whole, tmp_path, name):
    command, words = COMMANDS[name]
    run = CliRunner().invoke(command, [word.format(e=whole, whole=whole, out=tmp_path / "out.json") for word in words], obj={"account": None})
    assert run.exit_code == 0 and run.stdout, run.exception


@pytest.mark.parametrize("harm", HARMS)
def test_a_large_file_must_be_there_and_of_its_size_though_the_question_does_not_read_it(whole, tmp_path, monkeypatch, harm):
    monkeypatch.setattr(reading, "SMALL", 0)
    shutil.copytree(whole, tmp_path / "e")
    path = next((tmp_path / "e").rglob("county-*"))
    size = path.stat().st_size
    harm(path)
    run = CliRunner().invoke(measure, ["gini", "--snapshot", str(tmp_path / "e"), "--json"], obj={"account": None})
    if path.is_file() and path.stat().st_size == size:  # its content is looked at when it is first read
        assert run.exit_code == 0
        run = CliRunner().invoke(measure, ["incidence", "--snapshot", str(tmp_path / "e"), "--json"], obj={"account": None})
    assert isinstance(run.exception, Damaged) and run.exception.params["file"] == path.relative_to(tmp_path / "e").as_posix() and run.stdout == ""


def test_files_of_another_edition_with_the_same_names_of_places_are_refused(whole, tmp_path):
    random, other = np.random.default_rng(4), tmp_path / "other"
    with EditionWriter(other, About(2018, "2018-12-31", "000000000000", "r", "t", "d", "k")) as writer:
        for code in CODES:
            writer.add_county(code, a_county(code, 40, random), {code: "某县", code[:2] + "0" * 10: "某省"})
        writer.finish()
    for table in EVERY[:-1]:
        shutil.copytree(whole, tmp_path / table)
        mine, theirs = (sorted(folder.rglob(f"{table}-*"))[0] for folder in (tmp_path / table, other))
        shutil.copy(theirs, mine)
        run = CliRunner().invoke(measure, ["gini", "--snapshot", str(tmp_path / table), "--json"], obj={"account": None})
        assert isinstance(run.exception, Damaged) and run.exception.params["file"] == mine.relative_to(tmp_path / table).as_posix() and run.stdout == ""
