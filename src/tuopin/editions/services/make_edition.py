"""Makes an edition of a year: county after county out of one moment of the register, without any personal value."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from tuopin.divisions.selectors import edition_in_force, names_of
from tuopin.editions.models import Edition
from tuopin.editions.services.pseudonym_key import pseudonym_key
from tuopin.kernel.areas import ancestors, is_code
from tuopin.kernel.home import home
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.extract import judged_columns
from tuopin.policy.rulebook import version
from tuopin.policy.selectors.freshness import NO_FACTS
from tuopin.registry.extract import counties_of_edition, edition_columns, one_moment
from tuopin.snapshots.manifest import About, Manifest
from tuopin.snapshots.pseudonyms import name_of_key, with_pseudonyms
from tuopin.snapshots.settling import KEPT
from tuopin.snapshots.writing import EditionWriter
from tuopin.trail.selectors import root_of_facts
from tuopin.trail.services import record

Report = Callable[[int, int], None]  # counties done, of how many


@dataclass(frozen=True)
class Made:
    """An edition that was made: what is in it, where it lies, and whether the very same one lay there already."""

    manifest: Manifest
    folder: Path
    was_there: bool


def make_edition(*, year: int, area: str, out: Path | None, actor: Actor, on: date, report: Report | None = None) -> Made:
    """Write the edition of `year` (as on its 31 December) of the area to the folder `out`; without one, among those the system keeps.

    The whole register is read as of one moment, a county in memory at a time. What was interrupted leaves no edition.
    `on` is the day of the act. Raises NotFound, Forbidden without the act `export` there, or Refusal when nothing is
    registered, or the folder holds something else.
    """
    if not is_code(area):
        raise Refusal("bad-code", phrase("“{code}”不是区划代码。"), phrase("区划代码为 12 位数字。"), code=area)
    actor.require("export", area)
    day, key = date(year, 12, 31), pseudonym_key()
    folder = out.absolute() if out else home() / KEPT / f"{year}-{area}"
    with one_moment():
        counties = counties_of_edition(actor, area=area, on=day)
        if not counties:
            raise NotFound("nothing-registered", phrase("{code} 在 {year} 年没有登记的数据。"), phrase("请核对区划代码和年度。"), code=area, year=year)
        about = About(year, day.isoformat(), area, version(), root_of_facts(area, without=NO_FACTS), edition_in_force(day), name_of_key(key))
        with ExitStack() as stack:
            writer = stack.enter_context(EditionWriter(folder, about))
            for done, county in enumerate(counties):
                piece = area if len(counties) == 1 else county
                columns = edition_columns(actor, area=piece, on=day)
                raw = with_pseudonyms(columns, key, judged_columns(actor, area=piece, year=year))
                writer.add_county(county, raw, _names(county, raw["village"]["area_code"].tolist(), day))
                if report:
                    report(done + 1, len(counties))
            manifest, was_there = writer.finish(named=None if out else lambda m: f"{year}-{area}-{m.digest[:12]}")
    made = Made(manifest, writer.folder, was_there)
    _note(made, actor=actor, on=on)
    return made


def _names(county: str, villages: list[int], day: date) -> dict[str, str]:
    codes = {county, *ancestors(county)}
    for village in (str(code).zfill(12) for code in villages):
        codes |= {village, *ancestors(village)}
    return names_of(codes, on=day)


def _note(made: Made, *, actor: Actor, on: date) -> None:
    manifest, about = made.manifest, made.manifest.about
    kept = made.folder.parent == home() / KEPT
    with transaction.atomic():
        Edition.objects.get_or_create(
            digest=manifest.digest, folder=f"{KEPT}/{made.folder.name}" if kept else str(made.folder)[:500],
            defaults={
                "year": about.year, "area_code": about.division, "rulebook_version": about.rulebook, "actor": actor.name,
                "households": manifest.rows.get("household", 0), "persons": manifest.rows.get("person", 0),
                "size": sum(entry.bytes for entry in manifest.files),
            },
        )
        record(
            area_code=about.division, verb="make_edition", subject=f"edition:{manifest.digest[:32]}",
            actor=actor, on=on, year=about.year, day=about.on, manifest=manifest.digest, rulebook=about.rulebook, rows=manifest.rows,
            trail_root=about.trail_root,
        )
