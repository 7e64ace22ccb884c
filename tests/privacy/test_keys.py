"""Keys change while the register is read; missing and wrong ones stop the start; no sealed column is forgotten."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models

from register import VILLAGE, a_helper, a_household, a_person
from tuopin.assistance.models import DiaryEntry, Visit
from tuopin.desk.models import Job
from tuopin.desk.services.sealed import contents_of, put_away, seal_words, throw_away
from tuopin.editions.services.pseudonym_key import pseudonym_key
from tuopin.evidence.models import EvidenceFile, EvidencePrint
from tuopin.evidence.states.sealing import seal_facts, seal_file, seal_note
from tuopin.identification.models import Arrival, Change
from tuopin.kernel.crypto import TamperedField, key_of, new_keyring, with_new_sealing_key
from tuopin.kernel.home import alarm_file, key_store, keyring, read_keys_anew
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.stores import store_at
from tuopin.monitoring.models import WatchRoster
from tuopin.party.models import Accountability, Clue
from tuopin.people.models import Account, SecondFactor
from tuopin.people.selectors import operator
from tuopin.people.services.second_factor import _place
from tuopin.privacy.models import KeyProbe, Reindexing
from tuopin.privacy.selectors.keys import keys_status, values_by_key
from tuopin.privacy.selectors.sealed_columns import DERIVED, INDEXES_WITHOUT_VALUE, NO_SECRET, PROBE, SEALED
from tuopin.privacy.services import rotate_keys as rotation
from tuopin.privacy.services.check_keys import check_keys, keys_held
from tuopin.privacy.services.forget_keys import forget_keys
from tuopin.privacy.services.rotate_index import rotate_index
from tuopin.privacy.services.rotate_keys import rotate_keys
from tuopin.privacy.services.split_keys import recover_keys, split_keys
from tuopin.procedure.models import Act, Case, Objection
from tuopin.registry.models import Helper, HouseholdForm, ImportBatch, Person, StagedBlock, StagedBundle
from tuopin.registry.selectors.lookup import households_with_certificate, households_with_phone
from tuopin.registry.services.locks import BATCH_LOCK, held
from tuopin.trail.selectors import entries_on
from tuopin.trail.services import record

ON = date(2020, 6, 30)


def silent(column, done, total):
    """Nobody watches."""


def rotate(**asked):
    return rotate_keys(**{"algorithm": "aes-256-gcm", "actor": operator(), "on": ON, "report": silent} | asked)


def a_register():
    """Every sealed column with a value in it."""
    household = a_household(persons=2)
    number = "431129196801010018"
    account = Account.objects.create(
        username="zhang", name="张", identity_sealed=keyring().seal(number, "people.account|identity|zhang"),
        identity_index=keyring().find_by("certificate", number))
    an_objection(account, household)
    SecondFactor.objects.create(account=account, secret_sealed=keyring().seal("BASE32", _place(account)))
    uid, ring = uuid4(), keyring()
    kept = EvidenceFile.objects.create(
        uid=uid, area_code=VILLAGE, subject=f"household:{household.number}", kind="scan", media_type="image/png", original_digest="a" * 64, digest="b" * 64,
        size_bytes=1, original_bytes=1, note_sealed=seal_note("门前", uid), facts_sealed=seal_facts({"a": 1}, uid), actor="t", happened_on=ON)
    EvidencePrint.objects.create(
        file=kept, owner=ring.find_by("evidence-subject", kept.subject), content=ring.find_by("evidence-content", "a" * 64))
    record(area_code=VILLAGE, verb="correct", subject=f"household:{household.number}", actor="t", on=ON, basis="核实")
    Job.objects.create(token="t1", kind="read", area_code=VILLAGE, arguments=seal_words("t1", "arguments", {"a": 1}), outcome=seal_words("t1", "outcome", {}))
    form = household.forms.get()
    place = f"registry.household_form|%s|{household.number}|{form.year}"
    form.phone_sealed, form.phone_index = ring.seal("13900000001", place % "phone"), ring.find_by("phone", "13900000001")
    form.account_sealed = ring.seal("6217000000000000001", place % "account")
    form.save()
    change = Change.objects.create(household=household, kind="birth", happened_on=ON, account=account)
    Arrival.objects.create(change=change, name="盘新", relation="child", certificate_sealed=ring.seal(number, f"identification.arrival|certificate|{change.pk}"))
    helper = a_helper()
    helper.certificate_sealed = ring.seal("431129197001010011", f"registry.helper|certificate|{helper.number}")
    helper.certificate_index = ring.find_by("certificate", "431129197001010011")
    helper.phone_sealed = ring.seal("13900000002", f"registry.helper|phone|{helper.number}")
    helper.save()
    DiaryEntry.objects.create(
        helper=helper, village_code=VILLAGE, on=ON, uid=uid, text_sealed=ring.seal("到赵家", f"assistance.diary|text|{uid}"), written_by="t")
    Visit.objects.create(
        household=household, village_code=VILLAGE, on=ON, uid=uid, met="赵一", text_sealed=ring.seal("屋顶漏雨", f"assistance.visit|text|{uid}"), written_by="t")
    a_clue_about_somebody(ring)
    WatchRoster.objects.create(
        area_code=VILLAGE, digest="c" * 64, file_name="w.xlsx", basis="文件", actor="t", rows=1,
        sealed=ring.seal("[]", f"monitoring.watch_roster|{VILLAGE}|{'c' * 64}"))
    batch = ImportBatch.objects.create(digest="0" * 64, file_name="a.xlsx", year=2018, area_code="431129000000", actor="t")
    block = StagedBlock.objects.create(
        batch=batch, kind="household", key="H1", outcome="accepted", sealed=ring.seal("{}", f"registry.block|{batch.pk}|household|H1")
    )
    pseudonym_key()
    StagedBundle.objects.create(batch=batch, ordinal=0, sealed=ring.seal("{}", f"registry.bundle|{batch.pk}|0"))
    return household, helper, block


def an_objection(account, household):
    case = Case.objects.create(
        procedure="household-exit", edition=date(2016, 4, 23), declaration="0" * 64, subject=f"household:{household.number}", area_code=VILLAGE,
        account=account)
    act = Act.objects.create(case=case, seq=1, kind="object", account=account, seat_area=VILLAGE, seat_role="clerk", happened_on=ON)
    Objection.objects.create(
        act=act, said_sealed=keyring().seal("房是新的", f"procedure.objection|said|{act.pk}"),
        objector_sealed=keyring().seal("邻居", f"procedure.objection|objector|{act.pk}"))


def a_clue_about_somebody(ring):
    """A clue with its three named persons, and who was held to account upon it."""
    uid, named = uuid4(), [Account.objects.create(username=f"named{n}", name="承办人") for n in range(3)]
    clue = Clue.objects.create(
        uid=uid, area_code=VILLAGE[:9] + "000", kind="bully", about_sealed=ring.seal("某人", f"party.clue|about|{uid}"),
        said_sealed=ring.seal("强占林地", f"party.clue|said|{uid}"), received_on=ON, recorder=named[0], verifier=named[1], approver=named[2])
    Accountability.objects.create(clue=clue, uid=uid, rank="village", measure="talk", person_sealed=ring.seal("某人", f"party.accountability|person|{uid}"),
                                  document="文件", evidence=uid, decided_on=ON)


def opened(column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column.place}, t.{column.column} FROM {column.table} t {column.joined} WHERE length(t.{column.column}) > 3")
        found = sorted(keyring().open(sealed, place) for place, sealed in cursor.fetchall())
    return found if column.table != "trail_opening" else [text for text in found if "核实" in text]  # without what the change itself writes


def all_opened():
    return {column.name: opened(column) for column in SEALED}


def test_every_column_of_bytes_is_declared_for_the_change_of_keys_or_says_why_not():
    found = {
        f"{model._meta.db_table}.{column.column}"
        for model in apps.get_models() for column in model._meta.concrete_fields if isinstance(column, models.BinaryField)
    }
    sealed, indexes = {column.name for column in SEALED}, {f"{column.table}.{column.index}" for column in SEALED if column.index}
    declared = [sealed, indexes, {PROBE}, {index.name for index in DERIVED}, {index.name for index in INDEXES_WITHOUT_VALUE}, set(NO_SECRET)]
    assert set().union(*declared) == found, "declare it in the room's models/sealed.py and privacy/selectors/sealed_columns.py"
    assert sum(map(len, declared)) == len(found)


@pytest.mark.parametrize("algorithm", ["aes-256-gcm", "sm4-gcm"])
def test_a_new_key_seals_every_column_again_and_nothing_is_lost(own_keys, algorithm):
    a_register()
    before = all_opened()
    assert all(before.values())
    done = rotate(algorithm=algorithm)
    assert all_opened() == before
    assert done.pop("trail_opening.sealed") >= 1
    assert done == {name: len(values) for name, values in before.items() if name in done}
    assert all(set(values_by_key(column)) == {2} for column in SEALED)
    assert keyring().sealing[2].cipher().__class__.__name__ == {"aes-256-gcm": "AESGCM", "sm4-gcm": "Sm4Gcm"}[algorithm]
    assert {entry.verb for entry in entries_on("key:2")} == {"rotate_keys", "reseal"}
    check_keys()


def test_a_rotation_that_was_killed_goes_on_where_it_stopped_and_all_is_read_meanwhile(own_keys, monkeypatch):
    a_register()
    before = all_opened()
    monkeypatch.setattr(rotation, "SEALED", tuple(replace(column, at_once=1) for column in SEALED))
    calls = []

    def killed(column, done, total):
        calls.append(column)
        if len(calls) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(report=killed)
    assert all_opened() == before
    assert keyring().current == 2 and any(1 in values_by_key(column) for column in SEALED)
    done = rotate(resume=True)
    assert keyring().current == 2 and sum(done.values()) >= sum(map(len, before.values())) - 4
    assert all(set(values_by_key(column)) == {2} for column in SEALED)
    assert all_opened() == before


def test_a_value_that_does_not_open_is_left_and_told_and_the_others_are_done(own_keys):
    a_register()
    person = Person.objects.first()
    bad = bytes(person.certificate_sealed[:-1]) + bytes((person.certificate_sealed[-1] ^ 1,))
    Person.objects.filter(pk=person.pk).update(certificate_sealed=bad)
    with pytest.raises(TamperedField, match=f"registry.person.certificate.{person.number}"):
        rotate()
    assert bytes(Person.objects.get(pk=person.pk).certificate_sealed) == bad
    assert f"registry.person|certificate|{person.number}" in [alarm.place for alarm in alarm_file().alarms()]
    assert all(key_of(bytes(p.certificate_sealed)) == 2 for p in Person.objects.exclude(pk=person.pk))


def test_a_value_changed_during_the_rotation_stays_as_changed(own_keys, monkeypatch):
    a_register()
    person = Person.objects.first()
    place = f"registry.person|certificate|{person.number}"
    newer = keyring().seal("431129199001010017", place)
    plain = rotation._resealed

    def meanwhile(rows, ring, broken):
        made = list(plain(rows, ring, broken))
        if rows[0][1] == place and bytes(Person.objects.get(pk=person.pk).certificate_sealed) != newer and key_of(newer) != ring.current:
            Person.objects.filter(pk=person.pk).update(certificate_sealed=newer)
        return made

    monkeypatch.setattr(rotation, "_resealed", meanwhile)
    rotate()
    stands = bytes(Person.objects.get(pk=person.pk).certificate_sealed)
    assert keyring().open(stands, place) == "431129199001010017"


def test_two_changes_of_keys_at_a_time_are_refused(own_keys, transactional_db):
    import threading

    told = []

    def other():
        try:
            with keys_held():
                pass
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    with keys_held():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert told == ["keys-busy"]


def test_an_unknown_cipher_is_refused(own_keys):
    with pytest.raises(Refusal, match="no-such-cipher"):
        rotate(algorithm="rot13")


def test_numbers_are_found_under_either_index_key_while_it_changes_and_under_the_new_one_after(own_keys, monkeypatch):
    household, _, block = a_register()
    certificate = keyring().open((p := Person.objects.filter(memberships__household=household).first()).certificate_sealed,
                                 f"registry.person|certificate|{p.number}")
    monkeypatch.setattr("tuopin.privacy.services.rotate_index.AT_ONCE", 1)
    found = []

    def killed(column, done, total):
        found.append((households_with_certificate(certificate), households_with_phone("13900000001")))
        if len(found) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_index(actor=operator(), on=ON, report=killed)
    assert found == [([household.pk], [household.pk])] * 2 and keyring().current_index == 2
    rotate_index(actor=operator(), on=ON, report=silent, resume=True)
    assert keyring().current_index == 2 and Reindexing.objects.filter(ended_at=None).count() == 0
    form, helper = HouseholdForm.objects.get(), Helper.objects.get()
    assert bytes(form.phone_index) == keyring().find_by("phone", "13900000001")
    assert bytes(helper.certificate_index) == keyring().find_by("certificate", "431129197001010011")
    assert bytes(EvidencePrint.objects.get().owner) == keyring().find_by("evidence-subject", f"household:{household.number}")
    assert bytes(EvidencePrint.objects.get().content) == keyring().find_by("evidence-content", "a" * 64)
    assert forget_keys(actor=operator(), on=ON) == ([], [1])
    assert households_with_certificate(certificate) == [household.pk] and keyring().all_indexes("phone", "1") == [keyring().find_by("phone", "1")]
    check_keys()


def test_an_import_and_a_change_of_the_index_key_exclude_each_other(own_keys, transactional_db):
    import threading

    told = []

    def an_import():
        try:
            with held(BATCH_LOCK, 1):
                pass
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    def watch(column, done, total):
        thread = threading.Thread(target=an_import)
        thread.start()
        thread.join()

    a_person()
    rotate_index(actor=operator(), on=ON, report=watch)
    assert told and set(told) == {"keys-change"}
    told.clear()
    with held(BATCH_LOCK, 1):
        def change():
            try:
                rotate_index(actor=operator(), on=ON, report=silent)
            except Refusal as refusal:
                told.append(refusal.code)
            finally:
                connection.close()

        thread = threading.Thread(target=change)
        thread.start()
        thread.join()
    assert told == ["import-busy"]


def test_a_key_is_forgotten_only_when_nothing_needs_it(own_keys):
    _, _, block = a_register()
    key_store().write(with_new_sealing_key(keyring(), "sm4-gcm"))
    read_keys_anew()
    with pytest.raises(Refusal, match="keys-needed"):
        forget_keys(actor=operator(), on=ON)
    rotate(resume=True)
    assert forget_keys(actor=operator(), on=ON) == ([1], []) and set(keyring().sealing) == {2}
    assert forget_keys(actor=operator(), on=ON) == ([], [])
    assert all(opened(column) for column in SEALED)


def test_a_key_that_a_sealed_file_still_needs_is_not_forgotten(own_keys, monkeypatch):
    monkeypatch.setattr("tuopin.privacy.selectors.keys.evidence_store", lambda: store_at(str(own_keys / "evidence")))
    name = "t1"
    put_away(name, [b"roster"])
    rotate()
    assert forget_keys(actor=operator(), on=ON) == ([], []) and b"".join(contents_of(name)) == b"roster"
    throw_away(name)
    digest = "c" * 64
    store_at(str(own_keys / "evidence")).put(digest, seal_file(b"picture", digest))  # with the key of today
    assert forget_keys(actor=operator(), on=ON) == ([1], [])
    rotate()
    assert forget_keys(actor=operator(), on=ON) == ([], [])


def test_missing_wrong_and_half_changed_keys_are_told_at_the_start(own_keys):
    a_register()
    check_keys()
    assert KeyProbe.objects.count() == 1
    right = key_store().read()
    key_store().write(new_keyring())
    with pytest.raises(Refusal, match="keys-wrong"):
        check_keys()
    key_store().path.chmod(0o600)
    key_store().path.write_bytes(b"{}")
    with pytest.raises(Refusal, match="keys-missing"):
        check_keys()
    key_store().write(with_new_sealing_key(right, "sm4-gcm"))  # as after a rotation that was killed at once
    check_keys()
    assert {alarm.what for alarm in alarm_file().alarms()} >= {"keys-wrong", "keys-missing"}


def test_a_register_from_before_the_probe_is_tried_on_its_values(own_keys):
    a_register()
    right = key_store().read()
    key_store().write(new_keyring())
    with pytest.raises(Refusal, match="keys-wrong"):
        check_keys()
    assert not KeyProbe.objects.exists()
    key_store().write(right)
    check_keys()
    assert KeyProbe.objects.exists()


def test_three_paper_shares_bring_lost_keys_back(own_keys):
    household, _, _ = a_register()
    check_keys()
    assert not keys_status()["on_paper"]
    shares = split_keys(shares=5, needed=3, actor=operator(), on=ON)
    assert keys_status()["on_paper"] and len(shares) == 5
    with pytest.raises(Refusal, match="keys-there"):
        recover_keys(texts=shares[:3])
    key_store().path.unlink()
    with pytest.raises(Refusal, match="shares-wrong"):
        recover_keys(texts=shares[:2])
    with pytest.raises(Refusal, match="shares-wrong"):
        recover_keys(texts=[shares[0], shares[1], shares[2].replace(shares[2][0], "f" if shares[2][0] != "f" else "e", 1)])
    recover_keys(texts=[shares[4], shares[0], shares[2]])
    check_keys()
    assert opened(SEALED[0])
    rotate()
    assert not keys_status()["on_paper"]  # the shares lack the new key
    with pytest.raises(Refusal, match="shares-form"):
        split_keys(shares=3, needed=4, actor=operator(), on=ON)


def test_the_state_of_the_keys_tells_counts_and_no_key(own_keys):
    a_register()
    rotate(algorithm="sm4-gcm")
    told = keys_status()
    assert [(key["number"], key["algorithm"], key["current"]) for key in told["sealing"]] == [(1, "aes-256-gcm", False), (2, "sm4-gcm", True)]
    assert told["sealing"][0]["values"] == 0 and told["sealing"][1]["values"] >= sum(len(opened(column)) for column in SEALED)
    assert told["unknown_keys"] == {} and told["disk_encrypted"] in (True, False)
    for key in (*keyring().sealing.values(),):
        assert key.secret.hex() not in repr(told)
