"""Simulates a change of a rule over an edition or the register: who moves, where, and at what cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from tuopin.divisions.selectors import names_of
from tuopin.engine.numbers import Changes, changed
from tuopin.engine.roll_up import together
from tuopin.kernel.areas import LEVELS, WIDTHS, depth_of
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook import rule_named
from tuopin.policy.states.simulation import FIGURES, GROUPINGS, KEPT, Moves, moves_of_county, sums_of_county, told
from tuopin.registry.extract import GROUPS, household_facts
from tuopin.snapshots.reading import Edition, unknown_area, wanted_of
from tuopin.snapshots.spreading import Engine, Local


def simulate(
    *, rule: str, changes: Changes, edition: Edition, area: str | None = None, on: date | None = None, by: str | None = None,
    engine: Engine | None = None,
) -> dict:
    """The rule as it is beside the rule with the changes, over an edition.

    `by` is a level of places (right below the area when None) or one of GROUPINGS. Raises Refusal for a rule that does not
    judge households or a grouping that is none.
    """
    groupings = require_grouping(rule, by)
    edition.require(area)
    _require_numbers(rule, changes, on or edition.day)
    work = partial(moves_of_county, rule, changes, groupings)
    counties = (engine or Local()).over_counties(edition, wanted_of(rule_named(rule).tables, *KEPT), work, area=area, on=on)
    answer = answer_of(
        (moves for _, moves in counties), rule=rule, changes=changes, area=area or edition.manifest.about.division, on=on or edition.day, by=by,
        names=edition.names_of,
    )
    if area and not answer["households"]:
        raise unknown_area(area)
    return answer


def sweep(
    *, rule: str, variants: Sequence[Changes], edition: Edition, area: str | None = None, on: date | None = None, engine: Engine | None = None,
) -> dict:
    """The rule as it is beside the rule with each of several changes, over an edition, in one pass; see `simulate`. No places, no single groups."""
    groupings = require_grouping(rule, None)
    edition.require(area)
    for changes in variants:
        _require_numbers(rule, changes, on or edition.day)
    work = partial(sums_of_county, rule, tuple(variants), groupings)
    wholes = [dict.fromkeys(FIGURES, 0) for _ in variants]
    groups: list[dict[str, dict]] = [{name: {} for name in groupings} for _ in variants]
    for _, found in (engine or Local()).over_counties(edition, wanted_of(rule_named(rule).tables, *KEPT), work, area=area, on=on):
        for n, (whole, words) in enumerate(found):
            wholes[n] = {name: wholes[n][name] + value for name, value in whole.items()}
            groups[n] = {name: _merged((groups[n][name], words[name])) for name in groupings}
    if area and not wholes[0]["households"]:
        raise unknown_area(area)
    steps = []
    for changes, whole, words in zip(variants, wholes, groups, strict=True):
        fairness = {name: _fairness(each)["apart"] for name, each in words.items() if each}
        steps.append({"set": [{"rule": r, "name": n, "value": v} for r, n, v in changes.values], **told(whole), "fairness": fairness})
    return {"rule": rule, "on": (on or edition.day).isoformat(), "division": area or edition.manifest.about.division, "steps": steps}


def simulate_register(*, rule: str, changes: Changes, area: str, on: date, actor: Actor) -> dict:
    """The same over the register as it is, for a county or less that the actor may read. Raises NotFound."""
    groupings = require_grouping(rule, None)
    _require_numbers(rule, changes, on)
    facts = household_facts(actor, area=area, on=on, also=GROUPS)
    moves = moves_of_county(rule, changes, groupings, area, facts)
    return answer_of([moves], rule=rule, changes=changes, area=area, on=on, by=None, names=lambda codes: names_of(codes, on))


def require_grouping(rule: str, by: str | None) -> tuple[str, ...]:
    """The groupings to count; raises Refusal when the rule does not judge households or `by` is neither a level nor one of them."""
    if rule_named(rule).unit != "household":
        raise Refusal("not-of-households", phrase("规则 {rule} 不评判单户。"), phrase("可以模拟的规则:household-exit、poverty-line。"), rule=rule)
    if by and by not in (*LEVELS, *GROUPINGS):
        raise Refusal("no-such-grouping", phrase("不能按“{name}”分组。"), phrase("可选:{names}。"), name=by, names=", ".join((*LEVELS, *GROUPINGS)))
    return GROUPINGS


def _require_numbers(rule: str, changes: Changes, on: date) -> None:
    """Raise Refusal for a day on which a number that the rule needs is neither in force nor set: nobody would be known to be poor."""
    rule_named(rule).numbers_on(on)
    with changed(replace(changes, rules_on=None)):
        rule_named(rule).numbers_on(changes.rules_on or on)


def answer_of(pieces: Iterable[Moves], *, rule: str, changes: Changes, area: str, on: date, by: str | None, names) -> dict:
    """What the counties come to together: the whole, the places or groups asked for, and the groupings for fairness."""
    kept = list(pieces)
    villages = together(piece.villages for piece in kept)
    whole = {name: sum(villages.of(name)) if len(villages) else 0 for name in FIGURES}
    groups = {name: _merged(piece.groups.get(name, {}) for piece in kept) for name in GROUPINGS}
    level = LEVELS.index(by) + 1 if by in LEVELS else min(depth_of(area) + 1, len(LEVELS))
    answer = {
        "rule": rule, "set": [{"rule": r, "name": n, "value": v} for r, n, v in changes.values],
        "rules_on": changes.rules_on.isoformat() if changes.rules_on else None, "on": on.isoformat(), "division": area,
        "by": by if by in GROUPINGS else LEVELS[level - 1], **told(whole),
    }
    if by in GROUPINGS:
        answer["groups"] = [{"group": word, "name": "" if word is None else str(word), **told(sums)} for word, sums in groups[by].items()]
    else:
        places = villages.up_to(WIDTHS[level - 1])
        sums = {name: places.of(name) for name in places.columns}
        called = names(places.codes())
        answer["groups"] = [
            {"group": code, "name": called.get(code, ""), **told({name: column[n] for name, column in sums.items()})}
            for n, code in enumerate(places.codes())
        ]
    return answer | {"fairness": {name: _fairness(found) for name, found in groups.items() if found}}


def _merged(tables: Iterable[Mapping[object, Mapping[str, int]]]) -> dict[object, dict[str, int]]:
    whole: dict[object, dict[str, int]] = {}
    for table in tables:
        for word, sums in table.items():
            into = whole.setdefault(word, dict.fromkeys(FIGURES, 0))
            for name, value in sums.items():
                into[name] += value
    return dict(sorted(whole.items(), key=lambda item: (item[0] is None, str(item[0]).zfill(6))))


def _fairness(groups: Mapping[object, Mapping[str, int]]) -> dict:
    """For each group the share that does not meet the rule on either side, and how far the groups lie apart."""
    rows = []
    for word, sums in groups.items():
        said = told(sums)
        rows.append({"group": word, "households": said["households"], "now": said["now"]["failing_share"], "then": said["then"]["failing_share"]})
    apart = {}
    for side in ("now", "then"):
        shares = [row[side] for row in rows if row[side] is not None]
        apart[side] = round(max(shares) - min(shares), 6) if shares else None
    return {"groups": rows, "apart": apart}
