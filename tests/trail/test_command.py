"""`tuopin trail`: its exit codes, its sentences, its JSON."""

import json

import pytest
from click.testing import CliRunner

from proofs import as_bytes, whole_proof
from register import COUNTY, VILLAGE
from tampers import run
from tuopin.people.selectors import operator
from tuopin.trail.commands import trail
from tuopin.trail.services import make_checkpoint

pytestmark = pytest.mark.django_db


def call(*words, code=0):
    result = CliRunner().invoke(trail, words, obj={"actor": lambda on: operator()}, standalone_mode=False)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert (result.return_value or 0) == code or result.exit_code == code, result.output
    return result.output


def test_an_intact_trail_is_called_intact(scene):
    out = call("verify", "--anchors", str(scene.anchors), "--replay")
    assert "4 条链" in out and "完好。" in out
    told = json.loads(call("verify", "--anchors", str(scene.anchors), "--json"))
    assert told["code"] == 0 and told["chains"] == 4 and told["findings"] == []


def test_a_tampered_trail_is_said_with_what_to_do(scene):
    run("UPDATE trail_entry SET actor = 'x' WHERE chain = %s AND seq = 2", VILLAGE)
    out = call("verify", "--anchors", str(scene.anchors), code=1)
    assert f"链 {VILLAGE} 第 2 条:内容被改动" in out and "保留现场" in out
    told = json.loads(call("verify", "--anchors", str(scene.anchors), "--json", code=1))
    assert told["findings"] == [{"chain": VILLAGE, "seq": 2, "field": "hash", "subject": ""}]
    assert json.loads(call("verify", "--chain", COUNTY, "--json"))["code"] == 0, "another chain is whole"


def test_many_findings_are_cut_short(scene):
    run("UPDATE registry_household SET trail_seq = 0")
    run("INSERT INTO registry_household (number, village_code) SELECT 'X' || n, %s FROM generate_series(1, 30) n", VILLAGE)
    assert "--json" in call("verify", "--anchors", str(scene.anchors), "--replay", code=1)


def test_missing_anchors_are_said_and_are_no_tampering(scene, tmp_path):
    for path in scene.anchors.iterdir():
        path.unlink()
    assert "缺存证文件" in call("verify", "--anchors", str(scene.anchors), code=2)
    assert call("verify", "--anchors", str(tmp_path / "none"), code=2)


def test_a_root_that_nobody_signed(scene):
    root = run("SELECT root FROM trail_checkpoint ORDER BY id LIMIT 1")[0][0]
    spaced = " ".join(root[n : n + 4] for n in range(0, 64, 4)).upper()
    call("verify", "--anchors", str(scene.anchors), "--root", spaced)
    assert "不是本系统任何一个存证点" in call("verify", "--anchors", str(scene.anchors), "--root", "ab" * 32, code=1)


def test_an_exported_trail_is_verified_from_its_file(scene, tmp_path):
    out = tmp_path / "county.jsonl"
    assert "已写出" in call("export", "--area", "431129", "--out", str(out))
    assert "完好" in call("verify", "--file", str(out)) and b"\xe5\x85\xa5\xe6\x88\xb7" not in out.read_bytes(), "no value is in it"
    told = json.loads(call("verify", "--file", str(out), "--json"))
    assert told["checkpoints"] == 2 and told["chains"] == 3
    out.write_bytes(out.read_bytes().replace(b'"actor":"tester"', b'"actor":"nobody"', 1))
    assert "内容被改动" in call("verify", "--file", str(out), code=1)
    out.write_bytes(out.read_bytes()[:-5])
    assert call("verify", "--file", str(out), code=3) and json.loads(call("verify", "--file", str(out), "--json", code=3))["code"] == 3
    assert "完好" in call("export", "--out", str(tmp_path / "all.jsonl")) + call("verify", "--file", str(tmp_path / "all.jsonl"))


