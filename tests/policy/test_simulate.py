"""What a change of a number would do: held to plain arithmetic over the same households, on every engine, and to what is not moved."""

import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from tuopin.cli.drawing import drawn_by
from tuopin.engine.numbers import Changes, changed
from tuopin.kernel.refusals import Refusal
from tuopin.policy.commands import simulate as simulate_command
from tuopin.policy.rulebook import rule_named
from tuopin.policy.services.doubts_of_edition import doubts_of_edition
from tuopin.policy.services.measure_dimensions import measure_dimensions
from tuopin.policy.services.measure_edition import measure_edition
from tuopin.policy.services.simulate import simulate, sweep
from tuopin.policy.states.simulation import read_changes, read_sweep
from tuopin.snapshots.reading import Edition, wanted_of
from tuopin.snapshots.spreading import Local

RULE = "household-exit"
HIGHER = Changes((("poverty-line", "poverty_line", 3500),))


def by_hand(nation, line: int):
    """Each household as plain numbers: village, persons, status, attribute, verdict at the line, fen short of it."""
    rows = []
    for _, facts in Edition(nation).counties(wanted_of(rule_named(RULE).tables, "status", "attribute")):
        judged = rule_named(RULE).judge(facts)
        income = judged.findings["income_above_line"]
        others = [c.holds.answers() for name, c in judged.findings.items() if name != "income_above_line"]
        h = facts.households
        for n, (net, persons) in enumerate(zip(income.value.numbers(), facts.members.per_owner.numbers(), strict=True)):
            above = None if net is None else net >= line * 100 * persons
            answers = [above, *(column[n] for column in others)]
            holds = False if False in answers else None if None in answers else True
            short = 0 if net is None else max(line * 100 * persons - net, 0)
            rows.append((h.village_code[n], persons, h.status[n], h.attribute[n], holds, short))
    return rows


def test_who_moves_where_and_at_what_cost_equals_plain_arithmetic(nation):
    now, then = by_hand(nation, 2995), by_hand(nation, 3500)
    found = simulate(rule=RULE, changes=HIGHER, edition=Edition(nation), by="county")
    both = list(zip(now, then, strict=True))
    enter = [a for a, b in both if a[4] is True and b[4] is False]
    assert found["enter"] == len(enter) > 100 and found["enter_persons"] == sum(a[1] for a in enter) and found["leave"] == 0
    for side, rows in (("now", now), ("then", then)):
        fails, programme = [r for r in rows if r[4] is False], [r for r in rows if r[2] != "exited"]
        assert found[side]["fails"] == len(fails) and found[side]["cost_yuan"] == sum(r[5] for r in rows) / 100
        assert found[side]["coverage"] == round(len([r for r in fails if r[2] != "exited"]) / len(fails), 6)
        assert found[side]["leakage"] == round(len([r for r in programme if r[4] is True]) / len(programme), 6)
        assert found[side]["holds"] + found[side]["fails"] + found[side]["unknown"] == found["households"] == 6000
    for group in found["groups"]:
        assert group["enter"] == sum(str(a[0])[:6] == group["group"][:6] for a in enter)
    poor = [(a, b) for a, b in both if a[3] == found["fairness"]["attribute"]["groups"][0]["group"]]
    assert found["fairness"]["attribute"]["groups"][0]["then"] == round(sum(b[4] is False for _, b in poor) / len(poor), 6)


@pytest.mark.parametrize("by", ["village", "attribute", "persons"])
def test_groups_of_any_kind_add_up_to_the_whole(nation, by):
    found = simulate(rule=RULE, changes=HIGHER, edition=Edition(nation), by=by, engine=Local(1))
    for name in ("households", "persons", "enter", "leave", "enter_persons"):
        assert sum(group[name] for group in found["groups"]) == found[name]
    assert sum(group["then"]["fails"] for group in found["groups"]) == found["then"]["fails"]


def test_a_change_to_what_is_in_force_moves_nobody_and_the_rule_forgets_it(nation):
    same = simulate(rule=RULE, changes=Changes((("poverty-line", "poverty_line", 2995),)), edition=Edition(nation))
    assert same["enter"] == same["leave"] == 0 and same["now"] == same["then"]
    numbers = rule_named(RULE).parts[0].numbers
    with changed(HIGHER):
        assert numbers.on(date(2018, 12, 31)).of_nation("poverty_line") is None  # the national standard's own line, set everywhere it was in force
        assert [n.value for n in numbers.on(date(2018, 12, 31)).named("poverty_line")] == [3500]
    assert [n.value for n in numbers.on(date(2018, 12, 31)).named("poverty_line")] == [2995]


def test_the_rules_of_another_day_are_a_change_like_any_other(nation):
    of_2019 = simulate(rule=RULE, changes=Changes(rules_on=date(2019, 12, 31)), edition=Edition(nation))
    assert of_2019["then"] == simulate(rule=RULE, changes=Changes((("poverty-line", "poverty_line", 3218),)), edition=Edition(nation))["then"]


