"""A17 一县一策: six exit counties each have an approved strategy; a county without one is listed; versions, four eyes, results on tasks."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

import pictures
from ledger.tasks import evidence_for, somebody
from tuopin.benefits.models import Strategy
from tuopin.benefits.selectors.strategies import counties_without, strategies_of, strategy_file
from tuopin.benefits.services.draft_strategy import Line, draft_strategy
from tuopin.divisions.models import Division
from tuopin.identification.models import Designation
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.ledger.models import Task
from tuopin.ledger.services import accept_task, close_task, submit_task, verify_task
from tuopin.people.selectors import working_as
from tuopin.procedure.services import clock, hand_in, open_case, take_step
from tuopin.procedure.services.said import Said

pytestmark = pytest.mark.django_db
CITY, KELAN = "140900000000", "140929000000"
SIX = {"140924000000": "繁峙县", "140927000000": "神池县", "140928000000": "五寨县", KELAN: "岢岚县", "140930000000": "河曲县", "140931000000": "保德县"}


@pytest.fixture
def six():
    for code, name in SIX.items():
        Division.objects.get_or_create(code=code, defaults={"name": name, "initials": "x", "starts_on": date(2014, 1, 1), "level": 3})
        Designation.objects.create(area_code=code, tag="national_county", starts_on=date(2014, 1, 1), document="名单")
    return somebody("xinzhou-head", CITY)


def drafted(actor, code, text="产业单一"):
    on = clock.today()
    with working_as(actor):
        return draft_strategy(area=code, title="一县一策", lines=[
            Line(text, "发展羊产业", "县农业局", on + timedelta(days=200)), Line("饮水不稳", "改造管网", "县水利局", on + timedelta(days=90))], actor=actor, on=on)


def step(case, actor, name, piece, n):
    with working_as(actor):
        uid = hand_in(case=case.pk, name=piece, file=pictures.a_photo(case.pk * 10 + n), actor=actor).uid
        take_step(case=case.pk, step=name, actor=actor, said=Said(evidence=((piece, uid),)))


def approved(county_head, city_head, row):
    with working_as(county_head):
        case = open_case(procedure="county-strategy", number=str(row.pk), actor=county_head)
    step(case, county_head, "submit", "text", 1)
    step(case, city_head, "approve", "reply", 2)
    return case


def test_six_exit_counties_each_have_an_approved_strategy_and_one_without_is_listed(six):
    heads = {code: somebody(f"head{code[:6]}", code) for code in SIX}
    on = clock.today()
    with working_as(six):
        assert counties_without(six, CITY, on=on) == sorted(SIX.items())
    for code, head in list(heads.items())[:5]:
        approved(head, six, drafted(head, code))
    with working_as(six):
        assert counties_without(six, CITY, on=on) == [("140931000000", "保德县")]
    approved(heads["140931000000"], six, drafted(heads["140931000000"], "140931000000"))
    with working_as(six):
        assert counties_without(six, CITY, on=on) == []
        found = strategies_of(six, CITY, on=on)
        assert [one.name for one in found] == list(SIX.values()) and all((one.lines, one.done, one.late) == (2, 0, 0) for one in found)
        assert Task.objects.filter(source__startswith="strategy:").count() == 12
        file = strategy_file(six, found[0].strategy.pk)
        assert [(line.problem, line.measure, line.owner_unit, line.task.due_on == line.due_on) for line, _result in file.lines] == [
            ("产业单一", "发展羊产业", "县农业局", True), ("饮水不稳", "改造管网", "县水利局", True)]


def test_a_later_version_replaces_the_one_before_which_stays_as_it_was(six):
    head = somebody("head140929", KELAN)
    first = drafted(head, KELAN)
    approved(head, six, first)
    second = drafted(head, KELAN, "老龄化")
    with working_as(six):
        [one] = [one for one in strategies_of(six, CITY, on=clock.today()) if one.code == KELAN]
        assert (one.strategy, one.draft) == (first, second), "a draft binds nobody"
    approved(head, six, second)
    first.refresh_from_db()
    assert (second.version, first.replaced_on) == (2, clock.today())
    with working_as(six):
        [one] = [one for one in strategies_of(six, CITY, on=clock.today()) if one.code == KELAN]
        assert one.strategy == second and [v.version for v in strategy_file(six, first.pk).versions] == [2, 1]
    for change in ({"title": "改了"}, {"approved_on": None, "approval": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Strategy.objects.filter(pk=second.pk).update(**change)


def test_a_draft_that_a_later_one_overtook_goes_nowhere(six):
    head = somebody("head140929", KELAN)
    first, second = drafted(head, KELAN), drafted(head, KELAN, "老龄化")
    with working_as(head):
        with pytest.raises(Refusal):
            open_case(procedure="county-strategy", number=str(first.pk), actor=head)
        assert open_case(procedure="county-strategy", number=str(second.pk), actor=head).subject == f"strategy:{second.pk}"


def test_a_county_cannot_approve_its_own_and_a_line_without_owner_or_day_is_refused(six):
    head, deputy, on = somebody("head140929", KELAN), somebody("deputy140929", KELAN), clock.today()
    row = drafted(head, KELAN)
    with working_as(head):
        case = open_case(procedure="county-strategy", number=str(row.pk), actor=head)
    step(case, head, "submit", "text", 1)
    for actor in (head, deputy):
        with pytest.raises((Refusal, Forbidden)):
            step(case, actor, "approve", "reply", 2)
    with pytest.raises(DatabaseError), transaction.atomic():
        Strategy.objects.filter(pk=row.pk).update(approved_on=on, approval=case)
    for line in (Line("问题", "措施", " ", on), Line("", "措施", "单位", on), Line("问题", " ", "单位", on), Line("问题", "措施", "单位", on - timedelta(days=1))):
        with working_as(head), pytest.raises(Refusal) as refused:
            draft_strategy(area=KELAN, title="一县一策", lines=[line], actor=head, on=on)
        assert refused.value.code == "line-unclear"
    with working_as(six), pytest.raises(Refusal):
        draft_strategy(area=CITY, title="一县一策", lines=[Line("问题", "措施", "单位", on)], actor=six, on=on)


def test_a_measure_is_late_from_the_day_after_its_day_until_it_is_crossed_off_and_a_village_asks_for_no_strategy(six):
    Designation.objects.create(area_code="140929100201", tag="poor_village", starts_on=date(2014, 1, 1), document="名单")
    head, on = somebody("head140929", KELAN), clock.today()
    row = drafted(head, KELAN)
    approved(head, six, row)

    def told(days):
        with working_as(six):
            found = strategies_of(six, CITY, on=on + timedelta(days=days))
            assert sorted(one.code for one in found) == sorted(SIX)
            return next((one.lines, one.done, one.late) for one in found if one.code == KELAN)

    assert [told(days) for days in (90, 91, 200, 201)] == [(2, 0, 0), (2, 0, 1), (2, 0, 1), (2, 0, 2)]
    task = Task.objects.get(source=f"strategy:{row.pk}", code="2")
    with working_as(head):
        accept_task(task=task.pk, actor=head, on=on)
        evidence_for(task, head, on=on)
        submit_task(task=task.pk, actor=head, on=on)
    with working_as(six):
        verify_task(task=task.pk, actor=six, on=on)
        close_task(task=task.pk, actor=six, on=on)
    assert [told(days) for days in (91, 201)] == [(2, 1, 0), (2, 1, 1)]
