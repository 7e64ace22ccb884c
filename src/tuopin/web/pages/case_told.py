"""What a case says of itself, the same on its page and on its papers: which household it is about, what was done, by whom, from which post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from tuopin.identification.selectors.changes import Change, change_numbered, households_of_changes
from tuopin.kernel.words import phrase
from tuopin.monitoring.selectors.watches import households_of_watches
from tuopin.people.selectors import Actor, post_in_words
from tuopin.procedure.selectors import CaseFile, Move
from tuopin.procedure.services.clock import today

OUTCOMES = {"dismissed": phrase("异议不成立"), "upheld": phrase("异议成立")}
BEHIND = {"watch": households_of_watches, "change": households_of_changes}  # subjects that are a household's


def households_about(actor: Actor, cases: Iterable) -> dict[int, str]:
    """The number of the household that each case is about, by the case's number: its own, that of a watch or of a change of members."""
    said = {case.pk: case.subject.partition(":")[::2] for case in cases}
    found = {pk: number for pk, (kind, number) in said.items() if kind == "household"}
    for kind, households in BEHIND.items():
        numbers = {pk: int(number) for pk, (of, number) in said.items() if of == kind and number.isdecimal()}
        if numbers:
            known = households(actor, numbers.values())
            found |= {pk: known[number] for pk, number in numbers.items() if number in known}
    return found


def change_about(actor: Actor, case) -> Change | None:
    """The change of members that the case decides, with whom it is about; None for a case about anything else."""
    kind, _colon, number = case.subject.partition(":")
    return change_numbered(actor, int(number)) if kind == "change" and number.isdecimal() else None


def places_named(file: CaseFile, moves: Sequence[Move] = ()) -> set[str]:
    """The codes of all places that the case names: its own, those of the posts that acted, those that it came from."""
    return {file.case.area_code, *(act.seat_area for act in file.acts), *(move.former for move in moves if move.former)}


def acts_shown(file: CaseFile, names: dict[str, str]) -> list[dict]:
    """What was done in the case, in words: at which step, from which post, how an objection was found, and what each file was handed in as."""
    asked = [*(r for step in file.edition.steps for r in (*step.evidence, *step.closing)), *(file.edition.objection.evidence if file.edition.objection else ())]
    titles, steps = {r.name: _(r.title) for r in asked}, {step.name: _(step.title) for step in file.edition.steps}
    return [{
        "act": act, "step": steps.get(act.step, ""), "outcome": _(OUTCOMES[act.outcome]) if act.outcome else "", "post": post_of(act, names), "earlier": act.happened_on != today(act.recorded_at),
        "files": [(titles.get(one.name, one.name), one) for one in act.citations.all()],
    } for act in file.acts]


def post_of(act, names: dict[str, str]) -> str:
    """The post from which somebody acted."""
    return post_in_words(names.get(act.seat_area, ""), act.seat_role, _(act.seat_title) if act.seat_title else "")


def acts_at(file: CaseFile, name: str) -> list:
    """The acts at one step."""
    return [act for act in file.acts if act.step == name]
