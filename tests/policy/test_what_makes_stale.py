"""Every act that the trail can tell of is known to change facts or not to: a page says "stale" when it is, and only then."""

import ast
from datetime import date
from pathlib import Path

import pytest

import tuopin
from register import COUNTY, VILLAGE, a_household, an_actor
from tuopin.kernel.areas import NATION
from tuopin.people.selectors import operator, working_as
from tuopin.policy.models import Freshness
from tuopin.policy.rulebook import version
from tuopin.policy.selectors.freshness import FACTS, MOVING, NO_FACTS, freshness
from tuopin.policy.services import judge_counties
from tuopin.policy.states import definitions
from tuopin.procedure.models import Act
from tuopin.trail.services import record
from tuopin.trail.services.verify import Asked, verify_trail

SOURCE = Path(tuopin.__file__).parent


def verbs_written():
    """Every verb that a program here hands to the trail as a word."""
    for path in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            given = [k.value for k in call.keywords if k.arg == "verb"]
            if name in ("Event", "event") and len(call.args) > 1:
                given.append(call.args[1])
            yield from (each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))


def test_each_act_is_known_to_change_facts_or_not():
    written = set(verbs_written())
    assert len(written) > 25
    assert written | {f"case-{kind}" for kind in Act.Kind.values} <= set(NO_FACTS) | set(FACTS)
    assert not set(NO_FACTS) & set(FACTS) and set(MOVING) <= set(FACTS)


@pytest.mark.django_db
def test_what_the_system_does_for_itself_at_night_makes_no_county_stale():
    a_household()
    with working_as(operator()):
        judge_counties(year=2018, counties=[COUNTY], actor=operator())
    for verb, area in (("retention", NATION), ("rotate_keys", NATION), ("accept-evidence", VILLAGE), ("post", VILLAGE)):
        record(area_code=area, verb=verb, subject="system:night", actor=operator(), on=date(2019, 1, 1))
    assert freshness(an_actor(), COUNTY, 2018).is_current
    record(area_code=VILLAGE, verb="correct", subject="household:1", actor=operator(), on=date(2019, 1, 1))
    assert not freshness(an_actor(), COUNTY, 2018).is_current


@pytest.mark.django_db
def test_figures_of_other_rules_than_those_of_now_say_so():
    a_household()
    with working_as(operator()):
        judge_counties(year=2018, counties=[COUNTY], actor=operator())
    assert freshness(an_actor(), COUNTY, 2018).is_current
    Freshness.objects.update(rulebook_version=f"{version()}+0000000")  # the same rules, other definitions of the figures
    assert freshness(an_actor(), COUNTY, 2018).rules_changed and not [f for f in verify_trail(Asked(replay=True)).findings if f.field == "rulebook"]
    Freshness.objects.update(rulebook_version="of before")
    assert [f for f in verify_trail(Asked(replay=True)).findings if f.field == "rulebook"]
    told = freshness(an_actor(), COUNTY, 2018)
    assert told.rules_changed and not told.is_current and not told.changed


def test_every_verb_of_the_trail_has_words_for_whoever_reads_a_household_history():
    from tuopin.trail.states.verbs import VERBS

    assert not (set(NO_FACTS) | set(FACTS)) - set(VERBS)


def test_any_change_of_a_figures_definition_gives_another_mark(tmp_path):
    folder = Path(definitions.__file__).parent
    for name in definitions.COUNTED_BY:
        (tmp_path / f"{name}.py").write_bytes((folder / f"{name}.py").read_bytes())
    assert definitions.digest_of(tmp_path) == definitions.definitions() and definitions.mark() == f"{version()}+{definitions.definitions()}"
    assert len(definitions.mark()) <= Freshness._meta.get_field("rulebook_version").max_length
    for name in definitions.COUNTED_BY:
        whole = (tmp_path / f"{name}.py").read_text()
        (tmp_path / f"{name}.py").write_text(whole + "# counted otherwise\n")
        assert definitions.digest_of(tmp_path) != definitions.definitions(), name
        (tmp_path / f"{name}.py").write_text(whole)
