"""A village goes into another: what stood with it waits to be handed over, is shown as work above, and moves by an act alone."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.urls import reverse

from ledger.tasks import TOWN, a_task, evidence_for, somebody
from register import COUNTY, VILLAGE, a_helper, a_household, a_village_form
from tuopin.assistance.models import DutyStation, Team
from tuopin.assistance.selectors.coverage import coverage
from tuopin.assistance.services.merged_teams import hand_over_team
from tuopin.assistance.services.teams import MemberSaid, TeamSaid, form_teams, post_members
from tuopin.assistance.services.units import UnitSaid, register_units
from tuopin.cli.merge import merge
from tuopin.divisions.services import Former, add_division
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.ledger.models import Task
from tuopin.ledger.selectors import due_here
from tuopin.ledger.services import NewTask, accept_task, issue_tasks, submit_task, verify_task
from tuopin.ledger.states import Seat
from tuopin.people.models import Account
from tuopin.people.selectors import operator, working_as
from tuopin.registry.models import Household
from tuopin.registry.services.merge_villages import merge_villages
from tuopin.responsibility.commands import responsibility
from tuopin.responsibility.models import Duty
from tuopin.responsibility.selectors import duties_of, left_behind
from tuopin.responsibility.services import NewDuty, give_duties, hand_over
from tuopin.trail.selectors import entries_on
from web import kit

pytestmark = pytest.mark.django_db
BASIS = "江办发〔2016〕3号"
OLD, ON, MERGED_ON = "431129210902", date(2018, 6, 1), date(2018, 5, 20)


@pytest.fixture
def who():
    add_division(code=OLD, name="龙安村", starts_on=date(2013, 1, 1), basis="县志", actor=operator(), on=ON)
    return {"town": somebody("town", TOWN, office="secretary"), "county": somebody("county", COUNTY, office="secretary"),
            "village": somebody("village", VILLAGE, office="secretary"), "old": somebody("old", OLD, office="secretary"), "far": somebody("far", "431126000000")}


def laid_out(who) -> dict:
    a_household(village=OLD)
    give_duties([NewDuty("contact", OLD, "县委书记", date(2017, 1, 1), title="书记", unit="县委"), NewDuty("help", OLD, "县水利局", date(2017, 1, 1)),
                 NewDuty("help", VILLAGE, "县水利局", date(2017, 1, 1))], actor=operator(), on=ON)
    return {"task": a_task(who["town"], area=OLD, on=date(2018, 5, 1), evidence_kinds=("photo",), source="plan:7", code="3"),
            "late": a_task(who["town"], area=OLD, title="修水池", on=date(2018, 4, 1), due_on=date(2018, 5, 1)),
            "contact": Duty.objects.get(kind="contact"), "help": Duty.objects.get(kind="help", area_code=OLD)}


def merged() -> None:
    merge_villages(predecessors=[Former(code=VILLAGE), Former(code=OLD)], successor=VILLAGE, merged_on=MERGED_ON, basis="县政发〔2018〕9号", actor=operator(), on=ON)


def code_of(act) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    return refusal.value.code


def test_what_stands_with_the_former_village_waits_and_nothing_moves_by_itself(who):
    laid = laid_out(who)
    assert left_behind(who["town"], TOWN, on=ON) == []
    merged()
    rows = left_behind(who["town"], TOWN, on=ON)
    assert [(row.kind, row.what, row.who) for row in rows] == [
        ("post", "党组织书记", "old"), ("task", "修水池", ""), ("task", "硬化通组路", ""), ("duty", "联系点", "县委书记"), ("duty", "帮扶责任", "县水利局")]
    assert {(row.area_code, row.heir, row.merged_on) for row in rows} == {(OLD, VILLAGE, MERGED_ON)}
    assert Task.objects.get(pk=laid["task"].pk).area_code == OLD and Duty.objects.get(pk=laid["contact"].pk).ends_on is None
    assert [(due.page, due.key, due.number, due.late) for due in due_here(who["town"], on=ON)[0] if due.page == "merged-village"] == [("merged-village", int(OLD), OLD, 12)]
    for name in ("village", "far"):
        assert not any(due.page == "merged-village" for due in due_here(who[name], on=ON)[0])
    with pytest.raises(NotFound):
        left_behind(who["far"], TOWN, on=ON)
    assert left_behind(who["town"], TOWN, on=date(2018, 5, 19)) == [], "the day before it stood for itself"


def test_a_duty_is_handed_over_today_and_one_that_the_merged_village_has_alike_only_ends(who):
    laid = laid_out(who)
    merged()
    with working_as(who["county"]):
        hand_over(kind="duty", pk=laid["contact"].pk, area=COUNTY, actor=who["county"], on=ON)
        hand_over(kind="duty", pk=laid["help"].pk, area=COUNTY, actor=who["county"], on=ON)
    assert [(d.area_code, d.holder, d.title, d.unit, d.starts_on, d.ends_on) for d in Duty.objects.filter(kind="contact").order_by("pk")] == [
        (OLD, "县委书记", "书记", "县委", date(2017, 1, 1), ON), (VILLAGE, "县委书记", "书记", "县委", ON, None)], "until today it was there, and whoever answered then stays on record"
    assert list(Duty.objects.filter(kind="help", ends_on=None).values_list("area_code", flat=True)) == [VILLAGE]
    assert entries_on(f"responsibility:{laid['contact'].pk}")[0].basis == f"随村合并移交 {VILLAGE}"
    assert VILLAGE in {duty.area_code for duty in duties_of(who["county"], COUNTY, on=ON, kinds=("contact",))}
    assert {row.kind for row in left_behind(who["county"], COUNTY, on=ON)} == {"post", "task"}
    assert code_of(lambda: hand_over(kind="duty", pk=laid["contact"].pk, area=COUNTY, actor=who["county"], on=ON)) == "nothing-left"


def test_a_task_is_called_off_and_issued_anew_to_the_same_seat_of_the_merged_village(who):
    laid = laid_out(who)
    merged()
    with working_as(who["town"]):
        hand_over(kind="task", pk=laid["task"].pk, area=TOWN, actor=who["town"], on=ON)
        hand_over(kind="task", pk=laid["late"].pk, area=TOWN, actor=who["town"], on=ON, due_on=date(2018, 7, 31))
    old, new = Task.objects.filter(title="硬化通组路").order_by("pk")
    assert (old.state, old.area_code) == ("voided", OLD) and old.acts.last().note == f"随村合并移交 {VILLAGE}"
    assert (new.state, new.area_code, new.owner_area, new.owner_role, new.owner_office, new.due_on, new.evidence_kinds, new.source, new.code) == (
        "issued", VILLAGE, VILLAGE, "head", "secretary", laid["task"].due_on, "photo", "plan:7", "3")
    assert Task.objects.get(title="修水池", state="issued").due_on == date(2018, 7, 31)
    assert not [row for row in left_behind(who["town"], TOWN, on=ON) if row.kind == "task"]


@pytest.mark.parametrize("turn", ["in their order", "the last first"])
def test_tasks_handed_over_keep_the_order_between_them_whichever_goes_first(who, turn):
    laid_out(who)
    seat = Seat(OLD, "head", "secretary")
    line = {"area": OLD, "owner": seat, "due_on": date(2018, 9, 1), "source": "plan:9"}
    chain = issue_tasks([NewTask(title="定线", code="1", **line), NewTask(title="征地", code="2", after=("1",), **line), NewTask(title="铺路", code="3", after=("2",), **line)],
                        actor=who["town"], on=date(2018, 5, 1))
    merged()
    with working_as(who["town"]):
        for task in chain if turn == "in their order" else reversed(chain):
            hand_over(kind="task", pk=task.pk, area=TOWN, actor=who["town"], on=ON)
    new = {task.code: task for task in Task.objects.filter(source="plan:9", area_code=VILLAGE, state="issued")}
    open_orders = {code: set(task.waits_for.exclude(after__state="voided").values_list("after_id", flat=True)) for code, task in new.items()}
    assert open_orders == {"1": set(), "2": {new["1"].pk}, "3": {new["2"].pk}}
    with pytest.raises(Refusal) as refused, transaction.atomic():
        verify_as_submitted(new["2"], who)
    assert refused.value.code == "task-waits"
    verify_as_submitted(new["1"], who)
    verify_as_submitted(new["2"], who)


def verify_as_submitted(task: Task, who) -> None:
    """The village takes the task up, hands it in with a photo, the township verifies it."""
    with working_as(who["village"]):
        accept_task(task=task.pk, actor=who["village"], on=ON)
        evidence_for(task, who["village"])
        submit_task(task=task.pk, actor=who["village"], on=ON)
    with working_as(who["town"]):
        verify_task(task=task.pk, actor=who["town"], on=ON)


def test_a_line_that_the_merged_village_has_already_is_not_issued_twice(who):
    laid = laid_out(who)
    a_task(who["town"], area=VILLAGE, on=date(2018, 5, 1), source="plan:7", code="3")
    merged()
    hand_over(kind="task", pk=laid["task"].pk, area=TOWN, actor=who["town"], on=ON)
    assert sorted(Task.objects.filter(source="plan:7").values_list("area_code", "state")) == [(VILLAGE, "issued"), (OLD, "voided")]


def test_who_sits_where_is_decided_and_only_who_may_hands_over(who):
    laid = laid_out(who)
    merged()
    (post,) = (row for row in left_behind(who["town"], TOWN, on=ON) if row.kind == "post")
    assert code_of(lambda: hand_over(kind="post", pk=post.pk, area=TOWN, actor=who["town"], on=ON)) == "post-by-decision"
    reader = somebody("reader", COUNTY, "reader")
    for actor, area in ((reader, COUNTY), (who["old"], OLD)):
        with pytest.raises((Forbidden, NotFound)), transaction.atomic():
            hand_over(kind="duty", pk=laid["contact"].pk, area=area, actor=actor, on=ON)
    with pytest.raises((Forbidden, NotFound)), transaction.atomic():
        hand_over(kind="task", pk=laid["task"].pk, area=TOWN, actor=somebody("clerk", VILLAGE, "clerk"), on=ON)
    assert Duty.objects.get(pk=laid["contact"].pk).ends_on is None and Task.objects.filter(state="issued").count() == 2


def test_on_the_page_it_is_listed_found_taken_along_and_handed_over(who):
    kit.lay_out_places()
    add_division(code=OLD, name="龙安村", starts_on=date(2013, 1, 1), basis="县志", actor=operator(), on=ON)
    laid = laid_out(who)
    merged()
    browser = kit.logged_in(Account.objects.get(username="county"))
    page = browser.get(reverse("merged-villages") + f"?area={COUNTY}").content.decode()
    assert page.count(f"/hand-over/?area={COUNTY}") == 4 and "由管理员重新任命" in page and "县水利局" in page
    found = browser.get(reverse("merged-villages") + f"?area={COUNTY}&search=水利局&only=duty").content.decode()
    assert "县水利局" in found and "修水池" not in found
    assert browser.get(reverse("merged-villages") + f"?area={COUNTY}&file=csv").getvalue().decode("utf-8-sig").count(OLD) == 5
    assert browser.get(reverse("merged-village", args=[int(OLD)])).url == f"{reverse('merged-villages')}?area={OLD}"
    done = browser.post(reverse("hand-over", args=["duty", laid["contact"].pk]) + f"?area={COUNTY}", follow=True)
    assert "已移交" in done.content.decode() and Duty.objects.filter(kind="contact", area_code=VILLAGE).exists()
    assert "村已合并" in browser.get(reverse("my-day")).content.decode()


def test_by_command_it_is_told_and_handed_over(who):
    laid = laid_out(who)
    merged()
    run = lambda *words: CliRunner().invoke(responsibility, words, obj={"actor": lambda on: who["county"]}, catch_exceptions=False)  # noqa: E731
    told = run("left", "--json")
    assert told.exit_code == 1 and len(json.loads(told.output)) == 5
    assert run("hand-over", "duty", str(laid["contact"].pk)).output.strip() == VILLAGE
    assert len(json.loads(run("left", "--json").output)) == 4


def test_a_merger_by_command_moves_the_households_and_says_what_waits(who):
    laid_out(who)
    run = lambda *words: CliRunner().invoke(merge, [VILLAGE, VILLAGE, OLD, *words], obj={"actor": lambda on: who["county"]}, catch_exceptions=False)  # noqa: E731
    with pytest.raises(Refusal), transaction.atomic():
        run("--on", "2018-05-20", "--basis", " ")
    told = json.loads(run("--on", "2018-05-20", "--basis", "县政发〔2018〕9号", "--json").output)
    assert told == {"successor": VILLAGE, "moved": {OLD: 1}, "to_hand_over": {OLD: {"post": 1, "task": 2, "duty": 2}}}
    assert Household.objects.filter(village_code=OLD).count() == 0 and Household.objects.filter(village_code=VILLAGE).count() == 1


def test_the_former_villages_team_is_handed_over_and_its_empty_row_goes(who):
    chief = somebody("chief", COUNTY, office="chief")
    laid_out(who)
    a_village_form(code=OLD, year=2017, poor_village=True)
    with working_as(chief):
        unit, = register_units(area_code=COUNTY, units=[UnitSaid("U1", "县水利局", unit_class="economic")], actor=chief, on=ON)
        team, = form_teams(teams=[TeamSaid(OLD, unit.pk, "龙安小学")], starts_on=date(2017, 1, 1), basis=BASIS, actor=chief, on=ON)
        post_members(members=[MemberSaid(a_helper(name=name).pk, OLD) for name in ("何一", "何二", "何三")], starts_on=date(2017, 1, 1), basis=BASIS, actor=chief, on=ON)
    merged()
    assert [(row.what, row.heir) for row in left_behind(who["county"], COUNTY, on=ON) if row.kind == "team"] == [("县水利局", VILLAGE)]
    with working_as(who["county"]):
        hand_over(kind="team", pk=team.pk, area=COUNTY, actor=who["county"], on=ON)
    rows = list(Team.objects.order_by("pk").values_list("village_code", "unit", "starts_on", "ends_on"))
    assert rows == [(OLD, unit.pk, date(2017, 1, 1), ON), (VILLAGE, unit.pk, ON, None)] and DutyStation.objects.get(ends_on=None).name == "龙安小学"
    (one,) = [village for village in coverage(who["county"], COUNTY, on=ON).villages if village.team]
    assert (one.code, one.members) == (VILLAGE, 3), "its people are where they have been since the merger"
    assert not [row for row in left_behind(who["county"], COUNTY, on=ON) if row.kind == "team"]
    assert code_of(lambda: hand_over_team(team=Team.objects.get(ends_on=None).pk, basis=BASIS, actor=who["county"], on=ON)) == "village-stands"


def test_the_village_that_stands_goes_on_with_the_team_that_it_has_and_a_clerk_hands_none_over(who):
    laid_out(who)
    with working_as(who["county"]):
        old, own = form_teams(teams=[TeamSaid(OLD), TeamSaid(VILLAGE)], starts_on=date(2017, 1, 1), basis=BASIS, actor=who["county"], on=ON)
    merged()
    clerk = somebody("clerk", COUNTY, "clerk")
    with pytest.raises(Forbidden), working_as(clerk):
        hand_over(kind="team", pk=old.pk, area=COUNTY, actor=clerk, on=ON)
    with working_as(who["county"]):
        hand_over(kind="team", pk=old.pk, area=COUNTY, actor=who["county"], on=ON)
    assert list(Team.objects.filter(ends_on=None)) == [own] and "随村合并移交" in Team.objects.get(pk=old.pk).end_basis
