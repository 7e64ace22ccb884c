"""Puts an outside evaluation of a county on record: the counts it found, and the sample that they were found in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tuopin.identification.selectors.places import EVALUATED, facts_year
from tuopin.kernel.areas import within
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import CountySurvey
from tuopin.scope.services import door
from tuopin.trail.services import record


@dataclass(frozen=True)
class EvaluationTold:
    """What the evaluator counted, and by which sample: the digest of the frame and the public seed, so that anybody can draw it again."""

    county_code: str
    year: int
    agricultural_persons: int
    exited_sampled: int
    exited_false: int
    unregistered_sampled: int
    omitted: int
    asked: int
    recognising: int
    frame_digest: str
    seed: str


@transaction.atomic
def record_evaluation(*, told: EvaluationTold, actor: Actor, on: date) -> CountySurvey:
    """Record the counts; a later evaluation of the year stands beside the earlier, which is superseded.

    Whoever evaluates sees the county from outside it: Forbidden for whoever does not audit there, a Refusal for an account with any post at or
    in the county, for another year than the county is judged by, for counts that cannot be, or a sample that nobody could draw again.
    """
    actor.require("audit", told.county_code)
    require_from_outside(actor, told.county_code)
    year = facts_year(told.county_code, on)
    if told.year != year:
        raise Refusal("other-year", phrase("这个县按 {year} 年的采集信息评判,不能登记 {told} 年的评估。"), phrase("请按评判所用的年度抽样和登记。"),
                      year=year or phrase("(还没有)"), told=told.year)
    counts = {name: value for name, value in asdict(told).items() if isinstance(value, int) and name != "year"}
    pairs = ((told.exited_false, told.exited_sampled), (told.omitted, told.unregistered_sampled), (told.recognising, told.asked))
    if any(not 0 <= part <= whole for part, whole in pairs) or min(whole for _, whole in pairs) < 1 or told.agricultural_persons < 1:
        raise Refusal("evaluation-unfit", phrase("评估人数互相矛盾或没有抽样。"), phrase("请核对抽查人数和发现人数。"))
    if len(told.frame_digest) != 64 or not told.seed.strip():
        raise Refusal("sample-not-frozen", phrase("没有写明抽样框摘要和随机种子,样本不能重抽核对。"), phrase("请用 tuopin sample draw 抽样,并附上它的摘要和种子。"))
    with door("evaluate", write=[told.county_code]):
        CountySurvey.objects.filter(county_code=told.county_code, year=told.year, superseded_at=None).update(superseded_at=timezone.now())
        row = CountySurvey.objects.create(
            county_code=told.county_code, year=told.year, source=f"{EVALUATED}{actor.name}"[:120],
            document=f"抽样框 {told.frame_digest} 种子 {told.seed.strip()}"[:300], **counts,
        )
    record(area_code=told.county_code, verb="evaluate-county", subject=f"county:{told.county_code}", actor=actor, on=on, basis=row.document,
           year=told.year, survey=row.pk, **counts)
    return row


def require_from_outside(actor: Actor, county: str) -> None:
    """Refuse whoever holds any post at the county or inside it: nobody evaluates their own county."""
    if any(within(area, county) for area, _ in actor.areas):
        raise Refusal("own-county", phrase("您在这个县有岗位,不能评估本县。"), phrase("请由县外的评估人员办理。"))
