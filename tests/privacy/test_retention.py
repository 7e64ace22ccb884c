"""What is past its time goes, what is not stays, and that it went is on record."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from register import COUNTY, VILLAGE
from tuopin.kernel import folders
from tuopin.kernel.days import local_zone
from tuopin.kernel.home import home
from tuopin.people.models import LoginFailure
from tuopin.people.selectors import operator, working_as
from tuopin.privacy.models import Reveal
from tuopin.privacy.services.run_retention import run_retention
from tuopin.privacy.states.retention import CLASSES
from tuopin.registry.models import ImportBatch, StagedBlock
from tuopin.trail.selectors import entries_on

AT = datetime(2020, 6, 30, 3, tzinfo=local_zone())


def aged(name, *, past):
    """A moment just past the time of the class, or just within it."""
    return AT - timedelta(days=CLASSES[name].days) + timedelta(hours=-1 if past else 1)


def lay_out(past):
    tag = "old" if past else "new"
    batch = ImportBatch.objects.create(digest=tag * 20, file_name=tag, year=2018, area_code=COUNTY, actor="t", state="staged")
    ImportBatch.objects.filter(pk=batch.pk).update(received_at=aged("waiting", past=past))
    StagedBlock.objects.create(batch=batch, kind="household", key=f"H-{tag}", outcome="quarantined", sealed=b"x" * 40)
    Reveal.objects.create(account=tag, area_code=VILLAGE, subject="person:1", field="certificate", household_number="1", who="1", purpose="identity",
                          revealed_at=aged("reveals", past=past))
    LoginFailure.objects.create(name_index=tag.encode(), last_at=aged("login-failures", past=past))
    Session.objects.create(session_key=tag, session_data="", expire_date=aged("sessions", past=past))


def test_each_class_goes_at_its_time(own_keys, tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "working_folder", lambda: tmp_path)
    for past in (True, False):
        lay_out(past)
    told = {past: f"{aged('faults', past=past):%Y-%m-%d %H:%M:%S}\nbuiltins.ValueError\n  web/x.py:1 {past}\n\n" for past in (True, False)}
    (home() / "faults.log").write_text(told[True] + told[False])  # one that went on being written to
    with working_as(operator()):
        gone = run_retention(actor=operator(), at=AT)
    assert set(gone) == set(CLASSES)
    assert {name: n for name, n in gone.items() if n} == dict.fromkeys(("waiting", "reveals", "login-failures", "sessions", "faults"), 1)
    assert {r.account for r in Reveal.objects.all()} == {"new"} and {bytes(f.name_index) for f in LoginFailure.objects.all()} == {b"new"}
    assert {s.session_key for s in Session.objects.all()} == {"new"} 
    assert (home() / "faults.log").read_text() == told[False] and (home() / "faults.log").stat().st_mode & 0o777 == 0o600
    assert {b.key: bool(b.sealed) for b in StagedBlock.objects.all()} == {"H-old": False, "H-new": True}
    entry, = entries_on("system:retention")
    assert entry.detail["waiting"] == 1
    assert not any(run_retention(actor=operator(), at=AT).values())


def test_the_file_of_faults_goes_when_all_in_it_is_past_its_time_and_so_does_what_no_day_can_be_read_of(own_keys, tmp_path, monkeypatch, db):
    monkeypatch.setattr(folders, "working_folder", lambda: tmp_path)
    (home() / "faults.log").write_bytes(f"{aged('faults', past=True):%Y-%m-%d %H:%M:%S}\nOSError\n\n\xff cut off".encode("latin-1"))
    with working_as(operator()):
        assert run_retention(actor=operator(), at=AT)["faults"] == 2
        assert not (home() / "faults.log").exists()
        assert run_retention(actor=operator(), at=AT)["faults"] == 0