@pytest.mark.parametrize("text, expected", [
    ("household-exit.poverty_line=3500", ("poverty-line", "poverty_line", 3500)),
    ("household-exit.poverty_line=3500.50", ("poverty-line", "poverty_line", Decimal("3500.50"))),
    ("household-exit.house_grades=A,B,C", ("two-assurances-three-guarantees", "house_grades", ("A", "B", "C"))),
    ("poverty-line.poverty_line=1", ("poverty-line", "poverty_line", 1)),
])
def test_a_setting_names_the_rule_or_one_it_is_made_of(text, expected):
    assert read_changes((text,))[1].values == (expected,)


@pytest.mark.parametrize(("words", "value"), [(("true", "True", "是", "yes"), True), (("false", "否", " No "), False)])
def test_yes_and_no_are_taken_in_words(words, value):
    for word in words:
        ((_rule, name, found),) = read_changes((f"household-exit.food={word}",))[1].values
        assert name == "food" and found is value


@pytest.mark.parametrize("text, code", [
    ("household-exit.poverty_line", "bad-setting"), ("nothing", "bad-setting"), ("no-rule.x=1", "no-such-rule"), ("household-exit.x=1", "no-such-number"),
    ("household-exit.poverty_line=abc", "bad-value"), ("household-exit.poverty_line=NaN", "bad-value"), ("household-exit.poverty_line=0.001", "bad-value"),
    ("household-exit.poverty_line=-1", "bad-value"), ("household-exit.school_age_until=17.5", "bad-value"), ("household-exit.house_grades=E", "bad-value"),
    ("household-exit.house_grades=", "bad-value"), ("household-exit.excuses=ill,lazy", "bad-value"), ("household-exit.insured=poverty", "bad-value"),
    ("household-exit.food=maybe", "bad-value"),
    ("household-exit.poverty_line=3500 household-exit.poverty_line=3600", "set-twice"),
])
def test_a_setting_that_is_none_is_refused(text, code):
    with pytest.raises(Refusal) as refused:
        read_changes(tuple(text.split()))
    assert refused.value.code == code


def answers_of(nation, condition: str, changes=None):
    with changed(changes or Changes()):
        return [
            answer for _, facts in Edition(nation).counties(wanted_of(rule_named(RULE).tables))
            for answer in rule_named(RULE).judge(facts).findings[condition].holds.answers()
        ]


@pytest.mark.parametrize("name", ["food", "clothing", "safe_water"])
def test_a_guarantee_no_longer_required_holds_nobody_back_whatever_is_on_record(nation, name):
    rule, changes = read_changes((f"{RULE}.{name}=false",))
    assert set(answers_of(nation, name)) > {False, None} and set(answers_of(nation, name, changes)) == {True}
    found = simulate(rule=rule, changes=changes, edition=Edition(nation))
    only_this = [now for now in zip(*(answers_of(nation, c) for c in rule_named(RULE).conditions), strict=True) if now.count(False) == 1 and None not in now]
    place = list(rule_named(RULE).conditions).index(name)
    assert found["leave"] == sum(row[place] is False for row in only_this) > 0 and found["enter"] == 0


@pytest.mark.parametrize("insured", [("resident_medical",), ("employee_medical",), ("employee_medical", "resident_medical")])
def test_the_insurances_that_count_are_those_that_are_set(nation, insured):
    expected = []
    for _, facts in Edition(nation).counties({"households": ["persons"], "members": ["resident_medical", "employee_medical"]}):
        resident, employee = facts.members.resident_medical.answers(), [a is True for a in facts.members.employee_medical.answers()]
        member = [
            True if "employee_medical" in insured and e else r if "resident_medical" in insured else False for r, e in zip(resident, employee, strict=True)
        ]
        first = 0
        for size in facts.members.per_owner.numbers():
            own, first = member[first:first + size], first + size
            expected.append(None if not own else False if False in own else None if None in own else True)
    assert answers_of(nation, "basic_medical_care", read_changes((f"{RULE}.insured={','.join(insured)}",))[1]) == expected


def test_a_day_on_which_no_line_is_in_force_is_refused_unless_the_line_is_set(nation):
    with pytest.raises(Refusal) as refused:
        simulate(rule=RULE, changes=Changes(rules_on=date(2021, 12, 31)), edition=Edition(nation))
    assert refused.value.code == "no-number-in-force" and refused.value.params["on"] == "2021-12-31"
    found = simulate(rule=RULE, changes=Changes(HIGHER.values, date(2021, 12, 31)), edition=Edition(nation))
    assert found["then"] == simulate(rule=RULE, changes=HIGHER, edition=Edition(nation))["then"]


def test_the_numbers_of_another_day_may_be_asked_for_alone(nation):
    said = CliRunner().invoke(simulate_command, ["--rules-on", "2019-12-31", "--snapshot", str(nation), "--json"], obj={"account": None})
    answer = json.loads(said.output)
    assert said.exit_code == 0 and answer["rules_on"] == "2019-12-31" and answer["rule"] == RULE and answer["enter"] > 0
    refused = CliRunner().invoke(simulate_command, ["--snapshot", str(nation), "--json"], obj={"account": None})
    assert refused.exception.code == "nothing-changed"


