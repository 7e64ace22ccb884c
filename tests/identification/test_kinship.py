"""What a member is to a new head follows from what both were to the former one, and is never said where two could be meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import pytest

from tuopin.identification.states.kinship import FEMALE, MALE, PATHS, Kin, relation_through, relation_to, sex_of
from tuopin.kernel.codelists import code_list


@dataclass(eq=False)
class One:
    sex: str
    parents: tuple = ()
    spouse: One | None = None
    children: list = field(default_factory=list)


def born(chance: Random, *parents: One) -> One:
    child = One(chance.choice((MALE, FEMALE)), parents)
    for parent in parents:
        parent.children.append(child)
    return child


def a_clan(chance: Random) -> list[One]:
    """Four generations from one couple, everybody who marries marrying somebody whose parents are known too."""

    def wed(one: One) -> One:
        mate = born(chance, One(MALE), One(FEMALE))
        mate.parents[0].spouse, mate.parents[1].spouse = mate.parents[1], mate.parents[0]
        mate.sex = FEMALE if one.sex == MALE else MALE
        one.spouse, mate.spouse = mate, one
        return mate

    first = One(MALE)
    couples, people = [(first, wed(first))], []
    for _ in range(3):
        grown = [born(chance, *couple) for couple in couples for _ in range(chance.randint(1, 3))]
        couples = [(one, wed(one)) for one in grown[:5]]
        people += grown
    everybody = {id(one): one for one in [first, first.spouse, *people]}
    for one in list(everybody.values()):
        for near in (one.spouse, *(one.spouse.parents if one.spouse else ())):
            if near:
                everybody[id(near)] = near
    return list(everybody.values())


def reached(head: One, said: str) -> list[One]:
    """Everybody whom a word's path leads to: nobody is their own sibling, nor their own parent's brother."""
    found = [(head,)]
    for edge, sex in zip(said[::2], said[1::2], strict=True):
        found = [(*way, near) for way in found for near in {"s": [way[-1].spouse], "c": way[-1].children, "p": way[-1].parents}[edge]
                 if near and near not in way and (sex == "?" or near.sex[0] == sex)]
    return [way[-1] for way in found]


def truth(head: One, member: One) -> set[str]:
    return {word for word, said in PATHS.items() if member in reached(head, said)}


@pytest.mark.parametrize("seed", range(12))
def test_what_follows_is_true_in_every_family(seed):
    people, said, asked = a_clan(Random(seed)), 0, 0
    words = {(a, b): sorted(truth(a, b) - {"head"}) for a in people for b in people if a is not b}
    for former in people:
        known = [(one, word) for one in people if one is not former for word in words[former, one][:1]]
        for new, word in known:
            for member, other in [*known, (former, "head")]:
                if member is new:
                    continue
                follows = relation_to(Kin(word, new.sex), Kin(other, member.sex), former=former.sex)
                assert not follows or follows in words[new, member], (word, new.sex, other, member.sex, follows, words[new, member])
                said, asked = said + bool(follows), asked + (not follows and bool(words[new, member]))
    assert said > asked > 0, (said, asked)


def test_the_everyday_cases():
    def to(new, member, former=MALE):
        return relation_to(Kin(*new), Kin(*member), former=former)

    husband, wife, son, daughter = ("head", MALE), ("spouse", FEMALE), ("son", MALE), ("daughter", FEMALE)
    assert [to(wife, one) for one in (husband, son, daughter, ("father", MALE))] == ["spouse", "son", "daughter", "husbands_father"]
    assert [to(son, one) for one in (husband, wife, daughter, ("mother", FEMALE))] == ["father", "mother", "sibling", "grandmother"]
    assert [to(daughter, one) for one in (("daughter_in_law", FEMALE), ("grandson", MALE))] == ["siblings_wife", "nephew"]
    assert to(("spouse", MALE), ("mother", FEMALE), FEMALE) == "wifes_mother"
    # his wife or his brother's, his child or his brother's: nobody but the family can say it
    assert [to(son, one) for one in (("daughter_in_law", FEMALE), ("grandson", MALE), ("other", MALE), ("", MALE))] == [""] * 4
    assert to(("son", FEMALE), wife) == "", "what contradicts itself in the register leads nowhere"
    assert relation_through("sibling", Kin("spouse", FEMALE), former=MALE, head=FEMALE) == "siblings_wife"
    assert relation_through("father", Kin("spouse", FEMALE), former=MALE, head=MALE) == "mother"
    assert [sex_of(word) for word in ("son", "mother", "spouse", "sibling", "other")] == [MALE, FEMALE, "", "", ""]


def test_every_word_of_the_list_has_its_path_but_the_rest():
    assert set(code_list("relation").values) - set(PATHS) == {"other"} and set(PATHS) <= set(code_list("relation").values)
