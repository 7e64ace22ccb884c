"""`tuopin sample` over a real edition: the same draw for everybody, and a record that was touched is found."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tuopin.cli.drawing import sample
from tuopin.kernel.refusals import Refusal

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from nation import make  # noqa: E402

PLAN = ("--villages", "4", "--households", "3", "--reserve", "1", "--seed", "现场摇号 07 23 11")


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "nation"
    make(folder, 3_000, seed=5)
    return folder


def asked(*words):
    return CliRunner().invoke(sample, [str(word) for word in words], catch_exceptions=False)


def test_a_sample_is_drawn_written_and_drawn_again(edition, tmp_path):
    out = tmp_path / "sample.json"
    said = json.loads(asked("draw", "--snapshot", edition, *PLAN, "--of", "exited", "--out", out, "--json").output)
    assert len([row for row in said["sample"] if not row["reserve"]]) == 12 and len(said["sample"]) == 16
    assert json.loads(out.read_text(encoding="utf-8")) == said
    assert asked("verify", out, "--snapshot", edition).exit_code == 0
    again = json.loads(asked("draw", "--snapshot", edition, *PLAN, "--of", "exited", "--json").output)
    assert again == said
    everybody = json.loads(asked("draw", "--snapshot", edition, *PLAN, "--json").output)
    assert everybody["frame"] != said["frame"]


@pytest.mark.parametrize("change", [
    lambda said: said["sample"][3].update(household="0" * 16), lambda said: said["sample"].pop(), lambda said: said["plan"].update(seed="摇号 07 23 12"),
    lambda said: said["sample"][0].update(weight=1.0), lambda said: said.update(edition="0" * 64),
])
def test_a_record_that_was_touched_is_found(edition, tmp_path, change):
    out = tmp_path / "sample.json"
    asked("draw", "--snapshot", edition, *PLAN, "--out", out)
    said = json.loads(out.read_text(encoding="utf-8"))
    change(said)
    out.write_text(json.dumps(said), encoding="utf-8")
    assert asked("verify", out, "--snapshot", edition).exit_code == 1


def test_a_record_is_not_written_over_and_another_file_is_no_record(edition, tmp_path):
    out = tmp_path / "sample.json"
    asked("draw", "--snapshot", edition, *PLAN, "--out", out)
    for words, code in ((("draw", "--snapshot", edition, *PLAN, "--out", out), "sample-there"), (("verify", edition / "manifest.json", "--snapshot", edition), "sample-unreadable")):
        with pytest.raises(Refusal) as refused:
            asked(*words)
        assert refused.value.code == code


def test_sizes_are_told_both_ways():
    assert json.loads(asked("size", "--errors", "2", "--json").output)["households"] == 313
    assert json.loads(asked("size", "--households", "522", "--json").output)["errors"] == 4
    assert asked("size").exit_code == 2


def test_a_list_for_the_road_is_csv(edition):
    lines = asked("draw", "--snapshot", edition, *PLAN, "--strata", "nation", "--csv").output.splitlines()
    assert lines[0] == "stratum,village,household,place,chance,weight,reserve" and len(lines) == 17
