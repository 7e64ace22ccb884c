"""The queue: done once, retried with rests, parked with its reason, taken over from the dead, refused to who has left."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from tuopin.desk import states
from tuopin.desk.models import Job
from tuopin.desk.selectors import ahead_of
from tuopin.desk.services import Kind, hand_in
from tuopin.desk.services.forget import forget_settled
from tuopin.desk.services.hand_in import call_round
from tuopin.desk.services.queue import LOCK, claim
from tuopin.desk.services.sealed import arguments_of, is_kept, outcome_of, seal_words
from tuopin.desk.services.steer import give_up_job, retry_job
from tuopin.desk.services.worker import Worker
from tuopin.kernel.acts import asks
from tuopin.kernel.home import home
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.models import Account, Post
from tuopin.people.selectors import actor_for
from tuopin.trail.models import Entry
from web import kit

ON = date(2020, 6, 1)


def a_kind(run, **facts) -> dict[str, Kind]:
    return {"try": Kind("try", "试", asks("import")(run), **facts)}


def handed_in(official, chunks=None, **arguments) -> Job:
    return hand_in(kind="try", actor=actor_for(official, on=ON), arguments=arguments, chunks=chunks)


def due_now() -> None:
    Job.objects.filter(state="waiting").update(run_after=timezone.now())


def test_a_job_is_done_with_what_was_handed_in_and_its_file_is_gone_afterwards(official):
    seen = {}

    def run(task):
        with task.file() as path:
            seen["file"], seen["name"] = path.read_bytes(), task.arguments["name"]
        return {"came": "of it"}

    job = handed_in(official, chunks=[b"ab" * 700_000, b"c"], name="名册")
    assert (home() / "uploads" / f"{job.token}.sealed").read_bytes().find(b"abababab") == -1
    assert Worker(a_kind(run)).work_off() == 1
    job.refresh_from_db()
    assert (job.state, outcome_of(job), is_kept(job.token)) == (states.DONE, {"came": "of it"}, False)
    assert seen == {"file": b"ab" * 700_000 + b"c", "name": "名册"}


def test_what_a_job_was_told_and_what_came_of_it_are_not_readable_in_the_database(official):
    job = handed_in(official, name="赵甲 431129199001011234")

    def run(task):
        raise Refusal("not-so", "不成:{name}", "", name="赵甲 431129199001011234")

    Worker(a_kind(run)).work_off()
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_job::text FROM desk_job WHERE id = %s", [job.pk])
        row = cursor.fetchone()[0]
    assert b"431129199001011234".hex() not in row and "赵甲".encode().hex() not in row and "赵甲" not in row
    job.refresh_from_db()
    assert outcome_of(job)["refusal"]["params"]["name"].startswith("赵甲")


def test_a_failing_job_rests_longer_each_time_and_is_parked_with_its_reason(official):
    job, rests = handed_in(official), []

    def run(task):
        raise ZeroDivisionError

    worker = Worker(a_kind(run, attempts=4))
    for attempt in range(1, 5):
        due_now()
        assert worker.work_one()
        job.refresh_from_db()
        assert job.attempts == attempt
        rests.append(round((job.run_after - timezone.now()).total_seconds()))
    assert (job.state, job.reason) == (states.PARKED, "ZeroDivisionError") and job.ended_at
    assert rests[:3] == [2, 8, 32]
    due_now()
    assert not worker.work_one(), "what is parked is not tried again by itself"


def test_a_refusal_is_not_repeated_unless_it_passes_by_itself(official):
    def run(task):
        raise Refusal(task.arguments["code"], "不成。")

    for code, state in (("wrong", states.REFUSED), ("busy", states.WAITING)):
        job = handed_in(official, code=code)
        Worker(a_kind(run, later=frozenset({"busy"}))).work_one()
        job.refresh_from_db()
        assert (job.state, job.reason) == (state, code)


def test_a_job_runs_with_the_posts_that_its_account_holds_when_it_runs(official):
    job, ran = handed_in(official), []
    Post.objects.filter(account=official).update(ends_on=timezone.localdate())
    Worker(a_kind(lambda task: ran.append(task))).work_off()
    job.refresh_from_db()
    assert (job.state, job.reason, ran) == (states.REFUSED, "act-not-allowed", [])


@pytest.mark.parametrize("how", ["post", "account"])
def test_a_post_that_ends_in_the_middle_of_a_job_ends_the_job(official, how):
    job, done = handed_in(official), []

    def run(task):
        task.report("merge", 1, 3)
        done.append("with the post")
        if how == "post":
            Post.objects.filter(account=official).update(ends_on=timezone.localdate())
        else:
            Account.objects.filter(pk=official.pk).update(is_active=False)
        task.report("judge", 2, 3)
        done.append("without it")

    Worker(a_kind(run)).work_off()
    job.refresh_from_db()
    assert (job.state, job.reason, done) == (states.REFUSED, "act-not-allowed", ["with the post"])


def test_a_post_that_is_added_in_the_middle_of_a_job_stops_nothing(official):
    job = handed_in(official)

    def run(task):
        Post.objects.create(account=official, area_code="431128000000", role="clerk", starts_on=timezone.localdate())
        task.report("merge", 1, 3)
        return {}

    Worker(a_kind(run)).work_off()
    job.refresh_from_db()
    assert job.state == states.DONE


def test_a_job_of_a_kind_that_this_worker_does_not_know_is_left_to_others(official):
    handed_in(official)
    assert Worker({}).work_off() == 0 and Job.objects.get().state == states.WAITING


def test_a_worker_that_is_asked_to_stop_puts_the_job_back_without_counting_it(official):
    job, stop = handed_in(official), threading.Event()

    def run(task):
        stop.set()
        task.report("merge", 1, 2)

    Worker(a_kind(run), stop=stop).work_one()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (states.WAITING, 0)


def test_two_workers_never_have_the_same_job(committed_official):
    jobs = {handed_in(committed_official).pk for _ in range(30)}
    taken: list[int] = []

    def work() -> None:
        try:
            while (job := claim(["try"])) is not None:
                taken.append(job.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 30 and set(taken) == jobs


DIES = """
import os, django
django.setup()
from tuopin.desk.services.queue import claim
job = claim(["try"])
print(job.pk, flush=True)
input()
"""


def test_the_job_of_a_worker_that_was_killed_is_taken_over_and_parked_when_it_kills_each(committed_official):
    job = handed_in(committed_official)
    at = connection.settings_dict
    address = f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"
    kinds = a_kind(lambda task: {}, attempts=2)
    for death in (1, 2):
        worker = subprocess.Popen(
            [sys.executable, "-c", DIES], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, env=os.environ | {"DATABASE_URL": address})
        assert worker.stdout.readline() == f"{job.pk}\n"
        assert Worker(kinds).work_off() == 0, "its worker lives: nobody takes it away"
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        _wait_until_the_server_knows(job)
        if death == 1:
            from tuopin.desk.services.queue import recover

            assert recover({"try": 2}) == 1
            job.refresh_from_db()
            assert (job.state, job.reason, job.attempts) == (states.WAITING, "cut-short", 1)
    Worker(kinds).work_off()
    job.refresh_from_db()
    assert (job.state, job.reason) == (states.PARKED, "cut-short")


def _wait_until_the_server_knows(job):
    with psycopg.connect(**{k: v for k, v in connection.get_connection_params().items() if k in ("dbname", "user", "host")}) as other:
        for _ in range(100):
            if other.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK + job.pk]).fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("the dead worker's session is still there")


def test_an_attempt_that_was_taken_over_cannot_be_settled_by_the_one_who_lost_it(official):
    from tuopin.desk.services.settle import finish_job

    handed_in(official)
    lost = claim(["try"])
    Job.objects.filter(pk=lost.pk).update(attempts=2)  # another worker has it now
    assert finish_job(lost, {}) is False
    lost.refresh_from_db()
    assert lost.state == states.RUNNING


def test_a_periodic_job_comes_round_once_a_day_whoever_calls(official):
    assert call_round(kind="try", slot="2020-06-01") and not call_round(kind="try", slot="2020-06-01")
    assert call_round(kind="try", slot="2020-06-02")
    assert Worker(a_kind(lambda task: {"who": task.actor.name})).work_off() == 2
    assert {outcome_of(job)["who"] for job in Job.objects.all()} == {"operator"}


def test_a_parked_job_is_tried_again_or_given_up_on_record(official):
    job, boss = handed_in(official, chunks=[b"x"]), actor_for(official, on=ON)
    Job.objects.filter(pk=job.pk).update(state="parked", reason="cut-short", attempts=5)
    retry_job(token=job.token, actor=boss, on=ON)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.reason) == (states.WAITING, 0, "")
    give_up_job(token=job.token, actor=boss, on=ON)
    job.refresh_from_db()
    assert job.state == states.GIVEN_UP
    assert list(Entry.objects.filter(subject=f"job:{job.pk}").order_by("id").values_list("verb", flat=True)) == ["retry_job", "give_up_job"]
    with pytest.raises(Refusal):
        retry_job(token=job.token, actor=boss, on=ON)


def test_the_job_of_another_area_does_not_exist(official):
    job = handed_in(official)
    for area, role in ((kit.OTHER_COUNTY, "head"), (kit.COUNTY, "clerk"), (kit.VILLAGE, "head")):
        other = actor_for(kit.an_official(area, role, username=f"o{area[:9]}{role}"), on=ON)
        with pytest.raises(NotFound):
            give_up_job(token=job.token, actor=other, on=ON)
    above = actor_for(kit.an_official(kit.CITY, "head", username="above"), on=ON)
    assert give_up_job(token=job.token, actor=above, on=ON)


def test_the_place_in_the_queue_counts_who_is_before(official):
    first, second = handed_in(official), handed_in(official)
    Job.objects.filter(pk=second.pk).update(run_after=first.run_after + timedelta(seconds=1))
    second.refresh_from_db()
    assert (ahead_of(first), ahead_of(second)) == (0, 1)


def test_what_was_settled_long_ago_is_forgotten_and_what_is_open_never(official):
    old, parked, fresh = handed_in(official), handed_in(official), handed_in(official)
    long_ago = timezone.now() - timedelta(days=400)
    Job.objects.filter(pk=old.pk).update(state="done", ended_at=long_ago)
    Job.objects.filter(pk=parked.pk).update(state="parked", reason="x", ended_at=long_ago)
    Job.objects.filter(pk=fresh.pk).update(state="done", ended_at=timezone.now())
    assert forget_settled(at=timezone.now())["jobs"] == 1
    assert set(Job.objects.values_list("pk", flat=True)) == {parked.pk, fresh.pk}


@pytest.mark.parametrize("harm", ["flip", "cut", "swap", "append", "other place"])
def test_a_sealed_file_that_was_touched_does_not_open(official, harm):
    from tuopin.desk.services.sealed import contents_of, put_away
    from tuopin.kernel.crypto import TAG, TamperedField
    from tuopin.kernel.sealed_files import PART, START

    put_away("here", [b"q" * (1 << 20), b"r" * (1 << 20), b"s"])
    path = home() / "uploads" / "here.sealed"
    data, size, head = bytearray(path.read_bytes()), PART + TAG, START
    if harm == "flip":
        data[100] ^= 1
    elif harm == "cut":
        data = data[: head + size]
    elif harm == "swap":
        data[head : head + size], data[head + size : head + 2 * size] = data[head + size : head + 2 * size], data[head : head + size]
    elif harm == "append":
        data += data[head : head + size]
    path.write_bytes(data)
    if harm == "other place":
        path = path.rename(path.with_name("there.sealed"))
    with pytest.raises(TamperedField):
        b"".join(contents_of(path.stem))


@pytest.mark.parametrize("altered", [{"account_id": None}, {"account_id": "another"}, {"kind": "other"}])
def test_a_job_whose_row_was_given_to_somebody_else_is_refused_and_never_done(official, altered):
    """As the system's own (no account), in another's name, as other work: what was handed in is bound to who handed it in."""
    other = kit.an_official(kit.TOWN, "head", username="another")
    done, job = [], handed_in(official, name="名册")
    Job.objects.filter(pk=job.pk).update(**{name: other.pk if value == "another" else value for name, value in altered.items()})
    kinds = a_kind(lambda task: done.append(task)) | {"other": Kind("other", "别", asks("import")(lambda task: done.append(task)))}
    Worker(kinds).work_off()
    job.refresh_from_db()
    assert not done and (job.state, job.reason) == ("refused", "job-altered")


def test_a_job_of_before_it_was_bound_to_its_account_is_shown_and_not_done(official):
    done, job = [], handed_in(official)
    Job.objects.filter(pk=job.pk).update(arguments=seal_words(job.token, "arguments", {"file_name": "a.xlsx"}))
    job.refresh_from_db()
    assert arguments_of(job) == {"file_name": "a.xlsx"}
    Worker(a_kind(lambda task: done.append(task))).work_off()
    job.refresh_from_db()
    assert not done and (job.state, job.reason) == ("refused", "job-altered")
