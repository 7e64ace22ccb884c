"""The keys by command, as whoever holds the home folder works with them: state, change, paper, loss and recovery."""

import json

import pytest
from click.testing import CliRunner

from register import a_household, a_person
from tuopin.kernel import home
from tuopin.kernel.home import alarm_file, key_store, keyring, read_keys_anew
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.privacy.commands import keys, publish, retention
from tuopin.privacy.selectors import keys as keys_selectors
from tuopin.registry.models import Person
from tuopin.trail.models import Entry
from web import kit


def asked(command, *words, account=None, answer=""):
    done = CliRunner().invoke(command, list(words), obj={"account": account}, input=answer)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_the_state_counts_values_by_key_and_names_paper_disk_and_alarms(own_keys):
    a_person()
    alarm_file().raise_alarm("opened-wrong", "registry.person|certificate|P1")
    said = asked(keys, "status")
    assert "#1 aes-256-gcm" in said.stdout and f"{Person.objects.count():,}" in said.stdout and "tuopin keys split" in said.stdout
    assert "registry.person|certificate|P1" in said.stderr and "registry.person" not in said.stdout
    told = json.loads(asked(keys, "status", "--json").stdout)
    assert told["sealing"] == [{"number": 1, "algorithm": "aes-256-gcm", "current": True, "values": 1}] and told["on_paper"] is False
    assert [alarm["what"] for alarm in told["alarms"]] == ["opened-wrong"]


def test_a_disk_that_is_encrypted_is_said_to_be(own_keys, monkeypatch):
    monkeypatch.setattr("tuopin.privacy.commands.keys_status", lambda: keys_selectors.keys_status() | {"disk_encrypted": True})
    assert "已加密" in asked(keys, "status").stdout


def test_a_change_of_the_sealing_key_seals_everything_anew_and_the_former_can_be_forgotten(own_keys):
    person = a_person()
    before = bytes(person.certificate_sealed)
    told = json.loads(asked(keys, "rotate", "--algorithm", "sm4-gcm", "--json").stdout)
    person.refresh_from_db()
    assert told["values"]["registry_person.certificate_sealed"] == 1 and bytes(person.certificate_sealed) != before
    assert read_keys_anew().current == 2 and json.loads(asked(keys, "status", "--json").stdout)["sealing"][1]["algorithm"] == "sm4-gcm"
    assert "#1" in asked(keys, "forget").stdout and list(read_keys_anew().sealing) == [2]
    assert "#" not in asked(keys, "forget").stdout


def test_a_change_of_the_index_key_is_told_column_by_column_and_its_former_goes_too(own_keys):
    number = a_person()
    said = asked(keys, "rotate", "--index")
    assert "registry_person" in said.stderr and "tuopin keys forget" in said.stdout
    number.refresh_from_db()
    certificate = keyring().open(bytes(number.certificate_sealed), f"registry.person|certificate|{number.number}")
    assert bytes(number.certificate_index) == keyring().find_by("certificate", certificate)
    assert "index #1" in asked(keys, "forget").stdout and list(read_keys_anew().indexing) == [2]


def test_a_value_that_does_not_open_is_named_and_left_as_it_is(own_keys):
    asked(keys, "status")
    person = a_person()
    spoiled = bytes(person.certificate_sealed)[:-1] + bytes([bytes(person.certificate_sealed)[-1] ^ 1])
    Person.objects.filter(pk=person.pk).update(certificate_sealed=spoiled)
    with pytest.raises(Refusal, match="values-tampered") as refused:
        asked(keys, "rotate")
    person.refresh_from_db()
    assert person.number in refused.value.params["places"] and bytes(person.certificate_sealed) == spoiled


def test_any_three_of_five_sheets_bring_the_keys_back(own_keys):
    asked(keys, "status")
    sheets = asked(keys, "split").stdout.split("\f")
    assert len(sheets) == 5 and all("3" in sheet.splitlines()[0] for sheet in sheets) and keys_selectors.on_paper()
    assert "纸质分片是现有密钥的" in asked(keys, "status").stdout
    first = keyring()
    (own_keys / "keys.json").rename(own_keys / "lost.json")
    home._rings.ring, home._rings.stamp = None, -1
    files = [own_keys / f"{n}.txt" for n in (0, 2, 4)]
    for path, n in zip(files, (0, 2, 4), strict=True):
        path.write_text(sheets[n], encoding="utf-8")
    assert "#1" in asked(keys, "recover", *map(str, files)).stdout
    assert key_store().read().sealing == first.sealing
    with pytest.raises(Refusal, match="keys-there"):
        asked(keys, "recover", answer="\f".join(sheets[:3]))
    (own_keys / "keys.json").unlink()
    home._rings.ring, home._rings.stamp = None, -1
    assert asked(keys, "recover", answer="\f".join(sheets[:3])).exit_code == 0
    assert key_store().read().sealing == first.sealing


def test_two_of_three_needed_sheets_bring_nothing_back(own_keys):
    sheets = asked(keys, "split", "--shares", "4", "--needed", "3").stdout.split("\f")
    (own_keys / "keys.json").unlink()
    with pytest.raises(Refusal, match="shares-wrong"):
        asked(keys, "recover", answer="\f".join(sheets[:2]))
    assert not (own_keys / "keys.json").exists()


@pytest.mark.parametrize("words", [("status",), ("rotate",), ("forget",), ("split",)])
def test_no_account_manages_keys_whatever_its_post(own_keys, words):
    kit.lay_out_places()
    kit.an_official(role="head", area="000000000000")
    before = keyring().sealing
    with pytest.raises(Forbidden, match="operator-only"):
        asked(keys, *words, account="official")
    assert key_store().read().sealing == before and not Entry.objects.filter(verb__in=("rotate_keys", "split_keys", "forget_keys")).exists()


def test_what_is_past_its_time_goes_by_command_and_is_told_by_class(own_keys):
    assert set(json.loads(asked(retention, "run", "--json").stdout)) >= {"waiting", "reveals", "login-failures"}
    lines = asked(retention, "run").stdout.splitlines()
    assert len(lines) >= 3 and all(line.split("\t")[1].isdigit() for line in lines)


def test_figures_are_not_published_of_what_is_no_code(db, tmp_path):
    with pytest.raises(Refusal, match="division-form"):
        asked(publish, "4311", str(tmp_path / "p.csv"), "--year", "2018", "--basis", "县公告")
    assert not (tmp_path / "p.csv").exists()


def test_a_folder_in_an_encrypted_file_system_counts_as_encrypted(tmp_path, monkeypatch):
    for kind, encrypted in (("fuse.gocryptfs", True), ("ecryptfs", True), ("ext4", False)):
        monkeypatch.setattr(keys_selectors, "_mount_of", lambda folder, kind=kind: ("/nowhere", "", kind))
        assert keys_selectors.disk_encrypted(tmp_path) is encrypted, kind


def test_where_mounts_cannot_be_read_the_disk_is_not_called_encrypted(tmp_path, monkeypatch):
    monkeypatch.setattr(keys_selectors, "Path", lambda name: tmp_path / "absent")
    assert keys_selectors._mount_of(tmp_path) == ("/", "", "")


def test_a_household_of_the_register_has_its_values_counted_under_the_key_in_use(own_keys):
    a_household(persons=3)
    assert keys_selectors.keys_status()["sealing"][0]["values"] == 3 and keys_selectors.keys_status()["unknown_keys"] == {}
