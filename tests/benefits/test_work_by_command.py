"""Awareness, gaps of services and strategies of counties by commands alone, with the refusals of their pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from benefits.test_by_command import run
from register import COUNTY, NEIGHBOUR, VILLAGE, a_village_form
from tuopin.benefits.models import Awareness, Strategy
from tuopin.benefits.selectors.tallies import awareness_of
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.ledger.models import Task
from tuopin.people.selectors import operator
from tuopin.procedure.services import clock
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def officials():
    kit.lay_out_places()
    kit.an_official(COUNTY, "clerk", username="clerk")
    kit.an_official(NEIGHBOUR, "clerk", username="neighbour")
    kit.an_official(VILLAGE, "reader", username="reader")


def later(days: int) -> date:
    return clock.today() + timedelta(days=days)


def test_a_survey_of_awareness_is_recorded_once_and_counted():
    run("clerk", "awareness", VILLAGE, "rain-dew", 20, 11, "--on", "2018-06-30")
    assert awareness_of(operator(), area=VILLAGE, year=2018) == {"rain-dew": (20, 11)}
    assert Entry.objects.get(verb="ask-awareness").actor == "clerk"
    for words, code in (((VILLAGE, "rain-dew", 20, 11, "--on", "2018-06-30"), "asked-already"), ((VILLAGE, "rain-dew", 10, 11, "--on", "2018-07-30"), "bad-share"),
                        ((COUNTY, "rain-dew", 10, 1, "--on", "2018-07-30"), "not-a-village"), ((VILLAGE, "gold", 10, 1, "--on", "2018-07-30"), "no-such-policy"),
                        ((VILLAGE, "rain-dew", 10, 1, "--on", "2999-07-30"), "not-yet")):
        with pytest.raises(Refusal) as refused:
            run("clerk", "awareness", *words)
        assert refused.value.code == code
    for account in ("reader", "neighbour"):
        with pytest.raises((Forbidden, NotFound)):
            run(account, "awareness", VILLAGE, "rain-dew", 20, 11, "--on", "2018-08-30")
    assert Awareness.objects.count() == 1


def test_a_gap_becomes_a_task_and_what_a_form_lacks_is_told_until_it_is_recorded():
    a_village_form(year=clock.today().year, clinic=False)
    [lacking] = run("clerk", "gaps", COUNTY, "--json")
    assert (lacking["village"], lacking["service"], lacking["unrecorded"]) == (VILLAGE, "clinic", True)
    [number] = run("clerk", "gap", VILLAGE, "clinic", "没有卫生室", "--due", later(90), "--unit", "县卫健局")
    assert Task.objects.get(pk=int(number)).owner_unit == "县卫健局"
    [gap] = run("clerk", "gaps", COUNTY, "--json")
    assert (gap["task"], gap["village"], gap["service"], gap["lacks"], gap["due_on"], gap["closed_on"]) == (
        int(number), VILLAGE, "clinic", "没有卫生室", later(90).isoformat(), "")
    assert run("clerk", "gaps", COUNTY, "--service", "school", "--json") == [] and len(run("clerk", "gaps", COUNTY, "--service", "clinic")) == 1
    with pytest.raises(Refusal) as refused:
        run("clerk", "gap", VILLAGE, "clinic", "还是没有", "--due", later(90))
    assert refused.value.code == "gap-recorded"
    for account in ("reader", "neighbour"):
        with pytest.raises((Forbidden, NotFound, Refusal)):
            run(account, "gap", VILLAGE, "school", "没有学校", "--due", later(90))
    with pytest.raises((Forbidden, NotFound)):
        run("neighbour", "gaps", VILLAGE)
    assert Task.objects.count() == 1


def test_a_strategy_is_drafted_from_lines_and_read_back(tmp_path):
    lines = tmp_path / "lines.txt"
    lines.write_text(f"产业单一|发展羊产业|县农业局|{later(200)}\n\n饮水不稳｜改造管网｜县水利局｜{later(90)}\n", encoding="utf-8")
    [number] = run("clerk", "draft", COUNTY, lines, "--title", "一县一策")
    assert Strategy.objects.get(pk=int(number)).version == 1
    [one] = run("clerk", "strategies", COUNTY, "--json")
    assert (one["county"], one["strategy"], one["draft"], one["measures"]) == (COUNTY, "", int(number), 0), "a draft binds nobody"
    told = run("clerk", "strategy", number, "--json")
    assert [(line["line"], line["problem"], line["unit"], line["task"]) for line in told] == [(1, "产业单一", "县农业局", ""), (2, "饮水不稳", "县水利局", "")]
    lines.write_bytes(f"产业单一|发展羊产业|县农业局|{later(200)}\n".encode("gb18030"))
    [second] = run("clerk", "draft", COUNTY, lines, "--title", "一县一策")
    assert run("clerk", "strategy", second, "--json")[0]["measure"] == "发展羊产业" and Strategy.objects.get(pk=int(second)).version == 2
    for data in (b"\xff\xfe\xff", "产业".encode("utf-16"), b"a\x00b"):
        lines.write_bytes(data)
        with pytest.raises(Refusal) as refused:
            run("clerk", "draft", COUNTY, lines, "--title", "一县一策")
        assert refused.value.code == "not-text"
    for text, code in (("产业单一|发展羊产业|县农业局\n", "line-unclear"), ("", "line-unclear"), (f"产业单一|发展羊产业||{later(9)}", "line-unclear"),
                       (f"产业单一|发展羊产业|县农业局|{later(-1)}", "line-unclear"), ("产业单一|发展羊产业|县农业局|明年", "bad-day")):
        lines.write_text(text, encoding="utf-8")
        with pytest.raises(Refusal) as refused:
            run("clerk", "draft", COUNTY, lines, "--title", "一县一策")
        assert refused.value.code == code
    lines.write_text(f"产业单一|发展羊产业|县农业局|{later(9)}", encoding="utf-8")
    for account in ("reader", "neighbour"):
        with pytest.raises((Forbidden, NotFound)):
            run(account, "draft", COUNTY, lines, "--title", "一县一策")
    with pytest.raises(NotFound):
        run("neighbour", "strategy", number)
    assert Strategy.objects.count() == 2
