"""A witness that refuses a checkpoint names the chain and the first number that is not what it was shown before."""

from hashlib import sha256

import pytest

from tuopin.trail.states.chains import NOTHING
from tuopin.trail.states.checkpoints import digest_of_text, said_of, text_of
from tuopin.trail.states.events import linked
from tuopin.trail.states.witnessing import Judged, Shown, judge_growth

VILLAGE, OTHER, NEW = "431129210213", "431129210214", "431129210215"
BODIES = [f"1:{sha256(str(n).encode()).hexdigest()}" for n in range(9)]


def head(chain, length, start=NOTHING, bodies=BODIES):
    found = start
    for told in bodies[:length]:
        found = linked(1, told[2:], found)
    return chain, length, found


def shown(heads, links, previous=NOTHING, time="2018-12-31T00:00:00.000000Z"):
    said = said_of(heads, origin="tuopin-a", area="431129000000", alg=1, time=time, previous=previous, key="a" * 64)
    return Shown(text_of(said), "", heads, links)


OLD = shown([head(VILLAGE, 2), head(OTHER, 3)], {})


def judged(heads, links):
    return judge_growth(shown(heads, links, digest_of_text(OLD.text), "2019-01-01T00:00:00.000000Z"), OLD)


@pytest.mark.parametrize(("heads", "links", "chain", "seq"), [
    ([head(VILLAGE, 5), head(OTHER, 3)], {VILLAGE: (2, BODIES[2:5])}, "", None),
    ([head(VILLAGE, 2), head(OTHER, 3), head(NEW, 1)], {NEW: (0, BODIES[:1])}, "", None),
    ([head(VILLAGE, 5), head(OTHER, 3)], {VILLAGE: (2, BODIES[4:7])}, VILLAGE, 3),
    ([head(VILLAGE, 5), head(OTHER, 3)], {}, VILLAGE, 3),
    ([head(VILLAGE, 2), head(OTHER, 3), head(NEW, 1)], {NEW: (0, BODIES[1:2])}, NEW, 1),
    ([head(VILLAGE, 2, "b" * 64), head(OTHER, 4)], {OTHER: (3, BODIES[3:4])}, VILLAGE, 2),
    ([head(VILLAGE, 1), head(OTHER, 5)], {OTHER: (3, BODIES[3:5])}, VILLAGE, 1),
    ([head(OTHER, 6)], {OTHER: (3, BODIES[3:6])}, VILLAGE, 2),
])
def test_the_first_number_that_does_not_continue_is_told(heads, links, chain, seq):
    assert judged(heads, links) == (Judged("head", chain, seq) if chain else Judged())
