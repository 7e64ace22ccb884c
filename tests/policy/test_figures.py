"""Key figures over random trees: at every level the sum of the households below, whoever asks and in whatever order they are counted."""

import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from register import a_village_form, an_actor
from tuopin.kernel.areas import ancestor, within
from tuopin.policy.models import Figure, Standing
from tuopin.policy.selectors.figures import figures_of
from tuopin.policy.services.count_figures import add_up_figures, count_village_figures
from tuopin.policy.states.conditions import BITS
from tuopin.policy.states.figures import CAUSES, FIGURES, GROUPS

pytestmark = pytest.mark.django_db
YEAR, DAY = 2018, date(2018, 12, 31)
POOR = ("poor", "pre_exit", "returned")


def test_there_are_forty_key_figures_and_more_and_each_rate_says_out_of_what():
    assert len(FIGURES) >= 40
    for figure in FIGURES.values():
        assert bool(figure.denominator) == (figure.out_of is not None), figure.name
        assert not figure.per_household or not figure.of_villages
        assert figure.group in GROUPS


def a_random_tree(draw):
    """Villages under a few townships of a few counties of two provinces, and households strewn over them."""
    counties = draw.sample(["431129000000", "431128000000", "430121000000", "520115000000"], draw.randint(1, 4))
    villages = sorted({f"{c[:6]}{draw.randint(100, 102)}{draw.randint(200, 203)}" for c in counties for _ in range(draw.randint(1, 5))})
    return counties, villages, [a_random_standing(draw, n, draw.choice(villages)) for n in range(draw.randint(0, 40))]


def a_random_standing(draw, n, village):
    persons = draw.randint(0, 6)
    failed = sum(draw.sample(list(BITS.values()), draw.choice([0, 0, 1, 3])))
    unknown = sum(bit for bit in draw.sample(list(BITS.values()), draw.choice([0, 0, 2])) if not bit & failed)
    net = draw.choice([None, Decimal(draw.randint(-5000, 90000)) / 100])
    short = None if net is None else max(Decimal(300) - net, Decimal(0))
    school_age = draw.randint(0, 3)
    return Standing(
        household_id=n, year=YEAR, number=f"N{n:05d}", village_code=village, persons=persons, status=draw.choice([*POOR, "exited"]),
        main_cause=draw.choice(["", *CAUSES]), helper_name=draw.choice(["", "李"]), net_income_yuan=net, failed=failed, unknown=unknown,
        may_exit=False if failed else None if unknown else True, house_grade=draw.choice(["", *"ABCD"]), doubts=draw.randint(0, 2),
        water_safe=draw.choice([None, True, False]), school_age=school_age, short_yuan=short,
        school_out=min(draw.randint(0, 1), school_age), uninsured=draw.randint(0, 2), near_line=draw.random() < 0.2,
    )


def by_hand(rows, populations, homes):
    """The same figures by plain arithmetic over the households of one place; of its villages all persons and all households."""
    poor = [r for r in rows if r.status in POOR]
    known = [r for r in rows if r.net_income_yuan is not None]
    incidence_of = {v: p for v, p in populations.items() if p}
    below = [r for r in known if r.short_yuan > 0]
    gap = sum(r.short_yuan for r in below)
    stated = sum(r.persons for r in rows if r.village_code in incidence_of)
    return {
        "household_registration_rate": (sum(bool(homes.get(r.village_code)) for r in rows), sum(n for n in homes.values() if n)),
        "registration_rate": (stated, sum(incidence_of.values())), "exited_share": (len([r for r in rows if r.status == "exited"]), len(rows)),
        "returned_households": (len([r for r in rows if r.status == "returned"]), None),
        "return_rate": (len([r for r in rows if r.status == "returned"]), len([r for r in rows if r.status in ("exited", "returned")])),
        "below_line_persons": (sum(r.persons for r in below), None), "poverty_gap": (gap, None),
        "gap_per_head": (gap, sum(r.persons for r in below)), "school_out": (sum(r.school_out for r in rows), None),
        "school_attendance": (sum(r.school_age - r.school_out for r in rows), sum(r.school_age for r in rows)),
        "insurance_coverage": (sum(max(r.persons - r.uninsured, 0) for r in rows), sum(r.persons for r in rows)),
        "data_quality": (len([r for r in rows if not r.doubts]), len(rows)), "near_line": (len([r for r in rows if r.near_line]), None),
        **{f"meets_{name}": (sum(not (r.failed | r.unknown) & bit for r in rows), len(rows)) for name, bit in BITS.items()},
        "households": (len(rows), None), "persons": (sum(r.persons for r in rows), None), "poor_households": (len(poor), None),
        "may_exit": (sum(r.may_exit is True for r in rows), None), "not_yet": (sum(r.may_exit is False for r in rows), None),
        "unknown_verdict": (sum(r.may_exit is None for r in rows), None), "doubts_open": (sum(r.doubts for r in rows), None),
        "may_exit_rate": (sum(r.may_exit is True for r in rows), len(rows)),
        "income_per_head": (sum(r.net_income_yuan for r in known), sum(r.persons for r in known)),
        "helper_coverage": (sum(r.helper_name != "" for r in rows), len(rows)),
        "dangerous_houses": (sum(r.house_grade in ("C", "D") for r in rows), None),
        "unsafe_water": (sum(r.water_safe is False for r in rows), None),
        "poverty_incidence": (sum(r.persons for r in poor if r.village_code in incidence_of), sum(incidence_of.values())),
        **{f"fails_{name}": (sum(bool(r.failed & bit) for r in rows), None) for name, bit in BITS.items()},
        **{f"unknown_{name}": (sum(bool(r.unknown & bit) for r in rows), None) for name, bit in BITS.items()},
        **{f"cause_{word}": (sum(r.main_cause == word for r in rows), None) for word in CAUSES},
    }


