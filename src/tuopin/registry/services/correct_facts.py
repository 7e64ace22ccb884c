"""Corrects one recorded fact of a household: the new version stands beside the old one, with who, when and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.db import transaction

from tuopin.kernel import codelists
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import HouseholdForm, HouseholdIncome
from tuopin.registry.selectors.fields import CORRECTABLE
from tuopin.registry.selectors.income import LINES, SELF_REPORT, IncomeLine, brought_with, in_parallel, lines_of
from tuopin.registry.services.versions import (
    Correction,
    EditedMeanwhile,
    fitting,
    found_version,
    leave_trail,
    locked_household,
    next_version,
    nothing_recorded,
    source_of,
)


@transaction.atomic
def correct_household_fact(*, correction: Correction, field: str, value: object, actor: Actor, on: date) -> HouseholdForm:
    """Put `value` in the place of one field of the household form of a year; returns the version that stands.

    Raises NotFound, Forbidden, EditedMeanwhile when the field changed since it was read, Refusal when the value does not
    fit the field or the reason is missing.
    """
    household, year = locked_household(correction, actor), correction.year
    if field not in CORRECTABLE:
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
    found = found_version(correction, HouseholdForm.objects.filter(household=household, year=year), attrgetter(field))
    value = fitting(HouseholdForm, field, value)
    if found.before == value:
        return found.stands
    found.require_unchanged()
    corrected = next_version(found.stands, actor, **{field: value})
    leave_trail(household, correction.reason, actor, on, year=year, field=field, before=found.before, after=value)
    return corrected


@transaction.atomic
def correct_income_line(
    *, correction: Correction, line: str, amount_yuan: Decimal | None, evidence: str = SELF_REPORT, actor: Actor, on: date,
) -> HouseholdIncome:
    """Put an amount (yuan; None = asked, not known) in the place of one line of income; returns the version of the year that stands.

    Raises as `correct_household_fact` does.
    """
    household, year, seen = locked_household(correction, actor), correction.year, correction.seen
    if line not in LINES:
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
    if evidence not in codelists.code_list("income-evidence").values:
        raise Refusal("evidence-not-in-list", phrase("“{evidence}”不是凭证类型。"), phrase("请从凭证类型列表中选。"), evidence=evidence)
    if not household.forms.filter(year=year, superseded_at=None).exists():
        raise nothing_recorded(year)
    versions = {row.pk: row for row in HouseholdIncome.objects.filter(household=household, year=year).order_by("id")}
    stands = next((row for row in versions.values() if row.superseded_at is None), None)
    lines, read = lines_of(stands), lines_of(versions.get(seen)).get(line)
    before, said = lines.get(line), IncomeLine(fitting(HouseholdIncome, "amounts_yuan", amount_yuan), evidence)
    if before == said:
        return stands
    if before and (read is None or read.amount_yuan != before.amount_yuan):
        raise EditedMeanwhile(seen=read and read.amount_yuan, stands=before.amount_yuan, source=brought_with(versions.values(), line).source)
    columns = in_parallel(lines | {line: said})
    if stands:
        corrected = next_version(stands, actor, **columns)
    else:
        corrected = HouseholdIncome.objects.create(household=household, year=year, source=source_of(actor), **columns)
    leave_trail(
        household, correction.reason, actor, on, year=year, line=line, before=before and before.amount_yuan, after=said.amount_yuan,
        evidence_kind=evidence,
    )
    return corrected
