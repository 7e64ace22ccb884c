"""新增: enters a place that the shipped list does not have, one at a time or from a newer list."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from tuopin.divisions.models import Division
from tuopin.divisions.services.spans import new_span, require_right
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.trail.services import record

COLUMNS = ("code", "name", "starts_on")


@transaction.atomic
def add_division(*, code: str, name: str, starts_on: date, basis: str, actor, on: date, ends_on: date | None = None) -> Division:
    """Enter a place from `starts_on` on. Raises a Refusal when the code has a place on those days or nothing above it."""
    if len(code) != 12 or not (code.isascii() and code.isdigit()):
        raise Refusal("bad-division", phrase("“{code} {name}”不是完整的区划代码和名称。"), phrase("代码为12位数字,名称不超过60字。"),
                      code=code[:12], name=name[:60])
    require_right(actor, [code], basis)
    division = new_span(code, name, starts_on, ends_on)
    record(area_code=code, verb="add", subject=f"division:{code}", actor=actor, on=on, basis=basis,
           name=division.name, starts_on=starts_on.isoformat())
    return division


@transaction.atomic
def add_divisions(*, lines: Iterable[str], basis: str, actor, on: date) -> list[Division]:
    """Enter all places of a CSV with the columns code, name, starts_on; all of them or, when one is refused, none."""
    rows = csv.DictReader(lines)
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise Refusal("bad-columns", phrase("表头应有 code、name、starts_on 三列。"), phrase("请按此表头整理后再装入。"))
    added = []
    for row in sorted(rows, key=lambda r: r["code"] or ""):
        try:
            starts_on = date.fromisoformat(row["starts_on"] or "")
        except ValueError as fault:
            raise Refusal("bad-date", phrase("{code} 的日期“{day}”不是日期。"), phrase("请写成 2024-07-01 的形式。"),
                          code=(row["code"] or "")[:12], day=(row["starts_on"] or "")[:20]) from fault
        added.append(add_division(code=row["code"] or "", name=row["name"] or "", starts_on=starts_on, basis=basis, actor=actor, on=on))
    return added
