"""Writes households with all that belongs to them as a roster that can be read in again without loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from tuopin.kernel.areas import NATION, ancestor
from tuopin.kernel.home import working_folder
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.whole_files import whole_file
from tuopin.kernel.words import phrase
from tuopin.lists.sheet_files import Workbook, write_table
from tuopin.people.selectors import Actor
from tuopin.procedure.services import spend_agreement
from tuopin.registry.models import Household
from tuopin.registry.services import export_records
from tuopin.registry.services.export_records import Wanted
from tuopin.registry.services.roster_rows import TITLES, columns_of, used
from tuopin.trail.services import record

CHUNK = 2000
KINDS = ("village", "household", "member", "helper", "pairing")
WITH_NUMBERS = "export-with-numbers"  # what the two persons agree to
SUFFIXES = (".xlsx", ".csv", ".zip")


@dataclass(frozen=True)
class Exported:
    """What was written: rows by sheet, how many households have no record of that year and were left out, and of which area."""

    path: Path
    rows: dict[str, int]
    left_out: int
    households: int
    area: str


def export_households(
    *, numbers: Iterable[str], year: int, path: Path, actor: Actor, on: date, with_numbers: bool = False, sheet: str = "household"
) -> Exported:
    """Write households as `write_households` does and leave the trail of it.

    With whole numbers, an account needs another person's agreement to exactly this list (`agreed_list`); the operator holds the keys anyway.
    """
    numbers = list(numbers)
    if with_numbers:
        spend_for_numbers(about=agreed_list(numbers, year), area_code=actor.home, actor=actor)
    exported = write_households(numbers=numbers, year=year, path=path, actor=actor, with_numbers=with_numbers, sheet=sheet)
    record(
        area_code=exported.area, verb="export_households", subject=f"file:{path.name}"[:80], actor=actor, on=on,
        year=year, households=exported.households, with_numbers=with_numbers,
    )
    return exported


def agreed_list(numbers: Iterable[str], year: int) -> str:
    """What an agreement to an export of these households is about."""
    return sha256("\n".join([str(year), *sorted(numbers)]).encode()).hexdigest()


def spend_for_numbers(*, about: str, area_code: str, actor: Actor) -> None:
    """Use up the agreement of another person that an account needs for whole numbers; raises Forbidden or Refusal `agreement-missing`."""
    actor.require("reveal", area_code)
    if actor.account_id is not None:
        spend_agreement(what=WITH_NUMBERS, about=about, area_code=area_code, actor=actor)


def write_households(
    *, numbers: Iterable[str], year: int, path: Path, actor: Actor, with_numbers: bool = False, sheet: str = "household"
) -> Exported:
    """Write the households of these numbers that are in the actor's areas, with their records of the year, to `path`.

    A name ending in .xlsx gets every sheet of a roster, one in .zip every sheet as a text table, one in .csv the sheet
    named by `sheet`. Certificates, phones and accounts are masked unless `with_numbers`; a masked file read in again leaves
    those that are known as they are. The caller leaves the trail. Raises Forbidden without the act `export`, Refusal for
    another kind of file.
    """
    if not actor.areas_for("export"):
        raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))
    if path.suffix.lower() not in SUFFIXES or sheet not in KINDS:
        raise Refusal("export-format", phrase("不能导出为 {name}。"), phrase("文件名请以 .xlsx、.csv 或 .zip 结尾。"), name=path.name)
    asked = list(dict.fromkeys(numbers))
    found = _in_scope(asked, actor)
    here = export_records.with_record(list(found), year)
    wanted = Wanted(tuple(pk for pk in found if pk in here), year, with_numbers)
    write = {".xlsx": _write_workbook, ".zip": _write_tables}.get(path.suffix.lower())
    rows = write(path, wanted) if write else {TITLES[sheet]: write_table(path, *_sheet(sheet, wanted))}
    return Exported(path, rows, len(asked) - len(wanted.households), len(wanted.households), _area(found.values()))


def _in_scope(numbers: list[str], actor: Actor) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in parts(numbers):
        rows = Household.objects.filter(actor.scope("village_code", "export"), number__in=part).order_by("number")
        found.update(rows.values_list("pk", "village_code"))
    return found


def parts(items: list, size: int = CHUNK) -> Iterator[list]:
    """The items, some thousand at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _sheet(kind: str, wanted: Wanted) -> tuple[list[str], Iterator[list]]:
    records: Callable[[Wanted], Iterator[dict]] = export_records.RECORDS[kind]
    columns = used(columns_of(kind, masked=not wanted.with_numbers), export_records.stated(kind, wanted))
    headings = [column.heading for column in columns]
    return headings, ([column.cell(told) for column in columns] for told in records(wanted))


def _sheets(wanted: Wanted) -> Iterator[tuple[str, list[str], Iterator[list]]]:
    """Title, headings and rows of every sheet that has something to say."""
    for kind in KINDS:
        headings, lines = _sheet(kind, wanted)
        first = next(lines, None)
        if first is not None or kind in ("household", "member"):
            yield TITLES[kind], headings, _with(first, lines)


def _write_workbook(path: Path, wanted: Wanted) -> dict[str, int]:
    book = Workbook(path)
    rows = {title: book.sheet(title, headings, lines) for title, headings, lines in _sheets(wanted)}
    book.close()
    return rows


def _write_tables(path: Path, wanted: Wanted) -> dict[str, int]:
    rows = {}
    with TemporaryDirectory(dir=working_folder()) as folder, whole_file(path) as beside, ZipFile(beside, "w", ZIP_DEFLATED, compresslevel=3) as archive:
        for title, headings, lines in _sheets(wanted):
            table = Path(folder) / f"{title}.csv"
            rows[title] = write_table(table, headings, lines)
            archive.write(table, table.name)
    return rows


def _with(first: list | None, rest: Iterator[list]) -> Iterator[list]:
    if first is not None:
        yield first
        yield from rest


def _area(villages: Iterable[str]) -> str:
    """The smallest area that holds all the villages."""
    villages = set(villages)
    for level in (5, 4, 3, 2, 1):
        around = {ancestor(code, level) for code in villages}
        if len(around) == 1:
            return around.pop()
    return NATION
