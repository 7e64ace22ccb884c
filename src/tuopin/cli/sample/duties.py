"""Who answers in the sample county, and what they have to do: secretaries, pledges, duties, visits, and a ledger with tasks in every state of time."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from tuopin.cli.sample.cast import cast, told
from tuopin.cli.sample.county import COUNTY
from tuopin.cli.sample.people import SURNAMES
from tuopin.cli.sample.underway import PERSONS, sign_pledges_of
from tuopin.divisions.selectors import children_of, subtree_of
from tuopin.kernel.areas import ancestors, parent
from tuopin.kernel.codelists import code_list, label
from tuopin.kernel.pack import pack
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.people.selectors import Actor
from tuopin.people.services import Office, appoint_offices
from tuopin.responsibility.selectors import leadership, poor_villages
from tuopin.responsibility.services import (
    NewDuty,
    NewMeeting,
    NewPledge,
    NewProblem,
    NewVisit,
    draft_pledges,
    give_duties,
    record_meetings,
    record_problems,
    record_visits,
)

SIGNED = 2
FAMILIES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张" if pack().in_chinese else tuple(SURNAMES)
BUILD = (("1", "征求意见、落实地块", 20, ()), ("2", "打地基", 25, ("1",)), ("3", "主体施工", 45, ("2",)), ("4", "通水通电", 15, ("2",)), ("5", "验收交付", 10, ("3", "4")))
ASKED = (("修缮通组路", "公里", 3), ("安装太阳能路灯", "盏", 40), ("核对帮扶手册", "户", 60), ("走访全部贫困户", "户", 60))


def lay_out_duties(*, seed: int, actor: Actor, on: date) -> int:
    """Appoint, pledge, give and issue once; how many tasks. All names are invented."""
    chance = random.Random(seed)
    if not dict(leadership(actor, COUNTY, on=on).gaps).get(COUNTY):
        return 0
    places = [d.code for d in subtree_of(COUNTY, on) if d.code[9:] == "000" or d.code[9:] >= cast().first_village]
    _appoint([*ancestors(COUNTY), *places], chance, actor, on)
    townships = [d.code for d in children_of(COUNTY, on)]
    _pledge(townships, chance, actor, on)
    _give(townships, places, actor, on)
    return _issue(townships, places, chance, actor, on)


def _appoint(codes: list[str], chance: random.Random, actor: Actor, on: date) -> None:
    """A secretary everywhere but in two villages, which stand on the list of gaps."""
    vacant = set(codes[-2:])
    appoint_offices([
        Office(code, "secretary", f"sj{code}", told("{name}书记", name=chance.choice(FAMILIES)), on - timedelta(days=chance.randint(200, 1500))) for code in codes if code not in vacant
    ], actor=actor, on=on)


def _pledge(townships: list[str], chance: random.Random, actor: Actor, on: date) -> None:
    """Drafted for the county and every township; one township has signed with the county and kept its word, another waits for the county's name."""
    end = date(on.year, 12, 31)
    drafted = draft_pledges([
        NewPledge(COUNTY, parent(COUNTY), on.year, end, {"persons": (Decimal(120 * len(townships)), told("人"))}),
        *(NewPledge(code, COUNTY, on.year, end, {"persons": (PERSONS, told("人"))}) for code in townships),
    ], actor=actor, on=on)
    sign_pledges_of([(one.pk, one.area_code) for one in drafted[1 : 1 + SIGNED]], chance=chance, on=on)


def _give(townships: list[str], places: list[str], actor: Actor, on: date) -> None:
    """Departments at the county but for one, leaders in charge of townships, the secretary's contact points, what they found there."""
    begun = on - timedelta(days=300)
    sectors = code_list("sector").values
    villages = [code for code in places if code[9:] != "000"]
    give_duties([
        *(NewDuty("sector", COUNTY, told("县{sector}主管部门", sector=label("sector", word)), begun, sector=word, policy=told("年度任务")) for word in sectors if word != "culture"),
        *(NewDuty("lead", code, told("县领导{n:02d}", n=n + 1), begun) for n, code in enumerate(townships)),
    ], actor=actor, on=on)
    poor = poor_villages(actor, COUNTY, on=on)  # each with the four responsibilities but for the last three, which stand on the list of gaps
    give_duties([
        NewDuty(kind, code, holder, begun) for n, (code, name) in enumerate(list(poor.items())[:-3])
        for kind, holder in (("principal", told("{name}党支部书记", name=name)), ("lead", told("县领导{n:02d}", n=n % len(townships) + 1)), ("help", told("{name}驻村工作队", name=name)), ("inspect", told("县督查巡查组")))
    ], actor=actor, on=on)
    points = give_duties([NewDuty("contact", code, told("县委书记"), begun) for code in (townships[0], *villages[:2])], actor=actor, on=on)
    record_problems([NewProblem(point.area_code, f"contact:{point.pk}", told("通组路雨后塌方"), begun + timedelta(days=40)) for point in points], actor=actor, on=on)
    record_visits([NewVisit("visit", code, told("县委书记"), on - timedelta(days=5 * n + 1)) for n, code in enumerate(villages[:30])], actor=actor, on=on)
    record_meetings([NewMeeting("conference", COUNTY, told("全县脱贫攻坚推进会"), on - timedelta(days=30), "village", venues=len(places))], actor=actor, on=on)


def _issue(townships: list[str], places: list[str], chance: random.Random, actor: Actor, on: date) -> int:
    """Tasks issued six weeks ago, due on days around today, so that every light is on the wall; and a building plan to count back."""
    villages, before = [code for code in places if code[9:] != "000"], on - timedelta(days=42)
    tasks = [
        NewTask(title=told(title), area=code, owner=Seat(code, "head", "secretary"), due_on=on + timedelta(days=chance.choice((-9, 3, 6, 20, 45, 60))), source="plan:sample",
                code=str(n + 1), target=Decimal(much), unit=told(unit))
        for code in chance.sample(villages, min(60, len(villages))) for n, (title, unit, much) in enumerate(ASKED[: chance.randint(1, 4)])
    ]
    tasks += [
        NewTask(title=told("遍访所辖各村"), area=code, owner=Seat(code, "head", "secretary"), due_on=on + timedelta(days=30), source="meeting:sample", code="1", head_only=True)
        for code in townships
    ]
    tasks += [
        NewTask(title=told(title), area=code, owner=Seat(code, "head"), due_on=on + timedelta(days=150), source="build:sample", code=n, days=days, after=after, crews=int(n in "23"))
        for code in villages[:3] for n, title, days, after in BUILD
    ]
    return len(issue_tasks(tasks, actor=actor, on=before))
