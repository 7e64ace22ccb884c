"""A watch from the clue to the end of its risk by commands alone: the same acts, the same refusals and the same trail as by its page."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from monitoring.watching import a_case_done, a_clue, an_exited
from procedure.cases import DAY, a_clock, officials
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.monitoring.commands import monitor
from tuopin.monitoring.models import FollowUp, Watch, WatchMeasure
from tuopin.procedure.models import Case
from tuopin.procedure.services.clock import today
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db
CHECK = ("--kind", "unstable", "--risk", "ill", "--persons", 3, "--net", "20000.50", "--self-pay", 9000)


@pytest.fixture
def who():
    kit.lay_out_places()
    return officials()


def run(account: str, *words: object) -> str:
    result = CliRunner().invoke(monitor, [str(word) for word in words], obj={"account": account}, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.output.strip()


def shown(watch: Watch) -> dict:
    return json.loads(run("clerk", "show", watch.pk, "--json"))


def test_the_whole_way_of_a_watch_is_open_to_commands(who):
    household = an_exited()
    with a_clock() as clock:
        watch = a_clue(household, who["clerk"])
        assert (shown(watch)["due"], shown(watch)["state"]) == ("check", "clue")
        run("clerk", "check", watch.pk, *CHECK)
        assert (shown(watch)["checked_by"], shown(watch)["net_yuan"], shown(watch)["due"]) == ("clerk", "20000.50", "decision")
        case = Case.objects.get(pk=run("clerk", "admit", watch.pk))
        a_case_done(case, who, clock)
        assert (shown(watch)["state"], shown(watch)["due"], shown(watch)["admission"]) == ("watched", "measure", case.pk)
        first, second = (run("clerk", "measure", watch.pk, "--risk", "ill", "--kind", "safety_net", "--note", note) for note in ("登记有误", "大病救助"))
        run("clerk", "drop", first, "--why", "登记有误")
        clock(20 * DAY)
        run("clerk", "visit", household.number, "--finding", "eased", "--kept", "yes", "--note", "病情稳定")
        run("clerk", "visit", household.number, "--finding", "eased", "--kept", "yes", "--note", "病情稳定")
        told = shown(watch)
        assert [(one["measure"], one["withdrawn"]) for one in told["measures"]] == [(int(first), True), (int(second), False)]
        assert [(one["finding"], one["by"]) for one in told["visits"]] == [("eased", "clerk")] and FollowUp.objects.get().policies_kept is True
        with pytest.raises(Refusal):  # the rule knows no newer facts of it
            run("clerk", "remove", watch.pk, "--way", "assisted", "--why", "收入恢复")
        assert shown(watch)["removal"] is None and shown(watch)["way"] == ""
    events = list(Entry.objects.filter(subject=f"watch:{watch.pk}").exclude(verb__endswith="-evidence").order_by("pk").values_list("verb", "actor"))
    assert [verb for verb, _actor in events if verb != "change-watch"] == [
        "report-clue", "check-clue", "propose-watch", "plan-measure", "plan-measure", "withdraw-measure", "follow-up"], events
    assert {actor for verb, actor in events if verb != "change-watch"} == {"clerk"}


@pytest.mark.parametrize(("more", "field"), [
    (("--persons", 0), "家庭人口数"), (("--persons", "three"), "家庭人口数"), (("--net", "many"), "纯收入"), (("--net", "1.234"), "纯收入"), (("--net", "NaN"), "纯收入"),
    (("--claims", -1), "理赔收入"), (("--kind", "rich"), "监测对象类别"), (("--risk", "bored"), "风险"),
])
def test_a_check_that_the_page_would_not_take_is_refused_by_the_name_of_its_field_and_nothing_is_written(who, more, field):
    watch = a_clue(an_exited(), who["clerk"])
    with pytest.raises(Refusal) as refused:
        run("clerk", "check", watch.pk, *CHECK, *more)
    assert field in refused.value.say(str)[0] and Watch.objects.get(pk=watch.pk).checked_on is None


def test_commands_refuse_whom_the_page_refuses(who):
    watch = a_clue(an_exited(), who["clerk"])
    run("clerk", "check", watch.pk, *CHECK)
    with pytest.raises(Refusal, match="same-person|act-not-allowed|not-found|no-right"):
        run("clerk", "dismiss", watch.pk, "--why", "不属实")
    with pytest.raises((NotFound, Forbidden, Refusal)):
        run("nobody", "show", watch.pk)
    with pytest.raises(Refusal, match="not-watched"):
        run("clerk", "measure", watch.pk, "--risk", "ill", "--kind", "safety_net", "--note", "x")
    with pytest.raises(Refusal, match="value-not-listed"):
        run("clerk", "visit", watch.household.number, "--finding", "great", "--note", "x")
    with pytest.raises(Refusal, match="value-does-not-fit"):
        run("clerk", "visit", watch.household.number, "--finding", "stable", "--on", "2018-02-30", "--note", "x")
    run("head", "dismiss", watch.pk, "--why", "核实为旧病,费用已报销")
    assert shown(watch)["state"] == "dismissed" and shown(watch)["ended_by"] == "head" and not WatchMeasure.objects.exists()
    assert shown(watch)["ended_on"] == today().isoformat()
