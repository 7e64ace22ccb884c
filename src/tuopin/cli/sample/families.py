"""The families of the sample county: who lives together, how they are related, and in which age."""

from __future__ import annotations

from random import Random

from tuopin.cli.sample.people import Person, Registrar, surname_of

WIDOWED = ((45, 0.04), (60, 0.10), (70, 0.26), (200, 0.52))  # up to this age: the share without a living spouse


def family(registrar: Registrar) -> list[Person]:
    """One household, head first; one head, at most one spouse, parents older and children younger than the head."""
    chance = registrar.chance
    age = min(84, max(24, int(chance.gauss(47, 12.5))))
    sex = "男" if chance.random() < 0.88 else "女"
    surname = registrar.surname()
    ethnic = registrar.ethnic(surname)
    head = registrar.person(surname, sex, age, "户主", ethnic)
    members = [head]
    if age < 30 and chance.random() < 0.25 or age >= 30 and chance.random() < 0.05:
        return members + _parents(registrar, head, age, 0.5)
    if chance.random() > next(share for limit, share in WIDOWED if age <= limit):
        partner = registrar.surname()
        spouse_age = max(21, age - chance.randint(-2, 5) if sex == "男" else age + chance.randint(-2, 5))
        members.append(registrar.person(partner, _other(sex), spouse_age, "配偶", registrar.ethnic(partner)))
    father_name = surname if sex == "男" or len(members) == 1 else surname_of(members[1])
    mother_age = age if sex == "女" else age - 2
    members += _children(registrar, mother_age, father_name, ethnic)
    return members + _parents(registrar, head, age, 0.46)


def _other(sex: str) -> str:
    return "女" if sex == "男" else "男"


def _children(registrar: Registrar, mother_age: int, surname: str, ethnic: str) -> list[Person]:
    chance, found = registrar.chance, []
    for order in range(chance.choices((0, 1, 2, 3), (4, 20, 50, 26))[0]):
        age = mother_age - 21 - order * 3 - chance.randint(0, 6)
        if age < 0:
            break
        sex = "男" if chance.random() < 0.53 else "女"
        if not _stays(chance, sex, age):
            continue
        found.append(registrar.person(surname, sex, age, "之子" if sex == "男" else "之女", ethnic))
        if sex == "男" and age >= 24 and chance.random() < 0.62 and not any(p.relation == "之儿媳" for p in found):
            found += _young_couple(registrar, age, surname, ethnic)
    return found


def _stays(chance: Random, sex: str, age: int) -> bool:
    """Grown daughters mostly marry out; of grown sons about half keep the parents' household."""
    if age < 22:
        return True
    return chance.random() < ((0.30 if age < 28 else 0.05) if sex == "女" else (0.80 if age < 30 else 0.5))


def _young_couple(registrar: Registrar, age: int, surname: str, ethnic: str) -> list[Person]:
    chance = registrar.chance
    partner = registrar.surname()
    wife_age = max(20, age - chance.randint(0, 4))
    found = [registrar.person(partner, "女", wife_age, "之儿媳", registrar.ethnic(partner))]
    for order in range(chance.choices((0, 1, 2, 3), (12, 38, 42, 8))[0]):
        child = wife_age - 20 - order * 2 - chance.randint(0, 4)
        if child < 0:
            break
        sex = "男" if chance.random() < 0.53 else "女"
        found.append(registrar.person(surname, sex, child, "之孙子" if sex == "男" else "之孙女", ethnic))
    return found


def _parents(registrar: Registrar, head: Person, age: int, share: float) -> list[Person]:
    chance, found = registrar.chance, []
    if age > 64 or chance.random() > share:
        return found
    surname = surname_of(head)
    mother_age = age + chance.randint(19, 30)
    father_age = mother_age + chance.randint(-1, 5)
    if father_age < 90 and chance.random() < max(0.1, 1.15 - father_age / 100 * 1.1):
        found.append(registrar.person(surname, "男", father_age, "之父", head.ethnic))
    if mother_age < 95 and chance.random() < max(0.15, 1.3 - mother_age / 100 * 1.0):
        partner = registrar.surname()
        found.append(registrar.person(partner, "女", mother_age, "之母", registrar.ethnic(partner)))
    return found
