"""Units, teams and what they did this month in the invented county, entered through the same services as anybody's."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from tuopin.cli.sample.cast import told
from tuopin.kernel.areas import ancestor
from tuopin.people.selectors import Actor

BASIS = told("示例文件〔2018〕1号")
PLANS, VISITS, WRITERS = 120, 240, 40
LEFT_OUT = 3  # villages that nobody stands by yet, so that gaps can be seen
DID = ("入户核对收入,帮助整理记录。", "与村干部商量水管维修,约定施工队周三进场。", "走访两户独居老人,送去药品。", "组织贫困户看果园,讲解秋季管护。", "核对医保缴费名单,补齐一户。")
MEASURES = (("industry", "发展养殖,村合作社统一收购", 3000), ("employment", "介绍到扶贫车间务工", 8000), ("health", "落实大病救助和慢性病签约", 0))


def stand_by_villages(*, county: str, year: int, seed: int, actor: Actor, on: date) -> None:
    """Give the county its units with the villages they stand by, its teams, a month of days, diaries, plans and visits."""
    from tuopin.assistance.selectors.units import units as listed
    from tuopin.assistance.services.teams import TeamSaid, form_teams
    from tuopin.assistance.services.units import RelationSaid, UnitSaid, register_units, stand_by
    from tuopin.policy.selectors.villages import villages_for
    from tuopin.registry.selectors.villages import village_file

    draw, since, here = random.Random(seed), date(year, 1, 1), {"actor": actor, "on": on}
    page = villages_for(actor, area=county, year=year, size=200)
    codes = [row.code for row in page.rows]
    while page.after:
        page = villages_for(actor, area=county, year=year, after=page.after, size=200)
        codes += [row.code for row in page.rows]
    codes = codes[:-LEFT_OUT]
    forms = {code: village_file(actor, code, on=on, year=year).form for code in codes}
    forms = {code: form for code, form in forms.items() if form is not None and form.helping_unit}
    names = sorted({form.helping_unit for form in forms.values()})
    classes = ("party", "economic", "political_legal", "professional")
    most = len(codes) // len(names) + LEFT_OUT  # each can take on a few more villages than fall to it
    register_units(area_code=county, units=[
        UnitSaid(f"U{n:03d}", name, unit_class=draw.choice(classes), head_name=told("示例{n:03d}", n=n), seat_code=county, villages_most=most) for n, name in enumerate(names, 1)
    ], **here)
    unit_of = {unit.name: unit.pk for unit in listed(actor, county, on=on)}
    stand_by(relations=[RelationSaid(unit_of[form.helping_unit], code) for code, form in forms.items()], starts_on=since, basis=BASIS, **here)
    poor = [code for code, form in forms.items() if form.poor_village]
    form_teams(teams=[TeamSaid(code, unit_of[forms[code].helping_unit]) for code in poor], starts_on=since, basis=BASIS, **here)
    _work_a_month(poor, draw, here)
    _help_households(codes[:12], year, draw, here)
    _set_stations(codes, draw, since, here)


def _work_a_month(villages: list[str], draw: random.Random, here: dict) -> None:
    from tuopin.assistance.selectors.teams import team_members
    from tuopin.assistance.services.diary import write_diary
    from tuopin.assistance.services.duty import DaySaid, sign_duty

    on, days, writers = here["on"], [], []
    month = [on - timedelta(days=n) for n in range(on.day)]
    for village in villages[:60]:
        for posting in team_members(village, on=on):
            days += [DaySaid(posting.pk, day, night=draw.random() < 0.6) for day in month if draw.random() < 0.72]
            writers.append(posting.pk)
    if days:
        sign_duty(days=days, late=True, **here)
    for posting in writers[:WRITERS]:
        write_diary(posting=posting, day=on - timedelta(days=draw.randrange(min(on.day, 7))), text=told(draw.choice(DID)), **here)


def _help_households(villages: list[str], year: int, draw: random.Random, here: dict) -> None:
    from tuopin.assistance.services.households import MeasureSaid, VisitSaid, make_plan, record_visit
    from tuopin.registry.selectors.households import numbers_by_village

    actor, on = here["actor"], here["on"]
    numbers = [number for found in numbers_by_village(actor, villages).values() for number in found]
    for number in numbers[:PLANS]:
        kind, what, yuan = draw.choice(MEASURES)
        make_plan(number=number, year=draw.choice((year, on.year)), goal=told("稳定增收,住房和医疗有保障"),
                  measures=[MeasureSaid(kind, told(what), on + timedelta(days=90), expected_yuan=Decimal(yuan) or None)], **here)
    for number in numbers[:VISITS]:
        record_visit(number=number, visit=VisitSaid(on - timedelta(days=draw.randrange(45)), told("户主"), told(draw.choice(DID)), draw.random() < 0.2), **here)


def _set_stations(villages: list[str], draw: random.Random, since: date, here: dict) -> None:
    from tuopin.assistance.services.cadres import set_station

    for town in sorted({ancestor(code, 4) for code in villages}):
        for kind in ("party", "relief"):
            norm = draw.randrange(3, 7)
            set_station(place_code=town, kind=kind, staff_norm=norm, staff=max(norm - draw.randrange(3), 0), since_on=since, **here)
