"""What every service asks first: is the place a village, are the days in order, is there a document."""

from __future__ import annotations

from datetime import date

from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase

LONGEST = 200


def village_of(code: str) -> str:
    """The code, when it is a village's; raises NotFound."""
    if not is_code(code) or level_of(code) != 5:
        raise NotFound("no-such-village", phrase("没有找到代码为“{village}”的行政村。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"), village=code[:12])
    return code


def document_of(basis: str) -> str:
    """The document that an act rests on; raises a Refusal when there is none."""
    if not basis.strip():
        raise Refusal("no-basis", phrase("没有写明依据。"), phrase("请写明批准文件的名称和文号。"))
    return basis.strip()[:LONGEST]


def reason_of(text: str) -> str:
    """The reason given; raises a Refusal when there is none."""
    if not text.strip():
        raise Refusal("note-missing", phrase("没有写明理由。"), phrase("请写明理由或内容。"))
    return text.strip()[:LONGEST]


def last_day(starts_on: date, ends_on: date) -> date:
    """The day from which a span is over; raises a Refusal when it would end before it began."""
    if ends_on <= starts_on:
        raise Refusal("ends-before-start", phrase("结束日期 {ends} 不晚于开始日期 {starts}。"), phrase("请核对日期。"), ends=ends_on.isoformat(), starts=starts_on.isoformat())
    return ends_on


def not_ahead(day: date, on: date) -> date:
    """A day that has come; raises a Refusal for one still ahead: what will be is not yet a fact."""
    if day > on:
        raise Refusal("day-ahead", phrase("{day} 还没有到。"), phrase("请在当天或之后登记。"), day=day.isoformat())
    return day
