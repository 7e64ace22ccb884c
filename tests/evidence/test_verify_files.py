"""Whatever is done to a file, its bytes or its row behind the service's back is found, and an erased file is gone."""

import errno
import os
from datetime import date

import pytest
from django.db import connection
from django.test import TestCase

import pictures
from register import COUNTY, NEIGHBOUR, VILLAGE, an_actor
from tuopin.evidence.models import EvidenceFile, EvidencePrint
from tuopin.evidence.services import (
    accept_file,
    cite_file,
    erase_file,
    read_file,
    reseal_store,
    reveal_facts,
    sweep_store,
    verify_files,
)
from tuopin.evidence.services.verify_files import Fault
from tuopin.kernel import home
from tuopin.kernel.crypto import with_new_sealing_key
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.stores import StoreFault, evidence_store
from tuopin.people.selectors import operator, working_as
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
ON = date(2018, 12, 1)
NATION = "000000000000"


def accept(seed=1, *, subject="household:H1", area=VILLAGE, kind="photo", file=None):
    return accept_file(
        kind=kind, subject=subject, area_code=area, file=file or pictures.a_photo(seed, at=(24.97, 111.75)), actor=an_actor(), on=ON, note="房屋"
    )


def faults(area=NATION):
    return [found.code for found in verify_files(actor=operator(), area=area) if isinstance(found, Fault)]