@pytest.mark.parametrize("rule, by, code", [("county-exit", None, "not-of-households"), (RULE, "shoe_size", "no-such-grouping")])
def test_what_cannot_be_simulated_is_refused(nation, rule, by, code):
    with pytest.raises(Refusal) as refused:
        simulate(rule=rule, changes=Changes(), edition=Edition(nation), by=by)
    assert refused.value.code == code


NO_PLACES = [("abc000000000", "bad-code"), ("１３0000000000", "bad-code"), ("999999000000", "not-in-edition")]


@pytest.mark.parametrize("area, code", NO_PLACES)
@pytest.mark.parametrize("ask", [
    lambda edition, area: simulate(rule=RULE, changes=HIGHER, edition=edition, area=area),
    lambda edition, area: sweep(rule=RULE, variants=[HIGHER], edition=edition, area=area),
    lambda edition, area: measure_edition(["fgt0"], edition, area=area),
    lambda edition, area: measure_dimensions(edition, area=area),
    lambda edition, area: list(doubts_of_edition(edition, area)),
    lambda edition, area: drawn_by(edition.folder, {"division": area, "of": (), "strata": "county"}),
])
def test_a_place_that_is_none_or_not_held_is_refused_and_never_answered_with_noughts(nation, ask, area, code):
    with pytest.raises(Refusal) as refused:
        ask(Edition(nation), area)
    assert refused.value.code == code


def test_a_village_without_households_is_refused_by_a_simulation(nation):
    county = Edition(nation).county_codes()[0]
    for ask in (lambda **asked: simulate(changes=HIGHER, **asked), lambda **asked: sweep(variants=[HIGHER], **asked)):
        with pytest.raises(Refusal) as refused:
            ask(rule=RULE, edition=Edition(nation), area=county[:6] + "999999")
        assert refused.value.code == "not-in-edition"


def test_a_line_of_nought_is_refused_as_what_it_is(nation):
    for line in (0.0, -3.0, float("nan")):
        with pytest.raises(Refusal) as refused:
            measure_edition(["fgt0"], Edition(nation), line=line)
        assert refused.value.code == "line-missing"


def test_the_command_prints_the_answer_of_the_service(nation):
    asked = ["--set", "household-exit.poverty_line=3500", "--snapshot", str(nation), "--by", "province"]
    said = CliRunner().invoke(simulate_command, [*asked, "--json"], obj={"account": None})
    assert json.loads(said.output)["enter"] == simulate(rule=RULE, changes=HIGHER, edition=Edition(nation))["enter"]
    lines = CliRunner().invoke(simulate_command, [*asked, "--csv"], obj={"account": None}).output.splitlines()
    assert len(lines) == 5 and lines[1].startswith("000000000000,")


def test_a_range_of_values_gives_for_each_what_simulating_it_alone_gives(nation):
    folder = str(nation)
    run = CliRunner().invoke(simulate_command, ["--set", f"{RULE}.poverty_line=3000..4000.5:500", "--snapshot", folder, "--json"], obj={"account": None}, catch_exceptions=False)
    steps = json.loads(run.stdout)["steps"]
    assert [step["set"][0]["value"] for step in steps] == [3000, 3500, 4000]
    for step in steps:
        rule, changes = read_changes((f"{RULE}.poverty_line={step['set'][0]['value']}",))
        alone = simulate(rule=rule, changes=changes, edition=Edition(folder))
        assert {name: step[name] for name in ("households", "persons", "enter", "leave", "enter_persons", "leave_persons", "now", "then")} == {
            name: alone[name] for name in ("households", "persons", "enter", "leave", "enter_persons", "leave_persons", "now", "then")}
        assert step["fairness"] == {name: each["apart"] for name, each in alone["fairness"].items()}
    lines = CliRunner().invoke(simulate_command, ["--set", f"{RULE}.poverty_line=3000..4000:500", "--snapshot", folder, "--csv"], obj={"account": None}).stdout.splitlines()
    assert [line.split(",")[0] for line in lines] == ["value", "", "3000", "3500", "4000"] and lines[1].split(",")[1:5] == ["0"] * 4


@pytest.mark.parametrize(("settings", "code"), [
    (("poverty_line=3000..4000",), "bad-range"), (("poverty_line=3000..4000:0",), "bad-range"), (("poverty_line=4000..3000:100",), "bad-range"),
    (("poverty_line=a..b:c",), "bad-range"), (("poverty_line=3000..NaN:1",), "bad-range"), (("poverty_line=0..Infinity:1",), "bad-range"),
    (("poverty_line=1..4000:1",), "too-many-steps"), (("poverty_line=1..2:1", "vacant_after_years=1..2:1"), "two-ranges"),
])
def test_a_range_that_is_none_is_refused(settings, code):
    with pytest.raises(Refusal, match=code):
        read_sweep(tuple(f"{RULE}.{text}" for text in settings))
