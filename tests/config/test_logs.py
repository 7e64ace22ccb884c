"""A fault that carries somebody's number through an exception leaves its kind and its place in the log, and nothing of the number."""

import json
import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory

from register import a_household
from tuopin.cli.misuse import tell_fault
from tuopin.config.logs import FIELDS, AllowedFields
from tuopin.config.server import QUIET
from tuopin.kernel.fault_traces import trace_of
from tuopin.kernel.home import home
from tuopin.registry.models import Household

SECRET = "431129198001011234"


def written(caplog_records):
    return [AllowedFields().format(record) for record in caplog_records]


def a_record(name="django.request", msg="%s: %s", args=("Internal Server Error", f"/search/?q={SECRET}"), fault=None, **more):
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, msg, args, (type(fault), fault, fault.__traceback__) if fault else None)
    for key, value in more.items():
        setattr(record, key, value)
    return record


def raised(make):
    try:
        make()
    except Exception as fault:
        return fault


@pytest.mark.django_db
def test_a_row_that_offends_is_not_quoted():
    number = a_household().number

    def twice():
        with transaction.atomic():
            Household.objects.create(number=number, village_code="431129210213")

    fault = raised(twice)
    assert isinstance(fault, IntegrityError) and number in str(fault)  # the driver does quote it
    line = AllowedFields().format(a_record(fault=fault))
    told = json.loads(line)
    assert number not in line and SECRET not in line and set(told) <= set(FIELDS)
    assert any(part.endswith("UniqueViolation 23505") for part in told["trace"]) and any("test_logs.py" in part for part in told["trace"])


def test_only_allowed_fields_and_constant_templates_are_written():
    fault = raised(lambda: int(f"number {SECRET}"))
    for record in (
        a_record(fault=fault), a_record(name="other.library", msg=f"bad value {SECRET}", args=()), a_record(msg=f"f-string {SECRET}", args=()),
        a_record(msg="%s %s", args=({"a": SECRET}, [SECRET])), a_record(msg="%(a)s", args=({"a": SECRET},)), a_record(secret=SECRET), a_record(msg=ValueError(SECRET)),
        a_record(msg="%d", args=(SECRET,)),
    ):
        line = AllowedFields().format(record)
        assert SECRET not in line and set(json.loads(line)) <= set(FIELDS)
    told = json.loads(AllowedFields().format(a_record(name="tuopin.desk", msg="job %s (%s) failed", args=(7, "merge-roster"), status_code=500)))
    assert told["event"] == "job 7 (merge-roster) failed" and told["status"] == 500


def test_a_request_is_told_by_its_route_never_by_its_address():
    request = RequestFactory().get(f"/households/{SECRET}/")
    request.resolver_match = type("Match", (), {"route": "households/<number>/"})()
    line = AllowedFields().format(a_record(request=request))
    assert json.loads(line)["route"] == "households/<number>/" and SECRET not in line


def test_a_fault_is_traced_through_its_causes_without_their_words():
    def cause():
        try:
            raise KeyError(SECRET)
        except KeyError as first:
            raise RuntimeError(SECRET) from first

    lines = trace_of(raised(cause))
    assert [line for line in lines if not line.startswith(" ")] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert SECRET not in "".join(lines) and trace_of(None) == []
    loop = ValueError("a")
    loop.__cause__ = loop
    assert trace_of(loop) == ["builtins.ValueError"]


def test_a_commands_fault_leaves_no_value_on_the_disk(capsys):
    tell_fault(raised(lambda: int(SECRET + "x")))
    text = (home() / "faults.log").read_text(encoding="utf-8")
    assert "ValueError" in text and SECRET not in text and SECRET not in capsys.readouterr().err


@pytest.mark.django_db
def test_the_embedded_server_logs_no_row_and_no_statement():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
        assert dict(cursor.fetchall()) == QUIET


@pytest.mark.django_db
def test_a_page_that_breaks_logs_its_route_alone(monkeypatch):
    import io

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AllowedFields())
    logging.getLogger("django.request").addHandler(handler)
    monkeypatch.setattr("tuopin.people.views.log_in.LoginForm.is_valid", lambda self: int(SECRET + "x"), raising=False)
    try:
        client = Client(raise_request_exception=False)
        client.post(f"/nowhere/{SECRET}/", {"username": SECRET})
        client.post("/login/", {"username": SECRET, "password": SECRET})
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert stream.getvalue() and SECRET not in stream.getvalue()
