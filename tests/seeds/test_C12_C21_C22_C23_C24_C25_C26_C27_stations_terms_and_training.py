"""C12, C21–C27: a vacant secretary flagged, both stations in every township, terms, training due, staff against norm, six phrases, two indices."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from helping import BASIS, ON, SINCE, head, lay_out_helpers, lay_out_households, lay_out_villages, villages_of_county
from register import COUNTY
from tuopin.assistance.selectors.cadres import appointments, cadre_file, stations, training
from tuopin.assistance.selectors.gaps import gaps
from tuopin.assistance.selectors.indices import hardship
from tuopin.assistance.services.cadres import (
    Appointed,
    TrainingSaid,
    appoint_cadre,
    assess_oneself,
    end_appointment,
    note_cadre_event,
    record_training,
    set_station,
)
from tuopin.assistance.services.duty import DaySaid, sign_duty
from tuopin.assistance.services.households import VisitSaid, record_visit, solve_problem
from tuopin.assistance.services.teams import MemberSaid, TeamSaid, form_teams, post_members
from tuopin.assistance.states.indices import HARDSHIP, index_of
from tuopin.assistance.states.numbers import whole
from tuopin.assistance.states.phrases import SIX_PHRASES
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import working_as
from web import kit

pytestmark = pytest.mark.django_db
HERE = {"actor": head(), "on": ON}


def test_a_village_without_a_secretary_is_flagged_and_a_new_term_ends_the_old_one():
    code, beside = villages_of_county(2)
    lay_out_villages([code, beside])
    vacant = lambda on: [gap.key for gap in gaps(head(), COUNTY, "vacant", on=on)]  # noqa: E731
    with working_as(head()):
        assert vacant(ON) == [code, beside]
        appoint_cadre(said=Appointed(code, "head", "丙", "appointed"), starts_on=SINCE, basis=BASIS, **HERE)
        appoint_cadre(said=Appointed(beside, "secretary", "丁", "appointed"), starts_on=SINCE, basis=BASIS, **HERE)
        assert vacant(ON) == [code], "neither a chief nor the neighbour's secretary is its own"
        assert vacant(SINCE - timedelta(days=1)) == [], "of that year nothing is on record yet"
        appoint_cadre(said=Appointed(code, "secretary", "甲", "appointed"), starts_on=SINCE, basis=BASIS, **HERE)
        now = appoint_cadre(said=Appointed(code, "secretary", "乙", "term", "2017届"), starts_on=date(2017, 3, 1), basis=BASIS, **HERE)  # C22 换届
        assert [(p.name, p.cause, p.ends_on) for p in appointments(head(), code) if p.post == "secretary"] == [("乙", "term", None), ("甲", "appointed", date(2017, 3, 1))]
        assert vacant(ON) == []
        end_appointment(appointment=now.pk, ends_on=date(2018, 10, 1), basis=BASIS, **HERE)
        assert (vacant(date(2018, 9, 30)), vacant(date(2018, 10, 1))) == ([], [code]), "vacant from the day on which he left"
        appoint_cadre(said=Appointed(code, "secretary", "戊", "appointed"), starts_on=date(2018, 11, 1), basis=BASIS, **HERE)
        assert (vacant(date(2018, 10, 31)), vacant(date(2018, 11, 1))) == ([code], []), "who comes later fills no vacancy of before"


def test_each_township_has_two_stations_and_lacking_staff_is_told_by_township():
    with working_as(head()):
        towns = stations(head(), COUNTY, on=ON)
        assert towns and not any(town.complete for town in towns)
        for town in towns:
            for kind in ("party", "relief"):
                set_station(place_code=town.code, kind=kind, staff_norm=5, staff=5, since_on=SINCE, **HERE)
        assert all(town.complete for town in stations(head(), COUNTY, on=ON))  # C21: 100 %
        set_station(place_code=towns[0].code, kind="relief", staff_norm=5, staff=2, since_on=SINCE, **HERE)  # C25
        assert {town.code: town.short for town in stations(head(), COUNTY, on=ON) if town.short} == {towns[0].code: 3}


def test_two_rotations_and_four_classes_a_year_are_due_and_a_shortfall_is_told():
    with working_as(head()):
        for kind, held in (("secretaries", 2), ("members", 3)):
            for n in range(held):
                record_training(area_code=COUNTY, said=TrainingSaid(kind, f"第{n}期", date(2018, 3 + n, 1), 40, 38, "中南大学"), **HERE)
        found = {row.kind: (row.held, row.due, row.short) for row in training(head(), COUNTY, 2018)}
        assert found == {"secretaries": (2, 2, 0), "members": (3, 4, 1)}  # C23: 2 + 4
        with pytest.raises(Refusal):
            record_training(area_code=COUNTY, said=TrainingSaid("members", "x", date(2018, 3, 1), 1, 2), **HERE)


def test_a_cadres_file_has_four_links_and_the_self_assessment_exactly_six_phrases():
    [helper] = lay_out_helpers(1)
    with working_as(head()):
        for link in ("select", "train", "manage", "use"):
            note_cadre_event(helper=helper, link=link, day=ON, what="事项", **HERE)
        assert {event.link for event in cadre_file(head(), helper)} == {"select", "train", "manage", "use"}  # C24
        with pytest.raises(Refusal) as refused:
            note_cadre_event(helper=helper, link="other", day=ON, what="事项", **HERE)
        assert refused.value.code == "bad-link"
        assert list(SIX_PHRASES.values()) == ["团结共事", "认真谋事", "扎实干事", "用心做事", "担当扛事", "廉洁从事"]  # C26
        assess_oneself(helper=helper, year=2018, marks=dict.fromkeys(SIX_PHRASES, 4), **HERE)
        for marks in (dict.fromkeys(list(SIX_PHRASES)[:5], 4), dict.fromkeys(SIX_PHRASES, 6)):
            with pytest.raises(Refusal):
                assess_oneself(helper=helper, year=2018, marks=marks, **HERE)


def test_an_index_is_the_mean_of_its_known_parts_and_names_those_it_lacks():
    index = index_of(HARDSHIP, {"days": (Decimal(10), Decimal(20)), "nights": (Decimal(30), Decimal(15)), "solved": (None, Decimal(1))})
    assert index.value == Decimal("75.0") and index.missing == (HARDSHIP["visits"], HARDSHIP["solved"])  # 50 and 100 (never more)
    assert index_of(HARDSHIP, {}).value is None


def test_C27_both_indices_stand_on_the_village_page_with_their_parts_and_how_they_are_made():
    """One member, 120 days and 60 nights in a year of 11.99 months, one visit to the one household with a problem that was solved."""
    [code] = villages_of_county(1)
    lay_out_villages([code])
    lay_out_households(1, [code])
    [helper] = lay_out_helpers(1)
    with working_as(head()):
        form_teams(teams=[TeamSaid(code)], starts_on=SINCE, basis=BASIS, **HERE)
        [posting] = post_members(members=[MemberSaid(helper, code, True)], starts_on=SINCE, basis=BASIS, **HERE)
        sign_duty(days=[DaySaid(posting.pk, date(2018, 1, 1) + timedelta(days=n), night=n % 2 == 0) for n in range(120)], actor=head(), on=ON, late=True)
        seen = record_visit(number="D0000000", visit=VisitSaid(ON, "户主", "屋顶漏雨", True), **HERE)
        solve_problem(visit=seen.pk, solved_on=ON, solution="换了瓦", **HERE)
        found = hardship(head(), code, on=ON)
    months = Decimal(365) / Decimal("30.4375")
    full = {name: Decimal(whole(f"full_{name}", ON, code)) for name in ("days_a_month", "nights_a_month", "visits_a_household")}
    points = [120 / months / full["days_a_month"] * 100, 60 / months / full["nights_a_month"] * 100, 1 / months / full["visits_a_household"] * 100, Decimal(100)]
    assert max(points[:3]) < 100 and [part.points for part in found.parts] == pytest.approx(points) and found.value == (sum(points) / 4).quantize(Decimal("0.1"), ROUND_HALF_UP)
    page = kit.logged_in(kit.an_official(COUNTY, username="reader")).get(f"/villages/{code}/help/").content.decode()
    assert "干部辛苦指数" in page and "群众幸福指数" in page and page.count("取平均") >= 1
    for label in ("在村天数", "住村夜数", "走访次数", "问题解决率", "收入增长", "满意度"):
        assert label in page
