"""A township or village is held to what a helper carries and where they are posted beyond its sight, and is shown and takes along its own helpers, not the county's lists."""

import pytest

from helping import BASIS, ON, SINCE, head, lay_out_helpers, lay_out_households, lay_out_villages
from register import a_helper, a_household
from tuopin.assistance.services.pairings import pair_households
from tuopin.assistance.services.propose import AssignmentAsked, propose_assignment
from tuopin.assistance.services.teams import MemberSaid, TeamSaid, form_teams, post_members
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import working_as
from tuopin.registry.models import Helper, Household, Pairing, Posting
from web import kit

pytestmark = pytest.mark.django_db
ELSEWHERE = "431129103201"  # in another township of the county


@pytest.fixture
def loaded(db):
    """A village's household, and a helper of the county who carries as many households as allowed and is posted, all in another township."""
    lay_out_villages([kit.VILLAGE, ELSEWHERE])
    home, (helper,) = a_household(village=kit.VILLAGE), lay_out_helpers(1)
    Pairing.objects.bulk_create(Pairing(household_id=pk, helper_id=helper, starts_on=SINCE) for pk in lay_out_households(5, [ELSEWHERE]))
    Posting.objects.create(helper_id=helper, village_code=ELSEWHERE, starts_on=SINCE)
    return home, helper


def refused(area: str, act) -> Refusal:
    with working_as(head(area)), pytest.raises(Refusal) as found:
        act({"basis": BASIS, "actor": head(area), "on": ON})
    return found.value


@pytest.mark.parametrize("area", [kit.VILLAGE, kit.TOWN])
def test_who_carries_enough_elsewhere_is_given_no_more_by_whoever_does_not_see_it(loaded, area):
    home, helper = loaded
    with working_as(head(area)):
        assert not Pairing.objects.filter(helper_id=helper).exists(), "the village sees none of them"
    said = refused(area, lambda here: pair_households(pairs=[(home.pk, helper)], starts_on=ON, **here))
    assert said.code == "overloaded" and (said.params["load"], said.params["most"]) == (6, 5)
    assert not any(number in " ".join(said.say()) for number in Household.objects.exclude(pk=home.pk).values_list("number", flat=True)), "how many, not which"
    Pairing.objects.filter(helper_id=helper).first().delete()
    with working_as(head(area)):
        assert pair_households(pairs=[(home.pk, helper)], starts_on=ON, basis=BASIS, actor=head(area), on=ON) == 1


def test_who_is_posted_in_another_township_is_not_posted_here_too(loaded):
    _home, helper = loaded
    with working_as(head()):
        form_teams(teams=[TeamSaid(kit.VILLAGE)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
    assert refused(kit.TOWN, lambda here: post_members(members=[MemberSaid(helper, kit.VILLAGE)], starts_on=ON, **here)).code == "posted-elsewhere"


def test_a_townships_proposal_leaves_alone_who_carries_enough_elsewhere(loaded):
    home, _helper = loaded
    asked = AssignmentAsked("helpers", kit.TOWN, ON)
    with working_as(head(kit.TOWN)):
        made = propose_assignment(asked=asked, actor=head(kit.TOWN), on=ON)
        assert dict(made.lines.values_list("household_id", "helper_id")) == {home.pk: None}, "nobody is free: the household stays a gap"
    free = a_helper(name="有空的").pk
    with working_as(head(kit.TOWN)):
        made = propose_assignment(asked=asked, actor=head(kit.TOWN), on=ON)
        assert dict(made.lines.values_list("household_id", "helper_id")) == {home.pk: free}


def shown(client, address: str) -> tuple[bool, bool]:
    """Whether the page or file names who helps here, and who does not."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    return "在本地的" in text, "在别处的" in text


def test_a_village_is_shown_and_takes_along_who_helps_there_and_chooses_among_all(loaded):
    home, elsewhere = loaded
    Helper.objects.filter(pk=elsewhere).update(name="在别处的")
    here = a_helper(name="在本地的")
    Pairing.objects.create(household=home, helper=here, starts_on=SINCE)
    village, county = (kit.logged_in(kit.an_official(area, username=area)) for area in (kit.VILLAGE, kit.COUNTY))
    assert shown(village, "/helpers/") == shown(village, "/helpers/?file=csv") == (True, False)
    assert shown(village, "/helpers/?search=在别处") == (False, False)
    assert shown(village, "/helpers/?only=lists") == (True, True), "the number of whom to choose is found"
    assert shown(village, f"/helpers/?area={kit.VILLAGE}&only=lists&search=在别处") == (False, True)
    for address in ("/helpers/?only=lists&file=csv", "/helpers/?only=lists&file=xlsx", f"/helpers/?only=lists&file=csv&area={kit.VILLAGE}"):
        answer = village.get(address)
        assert answer.status_code == 403 and "由县级导出" in answer.content.decode()
    assert shown(county, "/helpers/?file=csv") == shown(county, f"/helpers/?area={kit.VILLAGE}&only=lists&file=csv") == (True, True)
    assert shown(county, f"/helpers/?area={kit.VILLAGE}&file=csv") == (True, False)
    Pairing.objects.filter(helper=here).update(ends_on=ON)
    assert shown(village, "/helpers/") == (False, False)
