"""Brings in a department's list of hits (xlsx, csv): all of it, or nothing with what is wrong with each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tuopin.identification.models import Comparison
from tuopin.identification.services.compare import Hit, check_hit, comparisons_by_key, record_comparisons, require_same
from tuopin.intake.parent import read_plain
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists.headings import headings, unfit, words_known
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household

COLUMNS = {
    "number": ("text", [phrase("户编号")]), "item": ("text", [phrase("比对项目")]), "department": ("text", [phrase("提供部门")]), "told": ("text", [phrase("比对结果")]),
}


@dataclass(frozen=True)
class Compared:
    """What became of a list: its hits on record (also those that were there before), or each row that could not be taken and why."""

    rows: int
    found: list[Comparison]
    faults: list[tuple[int, Refusal]] = field(default_factory=list)


def bring_in_comparisons(*, path: Path, compared_on: date, actor: Actor, on: date) -> Compared:
    """Put every hit of the list on record, or none when one row cannot be. Raises Forbidden when the actor may record nowhere.

    Raises Refusal for a file that cannot be read or has no row.
    """
    if not actor.areas_for("correct"):
        raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))
    told = read_plain(path, headings(COLUMNS))
    if not told:
        raise Refusal("no-rows", phrase("表中没有数据。"), phrase("请按列填写后再导入:户编号、比对项目、提供部门、比对结果。"))
    numbers = {(row["values"].get("number") or "").strip() for row in told}
    known = set(Household.objects.filter(actor.scope(act="correct"), number__in=numbers).values_list("number", flat=True))
    items, texts = words_known(Comparison.Item.choices), {key: row.told for key, row in comparisons_by_key(known, compared_on).items()}
    hits, faults = [], []
    for row in told:
        try:
            hit = _hit(row, known, items)
            require_same(hit, texts.setdefault(hit.key, hit.told))
            hits.append(hit)
        except Refusal as refusal:
            faults.append((row["n"], refusal))
    if faults:
        return Compared(len(told), [], faults)
    return Compared(len(told), record_comparisons(hits=hits, compared_on=compared_on, actor=actor, on=on))


def _hit(row: Mapping, known: set[str], items: Mapping[str, str]) -> Hit:
    for part, flaw in row["flaws"].items():
        raise unfit(COLUMNS[part][1][0], flaw)
    said = {name: (value or "").strip() for name, value in row["values"].items()}
    if said.get("number") not in known:
        raise Refusal("no-such-household", phrase("没有找到这个户编号。"), phrase("请核对户编号;其他辖区的户请由上级导入。"))
    hit = Hit(said["number"], items.get(said.get("item", ""), ""), said.get("department", ""), said.get("told", ""))
    check_hit(hit)
    return hit
