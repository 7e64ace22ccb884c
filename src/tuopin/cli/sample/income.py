"""What a household of the sample county lives on: each line of its income, in whole fen, adding up to a wanted net."""

from __future__ import annotations

from random import Random

from tuopin.cli.sample.people import Person, age_at_end

LINES = (
    "工资性收入", "生产经营性收入", "生产经营性支出", "财产性收入", "计划生育金", "低保金", "养老金", "生态补偿金", "其他转移性收入",
)
MEDIAN_2018 = {"未脱贫": 3750, "预脱贫": 5200, "已脱贫": 7400, "返贫": 3100}  # yuan a head; invented
GROWTH = 1.09  # a year
PENSION_MONTH = 103 * 100  # fen


def wanted_per_head(status: str, year: int, chance: Random) -> int:
    """A net income a head, in fen: spread around the middle of its status, a third of the poor below the line."""
    spread = {"未脱贫": 0.36, "预脱贫": 0.22, "已脱贫": 0.33, "返贫": 0.2}[status]
    floor = {"未脱贫": 900, "预脱贫": 3100, "已脱贫": 3300, "返贫": 1200}[status] * GROWTH ** (year - 2018)
    middle = MEDIAN_2018[status] * GROWTH ** (year - 2018)
    return int(max(floor, chance.lognormvariate(0, spread) * middle) * 100)


def lines_of(members: list[Person], wanted: int, green_mu: float, year: int, chance: Random) -> dict[str, int]:
    """The lines, in fen, whose net is about `wanted` fen for the whole household."""
    line = dict.fromkeys(LINES, 0)
    line["养老金"] = PENSION_MONTH * 12 * sum(p.pension == "是" and age_at_end(p, year) >= 60 for p in members)
    line["生态补偿金"] = int(green_mu * 12500)
    allowed = sum(p.allowance == "是" for p in members)
    line["低保金"] = allowed * chance.randrange(130, 235) * 1200
    line["其他转移性收入"] = chance.randrange(6000, 62000)
    if chance.random() < 0.4:
        line["财产性收入"] = chance.randrange(2000, 90000) // 100 * 100
    rest = wanted - sum(line.values())
    if rest < 0:
        line["低保金"] = max(allowed * 60000, line["低保金"] + rest)
        rest = max(wanted - sum(line.values()), 0)
    months = sum(p.work_months or 0 for p in members)
    if months:
        line["工资性收入"] = max(months * 20000, int(rest * chance.uniform(0.55, 0.92))) // 1000 * 1000
        rest -= line["工资性收入"]
    farmed = max(rest, chance.randrange(0, 60000))
    cost = chance.uniform(0.15, 0.45)
    line["生产经营性收入"] = int(farmed / (1 - cost)) // 100 * 100
    line["生产经营性支出"] = int(line["生产经营性收入"] * cost) // 100 * 100
    return line


def net(line: dict[str, int | None]) -> int | None:
    """The net income in fen; None when an amount is not known."""
    if None in line.values():
        return None
    return sum(line.values()) - 2 * line["生产经营性支出"]
