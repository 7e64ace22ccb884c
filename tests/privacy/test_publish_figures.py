"""What is published of a register: every count of eleven or more, nothing smaller, and nothing that an earlier edition hid."""

import csv
from datetime import date

import pytest
from click.testing import CliRunner

from register import an_actor
from tuopin.kernel.areas import ancestor
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import operator
from tuopin.policy.models import Standing
from tuopin.privacy.commands import publish
from tuopin.privacy.forms import PublishForm
from tuopin.privacy.models import PublicCount
from tuopin.privacy.services.publish_figures import publish_figures
from tuopin.privacy.views import _heading
from web.kit import COUNTY, OTHER_COUNTY

pytestmark = pytest.mark.django_db
ON = date(2019, 1, 5)


def standings(spread, *, start=0):
    """Households of 2018: (village, status, attribute, cause) → how many."""
    Standing.objects.bulk_create(
        Standing(household_id=start + n, year=2018, number=f"H{start + n}", village_code=village, persons=3, status=status, attribute=attribute,
                 main_cause=cause)
        for n, (village, status, attribute, cause) in enumerate(key for key, count in spread.items() for _ in range(count))
    )


def a_county():
    causes = {"ill": 3, "schooling": 14, "land": 40}
    standings({
        (f"4311292{t:02}2{v:02}", status, "general", cause): count + 5 * t + v
        for t in range(4) for v in range(3) for status in ("poor", "exited") for cause, count in causes.items() if (t, cause) != (1, "ill")
    })


def test_a_place_of_fewer_digits_is_taken_and_one_that_is_none_refused():
    asked = {"of_year": 2018, "lowest": "township", "basis": "县公告1号"}
    form = PublishForm(asked | {"of_area": "431129"})
    assert form.is_valid() and form.cleaned_data["of_area"] == COUNTY
    for wrong in ("江华县", "4311290000001", "9x"):
        assert "of_area" in PublishForm(asked | {"of_area": wrong}).errors, wrong


def test_a_column_of_the_published_table_is_called_by_its_label():
    assert [_heading("total", ""), _heading("main_cause", ""), _heading("status", "poor"), _heading("main_cause", "ill")] == ["总户数", "不详", "未脱贫", "因病"]


def published(**asked):
    edition = publish_figures(**{"area": COUNTY, "year": 2018, "lowest": "village", "basis": "县公告", "actor": operator(), "on": ON} | asked)
    return {(c.area_code, c.attribute, c.category): c.households for c in PublicCount.objects.filter(edition=edition)}


def test_shown_counts_are_the_true_ones_and_add_up_and_none_is_small():
    a_county()
    told = published()
    for (area, attribute, category), count in told.items():
        assert count is None or count == 0 or count >= 11
        if count:
            level = next(n for n in range(3, 6) if ancestor(area, n) == area)
            rows = [s for s in Standing.objects.all() if ancestor(s.village_code, level) == area]
            assert count == len([s for s in rows if attribute == "total" or getattr(s, attribute) == category])
    assert told[COUNTY, "total", ""] == Standing.objects.count()
    assert [key for key, count in told.items() if count is None]
    assert len({area for area, _, _ in told}) == 1 + 4 + 12


def test_what_one_edition_hid_the_next_hides_too():
    a_county()
    first = published()
    standings({(area, "poor", "general", "ill"): 20 for area in ("431129200200", "431129201201")}, start=10_000)
    second = published()
    for key, count in first.items():
        if count is None:
            assert second[key] is None, key


def test_a_later_edition_that_an_earlier_one_would_give_away_is_refused():
    standings({("431129200200", "poor", "general", "land"): 200, ("431129201200", "poor", "general", "land"): 100})
    published()
    standings({("431129202200", "poor", "general", "land"): 3}, start=10_000)
    with pytest.raises(Refusal, match="figures-given-away"):
        published()


def test_only_who_may_publish_there_does_and_says_on_what():
    a_county()
    with pytest.raises(Forbidden):
        published(actor=an_actor(acts="read export"))
    with pytest.raises(NotFound):
        published(actor=an_actor(OTHER_COUNTY, "read publish"))
    for asked, code in (({"basis": " "}, "basis-missing"), ({"basis": "联系 13900000001"}, "not-for-the-public"),
                        ({"lowest": "county"}, "level-not-below"), ({"year": 2017}, "nothing-judged")):
        with pytest.raises(Refusal, match=code):
            published(**asked)


def test_the_command_writes_what_was_published(tmp_path):
    a_county()
    path = tmp_path / "figures.csv"
    answer = CliRunner().invoke(publish, [COUNTY, str(path), "--year", "2018", "--basis", "县公告"])
    assert answer.exit_code == 0, answer.output
    rows = list(csv.reader(path.open(encoding="utf-8-sig")))
    assert rows[0] == ["code", "attribute", "category", "households"] and all(row[3] == "*" or row[3] == "0" or int(row[3]) >= 11 for row in rows[1:])
