"""One village as its page shows it: its form year by year, and the team that lives and works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.days import covers
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Posting, VillageForm
from tuopin.registry.selectors.fields import VILLAGE_FIELDS, Fact, facts


@dataclass(frozen=True)
class VillageFile:
    """All that the registry holds of a village, seen from one year, beside another year where one is compared."""

    code: str
    years: tuple[int, ...]  # newest first
    year: int | None
    other_year: int | None
    form: VillageForm | None
    groups: list[tuple[str, list[Fact]]]
    team: list[Posting]  # stationed there on the day asked, the first secretary first
    former: list[Posting]

    @property
    def first_secretary(self) -> Posting | None:
        return next((posting for posting in self.team if posting.first_secretary), None)


def village_file(
    actor: Actor, code: str, *, on: date, year: int | None = None, other_year: int | None = None,
) -> VillageFile:
    """What is recorded of the village, seen on the day `on` from `year`, else from the latest year recorded by then.

    Raises NotFound when the code is no village's or lies outside the asker's areas; a village without a form has none.
    """
    if not is_code(code) or level_of(code) != 5 or not actor.may("read", code):
        raise NotFound(
            "no-such-village", phrase("没有找到代码为“{village}”的行政村。"),
            phrase("请核对编号或代码;如属其他辖区,请联系上级。"), village=code[:12],
        )
    current = {form.year: form for form in VillageForm.objects.filter(village_code=code, superseded_at=None)}
    if year not in current:
        year = max((y for y in current if y <= on.year), default=max(current, default=None))
    postings = list(
        Posting.objects.filter(village_code=code).select_related("helper")
        .order_by("-first_secretary", "-team_leader", "helper__number")
    )
    here = [p for p in postings if covers(p.starts_on, p.ends_on, on)]
    return VillageFile(
        code, tuple(sorted(current, reverse=True)), year, other_year, current.get(year),
        facts(VILLAGE_FIELDS, current.get(year), current.get(other_year)), here, [p for p in postings if p not in here],
    )
