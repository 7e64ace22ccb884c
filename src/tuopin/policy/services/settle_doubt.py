"""A person's finding on a doubt: true, reasonable, or an error in the data; the doubt stays on record with it."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from tuopin.kernel.areas import ancestor
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.models import Doubt, Freshness, Standing
from tuopin.policy.services.count_figures import add_up_figures, count_village_figures
from tuopin.policy.services.record_judgements import record_judgements
from tuopin.policy.states.doubts import FINDINGS
from tuopin.trail.services import hold_chains, record

COUNTY = 3


@transaction.atomic
def settle_doubt(*, doubt: int, finding: str, note: str, actor: Actor, on: date, seen: str | None = None) -> Doubt:
    """Record what was found on the doubt with the primary key `doubt`; the key figures of its place follow.

    `seen` is the finding that the page showed ("" for none): when it is another by now, nothing is overwritten.
    Raises NotFound outside the actor's areas, Forbidden without the right to correct there, Refusal when it is closed, the
    finding is none of the three, or the note is missing.
    """
    found = Doubt.objects.select_for_update().filter(actor.scope(), pk=doubt).first()
    if found is None:
        raise NotFound("no-such-doubt", phrase("没有找到这条疑点。"), phrase("请从疑点列表中重新选择。"))
    actor.require("correct", found.village_code)
    hold_chains([found.village_code])
    if finding not in FINDINGS:
        raise Refusal("bad-finding", phrase("核实结论须为属实、合理或数据错误之一。"), phrase("请重新选择结论。"))
    if not note.strip():
        raise Refusal("note-missing", phrase("没有填写核实说明。"), phrase("请写明核实方式和依据。"))
    if found.gone_at is not None:
        raise Refusal("doubt-closed", phrase("这条疑点已随数据更正而消失。"), phrase("不需要再核实。"))
    if seen is not None and found.finding != seen:
        raise Refusal(
            "edited-meanwhile", phrase("{who} 已先核实为“{finding}”({note}),您的结论没有保存。"), phrase("请比较两人的结论,确需更改的请与对方商定。"),
            who=found.found_by, finding=FINDINGS.get(found.finding, found.finding), note=found.finding_note,
        )
    first = not found.finding
    found.finding, found.finding_note = finding, note.strip()[:300]
    found.found_by, found.found_at = actor.name, timezone.now()
    found.save(update_fields=["finding", "finding_note", "found_by", "found_at"])
    if first:
        _one_doubt_less(found, actor, on)
    record(
        area_code=found.village_code, verb="settle_doubt", subject=f"doubt:{found.pk}", actor=actor, on=on,
        check=found.check_code, finding=finding,
    )
    return found


def _one_doubt_less(doubt: Doubt, actor: Actor, on: date) -> None:
    stood = Standing.objects.filter(household_id=doubt.household_id, year=doubt.year)
    stood.update(doubts=F("doubts") - 1)
    villages = {doubt.village_code, *stood.values_list("village_code", flat=True)}
    county = ancestor(doubt.village_code, COUNTY)
    judged_on = Freshness.objects.values_list("judged_on", flat=True).get(county_code=county, year=doubt.year)
    with connection.cursor() as cursor:
        count_village_figures(cursor, area=doubt.village_code, year=doubt.year, on=judged_on)
        add_up_figures(cursor, areas=[doubt.village_code], year=doubt.year)
        record_judgements(cursor, villages, year=doubt.year, actor=actor, on=on)
