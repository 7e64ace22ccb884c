"""软弱涣散党组织整顿 weak branches: which share of a county's branches, the lowest in score, is rectified each year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tuopin.engine.numbers import read_numbers
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

NUMBERS = read_numbers(__file__)


def share_on(on: date) -> Decimal:
    """The share in force on the day, as a fraction; raises Refusal before any was in force."""
    found = NUMBERS.on(on).of_nation("rectified_share")
    if found is None:
        raise Refusal("no-share", phrase("这一天还没有规定倒排整顿的比例。"), phrase("请核对日期。"))
    return Decimal(str(found.value))
