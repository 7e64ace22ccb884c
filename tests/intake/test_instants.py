"""Moments with a time of day: the day they mean is the day in China, on every machine; an hour that is none is no day."""


import time

import pytest

from tuopin.intake.cells.days import DayReader
from tuopin.intake.cells.flaws import Flawed


def read(text):
    got = DayReader().read_day(text)
    return (got.code, got.value and got.value.isoformat()) if isinstance(got, Flawed) else got.isoformat()


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/New_York"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("text", "day"), [
    ("2017-02-28T16:00:00Z", "2017-03-01"), ("2017-02-28T15:59:59Z", "2017-02-28"), ("2017-03-01T00:30:00+08:00", "2017-03-01"),
    ("2017-03-01T03:00:00", "2017-03-01"), ("2017-03-01T23:00:00", "2017-03-01"),
])
def test_a_moment_is_the_day_it_was_in_china_whatever_zone_the_machine_keeps(zone, text, day):
    assert read(text) in (day, ("normalised", day))


@pytest.mark.parametrize("text", ["2017-02-28T25:00:00Z", "2017-02-28T10:61:00Z", "9999-12-31T23:00:00Z", "0001-01-01T00:00:00+08:00", "2017-02-30T10:00:00"])
def test_a_moment_that_never_was_is_no_day(text):
    assert read(text)[0] in ("no-such-day", "not-a-date")
