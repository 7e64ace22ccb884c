"""How the people of the sample county are: schooling, health, strength to work, work away from home, insurance."""

from __future__ import annotations

from random import Random

from tuopin.cli.sample.people import Person, age_at_end

UPPER = (("普通高中一年级", "普通高中二年级", "普通高中三年级"), ("中职一年级", "中职二年级", "中职三年级"))
HIGHER = (
    ("本科一年级", "本科二年级", "本科三年级", "本科四年级"),
    ("高职高专一年级", "高职高专二年级", "高职高专三年级", "高职高专三年级"),
)
DONE = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
SCHOOLING = (  # up to this age: how the finished schooling spreads over DONE
    (25, (0, 3, 48, 28, 15, 6)), (40, (1, 14, 60, 17, 6, 2)), (55, (5, 40, 44, 9, 2, 0)),
    (70, (20, 57, 19, 4, 0, 0)), (200, (48, 46, 5, 1, 0, 0)),
)
ILLNESS = (  # up to this age: chronic, serious, disabled, of a thousand
    (15, (8, 6, 12)), (40, (50, 18, 38)), (55, (150, 45, 65)), (70, (330, 70, 90)), (200, (430, 85, 130)),
)
PLACES = (("广东省", 40), ("浙江省", 9), ("广西壮族自治区", 5), ("湖南省长沙市", 8), ("永州市内", 9), ("县内", 19), ("乡镇内", 10))


def settle(members: list[Person], year: int, chance: Random, *, well: bool) -> None:
    """Give every member a life; `well` = the household has left poverty, so no gap in schooling or insurance remains."""
    for person in members:
        age = age_at_end(person, year)
        person.health = _health(age, chance)
        study(person, age, chance, well=well)
        person.labour = _labour(person, age, chance)
        seek_work(person, chance)
        person.medical = "否" if not well and chance.random() < 0.004 else "是"
        person.pension = "是" if age >= 16 and not person.student and chance.random() < 0.97 else "否"


def study(person: Person, age: int, chance: Random, *, well: bool) -> None:
    """Either in school (grade) or finished (schooling): never both, never neither."""
    person.student, person.education, person.dropout = "", "", ""
    if 6 <= age <= 15:
        if not well and chance.random() < (0.06 if person.health == "残疾" else 0.009):
            person.education, person.dropout = "小学", _reason(person, chance)
            return
        person.student = "小学" if age < 12 else ("七年级", "八年级", "九年级", "九年级")[age - 12]
    elif age < 6:
        person.student = "学龄前儿童" if age < 4 or chance.random() < 0.1 else "学前教育"
    elif age <= 18 and chance.random() < 0.84 and person.health != "残疾":
        person.student = UPPER[chance.random() < 0.42][age - 16]
    elif 19 <= age <= 22 and chance.random() < 0.34:
        person.student = HIGHER[chance.random() < 0.48][age - 19]
    if not person.student:
        weights = next(spread for limit, spread in SCHOOLING if age <= limit)
        person.education = chance.choices(DONE, weights)[0]


def _reason(person: Person, chance: Random) -> str:
    if person.health == "残疾":
        return "因残"
    if person.health in ("患有大病", "长期慢性病"):
        return "因病"
    return chance.choice(("厌学", "厌学", "其他"))


def _health(age: int, chance: Random) -> str:
    chronic, serious, disabled = next(spread for limit, spread in ILLNESS if age <= limit)
    return chance.choices(
        ("长期慢性病", "患有大病", "残疾", "健康"), (chronic, serious, disabled, 1000 - chronic - serious - disabled)
    )[0]


def _labour(person: Person, age: int, chance: Random) -> str:
    if age < 16 or person.student or age >= 75:
        return "无劳动力"
    if person.health == "残疾" and chance.random() < 0.45:
        return "丧失劳动力"
    if age >= 60 or person.health != "健康":
        return "弱劳动力或半劳动力"
    return "技能劳动力" if person.education in DONE[3:] and chance.random() < 0.5 or chance.random() < 0.08 else "普通劳动力"


def seek_work(person: Person, chance: Random) -> None:
    """Those with the strength for it work away from the farm for some months of the year, or do not."""
    person.work_place, person.work_months = "", None
    share = {"普通劳动力": 0.56, "技能劳动力": 0.78, "弱劳动力或半劳动力": 0.10}.get(person.labour, 0)
    if chance.random() < share:
        person.work_place = chance.choices([name for name, _ in PLACES], [weight for _, weight in PLACES])[0]
        person.work_months = chance.choices((3, 4, 5, 6, 7, 8, 9, 10, 11), (4, 4, 6, 9, 8, 12, 14, 24, 19))[0]
