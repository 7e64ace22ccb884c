"""The households of the sample county: house, land, water, road, why they are poor, how far they have come."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tuopin.cli.sample.cast import a_phone, told
from tuopin.cli.sample.families import family
from tuopin.cli.sample.income import lines_of, wanted_per_head
from tuopin.cli.sample.lives import settle
from tuopin.cli.sample.people import Person, Registrar, age_at_end

STATUSES = (("未脱贫", 41), ("预脱贫", 7), ("已脱贫", 51), ("返贫", 1))
ROADS = (("水泥路", 74), ("砂石路", 14), ("泥土路", 8), ("沥青路", 4))
FUELS = (("柴草", 55), ("清洁能源", 40), ("煤炭", 5))
CAUSES = (("缺技术", 44), ("缺资金", 23), ("自身发展动力不足", 6), ("缺土地", 8), ("交通条件落后", 6), ("因灾", 8), ("缺水", 3))


@dataclass(slots=True)
class Household:
    """One invented household as the household form shows it; "" = the cell stays empty, so not known."""

    number: str
    village: str
    group: str
    status: str
    identified: str
    members: list[Person]
    phone: str
    attribute: str = "一般贫困户"
    causes: list[str] = field(default_factory=list)
    arable_mu: float = 0
    forest_mu: float = 0
    green_mu: float = 0
    house_m2: float = 0
    house_grade: str = "B"
    water: str = "是"
    food: str = "是"
    clothing: str = "是"
    road: str = "水泥路"
    road_km: float = 0
    fuel: str = "柴草"
    toilet: str = "是"
    cooperative: str = "否"
    income: dict[str, int | None] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        return self.status in ("已脱贫", "预脱贫")


def phone(chance: Random) -> str:
    return a_phone(chance)


def household(registrar: Registrar, number: str, village: str, groups: int, members: list[Person] | None = None) -> Household:
    """A household with everything the forms ask about it."""
    chance, year = registrar.chance, registrar.year
    status = chance.choices([name for name, _ in STATUSES], [weight for _, weight in STATUSES])[0]
    home = Household(
        number, village, told("{n}组", n=chance.randint(1, groups)), status,
        str(year - chance.choices((4, 3, 2, 1), (62, 15, 13, 10))[0]), members or family(registrar), phone(chance),
    )
    for order, person in enumerate(home.members, 1):
        person.number = f"{number}{order:02d}"
    settle(home.members, year, chance, well=home.well)
    _belong(home, year, chance)
    home.causes = _causes(home, chance)
    _house_and_land(home, chance)
    home.income = lines_of(home.members, wanted_per_head(status, year, chance) * len(home.members), home.green_mu, year, chance)
    _leave_open(home, chance)
    return home


def _belong(home: Household, year: int, chance: Random) -> None:
    """Attribute of the household; with it, who draws the subsistence allowance."""
    alone = len(home.members) == 1 and age_at_end(home.members[0], year) >= 60
    if alone and chance.random() < 0.35:
        home.attribute = "五保户"
    elif chance.random() < (0.12 if home.well else 0.27):
        home.attribute = "低保贫困户"
        for person in home.members:
            person.allowance = "是"


def _causes(home: Household, chance: Random) -> list[str]:
    """The main cause first, then up to two others, each with its ground in the household."""
    found = []
    if any(p.health in ("患有大病", "长期慢性病") for p in home.members) and chance.random() < 0.72:
        found.append("因病")
    if any(p.health == "残疾" for p in home.members) and chance.random() < 0.8:
        found.append("因残")
    if any(p.student[:2] in ("普通", "中职", "本科", "高职") for p in home.members) and chance.random() < 0.6:
        found.append("因学")
    if not any(p.labour in ("普通劳动力", "技能劳动力") for p in home.members):
        found.append("缺劳力")
    chance.shuffle(found)
    if not found or chance.random() < 0.45:
        found.append(chance.choices([name for name, _ in CAUSES], [weight for _, weight in CAUSES])[0])
    return found[:3]


def _house_and_land(home: Household, chance: Random) -> None:
    persons = len(home.members)
    home.arable_mu = round(max(0.2, chance.gauss(0.62, 0.22) * persons), 1)
    home.forest_mu = round(max(0.0, chance.expovariate(1 / 2.6) * persons), 1)
    home.green_mu = round(min(home.forest_mu, chance.uniform(0.4, 4.0)), 1) if chance.random() < 0.3 else 0.0
    home.house_m2 = round(min(280, max(18, chance.gauss(24, 7) * persons + 18)), 1)
    home.house_grade = chance.choices("ABCD", (36, 63.9, 0.08, 0.02) if home.well else (22, 69, 5.6, 3.4))[0]
    home.water = "否" if chance.random() < (0.0015 if home.well else 0.048) else "是"
    if not home.well:
        home.food = "否" if chance.random() < 0.008 else "是"
        home.clothing = "否" if chance.random() < 0.008 else "是"
    home.road = chance.choices([name for name, _ in ROADS], [weight for _, weight in ROADS])[0]
    home.road_km = round(min(6.0, chance.expovariate(1 / 0.45)), 1)
    home.fuel = chance.choices([name for name, _ in FUELS], [weight for _, weight in FUELS])[0]
    home.toilet = "是" if chance.random() < 0.76 else "否"
    home.cooperative = "是" if chance.random() < 0.4 else "否"


def _leave_open(home: Household, chance: Random) -> None:
    """Here and there nobody has looked yet: the cell stays empty, and the system must say so, not guess."""
    if home.status != "未脱贫":
        return
    if chance.random() < 0.008:
        home.house_grade = ""
    if chance.random() < 0.006:
        home.water = ""
    if chance.random() < 0.006:
        home.income["财产性收入"] = None
    if chance.random() < 0.004:
        chance.choice(home.members).medical = ""
