"""Corrects one recorded fact of a village's form: the new version stands beside the old one, with who, when and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.db import connection, transaction

from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import VillageForm
from tuopin.registry.selectors.fields import VILLAGE_CORRECTABLE
from tuopin.registry.services.versions import (
    Correction,
    fitting,
    found_version,
    next_version,
    require_reason,
)
from tuopin.trail.services import record


@transaction.atomic
def correct_village_fact(*, correction: Correction, field: str, value: object, actor: Actor, on: date) -> VillageForm:
    """Put `value` in the place of one field of a village's form of a year; `correction.number` is the village's code.

    Returns the version that stands. Raises NotFound, Forbidden, EditedMeanwhile, Refusal as `correct_household_fact` does.
    """
    code, year = locked_village(correction, actor), correction.year
    if field not in VILLAGE_CORRECTABLE:
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
    found = found_version(correction, VillageForm.objects.filter(village_code=code, year=year), attrgetter(field))
    value, before = fitting(VillageForm, field, value), found.before
    if before == value:
        return found.stands
    found.require_unchanged()
    corrected = next_version(found.stands, actor, **{field: value})
    told = {key: str(each) if isinstance(each, Decimal) else each for key, each in (("before", before), ("after", value))}
    record(
        area_code=code, verb="correct", subject=f"village:{code}", actor=actor, on=on, basis=correction.reason.strip()[:300],
        year=year, field=field, **told,
    )
    return corrected


def locked_village(correction: Correction, actor: Actor) -> str:
    """The code of the village, held until the correction is done; raises NotFound, Forbidden, or a Refusal when the reason is missing."""
    code = correction.number
    if not is_code(code) or level_of(code) != 5:
        raise NotFound("no-such-village", phrase("没有找到代码为“{village}”的行政村。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"), village=code[:12])
    actor.require("correct", code)
    require_reason(correction.reason)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('village_form'), hashtext(%s))", [code])
    return code
