"""Publishes counts of households by place and category, with every small count hidden so that it cannot be computed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.kernel.areas import LEVELS, level_of
from tuopin.kernel.masking import require_publishable
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.privacy.models import PublicCount, PublicEdition
from tuopin.privacy.models.checks import digest_of_counts
from tuopin.privacy.selectors.public_figures import Counted, published_before, true_counts
from tuopin.privacy.states.disclosure import GivenAway, hidden_cells
from tuopin.trail.services import record


@transaction.atomic
def publish_figures(*, area: str, year: int, lowest: str, basis: str, actor: Actor, on: date) -> PublicEdition:
    """Publish the year's households at and below `area`, down to the level `lowest` (a word of LEVELS); the edition that went out.

    Whatever an earlier edition of the year hid stays hidden. Raises NotFound or Forbidden without the act `publish` there,
    Refusal where nothing is judged, or without a basis that the public may read.
    """
    actor.require("publish", area)
    if not basis.strip():
        raise Refusal("basis-missing", phrase("没有填写公布依据。"), phrase("请写明公布数据的文件或决定。"))
    require_publishable(basis)
    down_to = LEVELS.index(lowest) + 1
    if down_to <= level_of(area):
        raise Refusal("level-not-below", phrase("公布的最低一级不在该区划之下。"), phrase("请选择更低的一级,例如 township。"))
    counted = true_counts(area=area, year=year, lowest=down_to)
    if not counted.table.counts[area][0]:
        raise Refusal("nothing-judged", phrase("该区划 {year} 年没有评判结果。"), phrase("请先导入名册并评判。"), year=year)
    hidden = _hidden(counted, area, year)
    edition = PublicEdition.objects.create(year=year, area_code=area, actor=actor.name, basis=basis.strip()[:300])
    PublicCount.objects.bulk_create((
        PublicCount(edition=edition, area_code=place, attribute=name, category=word, households=None if (place, n) in hidden else row[n])
        for place, row in sorted(counted.table.counts.items()) for n, (name, word) in enumerate(counted.columns)
    ), batch_size=2000)
    record(area_code=area, verb="publish_figures", subject=f"edition:{edition.pk}", actor=actor, on=on, basis=basis.strip()[:300],
           year=year, down_to=lowest, cells=len(counted.columns) * len(counted.table.counts), hidden=len(hidden),
           counts=digest_of_counts(edition.pk))
    return edition


def _hidden(counted: Counted, area: str, year: int) -> set[tuple[str, int]]:
    """The cells to hide, with regard to every earlier edition of the year."""
    position = {column: n for n, column in enumerate(counted.columns)}
    already, shown = (
        {(place, position[name, word]) for place, name, word in cells if (name, word) in position}
        for cells in published_before(area=area, year=year)
    )
    try:
        return hidden_cells(counted.table, already, shown)
    except GivenAway as fault:
        raise Refusal(
            "figures-given-away", phrase("与此前已公布的数据对照,{place} 有小于 11 的数会被推算出来。"), phrase("请只公布到更高的一级。"),
            place=str(fault),
        ) from fault
