"""The sample county as files: one workbook for its last year in a few townships, one or more for its year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tuopin.cli.sample.county import County, sample_county
from tuopin.cli.sample.defects import spoil
from tuopin.cli.sample.last_year import last_year
from tuopin.cli.sample.workbook import in_own_words, sheets, write_workbook

DEFECTS = 0.02  # of the households have something wrong with them
MOST_HOUSEHOLDS = 30_000  # in one file, so that it stays within what an import takes
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class SampleFile:
    path: Path
    year: int
    is_last_year: bool


def sample_files(
    folder: Path, places: Iterable[tuple[str, str]], *, households: int, seed: int, year: int, report: Report | None = None
) -> list[SampleFile]:
    """Write the workbooks into `folder`, unless they are there already; the same numbers always give the same bytes."""
    name = f"sample-{year}-{households}-{seed}"
    listed = folder / f"{name}.files"
    if not listed.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        county = sample_county(places, households=households, seed=seed, year=year, report=report)
        written = [f"{name}-last-year.xlsx"]
        write_workbook(folder / written[0], in_own_words(_spoilt(last_year(county, seed=seed), seed)), report)
        for n, part in enumerate(parts(county), 1):
            written.append(f"{name}-{n}.xlsx")
            write_workbook(folder / written[-1], in_own_words(_spoilt(part, seed + n)), report)
        listed.write_text("\n".join(written), encoding="utf-8")
    first, *others = listed.read_text(encoding="utf-8").split("\n")
    return [SampleFile(folder / first, year - 1, True), *(SampleFile(folder / other, year, False) for other in others)]


def parts(county: County, most: int = MOST_HOUSEHOLDS) -> Iterator[County]:
    """The county cut between villages into parts of at most `most` households, each with its own helpers and pairings."""
    counts: dict[str, int] = {}
    for home in county.households:
        counts[home.village] = counts.get(home.village, 0) + 1
    chosen: list = []
    total = 0
    for village in county.villages:
        count = counts.get(village.code, 0)
        if chosen and total + count > most:
            yield _part(county, chosen)
            chosen, total = [], 0
        chosen.append(village)
        total += count
    yield _part(county, chosen)


def _part(county: County, villages: list) -> County:
    codes = {v.code for v in villages}
    homes = [h for h in county.households if h.village in codes]
    numbers = {h.number for h in homes}
    pairings = [p for p in county.pairings if p.household in numbers]
    helping = {p.helper for p in pairings}
    return County(county.year, villages, homes, [h for h in county.helpers if h.number in helping or h.village in codes], pairings)


def _spoilt(county: County, seed: int) -> dict:
    content = sheets(county)
    spoil(content, share=DEFECTS, seed=seed)
    return content
