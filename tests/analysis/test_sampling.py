"""Samples: drawn again by the seed alone, with exact chances; sizes, intervals and recapture against published and R's figures."""

import csv
from collections import Counter
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuopin.analysis.sampling import Cluster, chapman, draw, errors_allowed, frame_digest, rate_interval, size_needed
from tuopin.kernel.refusals import Refusal

ORACLE = Path(__file__).parent / "oracle" / "intervals.csv"


def villages(sizes, stratum="431129000000"):
    return [Cluster(stratum, f"{stratum[:6]}{n:06d}", tuple(f"{stratum[:6]}-{n}-{k}" for k in range(size))) for n, size in enumerate(sizes)]


def test_the_same_seed_draws_the_same_and_another_another():
    frame = villages([40] * 60)
    first = draw(frame, clusters=10, take=5, seed="现场摇号 07 23 11", reserve=2)
    assert first == draw(list(reversed(frame)), clusters=10, take=5, seed="现场摇号 07 23 11", reserve=2)
    assert first.main != draw(frame, clusters=10, take=5, seed="现场摇号 07 23 12").main


def test_a_draw_can_be_done_again_with_nothing_but_a_digest():
    """The households of a village by hand: sort its units by SHA-256 of seed, frame, stage and unit."""
    frame = villages([30, 25, 41])
    drawn = draw(frame, clusters=3, take=4, seed="20190110", reserve=1)
    lines = sorted(f"{v.stratum}\t{v.code}\t{u}\n".encode() for v in frame for u in v.units)
    assert drawn.frame == frame_digest(frame) == sha256(b"".join(lines)).hexdigest()
    for village in frame:
        order = sorted(village.units, key=lambda u, v=village: sha256(f"20190110\n{drawn.frame}\nunit {v.code}\n{u}".encode()).digest())
        mine = [each for each in drawn.chosen if each.cluster == village.code]
        assert [each.unit for each in mine] == order[:5] and [each.reserve for each in mine] == [False] * 4 + [True]


def test_adding_one_household_to_the_frame_changes_the_digest_and_the_draw():
    one, other = villages([40] * 30), villages([40] * 29 + [41])
    first, second = (draw(frame, clusters=8, take=5, seed="1") for frame in (one, other))
    assert first.frame != second.frame and first.main != second.main


@given(st.lists(st.integers(1, 30), min_size=3, max_size=12), st.integers(1, 4), st.integers(1, 6))
@settings(deadline=None, max_examples=60)
def test_chances_are_exact_and_weights_add_up_to_the_frame_on_average(sizes, clusters, take):
    frame = villages(sizes)
    drawn = draw(frame, clusters=clusters, take=take, seed="7")
    total, wanted = sum(sizes), min(clusters, len(sizes))
    assert len({each.cluster for each in drawn.main}) == wanted
    for each in drawn.main:
        size = len(next(v.units for v in frame if v.code == each.cluster))
        of_cluster = each.chance * Fraction(size, min(take, size))
        assert 0 < of_cluster <= 1
        if max(sizes) * wanted < total:  # no village is so large that it is certain
            assert of_cluster == Fraction(size * wanted, total)


def test_over_many_seeds_each_village_comes_as_often_as_its_chance_says():
    sizes = [5, 10, 20, 40, 25, 15, 30, 55]
    frame, times = villages(sizes), 2000
    seen = Counter(each.cluster for n in range(times) for each in draw(frame, clusters=2, take=1, seed=str(n)).main)
    for village, size in zip(frame, sizes, strict=True):
        assert seen[village.code] / times == pytest.approx(2 * size / sum(sizes), abs=0.035)


def test_a_village_larger_than_its_share_is_certain_and_small_ones_are_drawn_among_themselves():
    drawn = draw(villages([400, 10, 10, 10, 10, 10, 10]), clusters=3, take=5, seed="x")
    chances = {each.cluster: each.chance for each in drawn.main}
    assert chances["431129000000"] == Fraction(5, 400) and sorted(set(chances.values()))[1:] == [Fraction(1, 3) * Fraction(1, 2)]


def test_each_county_has_its_own_villages_and_a_short_village_gives_what_it_has():
    frame = villages([3] * 10) + villages([50] * 10, "431128000000")
    drawn = draw(frame, clusters=4, take=5, seed="x", reserve=2)
    assert Counter(each.stratum for each in drawn.main) == {"431129000000": 12, "431128000000": 20}
    assert not [each for each in drawn.chosen if each.reserve and each.stratum == "431129000000"]


@pytest.mark.parametrize("frame, asked, code", [
    ([], {}, "empty-frame"), (villages([3]), {"take": 0}, "draw-of-nobody"), (villages([3]), {"seed": " "}, "no-seed"),
    (villages([3]) * 2, {}, "frame-twice"), ([Cluster("a", "1", ("x",)), Cluster("a", "2", ("x",))], {}, "frame-twice"),
])
def test_a_draw_that_cannot_be_meant_is_refused(frame, asked, code):
    with pytest.raises(Refusal) as refused:
        draw(frame, **({"clusters": 2, "take": 2, "seed": "1"} | asked))
    assert refused.value.code == code


def test_the_sizes_that_certify_less_than_two_in_a_hundred():
    found = [size_needed(0.02, errors=errors) for errors in range(11)]
    assert found == [149, 236, 313, 386, 456, 523, 590, 655, 719, 782, 845]
    assert [errors_allowed(size, 0.02) for size in (148, 149, 235, 236, 845)] == [-1, 0, 0, 1, 10]
    assert size_needed(0.02, errors=0, design_effect=2.8) == 418


@pytest.mark.parametrize("row", list(csv.DictReader(ORACLE.open(encoding="utf-8"))))
def test_intervals_of_rates_are_those_of_r(row):
    method = {"beta": "korn-graubard", "logit": "logit"}[row["method"]]
    found = rate_interval(float(row["rate"]), float(row["se"]), size=int(row["size"]), degrees=int(row["degrees"]), method=method)
    close = 1e-10 if method == "korn-graubard" else 1e-6  # R finds the logit interval by iteration
    assert (found.low, found.high) == pytest.approx((float(row["low"]), float(row["high"])), rel=close) and found.method == method


def test_no_error_found_is_not_no_error_there():
    none = rate_interval(0.0, 0.0, size=522, degrees=28)
    assert (none.low, none.method) == (0.0, "exact") and none.high == pytest.approx(1 - 0.025 ** (1 / 522))
    for wrong in ({"rate": 1.2}, {"error": -1}, {"degrees": 0}, {"method": "guess"}):
        with pytest.raises(Refusal):
            rate_interval(**({"rate": 0.1, "error": 0.01, "size": 100, "degrees": 9} | wrong))


def test_recapture_is_chapmans():
    estimate, error = chapman(200, 150, 120)
    assert (estimate, error) == pytest.approx((249.8347, 6.3860), abs=5e-5)
    with pytest.raises(Refusal):
        chapman(10, 5, 6)
