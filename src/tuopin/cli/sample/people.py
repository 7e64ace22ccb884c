"""The people of the sample county: what they are called, when they were born, which certificate number they carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tuopin.cli.sample.cast import a_number, cast
from tuopin.kernel.certificates import chinese
from tuopin.kernel.days import age_on

_NAMES = cast().names
SURNAMES = {name: (weight, home) for name, weight, home in _NAMES["surnames"]}  # how often among a thousand; how often of the people at home
OTHERS = tuple((name, weight) for name, weight in _NAMES["others"])
GENERATIONS, MEN, WOMEN, OLD_WOMEN = (_NAMES.get(name, ()) for name in ("generations", "men", "women", "old_women"))
GIVEN_FIRST = _NAMES.get("order") == "given-first"


@dataclass(slots=True)
class Person:
    """One invented person; words as the official forms print them, empty = the cell stays empty."""

    name: str
    sex: str  # 男 | 女
    born_on: date
    certificate: str
    ethnic: str = ""
    relation: str = ""
    number: str = ""
    education: str = ""
    student: str = ""
    dropout: str = ""
    health: str = "健康"
    labour: str = ""
    work_place: str = ""
    work_months: int | None = None
    medical: str = "是"
    pension: str = "否"
    allowance: str = "否"


@dataclass
class Registrar:
    """Gives names and certificate numbers of one county, none of them twice."""

    chance: Random
    area: str  # the first six digits of the certificate
    year: int
    given: set[str] = field(default_factory=set)

    def surname(self) -> str:
        return self.chance.choices(list(SURNAMES), [weight for weight, _ in SURNAMES.values()])[0]

    def ethnic(self, surname: str) -> str:
        if self.chance.random() < SURNAMES[surname][1]:
            return _NAMES["home"]
        return self.chance.choices([name for name, _ in OTHERS], [weight for _, weight in OTHERS])[0]

    def person(self, surname: str, sex: str, age: int, relation: str, ethnic: str) -> Person:
        """Somebody who has completed `age` years at the end of the sample's year."""
        born_on = self._birthday(age)
        return Person(self._name(surname, sex, age), sex, born_on, self._certificate(born_on, sex), ethnic, relation)

    def _birthday(self, age: int) -> date:
        return date(self.year - age, 1, 1) + timedelta(days=self.chance.randrange(365))

    def _certificate(self, born_on: date, sex: str) -> str:
        if not chinese():
            return self._plain_number()
        while True:
            order = self.chance.randrange(1, 998)
            order += (order % 2 == 0) if sex == "男" else (order % 2 == 1)
            number = a_number(self.area, f"{born_on:%Y%m%d}", order)
            if number not in self.given:
                self.given.add(number)
                return number

    def _plain_number(self) -> str:
        while (number := a_number("", "", self.chance.randrange(100_000_000, 999_999_999))) in self.given:
            pass
        self.given.add(number)
        return number

    def _name(self, surname: str, sex: str, age: int) -> str:
        pick = self.chance.choice
        if GIVEN_FIRST:
            return f"{pick(MEN if sex == '男' else WOMEN)} {surname}"
        if sex == "男":
            last = pick(MEN)
            first = pick(GENERATIONS) if age > 24 else pick(GENERATIONS + MEN)
        else:
            last = pick(WOMEN)
            first = pick(OLD_WOMEN) if age > 45 else pick(WOMEN)
        return surname + (last if self.chance.random() < 0.2 or first == last else first + last)


def age_at_end(person: Person, year: int) -> int:
    """Completed years on the last day of `year`."""
    return age_on(person.born_on, date(year, 12, 31))


def surname_of(person: Person) -> str:
    if GIVEN_FIRST:
        return person.name.rpartition(" ")[2]
    return person.name[:2] if person.name[:2] in SURNAMES else person.name[:1]
