"""Takes the households of a sweep out as a table, with what it is for on record."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.kernel.days import local_zone
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import SweepLine
from tuopin.monitoring.selectors.classes import classed
from tuopin.monitoring.selectors.sweeps import PLACE, lines_of, sweep_for
from tuopin.people.selectors import Actor
from tuopin.trail.services import record

HEADINGS = [
    phrase("户编号"), phrase("户主姓名"), phrase("行政村"), phrase("家庭人口数"), phrase("排查结果"), phrase("说明"),
    phrase("排查人"), phrase("排查时间"), phrase("未遇次数"),
]


def export_lines(*, sweep: int, purpose: str, actor: Actor, on: date) -> tuple[list[str], list[list]]:
    """The headings and rows of the sweep where the asker may export. Raises NotFound, or a Refusal without a purpose."""
    found = sweep_for(actor, sweep)
    if not purpose.strip():
        raise Refusal("purpose-missing", phrase("没有填写导出用途。"), phrase("请写明用途,例如“2018年度退出公示”。"))
    lines = list(lines_of(actor, found).filter(actor.scope(PLACE, "export")))
    homes = {one.household.pk: one for one in classed([line.household for line in lines], on=on)}
    names = names_of({line.household.village_code for line in lines}, on=on)
    rows = [_row(line, homes[line.household_id], names) for line in lines]
    area = found.area_code if actor.may("read", found.area_code) else actor.home
    record(area_code=area, verb="export", subject=f"area:{area}", actor=actor, on=on, basis=purpose.strip()[:300], list="sweep", sweep=found.pk, rows=len(rows))
    return [_(heading) for heading in HEADINGS], rows


def _row(line: SweepLine, home, names: dict[str, str]) -> list:
    at = line.ticked_at and line.ticked_at.astimezone(local_zone()).strftime("%Y-%m-%d %H:%M")
    result = str(line.Result(line.result).label) if line.result else _("未排查")
    return [line.household.number, home.head_name, names.get(line.household.village_code, ""), home.persons, result, line.note, line.ticked_by, at, line.attempts or ""]