def without_guards(statement, *given):
    """What a superuser can do with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, given)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_clean_files_raise_no_alarm():
    files = [accept(n, subject=f"household:H{n}") for n in range(4)]
    accept(kind="document", file=pictures.pdf_bytes(pictures.a_pdf(2)))
    found = list(verify_files(actor=operator(), area=NATION))
    assert len(found) == 5 and {f.pk for f in found} >= {f.pk for f in files}
    assert list(verify_files(actor=operator(), area=NEIGHBOUR)) == []


def test_lost_altered_and_swapped_bytes_are_found(store):
    first, second = accept(1), accept(2)
    sealed = store.get(first.digest)
    store.put(first.digest, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert faults() == ["evidence-altered"]
    with pytest.raises(Refusal) as caught:
        read_file(uid=first.uid, actor=an_actor())
    assert caught.value.code == "evidence-altered"
    store.put(first.digest, store.get(second.digest))  # sealed for another digest
    assert faults() == ["evidence-altered"]
    store.remove(first.digest)
    assert faults() == ["evidence-lost"]
    store.put(first.digest, sealed)
    assert faults() == []


def test_bytes_sealed_here_that_are_not_the_digest_they_lie_under_are_found(store):
    row = accept()
    store.put(row.digest, home.keyring().seal_bytes(b"something else", f"evidence.store|{row.digest}"))
    assert faults() == ["evidence-altered"]


def test_a_row_that_was_changed_swapped_or_removed_with_the_guards_off_is_found():
    first, second = accept(1), accept(2, subject="household:H2")
    without_guards("UPDATE evidence_evidencefile SET subject = 'household:H3' WHERE id = %s", first.pk)
    assert sorted(faults()) == ["evidence-not-in-trail", "evidence-row-missing"]
    without_guards("UPDATE evidence_evidencefile SET subject = 'household:H1' WHERE id = %s", first.pk)
    without_guards("UPDATE evidence_evidencefile SET area_code = %s WHERE id = %s", NEIGHBOUR, first.pk)
    assert sorted(faults()) == ["evidence-not-in-trail", "evidence-row-missing"]
    without_guards("UPDATE evidence_evidencefile SET area_code = %s WHERE id = %s", VILLAGE, first.pk)
    without_guards("UPDATE evidence_evidencefile SET digest = %s WHERE id = %s", second.digest, first.pk)
    assert "evidence-not-in-trail" in faults() and "evidence-row-missing" in faults()
    without_guards("UPDATE evidence_evidencefile SET digest = %s WHERE id = %s", first.digest, first.pk)
    assert faults() == []
    for table, column in (("evidenceflag", "file_id"), ("evidenceprint", "file_id"), ("evidencefile", "id")):
        without_guards(f"DELETE FROM evidence_{table} WHERE {column} = %s", first.pk)
    assert sorted(faults()) == ["evidence-row-missing", "evidence-stray", "evidence-stray"]


def test_only_an_auditor_of_the_place_verifies():
    accept()
    auditor = an_actor(area=COUNTY, acts="read audit")
    assert len(list(verify_files(actor=auditor, area=VILLAGE))) == 1
    with pytest.raises(NotFound):
        list(verify_files(actor=auditor, area=NATION))


def test_what_is_erased_is_gone_and_the_trail_still_tells_that_it_was_there(store):
    row = accept()
    with TestCase.captureOnCommitCallbacks(execute=True):
        erased = erase_file(uid=row.uid, basis="个人信息删除申请第 3 号", actor=an_actor(), on=ON)
    assert erased.erased_at and erased.note_sealed is None and erased.facts_sealed is None
    assert list(store.names()) == [] and not EvidencePrint.objects.exists()
    assert [entry.verb for entry in entries_on("household:H1")] == ["erase-evidence", "accept-evidence"]
    assert faults() == []
    assert reveal_facts(uid=row.uid, actor=an_actor(acts="read audit"), on=ON) == {}
    for door in (lambda: read_file(uid=row.uid, actor=an_actor()), lambda: cite_file(uid=row.uid, case="case:1", actor=an_actor(), on=ON),
                 lambda: erase_file(uid=row.uid, basis="again", actor=an_actor(), on=ON)):
        with pytest.raises(Refusal) as caught:
            door()
        assert caught.value.code == "evidence-erased"


def test_a_file_that_was_erased_can_be_handed_in_again_without_an_alarm():
    handed = pictures.a_photo(1)
    with TestCase.captureOnCommitCallbacks(execute=True):
        erase_file(uid=accept(file=handed).uid, basis="x", actor=an_actor(), on=ON)
    accept(file=handed)
    assert faults() == []


def test_nothing_is_erased_without_a_basis():
    row = accept()
    with pytest.raises(Refusal) as caught:
        erase_file(uid=row.uid, basis="  ", actor=an_actor(), on=ON)
    assert caught.value.code == "evidence-no-basis"


def test_bytes_that_another_place_still_needs_outlive_the_erasure_of_one(store):
    handed = pictures.a_photo(1)
    first, second = accept(file=handed), accept(file=handed, subject="household:H2", area=NEIGHBOUR)
    assert first.digest == second.digest
    with working_as(an_actor(area=VILLAGE)), TestCase.captureOnCommitCallbacks(execute=True):
        assert EvidenceFile.objects.count() == 1  # who erases does not see the other place's file
        erase_file(uid=first.uid, basis="x", actor=an_actor(area=VILLAGE), on=ON)
    assert read_file(uid=second.uid, actor=an_actor())[1]
    with TestCase.captureOnCommitCallbacks(execute=True):
        erase_file(uid=second.uid, basis="x", actor=an_actor(), on=ON)
    assert list(store.names()) == []


def test_what_a_fault_left_in_the_store_is_found_and_swept(store):
    row = accept()
    store.put("ab" * 32, b"left over")
    assert faults() == ["evidence-stray"]
    assert sweep_store(actor=operator()) == 1
    assert faults() == [] and read_file(uid=row.uid, actor=an_actor())[1]


def test_an_erasure_that_was_cut_off_before_the_bytes_went_is_found_and_finished(store):
    row = accept()
    erase_file(uid=row.uid, basis="x", actor=an_actor(), on=ON)  # the commit, after which the bytes go, never comes
    assert faults() == ["evidence-not-erased", "evidence-not-erased"]
    assert sweep_store(actor=operator()) == 2 and faults() == []


def test_everything_is_sealed_anew_with_the_new_key(store, monkeypatch):
    row = accept()
    store.put("ab" * 32, b"not ours")
    before = store.get(row.digest)
    ring = with_new_sealing_key(home.keyring(), "aes-256-gcm")
    for module in ("tuopin.evidence.states.sealing", "tuopin.kernel.home"):
        monkeypatch.setattr(f"{module}.keyring", lambda: ring)
    assert reseal_store(actor=operator()) == 2
    assert store.get(row.digest) != before and store.get(row.digest)[:4] != before[:4]
    assert read_file(uid=row.uid, actor=an_actor())[1]


def test_a_store_that_does_not_answer_takes_nothing_in_and_gives_a_clear_word(store, monkeypatch):
    row = accept()

    def down(*_):
        raise StoreFault("no answer")

    for name in ("put", "get"):
        monkeypatch.setattr(type(evidence_store()), name, down)
    with pytest.raises(Refusal) as caught:
        accept(2)
    assert caught.value.code == "evidence-store-down" and EvidenceFile.objects.count() == 1
    with pytest.raises(Refusal) as caught:
        read_file(uid=row.uid, actor=an_actor())
    assert caught.value.code == "evidence-store-down"


@pytest.mark.parametrize("errno_", [errno.ENOSPC, errno.EDQUOT])
def test_a_store_without_room_says_that_it_is_full_and_whom_to_tell_and_keeps_what_it_has(store, monkeypatch, errno_):
    row = accept()
    real = os.fsync

    def full(handle):
        raise OSError(errno_, os.strerror(errno_))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal) as caught:
        accept(2)
    monkeypatch.setattr(os, "fsync", real)
    why = " ".join(caught.value.say(str))
    assert caught.value.code == "evidence-store-full" and "已满" in why and "系统管理员" in why and "TUOPIN_EVIDENCE" in why
    assert EvidenceFile.objects.count() == 1 and read_file(uid=row.uid, actor=an_actor())[1]
    assert not list(store.place.rglob("*.new")), "nothing half written takes up the room that is left"
    assert accept(2).pk != row.pk
