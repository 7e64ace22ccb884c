"""Policies, watched households, teams and pairings as programs read them: what is there is told whole, what is a neighbour's is not there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from api.test_api import api, fits
from benefits.builders import deliver, members_of, set_member
from register import a_household
from tuopin.assistance.models import Team
from tuopin.monitoring.models import Watch
from tuopin.people.selectors import operator, working_as
from tuopin.registry.models import Helper, Pairing
from web import kit

pytestmark = pytest.mark.django_db
SINCE, YEAR = date(2018, 1, 1), {"year": "2018"}
LISTS = ("watches", "teams", "pairings")


@pytest.fixture
def homes() -> dict[str, list]:
    """Three households in the village and one with its neighbour: each with a pupil, a clue and a helper; each village with a team."""
    kit.lay_out_places()
    found: dict[str, list] = {}
    for village in (kit.VILLAGE, kit.VILLAGE, kit.VILLAGE, kit.NEIGHBOUR):
        home = a_household(village=village)
        found.setdefault(village, []).append(home)
        set_member(members_of(home)[2], student="vocational_1", education="")
        Watch.objects.create(household=home, channel="sweep", medium="desk", clue_on=timezone.localdate() - timedelta(days=90), said="邻居说的原话", reported_by="t", risks="ill")
        helper = Helper.objects.create(number=f"R{home.pk}", area_code=kit.COUNTY, name="唐帮扶", unit_name="县教育局", certificate_sealed=b"sealed", phone_sealed=b"sealed")
        Pairing.objects.filter(household=home).delete()
        Pairing.objects.create(household=home, helper=helper, starts_on=SINCE)
    for village in found:
        Team.objects.create(village_code=village, starts_on=SINCE, basis="文件")
    return found


def read(client, path: str, **given) -> dict:
    """The answer, which is as its declaration says."""
    answer = client.get(f"/api/v1/{path}", given)
    assert answer.status_code == 200, answer.content
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    said = paths.get(f"/api/v1/{path}") or paths["/api/v1/policies/{name}/" if path.startswith("policies/") else "/api/v1/households/{number}/policies/"]
    assert fits(answer.json(), said["get"]["responses"]["200"]["content"]["application/json"]["schema"]) == []
    return answer.json()


def every_row(client, path: str, **given) -> list[dict]:
    rows, after = [], ""
    while after is not None:
        page = read(client, path, **given, limit="1", **({"after": after} if after else {}))
        assert len(page["rows"]) <= 1
        rows, after = rows + page["rows"], page["after"]
    return rows


def test_a_household_is_told_what_its_people_are_owed_and_what_they_received(homes):
    home, client = homes[kit.VILLAGE][0], api()
    pupil, path = members_of(home)[2], f"households/{home.number}/policies/"
    owed = next(one for one in read(client, path, **YEAR)["policies"] if one["policy"] == "rain-dew")
    assert (owed["state"], owed["person"], owed["by_right"], owed["due_yuan"], owed["received_yuan"]) == ("gap", pupil.number, True, "3000", None)
    with working_as(operator()):
        deliver(home, pupil)
    told = read(client, path, **YEAR)
    got = next(one for one in told["policies"] if one["policy"] == "rain-dew")
    assert (got["state"], got["received_yuan"], got["last_received_on"]) == ("received", "3000.00", "2018-10-08")
    [delivery] = told["deliveries"]
    assert (delivery["policy"], delivery["person"], delivery["amount_yuan"], delivery["voided"], told["on"]) == ("rain-dew", pupil.number, "3000.00", False, "2018-12-31")
    assert client.get(f"/api/v1/households/{homes[kit.NEIGHBOUR][0].number}/policies/", YEAR).status_code == 404


def test_who_is_owed_a_policy_is_read_page_by_page_though_one_receives_it_meanwhile(homes):
    client, numbers = api(), [home.number for home in homes[kit.VILLAGE]]
    rows = every_row(client, "policies/rain-dew/", **YEAR)
    assert [row["household"] for row in rows] == numbers and {(row["state"], row["due_yuan"], row["received_yuan"]) for row in rows} == {("gap", "3000", None)}
    first = read(client, "policies/rain-dew/", **YEAR, limit="1")
    with working_as(operator()):
        deliver(homes[kit.VILLAGE][0], members_of(homes[kit.VILLAGE][0])[2])
    rest = read(client, "policies/rain-dew/", **YEAR, after=first["after"])
    assert [row["household"] for row in first["rows"] + rest["rows"]] == numbers, "nobody is passed over when the list grows shorter in front"
    assert [row["household"] for row in read(client, "policies/rain-dew/", **YEAR, state="received")["rows"]] == numbers[:1]
    assert [row["household"] for row in read(client, "policies/rain-dew/", **YEAR, number=numbers[1])["rows"]] == numbers[1:2]
    wider = read(api(kit.COUNTY), "policies/rain-dew/", **YEAR)["rows"]
    assert [row["household"] for row in wider] == [*numbers[1:], homes[kit.NEIGHBOUR][0].number]


def test_the_catalogue_is_told_by_the_words_of_the_page_and_without_counts(homes):
    client = api()
    rows, special = read(client, "policies/")["rows"], read(client, "policies/", tier="special")["rows"]
    assert 0 < len(special) < len(rows) and {row["tier"] for row in special} == {"special"}
    assert not {"entitled", "received", "gap"} & set(rows[0])


@pytest.mark.parametrize("path", LISTS)
def test_a_list_holds_ones_own_and_nothing_of_the_neighbours(homes, path):
    given = {"tab": "clue"} if path == "watches" else {}
    own, wider = (every_row(api(area), f"{path}/", **given) for area in (kit.VILLAGE, kit.TOWN))
    assert {row["village_code"] for row in own} == {kit.VILLAGE} and {row["village_code"] for row in wider} == {kit.VILLAGE, kit.NEIGHBOUR}
    assert len(own) == (1 if path == "teams" else 3) and len(wider) == len(own) + 1
    assert [row["number"] for row in wider] == sorted({row["number"] for row in wider})
    assert api().get(f"/api/v1/{path}/", {"area": kit.NEIGHBOUR}).status_code == 404


def test_the_filters_are_those_of_the_pages(homes):
    client, home = api(), homes[kit.VILLAGE][0]
    assert read(client, "watches/")["rows"] == [] and len(read(client, "watches/", tab="late", risk="ill")["rows"]) == 3
    late = read(client, "watches/", tab="late")["rows"][0]
    assert late["due"] == "check" and late["days_late"] > 0 and late["level"] and late["head_name"]
    assert len(read(client, "teams/", lacks="no_leader")["rows"]) == 1
    [pairing] = read(client, "pairings/", household=home.number)["rows"]
    assert pairing["helper"] == {"number": f"R{home.pk}", "area": kit.COUNTY, "name": "唐帮扶", "unit": "县教育局", "unit_class": "", "duty": ""}
    assert [row["number"] for row in read(client, "pairings/", helper=f"R{home.pk}")["rows"]] == [pairing["number"]]
    Pairing.objects.filter(household=home).update(ends_on=timezone.localdate())
    assert [row["number"] for row in read(client, "pairings/", which="ended")["rows"]] == [pairing["number"]] and len(read(client, "pairings/")["rows"]) == 2


def test_neither_numbers_nor_what_people_said_leave_the_house(homes):
    client = api()
    texts = [client.get(f"/api/v1/{path}", given).content.decode() for path, given in (
        ("watches/", {"tab": "clue"}), ("pairings/", {}), ("teams/", {}), ("policies/rain-dew/", YEAR), (f"households/{homes[kit.VILLAGE][0].number}/policies/", YEAR))]
    from tuopin.kernel.home import keyring

    people = [person for home in homes[kit.VILLAGE] for person in members_of(home)]
    secret = [keyring().open(one.certificate_sealed, f"registry.person|certificate|{one.number}") for one in people] + ["邻居说的原话", "sealed", "certificate", "phone"]
    assert len(secret) > 9 and not [word for word in secret for text in texts if word in text]


@pytest.mark.parametrize(("path", "wrong"), [
    *((path, {"x": "1"}) for path in (*LISTS, "policies", "policies/rain-dew")), ("watches", {"text": "李"}), ("watches", {"tab": "x"}), ("watches", {"kind": "x"}),
    ("watches", {"risk": "("}), ("teams", {"search": "李"}), ("teams", {"lacks": "x"}), ("pairings", {"which": "x"}), ("pairings", {"after": "x"}),
    ("policies", {"tier": "x"}), ("policies/rain-dew", {"state": "x"}), ("policies/rain-dew", {"year": "1"}), ("policies/rain-dew", {"limit": "0"}),
])
def test_what_is_not_declared_or_is_no_word_of_the_list_is_refused(path, wrong):
    kit.lay_out_places()
    answer = api().get(f"/api/v1/{path}/", wrong)
    assert answer.status_code == 400 and set(answer.json()) == {"code", "message", "fix"}


def test_a_list_of_beneficiaries_is_of_a_county_at_most_and_of_a_policy_that_there_is():
    kit.lay_out_places()
    answer = api(kit.CITY).get("/api/v1/policies/rain-dew/", YEAR)
    assert answer.status_code == 400 and answer.json()["code"] == "too-wide"
    assert api().get("/api/v1/policies/nothing/").status_code == 404
