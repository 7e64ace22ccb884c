"""The days on which a code names a place: closed, opened and given back when somebody records what happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from tuopin.divisions.models import Division
from tuopin.divisions.services.editions import FIRST_DAY
from tuopin.kernel.areas import ancestor, is_code, level_of, parent
from tuopin.kernel.pinyin import initials_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.trail.services import Event, doer_at, record_many

LOCAL_NUMBERS = range(999, 899, -1)  # village numbers the statistics bureau does not give out
Before = dict[str, list[str | None]]  # id of a row to the days it had, kept in the trail so that they can be given back


def require_right(actor, codes: list[str], basis: str) -> None:
    """Raise unless the actor may correct in the counties of all codes, and has named a document."""
    for county in {ancestor(code, min(level_of(code), 3)) for code in codes}:
        actor.require("correct", county)
    if not basis.strip():
        raise Refusal("no-basis", phrase("没有写明依据。"), phrase("请写明批准文件的名称和文号。"))


def known(code: str) -> list[Division]:
    """The spans of a code, oldest first; raises NotFound when it never named a place."""
    spans = list(Division.objects.select_for_update().filter(code=code).order_by("starts_on")) if is_code(code) else []
    if not spans:
        raise NotFound("no-such-division", phrase("没有代码为“{code}”的区划。"), phrase("用 tuopin divisions 查找区划代码。"), code=code[:12])
    return spans


def end_on(code: str, day: date) -> Before:
    """Let the place end on the day; raises a Refusal when the list still has it later, or not yet."""
    last = known(code)[-1]
    if last.starts_on >= day:
        raise Refusal(
            "listed-later", phrase("{name}({code})在 {day} 才载入名录,不能在 {asked} 终止。"), phrase("请核对变更日期。"),
            name=last.name, code=code, day=last.starts_on, asked=day)
    before = {str(last.pk): _days(last)}
    last.ends_on = day
    last.save(update_fields=["ends_on"])
    return before


def begin_on(code: str, day: date) -> Before:
    """Let the place begin on the day, where its first span only began with an edition of the list."""
    first = known(code)[0]
    if first.starts_on == day or (first.ends_on is not None and first.ends_on <= day):
        return {}
    before = {str(first.pk): _days(first)}
    first.starts_on = day
    first.save(update_fields=["starts_on"])
    return before


def give_back(before: Before, code: str) -> None:
    """Give the spans of the code the days they had."""
    for pk, (starts_on, ends_on) in before.items():
        Division.objects.filter(pk=int(pk), code=code).update(
            starts_on=date.fromisoformat(starts_on), ends_on=ends_on and date.fromisoformat(ends_on))


def new_span(code: str, name: str, starts_on: date, ends_on: date | None) -> Division:
    """Write a span of a place; raises a Refusal on a form that is none or on days the code already has."""
    name = "".join(name.split())
    if not is_code(code) or not name or len(name) > 60:
        raise Refusal("bad-division", phrase("“{code} {name}”不是完整的区划代码和名称。"), phrase("代码为12位数字,名称不超过60字。"),
                      code=code[:12], name=name[:60])
    spans = Division.objects.filter(code=code)
    taken = spans.exclude(ends_on__lte=starts_on) if ends_on is None else spans.exclude(ends_on__lte=starts_on).filter(starts_on__lt=ends_on)
    if taken.exists():
        raise Refusal("code-in-use", phrase("代码 {code} 在这段时间已属于{name}。"), phrase("请核对代码和日期,或先登记原区划的变更。"),
                      code=code, name=taken[0].name)
    above = parent(code)
    if level_of(code) > 1 and not Division.objects.filter(code=above).exists():
        raise Refusal("no-parent", phrase("上级区划 {code} 不存在。"), phrase("请先登记上级区划。"), code=above)
    return Division.objects.create(
        code=code, name=name, level=level_of(code), initials=initials_of([name])[0], starts_on=starts_on, ends_on=ends_on)


def free_code(township: str) -> str:
    """A village code of the township that was never used, out of the numbers kept for places older than the list."""
    used = set(Division.objects.filter(code__gte=township[:9] + "900", code__lte=township[:9] + "999").values_list("code", flat=True))
    for number in LOCAL_NUMBERS:
        if (code := f"{township[:9]}{number}") not in used:
            return code
    raise Refusal("no-free-code", phrase("该乡镇已没有可用的本地代码。"), phrase("请为原区划填写其代码。"))


def record_places(verb: str, codes: Iterable[str], *, actor, on: date, basis: str) -> None:
    """Leave the trail of the act on each further place that it touched, in that place's chain."""
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(code, verb, f"division:{code}", *doer_at(actor, code), on, {"basis": basis}) for code in sorted(set(codes))
        ])


def first_day_before(day: date) -> date:
    """Where a place that is older than the list is taken to begin."""
    return min(FIRST_DAY, date(day.year - 1, 1, 1))


def _days(span: Division) -> list[str | None]:
    return [span.starts_on.isoformat(), span.ends_on and span.ends_on.isoformat()]
