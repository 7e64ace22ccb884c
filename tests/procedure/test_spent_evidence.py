"""What served in another procedure is no evidence a second time; and before anything is published no notice has hung."""

from dataclasses import replace
from datetime import timedelta

import pytest

from procedure.pure import START, VILLAGE, a_setting, the_way
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.states import allow, standing_of


def with_minutes_of(subject):
    """The appraisal with minutes that are told of this subject; the digest of the minutes and of the photo."""
    deed = the_way(1)[0]
    minutes, photo = deed.pieces
    return replace(deed, pieces=(replace(minutes, subject=subject), photo)), minutes.digest, photo.digest


def test_a_households_own_file_that_served_elsewhere_is_refused_and_another_is_not():
    deed, minutes, photo = with_minutes_of("household:H0001")
    for spent in (minutes, photo):
        with pytest.raises(Refusal, match="evidence-spent"):
            allow(a_setting(spent=frozenset({spent})), [], deed)
    assert allow(a_setting(spent=frozenset({"0" * 64})), [], deed)


def test_the_minutes_of_a_village_meeting_serve_every_household_that_was_spoken_of():
    deed, minutes, photo = with_minutes_of(f"village:{VILLAGE}")
    assert allow(a_setting(spent=frozenset({minutes})), [], deed)
    with pytest.raises(Refusal, match="evidence-spent"):
        allow(a_setting(spent=frozenset({minutes, photo})), [], deed)


@pytest.mark.parametrize("deeds", [0, 2, 3])
def test_a_notice_hangs_from_its_publication_and_not_before(deeds):
    way = the_way(3)
    later = START + timedelta(days=5)
    assert standing_of(a_setting(), way[:deeds]).hung(later) == (later - way[2].at if deeds == 3 else timedelta(0))
