"""What lies in one village of assistance, and how each of its addresses is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from tuopin.assistance.models import Proposal, Unit
from tuopin.assistance.services.diary import write_diary
from tuopin.assistance.services.households import VisitSaid, record_visit
from tuopin.assistance.services.propose import AssignmentAsked, propose_assignment
from tuopin.assistance.services.teams import MemberSaid, TeamSaid, form_teams, post_members
from tuopin.assistance.services.units import RelationSaid, UnitSaid, register_units, stand_by
from tuopin.people.selectors import operator, working_as
from tuopin.registry.models import Helper, Pairing

LISTS = {  # everybody has one of their own
    "help-coverage", "help-gaps", "teams", "team-report", "form-team", "units", "add-unit", "relations", "helpers", "assignments", "ask-assignment", "choice-deed",
    "cadres", "cadres-deed",
}
SINCE, ON = date(2018, 1, 1), date(2019, 1, 1)


@dataclass(frozen=True)
class Helped:
    """What lies in the village."""

    household: str
    team: int
    unit: int
    helper: int
    proposal: int
    line: int


def lay_out_help(household, village: str) -> Helped:
    """A unit, a team with a diary, a helper of one's own list, a visit and a proposal, all in one village."""
    helper = Helper.objects.create(number="R1", area_code=village, name="秘密名册", unit_name="秘密名册")
    Pairing.objects.create(household=household, helper=helper, starts_on=SINCE)
    here = {"actor": operator(), "on": ON}
    with working_as(operator()):
        [unit] = register_units(area_code=village, units=[UnitSaid("U1", "秘密名册", villages_most=3)], **here)
        stand_by(relations=[RelationSaid(unit.pk, village)], starts_on=SINCE, basis="文件", **here)
        [team] = form_teams(teams=[TeamSaid(village, unit.pk)], starts_on=SINCE, basis="文件", **here)
        [posting] = post_members(members=[MemberSaid(helper.pk, village, True)], starts_on=SINCE, basis="文件", **here)
        write_diary(posting=posting.pk, day=ON, text="秘密名册", households=[household.number], **here)
        record_visit(number=household.number, visit=VisitSaid(ON, "户主", "秘密名册"), **here)
        proposal = propose_assignment(asked=AssignmentAsked(Proposal.Kind.HELPERS, village, ON, only_gaps=False), **here)
    assert Unit.objects.count() == 1
    return Helped(household.number, team.pk, unit.pk, helper.pk, proposal.pk, proposal.lines.get().pk)


def help_addresses(found: Helped, code: str, village: str) -> dict[str, list[tuple[str, str, dict]]]:
    """For each address of assistance: method, address, form."""
    get, post, area, form = "GET", "POST", f"?area={code}", {"basis": "文件", "on_day": "2019-01-01"}
    home, team, unit, helper = {"number": found.household}, {"pk": found.team}, {"pk": found.unit}, {"pk": found.helper}

    def both(name: str, kwargs: dict, words: tuple[str, ...], tail: str = "") -> list:
        return [(m, reverse(name, kwargs=kwargs | ({"what": word} if word else {})) + tail, form) for m in (get, post) for word in words]

    return {
        "help-coverage": [(get, reverse("help-coverage") + area, {})],
        "help-gaps": [(get, reverse("help-gaps", kwargs={"kind": kind}) + area + tail, {}) for kind in ("unpaired", "unit", "idle", "overload", "vacant", "plan")
                      for tail in ("", "&file=csv")],
        "teams": [(get, reverse("teams") + area + tail, {}) for tail in ("", "&file=xlsx", "&lacks=small")],
        "team-report": [(get, reverse("team-report") + area + tail, {}) for tail in ("", "&file=csv")],
        "form-team": both("form-team", {}, ("",)),
        "team": [(get, reverse("team", kwargs=team), {})], "team-diary": [(get, reverse("team-diary", kwargs=team), {})],
        "team-note": both("team-note", team, ("duty", "diary", "leave", "withdraw", "x")),
        "team-deed": both("team-deed", team, ("post", "recall", "move", "close", "leave", "x")),
        "units": [(get, reverse("units") + area + tail, {}) for tail in ("", "&file=csv")], "add-unit": both("add-unit", {}, ("",), area),
        "unit": [(get, reverse("unit", kwargs=unit), {})], "unit-deed": both("unit-deed", unit, ("stand-by", "end", "edit", "x")),
        "relations": [(get, reverse("relations") + area, {})],
        "helpers": [(get, reverse("helpers") + area + tail, {}) for tail in ("", "&file=csv", "&only=idle")],
        "helper": [(get, reverse("helper", kwargs=helper), {})], "helper-deed": both("helper-deed", helper, ("leave", "return", "event", "x")),
        "helper-assess": both("helper-assess", helper, ("",)),
        "household-help": [(get, reverse("household-help", kwargs=home), {})],
        "household-help-deed": both("household-help-deed", home, ("visit", "plan", "measure", "done", "solve", "peer", "peer-end", "x")),
        "household-pairing": both("household-pairing", home, ("pair", "end", "keep", "x")),
        "village-help": [(get, reverse("village-help", kwargs={"code": village}), {})],
        "village-help-deed": both("village-help-deed", {"code": village}, ("appoint", "leave", "x")),
        "assignments": [(get, reverse("assignments") + area, {})], "ask-assignment": both("ask-assignment", {}, ("",), area),
        "choice-deed": both("choice-deed", {}, ("unit", "end")),
        "assignment": [(get, reverse("assignment", kwargs={"pk": found.proposal}) + tail, {}) for tail in ("", "?file=csv")],
        "assignment-deed": both("assignment-deed", {"pk": found.proposal}, ("ask", "confirm", "drop", "x")),
        "assignment-line": [(get, reverse("assignment-line", kwargs={"pk": found.line}), {})],
        "cadres": [(get, reverse("cadres") + area, {})], "cadres-deed": both("cadres-deed", {}, ("station", "training"), area),
    }
