"""What a camera says of place and time is held against the county, the village, the subject's other photos and the server's clock."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pictures
from register import VILLAGE, an_actor
from source import PACKAGE
from tuopin.divisions.selectors import metres_outside
from tuopin.evidence.selectors import evidence_of, subjects_doubted
from tuopin.evidence.services import accept_file
from tuopin.evidence.states.flags import FLAGS
from tuopin.evidence.states.places import Place, metres_between, shifted
from tuopin.evidence.states.plausibility import Surroundings, doubts_of_making, doubts_of_place, doubts_of_time, is_shifted

HOME = Place(24.97, 111.75)  # in 江华瑶族自治县
ON = date(2018, 12, 1)
NOW = datetime(2018, 12, 1, 4, tzinfo=UTC)


def place(latitude, longitude, **around):
    return doubts_of_place({"latitude": latitude, "longitude": longitude}, Surroundings(**around))


@pytest.mark.parametrize(("latitude", "longitude", "flags"), [
    (24.97, 111.75, []), (0.0, 0.0, ["place-zero"]), (0.001, -0.001, ["place-zero"]), (111.75, 24.97, ["place-swapped"]),
    (91.0, 200.0, ["place-impossible"]), (-24.97, 111.75, ["place-impossible"]), (48.85, 2.35, ["place-impossible"]),
])
def test_impossible_places_are_flagged(latitude, longitude, flags):
    assert place(latitude, longitude) == flags


def test_a_photo_without_a_place_or_with_a_feigned_one_is_flagged():
    assert doubts_of_place({}, Surroundings()) == ["place-missing"]
    assert doubts_of_place({"feigned": True}, Surroundings()) == ["place-feigned", "place-missing"]
    assert doubts_of_place({"feigned": True, "latitude": 24.97, "longitude": 111.75}, Surroundings()) == ["place-feigned"]


def test_a_place_outside_the_county_is_flagged_and_an_unknown_outline_is_not():
    assert place(28.2, 112.9, in_county=lambda _: False) == ["place-outside-county"]
    assert place(28.2, 112.9, in_county=lambda _: None) == []


def test_a_place_far_from_the_village_s_other_photos_is_flagged_once_there_are_enough():
    near = [Place(24.97 + n / 1000, 111.75) for n in range(3)]
    assert place(25.3, 111.75, of_village=near) == ["place-far-from-village"]
    assert place(25.3, 111.75, of_village=near[:2]) == []
    assert place(24.98, 111.76, of_village=near) == []


@given(st.floats(18.2, 53.5), st.floats(73.6, 134.7))
def test_a_place_shifted_by_the_map_s_offset_is_recognised_in_both_directions(latitude, longitude):
    real = Place(latitude, longitude)
    moved = shifted(real)
    assert 20 < metres_between(real, moved) < 1200
    if metres_between(real, moved) > 150:
        assert is_shifted(moved, [real]) and is_shifted(real, [moved])
    assert not is_shifted(real, [real])


def test_the_shift_is_the_published_one():
    moved = shifted(Place(39.9087, 116.3975))  # 天安门: 39.91010, 116.40374 in GCJ-02
    assert moved.latitude == pytest.approx(39.91010, abs=2e-4) and moved.longitude == pytest.approx(116.40374, abs=2e-4)
    assert place(*shifted(HOME), of_subject=[HOME]) == ["place-shifted"]


@pytest.mark.parametrize(("taken", "flags"), [
    ("2018-12-01T11:59:00", []), ("2018-12-01T12:09:00", []), ("2018-12-01T12:11:00", ["time-in-future"]), ("2018-12-02T12:00:00", ["time-in-future"]),
    ("1970-01-01T00:00:00", ["time-unset"]), ("1999-12-31T23:59:59", ["time-unset"]), ("2018-10-30T12:00:00", ["time-long-ago"]),
    ("2018-11-02T12:00:00", []), ("2018-12-01T04:00:00+00:00", []), ("2018-12-01T04:30:00+00:00", ["time-in-future"]),
])
def test_the_server_s_clock_decides_over_the_camera_s(taken, flags):
    assert doubts_of_time({"taken_at": taken}, received_at=NOW) == flags


def test_a_photo_without_a_time_and_an_edited_one_are_flagged():
    assert doubts_of_time({}, received_at=NOW) == ["time-missing"]
    assert doubts_of_making({"software": "Adobe Photoshop 21.0"}) == ["edited"] == doubts_of_making({"software": "美图秀秀"})
    assert doubts_of_making({"software": "HUAWEI DUB-AL20 8.2.0"}) == [] == doubts_of_making({})


def test_every_flag_has_its_sentence():
    source = (PACKAGE / "evidence/states/plausibility.py").read_text(encoding="utf-8")
    named = set(re.findall(r'"((?:place|time)-[a-z-]+|edited)"', source))
    assert named == set(FLAGS)


def test_the_county_s_outline_tells_inside_from_outside():
    if metres_outside(VILLAGE, *HOME) is None:
        pytest.skip("this system was set up without outlines")
    assert metres_outside(VILLAGE, *HOME) == 0.0
    assert 300_000 < metres_outside(VILLAGE, 28.2, 112.9) < 400_000  # 长沙
    assert metres_outside("469999000000", 19.0, 110.0) is None
    assert metres_outside("110101001001", 39.92, 116.41) == 0.0


@pytest.mark.django_db
def test_flags_come_out_of_real_photos_and_are_shown_and_never_refuse():
    def taken(seed, subject="household:H1", **camera):
        row = accept_file(
            kind="photo", subject=subject, area_code=VILLAGE, file=pictures.a_photo(seed, **camera), actor=an_actor(), on=ON)
        return {flag.code for flag in row.flags.all()}

    now = datetime.now().strftime("%Y:%m:%d %H:%M:%S")
    assert taken(1, at=HOME, taken=now) <= {"time-in-future"}  # the test's clock and the server's are one
    assert taken(2, at=(0.0, 0.0), taken=now) >= {"place-zero"}
    assert taken(3, at=(28.2, 112.9), taken="1970:01:01 00:00:00") >= {"time-unset"}
    assert taken(4, at=shifted(HOME), taken=now) >= {"place-shifted"}
    assert taken(5, subject="household:H2", at=(24.5, 112.9), method=b"MOCK\x00") >= {"place-feigned", "time-missing"}
    assert "place-missing" in taken(6, taken=(datetime.now() + timedelta(days=2)).strftime("%Y:%m:%d %H:%M:%S"))
    assert "拍摄位置由模拟定位软件给出。" in evidence_of(an_actor(), "household:H2")[0].flags
    assert subjects_doubted(an_actor(), ["household:H1", "household:H2", "household:H9"]) == {"household:H1", "household:H2"}
