"""Corrects one recorded fact of a household: the new version stands beside the old one, with who, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, HouseholdForm, IncomeLine
from tuopin.registry.selectors.fields import CORRECTABLE
from tuopin.registry.selectors.households import household_of
from tuopin.registry.selectors.income import LINES
from tuopin.trail.services import record


class EditedMeanwhile(Refusal):
    """Someone else changed the same fact after the asker had read it; carries what was seen and what stands now."""

    def __init__(self, *, seen: object, stands: object, source: str) -> None:
        super().__init__(
            "edited-meanwhile", phrase("这一项在您查看之后已被他人更正,您的更正没有保存。"),
            phrase("请比较现在的值,确需更正时再提交一次。"),
        )
        self.seen, self.stands, self.source = seen, stands, source

    @property
    def by(self) -> str:
        """Who recorded the value that stands: the account, or the file it came with."""
        return self.source.partition(":")[2]


@dataclass(frozen=True)
class Correction:
    """What is corrected and why: the household and year, the primary key of the version that the asker read, the reason.

    `seen` is None for a line of income that was not yet asked.
    """

    number: str
    year: int
    seen: int | None
    reason: str


@transaction.atomic
def correct_household_fact(*, correction: Correction, field: str, value: object, actor: Actor, on: date) -> HouseholdForm:
    """Put `value` in the place of one field of the household form of a year; returns the version that stands.

    Raises NotFound, Forbidden, EditedMeanwhile when the field changed since it was read, Refusal when the value does not
    fit the field or the reason is missing.
    """
    household, year, seen = _locked(correction, actor), correction.year, correction.seen
    if field not in CORRECTABLE:
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
    versions = {form.pk: form for form in HouseholdForm.objects.filter(household=household, year=year)}
    stands = next((form for form in versions.values() if form.superseded_at is None), None)
    if stands is None:
        raise _nothing_recorded(year)
    value, before, read = _fitting(HouseholdForm, field, value), getattr(stands, field), getattr(versions.get(seen, stands), field)
    if before == value:
        return stands
    if read != before:
        raise EditedMeanwhile(seen=read, stands=before, source=stands.source)
    corrected = _next_version(stands, actor, **{field: value})
    _leave_trail(household, correction.reason, actor, on, year=year, field=field, before=before, after=value)
    return corrected


@transaction.atomic
def correct_income_line(
    *, correction: Correction, line: str, amount_yuan: Decimal | None, evidence: str = "self_report", actor: Actor, on: date,
) -> IncomeLine:
    """Put an amount (yuan; None = asked, not known) in the place of one line of income; returns the version that stands.

    Raises as `correct_household_fact` does.
    """
    household, year, seen = _locked(correction, actor), correction.year, correction.seen
    if line not in LINES:
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
    if not household.forms.filter(year=year, superseded_at=None).exists():
        raise _nothing_recorded(year)
    versions = {row.pk: row for row in IncomeLine.objects.filter(household=household, year=year, line=line)}
    stands = next((row for row in versions.values() if row.superseded_at is None), None)
    amount = _fitting(IncomeLine, "amount_yuan", amount_yuan)
    before, read = stands and stands.amount_yuan, versions[seen].amount_yuan if seen in versions else None
    if stands and before == amount and stands.evidence == evidence:
        return stands
    if stands and stands.pk != seen and read != before:
        raise EditedMeanwhile(seen=read, stands=before, source=stands.source)
    if stands:
        corrected = _next_version(stands, actor, amount_yuan=amount, evidence=evidence)
    else:
        corrected = IncomeLine.objects.create(
            household=household, year=year, line=line, amount_yuan=amount, evidence=evidence, source=_source(actor)
        )
    _leave_trail(household, correction.reason, actor, on, year=year, line=line, before=before, after=amount, evidence_kind=evidence)
    return corrected


def _locked(correction: Correction, actor: Actor) -> Household:
    household = household_of(actor, correction.number)
    actor.require("correct", household.village_code)
    if not correction.reason.strip():
        raise Refusal("reason-missing", phrase("没有填写更正理由。"), phrase("请写明依据,例如入户核实的日期和凭证。"))
    return Household.objects.select_for_update().get(pk=household.pk)


def _fitting(model: type, field: str, value: object) -> object:
    column = model._meta.get_field(field)
    if value is None and not column.null:
        value = ""
    if value is None or value == "":
        return value
    try:
        return column.clean(value, None)
    except ValidationError as fault:
        raise Refusal(
            "value-does-not-fit", phrase("“{field}”不能填这个值。"), phrase("请按栏目的单位和格式填写。"), field=column.verbose_name,
        ) from fault


def _next_version(stands: HouseholdForm | IncomeLine, actor: Actor, **changes: object) -> HouseholdForm | IncomeLine:
    model = type(stands)
    model.objects.filter(pk=stands.pk).update(superseded_at=timezone.now())
    columns = {f.attname: getattr(stands, f.attname) for f in model._meta.concrete_fields if f.name not in ("id", "recorded_at")}
    return model.objects.create(**columns | changes | {"source": _source(actor), "superseded_at": None})


def _source(actor: Actor) -> str:
    return f"page:{actor.name}"[:120]


def _nothing_recorded(year: int) -> NotFound:
    return NotFound("no-form-of-year", phrase("{year} 年没有这一户的采集信息。"), phrase("请先导入该年度的名册。"), year=year)


def _leave_trail(household: Household, reason: str, actor: Actor, on: date, **detail: object) -> None:
    plain = {key: str(value) if isinstance(value, Decimal) else value for key, value in detail.items()}
    record(
        area_code=household.village_code, verb="correct", subject=f"household:{household.number}", actor=actor, on=on,
        basis=reason.strip()[:300], **plain,
    )
