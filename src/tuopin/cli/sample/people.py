"""The people of the sample county: what they are called, when they were born, which certificate number they carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tuopin.kernel.days import age_on
from tuopin.kernel.ids import check_digit

SURNAMES = {  # how often among a thousand; the second number: how often its bearers are Yao
    "赵": (105, 0.72), "李": (92, 0.50), "盘": (88, 0.98), "邓": (60, 0.80), "冯": (54, 0.82), "奉": (50, 0.97),
    "周": (44, 0.30), "唐": (42, 0.40), "黄": (40, 0.45), "陈": (38, 0.25), "蒋": (36, 0.15), "何": (33, 0.25),
    "沈": (28, 0.78), "房": (22, 0.75), "雷": (20, 0.45), "蒲": (18, 0.55), "杨": (20, 0.30), "刘": (28, 0.15),
    "王": (24, 0.12), "张": (22, 0.12), "廖": (17, 0.30), "莫": (16, 0.40), "罗": (15, 0.20), "吴": (14, 0.15),
    "欧阳": (8, 0.20), "任": (10, 0.40), "祝": (8, 0.60), "义": (7, 0.55), "包": (6, 0.70), "熊": (6, 0.30),
    "朱": (9, 0.15), "宋": (8, 0.15), "谢": (8, 0.15), "麻": (4, 0.60), "毛": (5, 0.10), "柏": (4, 0.10),
}
OTHERS = (("汉族", 90), ("壮族", 6), ("苗族", 3), ("侗族", 1))
GENERATIONS = "国永德文志明金世华荣昌定有安福进家庆"
MEN = "军辉强林平勇斌峰杰涛波海龙生贵发富成旺财义云山才俊宇浩轩睿晨阳鑫磊鹏飞建雄良忠华"
WOMEN = "英秀兰凤玉花梅香珍芳翠桂莲娟艳红丽霞燕玲萍敏静慧婷雪琳欣怡萱涵妍颖佳月妹娥云"
OLD_WOMEN = "秀桂玉凤兰翠金满冬春秋春月"


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
            return "瑶族"
        return self.chance.choices([name for name, _ in OTHERS], [weight for _, weight in OTHERS])[0]

    def person(self, surname: str, sex: str, age: int, relation: str, ethnic: str) -> Person:
        """Somebody who has completed `age` years at the end of the sample's year."""
        born_on = self._birthday(age)
        return Person(self._name(surname, sex, age), sex, born_on, self._certificate(born_on, sex), ethnic, relation)

    def _birthday(self, age: int) -> date:
        return date(self.year - age, 1, 1) + timedelta(days=self.chance.randrange(365))

    def _certificate(self, born_on: date, sex: str) -> str:
        while True:
            order = self.chance.randrange(1, 998)
            order += (order % 2 == 0) if sex == "男" else (order % 2 == 1)
            first17 = f"{self.area}{born_on:%Y%m%d}{order:03d}"
            if first17 not in self.given:
                self.given.add(first17)
                return first17 + check_digit(first17)

    def _name(self, surname: str, sex: str, age: int) -> str:
        pick = self.chance.choice
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
    return person.name[:2] if person.name[:2] in SURNAMES else person.name[:1]
