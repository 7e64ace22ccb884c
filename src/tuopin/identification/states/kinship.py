"""What a member is to a new head, from what both were to the former one: said only where it follows, never guessed.

A relation is a path through the family, step by step: `s` to the spouse, `c` to a child, `p` to a parent, each with the sex of whoever it reaches where the
word tells it. From the new head to the former one and on to the member is one path; where it doubles back, somebody may be met again, and then the shorter path
is the relation. Stepchildren count as children and a parent's spouse as a parent, as in the register of households (GB/T 4761-2008). Where two persons fit,
such as the wife of the former head's son when one of the sons becomes the head, nothing follows: a person has to say it.
"""

from __future__ import annotations

from typing import NamedTuple

MALE, FEMALE = "male", "female"
_OTHER_SEX = {MALE: FEMALE, FEMALE: MALE, "": ""}
_BACK = {"s": "s", "c": "p", "p": "c"}
_SEX = {"m": MALE, "f": FEMALE, "?": ""}
# The words of the relation list as paths from the head; the sex of whoever a step reaches stands after it.
PATHS = {
    "head": "", "spouse": "s?", "son": "cm", "daughter": "cf", "daughter_in_law": "cmsf", "son_in_law": "cfsm", "grandson": "cmcm", "granddaughter": "cmcf",
    "maternal_grandson": "cfcm", "maternal_granddaughter": "cfcf", "great_grandson": "cmcmcm", "great_granddaughter": "cmcmcf", "father": "pm", "mother": "pf",
    "wifes_father": "sfpm", "wifes_mother": "sfpf", "husbands_father": "smpm", "husbands_mother": "smpf", "grandfather": "pmpm", "grandmother": "pmpf",
    "maternal_grandfather": "pfpm", "maternal_grandmother": "pfpf", "sibling": "pmc?", "nephew": "pmcmcm", "niece": "pmcmcf", "siblings_wife": "pmcmsf", "uncle": "pmpmcm",
}
_UNSEXED = {"sibling", "nephew", "niece", "siblings_wife"}  # of these it does not count through which parent


class Kin(NamedTuple):
    """Somebody by what they are to the (former) head, and their sex where it is known."""

    relation: str
    sex: str = ""


class Step(NamedTuple):
    """One step of a path, and the sex of whoever it reaches."""

    edge: str
    sex: str


def relation_to(new_head: Kin, member: Kin, *, former: str = "") -> str:
    """What the member is to the new head; empty where it does not follow. `former` is the sex of the former head.

    >>> relation_to(Kin("son", "male"), Kin("spouse", "female"))
    'mother'
    """
    there, on = _path(new_head), _path(member)
    if there is None or on is None:
        return ""
    return _word(_joined(_reversed(there, former), on, new_head.sex or sex_of(new_head.relation)))


def relation_through(relation: str, member: Kin, *, former: str, head: str = "") -> str:
    """What the member of one household is to the head of another (whose sex is `head`), when the member's own head is `relation` to that head."""
    there, on = _path(Kin(relation, former)), _path(member)
    return "" if there is None or on is None else _word(_joined(there, on, head))


def sex_of(relation: str) -> str:
    """The sex that the word itself tells: a son's, a mother's; empty where it tells none."""
    path = _path(Kin(relation))
    return path[-1].sex if path else ""


def _path(kin: Kin) -> list[Step] | None:
    said = PATHS.get(kin.relation)
    if said is None:
        return None
    steps = [Step(edge, _SEX[sex]) for edge, sex in zip(said[::2], said[1::2], strict=True)]
    if steps and kin.sex:
        if steps[-1].sex and steps[-1].sex != kin.sex:
            return None  # a son who is a woman: something is wrong in the register, and nothing follows from it
        steps[-1] = Step(steps[-1].edge, kin.sex)
    return steps


def _reversed(path: list[Step], start: str) -> list[Step]:
    """The way back; it ends at somebody whose sex is `start`."""
    sexes = [start, *(step.sex for step in path)][:-1]
    return [Step(_BACK[step.edge], sex) for step, sex in zip(reversed(path), reversed(sexes), strict=True)]


def _joined(first: list[Step], second: list[Step], own: str) -> list[Step] | None:
    """One path of two, from somebody whose sex is `own`; None where somebody on it may be one of two."""
    path = list(first)
    for place, step in enumerate(second):
        at_end, turn = place == len(second) - 1, (path[-1].edge if path else "") + step.edge
        if turn == "ss":
            path.pop()  # back at whoever was married
        elif turn in ("sc", "ps"):
            path[-1] = Step(turn.strip("s"), step.sex)
        elif turn in ("pc", "cp"):
            met = _met_again(path, step, own, at_end=at_end)
            if met is None:
                return None
            path = met
        else:
            path.append(step)
    return path


def _met_again(path: list[Step], step: Step, own: str, *, at_end: bool) -> list[Step] | None:
    """The path after a parent's child, or a child's parent: oneself, a sibling, a spouse."""
    if step.edge == "c":
        another = at_end and len(path) == 1 or bool(own and step.sex and own != step.sex and len(path) == 1)
        return [*path, step] if another else None
    if len(path) >= 2 and path[-2].edge == "p":  # a sibling's parent is one's own
        return [*path[:-2], Step("p", step.sex)]
    if len(path) > 1 or not own or not step.sex:
        return None
    if step.sex == _OTHER_SEX[own]:
        return [Step("s", step.sex)]
    return None if at_end else []


def _word(path: list[Step] | None) -> str:
    """The word of the list for a path; empty for a path without a word, and where a sex is not known that the word tells."""
    if not path:
        return ""
    for word, said in PATHS.items():
        steps = [(edge, _SEX[sex]) for edge, sex in zip(said[::2], said[1::2], strict=True)]
        if len(steps) == len(path) and all(
            edge == step.edge and (not sex or sex == step.sex or (word in _UNSEXED and n == 0)) for n, ((edge, sex), step) in enumerate(zip(steps, path, strict=True))
        ):
            return word
    return ""