@pytest.mark.parametrize("seed", range(12))
def test_the_figures_of_every_place_equal_plain_arithmetic_over_the_households_below(seed):
    draw = random.Random(seed)
    counties, villages, standings = a_random_tree(draw)
    Standing.objects.bulk_create(standings)
    populations = {village: draw.choice([None, draw.randint(1, 900)]) for village in villages}
    homes: dict[str, int | None] = {}
    for village, persons in populations.items():
        homes[village] = draw.choice([None, draw.randint(1, 300)])
        a_village_form(code=village, year=draw.choice([2017, YEAR]), persons=persons, households=homes[village])
    draw.shuffle(counties)
    with connection.cursor() as cursor:
        for county in counties:
            count_village_figures(cursor, area=county, year=YEAR, on=DAY)
            add_up_figures(cursor, areas=[county], year=YEAR)
    places = {ancestor(village, level) for village in villages for level in range(6)}
    assert set(Figure.objects.values_list("area_code", flat=True)) == places
    for place in places:
        rows = [s for s in standings if within(s.village_code, place)]
        found = figures_of(an_actor("000000000000"), place, YEAR)
        for name, (top, bottom) in by_hand(
            rows, *({v: n for v, n in of.items() if within(v, place)} for of in (populations, homes)),
        ).items():
            if name in ("poverty_incidence", "registration_rate", "household_registration_rate") and not bottom:
                assert name not in found
                continue
            assert (found[name].numerator, found[name].denominator) == (top, bottom), (place, name)


def test_counting_one_village_again_gives_the_same_as_counting_everything():
    draw = random.Random(7)
    counties, villages, standings = a_random_tree(draw)
    Standing.objects.bulk_create(standings)
    with connection.cursor() as cursor:
        for county in counties:
            count_village_figures(cursor, area=county, year=YEAR, on=DAY)
        add_up_figures(cursor, areas=counties, year=YEAR)
        Standing.objects.filter(village_code=villages[0]).update(status="exited", doubts=5)
        count_village_figures(cursor, area=villages[0], year=YEAR, on=DAY)
        add_up_figures(cursor, areas=[villages[0]], year=YEAR)
        piecemeal = set(Figure.objects.values_list("area_code", "name", "numerator", "denominator"))
        for county in counties:
            count_village_figures(cursor, area=county, year=YEAR, on=DAY)
        add_up_figures(cursor, areas=counties, year=YEAR)
    assert piecemeal == set(Figure.objects.values_list("area_code", "name", "numerator", "denominator"))


@pytest.mark.parametrize("name, numerator, denominator, shown", [
    ("poverty_incidence", 488, 689, "70.83"), ("may_exit_rate", 1, 3, "33.33"), ("households", 122, None, "122"),
    ("persons_per_household", 488, 122, "4.00"), ("may_exit_rate", 1, 0, None), ("may_exit_rate", 1, 800, "0.13"),
])
def test_a_figure_is_shown_half_up_and_not_at_all_over_nothing(name, numerator, denominator, shown):
    value = FIGURES[name].value(Decimal(numerator), None if denominator is None else Decimal(denominator))
    assert (None if value is None else str(value)) == shown
