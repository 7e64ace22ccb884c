"""Whatever a selector may come to do for a program: the database itself takes no writing from it."""

import pytest
from django.db import InternalError
from django.http import HttpResponse
from django.urls import path

from api.test_api import api
from tuopin.api import gate
from tuopin.kernel.acts import asks
from tuopin.people.models import Account
from web import kit

pytestmark = pytest.mark.django_db


def test_a_view_of_programs_that_writes_is_stopped_by_the_database(monkeypatch, caplog):
    kit.lay_out_places()
    client = api()

    def writes(_request):
        Account.objects.update(language="en")
        return HttpResponse("written")

    view = asks("read")(writes)
    view.operation = {}
    monkeypatch.setattr(gate, "resolve", lambda _path: path("api/v1/writes/", view).resolve("api/v1/writes/"))
    answer = client.get("/api/v1/writes/")
    faults = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert answer.status_code == 503 and isinstance(faults[0], InternalError) and "read-only transaction" in str(faults[0])
