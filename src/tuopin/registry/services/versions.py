"""What every correction has in common: the version that was read, the one that stands, the next one, and the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from tuopin.kernel.codelists import without_contradiction
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household
from tuopin.registry.selectors.fields import Field
from tuopin.registry.selectors.households import household_of
from tuopin.trail.services import record


class EditedMeanwhile(Refusal):
    """Someone else changed the same fact after the asker had read it; carries what was seen and what stands now."""

    def __init__(self, *, seen: object, stands: object, source: str) -> None:
        super().__init__(
            "edited-meanwhile", phrase("这一项在您查看之后已被他人更正,您的更正没有保存。"),
            phrase("请比较现在的值,确需更正时再提交一次。"),
        )
        self.seen, self.stands, self.source = seen, stands, source

    @property
    def by(self) -> str:
        """Who recorded the value that stands: the account, or the file it came with."""
        return self.source.partition(":")[2]


@dataclass(frozen=True)
class Correction:
    """What is corrected and why: the household and year, the primary key of the version that the asker read, the reason.

    `seen` is None for a line of income that was not yet asked.
    """

    number: str
    year: int
    seen: int | None
    reason: str


def locked_household(correction: Correction, actor: Actor) -> Household:
    """The household, held until the correction is done; raises NotFound, Forbidden, or a Refusal when the reason is missing."""
    household = household_of(actor, correction.number)
    actor.require("correct", household.village_code)
    require_reason(correction.reason)
    return Household.objects.select_for_update().get(pk=household.pk)


def require_reason(reason: str) -> None:
    """Raise a Refusal when no reason is given."""
    if not reason.strip():
        raise Refusal("reason-missing", phrase("没有填写更正理由。"), phrase("请写明依据,例如入户核实的日期和凭证。"))


def fitting(model: type, field: str, value: object) -> object:
    """The value as the column keeps it; raises a Refusal when it does not fit."""
    named = model._meta.get_field(field)
    column = getattr(named, "base_field", named)  # one of the values side by side
    if value is None and not column.null:
        value = ""
    if value is None or value == "":
        return value
    try:
        return column.clean(value, None)
    except ValidationError as fault:
        raise Refusal(
            "value-does-not-fit", phrase("“{field}”不能填这个值。"), phrase("请按栏目的单位和格式填写。"), field=named.verbose_name,
        ) from fault


def require_consistent(field: Field, value: object) -> None:
    """Raise a Refusal for words of a list that cannot hold at once: nobody is healthy and disabled."""
    if field.kind == "codes" and value and without_contradiction(field.codelist, str(value)) != value:
        raise Refusal("contradicts-itself", phrase("“{field}”的选项互相矛盾(例如“健康”与“残疾”)。"), phrase("请核对后只选实际情况。"), field=field.label)


@dataclass(frozen=True)
class Found:
    """The version of a fact that stands, its value, and the value that the asker read, if it can be told which that was."""

    stands: Model
    before: object
    read: object
    known: bool

    def require_unchanged(self, shown: Callable[[object], object] = lambda value: value) -> None:
        """Raise EditedMeanwhile when the value is not the one that was read; who cannot say what they read has read none."""
        if not self.known or self.read != self.before:
            seen = shown(self.read) if self.known else None
            raise EditedMeanwhile(seen=seen, stands=shown(self.before), source=self.stands.source)


def found_version(correction: Correction, forms: Iterable[Model], value_of: Callable[[Model], object]) -> Found:
    """What stands among the versions of a dated form, beside what the correction says was read. Raises NotFound where nothing stands."""
    versions = {form.pk: form for form in forms}
    stands = next((form for form in versions.values() if form.superseded_at is None), None)
    if stands is None:
        raise nothing_recorded(correction.year)
    known = correction.seen in versions
    return Found(stands, value_of(stands), value_of(versions[correction.seen]) if known else None, known)


def next_version(stands: Model, actor: Actor, **changes: object) -> Model:
    """A version of a dated fact with the changes beside the one that stands, which is superseded."""
    model = type(stands)
    model.objects.filter(pk=stands.pk).update(superseded_at=timezone.now())
    columns = {f.attname: getattr(stands, f.attname) for f in model._meta.concrete_fields if f.name not in ("id", "recorded_at")}
    return model.objects.create(**columns | changes | {"source": source_of(actor), "superseded_at": None})


def source_of(actor: Actor) -> str:
    """Where a version corrected by a person comes from."""
    return f"page:{actor.name}"[:120]


def nothing_recorded(year: int) -> NotFound:
    """That there is no form of the year to correct."""
    return NotFound("no-form-of-year", phrase("{year} 年没有这一户的采集信息。"), phrase("请先导入该年度的名册。"), year=year)


def leave_trail(household: Household, reason: str, actor: Actor, on: date, **detail: object) -> None:
    """Record the correction of something of a household; amounts as text."""
    plain = {key: str(value) if isinstance(value, Decimal) else value for key, value in detail.items()}
    record(
        area_code=household.village_code, verb="correct", subject=f"household:{household.number}", actor=actor, on=on,
        basis=reason.strip()[:300], **plain,
    )