def test_the_proof_of_one_subject_is_verified_from_its_file(tmp_path):
    proof, path = whole_proof(), tmp_path / "proof.json"
    path.write_bytes(as_bytes(proof))
    root = next(line for line in proof["inclusions"][0]["text"].splitlines() if line.startswith("root "))[5:]
    assert "完好" in call("verify", "--proof", str(path), "--root", root.upper())
    told = json.loads(call("verify", "--proof", str(path), "--json"))
    assert (told["subjects"], told["checkpoints"], told["events"]) == (1, 1, len(proof["events"]["rows"]))
    call("verify", "--proof", str(path), "--root", "ab" * 32, code=1)
    path.write_bytes(as_bytes(proof | {"inclusions": []}))
    assert "缺存证文件" in call("verify", "--proof", str(path), code=2), "under no checkpoint"
    path.write_bytes(as_bytes(proof).replace(b'"household:1"', b'"household:2"', 1))
    call("verify", "--proof", str(path), code=1)
    path.write_bytes(b"{}")
    call("verify", "--proof", str(path), code=3)


def test_the_files_of_rules_are_taken_down_on_command(scene):
    run("SET LOCAL session_replication_role = origin")
    assert "policy/rulebook/poverty_line/parameters.toml" in call("rules", "--basis", "县文件1号")
    assert "已登记 0 个" in call("rules", "--basis", "县文件2号")


def test_a_checkpoint_that_cannot_be_written_out_is_not_called_done(lived, tmp_path, monkeypatch, django_capture_on_commit_callbacks):
    """The act that asked for it stands; an alarm is left, and whoever signs by command is told."""
    from tuopin.kernel.home import alarm_file
    from tuopin.kernel.refusals import Refusal
    from tuopin.trail.models import Checkpoint

    (tmp_path / "anchors").write_text("a file where the folder should be")
    monkeypatch.setenv("TUOPIN_ANCHORS", str(tmp_path / "anchors"))
    before, alarms = Checkpoint.objects.count(), len(list(alarm_file().alarms()))
    with pytest.raises(Refusal, match="anchor-not-written"), django_capture_on_commit_callbacks(execute=True):
        call("checkpoint", "--area", "431100")
    assert Checkpoint.objects.count() == before + 1
    with django_capture_on_commit_callbacks(execute=True):
        make_checkpoint(area_code="431100000000")
    assert len(list(alarm_file().alarms())) == alarms + 1 and ("anchor-not-written", "anchors|431100000000") in {(one.what, one.place) for one in alarm_file().alarms()}


def test_a_head_without_events_is_exported_too(scene, tmp_path):
    run("INSERT INTO trail_head VALUES ('999999000000', 0, decode(repeat('0', 64), 'hex'), now())")
    call("export", "--out", str(tmp_path / "all.jsonl"))
    call("verify", "--file", str(tmp_path / "all.jsonl"))
    run("UPDATE trail_head SET seq = 3 WHERE chain = '999999000000'")
    assert "链 999999000000 第 1 条" in call("verify", "--anchors", str(scene.anchors), code=1)


def test_an_unreadable_folder_is_said(scene, monkeypatch):
    def broken(*given, **more):
        raise PermissionError("no")

    monkeypatch.setattr("tuopin.trail.services.verify.texts_in", broken)
    assert "不能读取" in call("verify", code=3)


def test_a_checkpoint_and_its_witness(scene, tmp_path, monkeypatch):
    monkeypatch.setenv("TUOPIN_ANCHORS", str(scene.anchors))
    told = json.loads(call("checkpoint", "--area", "431129", "--json"))
    assert len(told["root"]) == 64 and told["root"][:4] in call("checkpoint", "--area", "431129")
    run("SET LOCAL session_replication_role = origin")
    assert call("witness", str(scene.anchors)).count("已见证") == 2
    last = sorted(scene.anchors.iterdir())[-1]
    bad = tmp_path / "bad.checkpoint.jsonl"
    bad.write_bytes(last.read_bytes().replace(b"size ", b"size 1", 1))
    assert "拒绝" in call("witness", str(bad), code=1)
    assert json.loads(call("witness", str(bad), "--json", code=1))["checkpoints"][0]["refused_for"] == "signature"
    bad.write_bytes(b"x\n")
    assert call("witness", str(bad), code=3)


def test_an_old_system_is_taken_over(scene):
    run("INSERT INTO registry_household (number, village_code, registered_at) VALUES ('OLD1', %s, now())", VILLAGE)
    assert "1 个对象" in call("adopt", "--basis", "启用前的数据")
    call("verify", "--anchors", str(scene.anchors), "--replay")


def test_an_area_that_is_none_is_refused(scene):
    from tuopin.kernel.refusals import Refusal

    with pytest.raises(Refusal, match="bad-code"):
        call("checkpoint", "--area", "jianghua")
