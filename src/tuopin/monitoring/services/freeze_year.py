"""Freezes a county's register of a year: whatever is corrected afterwards is a correction with its reason, listed as such."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count

from tuopin.kernel.areas import depth_of, subtree
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import YearFreeze
from tuopin.monitoring.selectors.facts import statuses_of
from tuopin.people.selectors import Actor
from tuopin.policy.selectors.freshness import NO_FACTS
from tuopin.registry.models import HouseholdForm, MemberForm
from tuopin.trail.selectors import root_of_facts
from tuopin.trail.services import hold_chains, record

COUNTY = 3


@dataclass(frozen=True)
class Freeze:
    """Which year of which county is frozen, on which basis; the digest of its edition where one was made."""

    county: str
    year: int
    basis: str
    edition: str = ""


@transaction.atomic
def freeze_year(*, freeze: Freeze, actor: Actor, on: date) -> YearFreeze:
    """Freeze the year with the root of the county's facts, once and for ever.

    Raises NotFound, Forbidden without the act `confirm` there, a Refusal before 31 December, for a year without any form, or twice.
    """
    actor.require("confirm", freeze.county)
    if depth_of(freeze.county) != COUNTY:
        raise Refusal("not-a-county", phrase("年度数据按县冻结。"), phrase("请填写县的区划代码。"))
    if on < date(freeze.year, 12, 31) or not freeze.basis.strip():
        raise Refusal("too-early", phrase("{year} 年的数据要到 12 月 31 日才能冻结,并须写明依据。"), phrase("请核对年度和依据。"), year=freeze.year)
    low, high = subtree(freeze.county)
    hold_chains([freeze.county])
    homes = set(HouseholdForm.objects.filter(year=freeze.year, superseded_at=None, village_code__gte=low, village_code__lt=high).values_list("household_id", flat=True))
    if not homes:
        raise Refusal("nothing-to-freeze", phrase("这个县 {year} 年没有采集信息。"), phrase("请先导入该年的花名册。"), year=freeze.year)
    registered = [pk for pk, status in statuses_of(homes, date(freeze.year, 12, 31)).items() if status not in ("", "removed")]
    persons = MemberForm.objects.filter(household__in=registered, year=freeze.year, superseded_at=None).aggregate(n=Count("id"))["n"]
    try:
        with transaction.atomic():
            row = YearFreeze.objects.create(
                county_code=freeze.county, year=freeze.year, root=root_of_facts(freeze.county, without=NO_FACTS), edition=freeze.edition,
                households=len(registered), persons=persons, basis=freeze.basis.strip()[:300], frozen_on=on, actor=actor.name)
    except IntegrityError as fault:
        raise Refusal("frozen-already", phrase("这个县 {year} 年的数据已经冻结。"), phrase("冻结后的更正逐条留痕;查看请用命令 tuopin monitor corrections {county} {year}。"),
                      year=freeze.year, county=freeze.county) from fault
    record(area_code=freeze.county, verb="freeze-year", subject=f"freeze:{row.pk}", actor=actor, on=on, basis=row.basis, year=row.year, root=row.root, edition=row.edition)
    return row
