"""Figures of an old year on the map of another day: nothing is lost, and what is not known is said."""

from datetime import date
from decimal import Decimal

import pytest

from tuopin.divisions.models import Succession
from tuopin.divisions.selectors import division_on, old_to_today, subtree_of
from tuopin.kernel.areas import within

pytestmark = pytest.mark.django_db
KELAN, THEN, NOW = "140929000000", date(2017, 1, 1), date(2024, 1, 1)


def test_every_old_village_gets_a_place_of_the_day_inside_its_county():
    villages = list(subtree_of(KELAN, THEN, level=5).values_list("code", flat=True))
    placed = old_to_today(villages, THEN, NOW)
    assert len(placed) == 202
    for placement in placed.values():
        assert division_on(placement.code, NOW) is not None
        assert within(placement.code, KELAN)
    stayed = [code for code, p in placed.items() if p.exact and p.code == code]
    assert len(stayed) == 73 and all(placed[code].confidence == 1 for code in stayed)


def test_a_village_without_a_known_successor_counts_for_its_township():
    placement = old_to_today(["140929206200"], THEN, NOW)["140929206200"]
    assert not placement.exact and placement.code.startswith("140929") and placement.code.endswith("000")


def test_a_recoded_village_keeps_its_figures_with_the_confidence_of_the_finding():
    link = Succession.objects.filter(kind="recoded", predecessor_code__startswith="140929", on=date(2023, 6, 30)).first()
    placement = old_to_today([link.predecessor_code], date(2021, 1, 1), NOW)[link.predecessor_code]
    assert (placement.code, placement.exact, placement.confidence) == (link.successor_code, True, link.confidence)


def test_a_split_place_counts_for_the_smallest_place_around_its_parts():
    old, parts = "431129210213", ("431129210212", "431129210214")
    for code in parts:
        Succession.objects.create(predecessor_code=old, successor_code=code, predecessor_name="栗安村", successor_name="…",
                                  kind="split", on=date(2023, 1, 1), confidence=Decimal("0.70"))
    placement = old_to_today([old], THEN, NOW)[old]
    assert (placement.code, placement.exact, placement.confidence) == ("431129210000", False, Decimal("0.70"))


def test_a_chain_multiplies_its_confidences_and_can_turn_in_no_circle():
    a, b = "431129210213", "431129210212"
    for old, new, on in ((a, b, date(2018, 1, 1)), (b, a, date(2019, 1, 1))):
        Succession.objects.create(predecessor_code=old, successor_code=new, predecessor_name="甲", successor_name="乙",
                                  kind="recoded", on=on, confidence=Decimal("0.50"))
    assert old_to_today([a], THEN, NOW)[a].confidence == Decimal("0.25")


def test_the_whole_country_is_itself_and_an_unknown_code_counts_for_it_at_last():
    assert old_to_today(["000000000000"], THEN, NOW)["000000000000"].exact
    assert old_to_today(["990000000001"], THEN, NOW)["990000000001"].code == "000000000000"
