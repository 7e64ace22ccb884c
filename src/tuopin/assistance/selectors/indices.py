"""Hardship and happiness of a village (C27): read off attendance, visits, income and guarantees, with every part shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tuopin.assistance.selectors.coverage import REGISTERED, RUNS
from tuopin.assistance.states.indices import HAPPINESS, HARDSHIP, Index, index_of
from tuopin.assistance.states.numbers import whole
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.states.conditions import NAMES
from tuopin.scope.selectors import rows_of

WORK = f"""
SELECT (SELECT count(DISTINCT p.helper_id) FROM registry_posting p WHERE p.village_code = %(code)s AND {RUNS.format(t="p")}),
    (SELECT count(*) FROM assistance_dutyday d WHERE d.village_code = %(code)s AND d."on" >= %(first)s AND d."on" <= %(on)s AND d.kind = 'village'),
    (SELECT count(*) FROM assistance_dutyday d WHERE d.village_code = %(code)s AND d."on" >= %(first)s AND d."on" <= %(on)s AND d.night),
    (SELECT count(*) FROM assistance_visit v WHERE v.village_code = %(code)s AND v."on" >= %(first)s AND v."on" <= %(on)s),
    (SELECT count(*) FROM assistance_visit v WHERE v.village_code = %(code)s AND v.has_problem AND v."on" >= %(first)s AND v."on" <= %(on)s),
    (SELECT count(*) FROM assistance_visit v WHERE v.village_code = %(code)s AND v.has_problem AND v.solved_on <= %(on)s AND v."on" >= %(first)s),
    (SELECT count(*) FROM registry_household h WHERE h.village_code = %(code)s AND {REGISTERED})
"""
LIFE = """
SELECT s.year, sum(s.net_income_yuan) FILTER (WHERE s.per_head_yuan IS NOT NULL), sum(s.persons) FILTER (WHERE s.per_head_yuan IS NOT NULL), count(*),
    count(*) FILTER (WHERE s.failed & %(guarantees)s = 0 AND s.unknown & %(guarantees)s = 0)
FROM policy_standing s WHERE s.village_code = %(code)s AND s.year = ANY(%(years)s) GROUP BY 1
"""
GUARANTEES = sum(1 << n for n, name in enumerate(NAMES) if name != "income_above_line")  # the bits of a standing that are no income


def hardship(actor: Actor, code: str, *, on: date) -> Index:
    """How hard the village's team works, over the year so far: means by month and member. Raises NotFound outside."""
    _require(actor, code)
    first = date(on.year, 1, 1)
    (members, days, nights, visits, problems, solved, households), = rows_of(WORK, {"code": code, "first": first, "on": on}, planned=False)
    months = Decimal((on - first).days + 1) / Decimal("30.4375")
    each = members * months
    return index_of(HARDSHIP, {
        "days": (days / each if members else None, Decimal(whole("full_days_a_month", on, code))),
        "nights": (nights / each if members else None, Decimal(whole("full_nights_a_month", on, code))),
        "visits": (visits / (households * months) if households else None, Decimal(whole("full_visits_a_household", on, code))),
        "solved": (Decimal(solved) / problems if problems else None, Decimal(1)),
    })


def happiness(actor: Actor, code: str, *, year: int, on: date) -> Index:
    """How the village's registered households fare: income against the year before, guarantees met; what surveys tell where there are any."""
    _require(actor, code)
    rows = {row[0]: row[1:] for row in rows_of(LIFE, {"code": code, "years": [year, year - 1], "guarantees": GUARANTEES}, planned=False)}
    now, before = rows.get(year), rows.get(year - 1)
    growth = None
    if now and before and now[1] and before[1] and now[0] is not None and before[0] and now[1] > 0 and before[1] > 0:
        growth = ((Decimal(now[0]) / now[1]) / (Decimal(before[0]) / before[1]) - 1) * 100
    return index_of(HAPPINESS, {
        "growth": (growth, Decimal(whole("full_growth_percent", on, code))),
        "guarantees": (Decimal(now[3]) / now[2] if now and now[2] else None, Decimal(1)),
    })


def _require(actor: Actor, code: str) -> None:
    if not actor.may("read", code):
        raise NotFound("no-such-village", phrase("没有找到代码为“{village}”的行政村。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"), village=code[:12])
