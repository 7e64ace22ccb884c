"""Households of the asker's areas: the list, one of them with its numbers masked, and what the rule says of it on a day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse

from tuopin.api.answers import (
    AMOUNT,
    DAY,
    FLAG,
    LARGEST_PAGE,
    TEXT,
    USUAL_PAGE,
    WHOLE,
    answering,
    area_wanted,
    as_json,
    cursor_wanted,
    maybe,
    nothing_there,
    number_wanted,
    page_of,
    require_choices,
    rows_of,
    thing,
    wanted,
    year_wanted,
)
from tuopin.kernel.codelists import code_list
from tuopin.kernel.days import read_day
from tuopin.policy.selectors.households import HouseholdRow, households_for
from tuopin.policy.selectors.verdicts import household_verdict
from tuopin.policy.states.doubts import CHECKS
from tuopin.policy.states.filters import IN_ADDRESS, filters_of
from tuopin.registry.selectors.households import HouseholdFile, household_file

FILTERS = tuple(name for name in IN_ADDRESS if name not in ("search", "sort"))  # what is searched for stands in no address
ROW = thing(
    number=TEXT, village_code=TEXT, group_name=TEXT, head_name=TEXT, persons=WHOLE, status=TEXT, attribute=TEXT, main_cause=TEXT, helper_name=TEXT,
    net_income_yuan=maybe(AMOUNT), per_head_yuan=maybe(AMOUNT), may_exit=maybe(FLAG), house_grade=TEXT, water_safe=maybe(FLAG), doubts=WHOLE,
    failed=rows_of(TEXT), unknown=rows_of(TEXT),
)
FACT = thing(name=TEXT, label=TEXT, value=maybe(TEXT))
MEMBER = thing(number=TEXT, name=TEXT, relation=TEXT, age=maybe(WHOLE), certificate=TEXT, left_on=maybe(DAY))
HOUSEHOLD = thing(
    number=TEXT, village_code=TEXT, year=maybe(WHOLE), years=rows_of(WHOLE), status=maybe(thing(kind=TEXT, on=DAY)), phone=TEXT, account=TEXT,
    facts=rows_of(FACT), members=rows_of(MEMBER), net_income_yuan=maybe(AMOUNT), per_head_yuan=maybe(AMOUNT), income_missing=rows_of(TEXT), helper=maybe(TEXT),
)
CONDITION = thing(name=TEXT, holds=maybe(FLAG), value=maybe(TEXT), threshold=maybe(TEXT), unit=TEXT, source=TEXT)
VERDICT = thing(rule=TEXT, on=DAY, holds=maybe(FLAG), why_not=rows_of(TEXT), conditions=rows_of(CONDITION))


@answering(
    "贫困户名单,按页 / the households of an area and year, page by page", page_of(ROW), limit=WHOLE, after=TEXT, sort=TEXT, **dict.fromkeys(FILTERS, TEXT))
def households(request: HttpRequest) -> HttpResponse:
    """One page; `area` and `year` as on the pages, the same filters as the list there."""
    filters = filters_of(dict(request.GET.lists()))
    for name, words in (("cause", code_list("cause").values), ("attribute", code_list("attribute").values), ("check", CHECKS)):
        require_choices(name, filters.get(name, ()), words)
    page = households_for(
        request.actor, area=area_wanted(request), year=year_wanted(request), filters=filters,
        sort=wanted(request, "sort", "place"), after=cursor_wanted(request), size=number_wanted(request, "limit", USUAL_PAGE, 1, LARGEST_PAGE),
    )
    return as_json({"rows": [_row(row) for row in page.rows], "after": page.after or None})


def _row(row: HouseholdRow) -> dict:
    return {name: value for name, value in row._asdict().items() if name != "household_id"}


@answering("一户:遮盖号码的户情 / one household; identity numbers, phone and account are masked", HOUSEHOLD)
def household(request: HttpRequest, number: str) -> HttpResponse:
    """One household in a year."""
    year = year_wanted(request)
    return as_json(_told(household_file(request.actor, number, on=min(request.on, date(year, 12, 31)), year=year)))


def _told(file: HouseholdFile) -> dict:
    return {
        "number": file.household.number, "village_code": file.household.village_code, "year": file.year, "years": file.years,
        "status": {"kind": file.status.kind, "on": file.status.on} if file.status else None, "phone": file.phone, "account": file.account,
        "facts": [{"name": fact.field.name, "label": str(fact.field.label), "value": _text(fact.value)} for _title, facts in file.groups for fact in facts],
        "members": [{
            "number": m.person.number, "name": m.person.name, "relation": m.form.relation if m.form else "", "age": m.age, "certificate": m.certificate, "left_on": m.left_on,
        } for m in file.members],
        "net_income_yuan": file.income.net, "per_head_yuan": file.income.per_head, "income_missing": file.income.missing,
        "helper": file.helper.helper.name if file.helper else None,
    }


@answering("评判:某天是否达到退出标准,每项的值、标准和出处 / what the rule says of it on a day, condition by condition", VERDICT, on=DAY)
def verdict(request: HttpRequest, number: str) -> HttpResponse:
    """What the exit rule says; today's answer where no day is asked for."""
    found = household_verdict(request.actor, number, on=read_day(day) if (day := wanted(request, "on")) else request.on)
    if found is None:
        raise nothing_there()
    return as_json({
        "rule": found.rule, "on": found.on, "holds": found.holds, "why_not": found.why_not,
        "conditions": [{
            "name": one["name"], "holds": one["holds"], "value": _text(one["value"]), "threshold": _text(one["threshold"]), "unit": one["unit"] or "", "source": one["source"] or "",
        } for one in found.conditions],
    })


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
