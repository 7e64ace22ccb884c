"""From sheets to households: every sheet read and checked, rows laid side by side, one record per village, helper and household."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tuopin.intake import checks, headings
from tuopin.intake.beside import FarSheet
from tuopin.intake.headings import LOOK_DOWN, find_layout
from tuopin.intake.households import household_records
from tuopin.intake.incomes import Gaps, per_head_gap
from tuopin.intake.laying import Layout, lay_out, lines_of_forms, told_besides
from tuopin.intake.problems import refuse
from tuopin.intake.records import end_record, helper_records, problem_records, sheet_record, village_records
from tuopin.intake.sheets import Sheet
from tuopin.intake.tables import Table, read_table

ALONE = frozenset(["village", "helper", "pairing"])  # sheets that are checked without households and members


def read_sheets(sheets: list[Sheet], year: int | None, mapping: dict[str, str], layout: Layout | None = None) -> Iterator[dict]:
    """All records of a roster, in the order sheets, problems, villages, helpers, households, end.

    `year` is the year whose facts the file brings; None takes it from the file. `layout` has sound households laid out
    in bundles. Raises a Refusal for a file that cannot be read as a roster at all, before the first record.
    """
    layouts, strangers = _layouts(sheets, mapping)
    year = year or _year_of(layouts)
    tables, later, alone = _tables(layouts, year, layout)
    if not any(table.rows or table.lost for table in tables.values()):
        raise refuse("no-rows")
    groups = _check(tables, year, alone)
    for lay in later:
        lay()
    for table in tables.values():
        yield sheet_record(table, year)
    for stranger in strangers:
        yield {"t": "problem", "sheet": stranger, "row": 1, "column": "", "code": "sheet-not-recognised", "outcome": "A",
               "params": {"title": stranger}, "kind": "", "key": ""}
    for table in tables.values():
        yield from problem_records(table)
    if "village" in tables:
        yield from village_records(tables["village"])
    if "helper" in tables:
        yield from helper_records(tables["helper"])
    yield from household_records(tables, groups, layout)
    yield end_record(tables)


def _tables(
    layouts: list[tuple[Sheet | FarSheet, headings.Layout]], year: int, layout: Layout | None
) -> tuple[dict[str, Table], list[Callable], Alone | None]:
    """Every sheet read by itself; those that lie with a second process are read there meanwhile. Checked is what can be then.

    What is given beside them completes what is laid out: the second process works at it while households are checked; and
    what was found of households without their members, where they were read here.
    """
    far = {of.kind: _asked(sheet, of, year, layout) for sheet, of in layouts if isinstance(sheet, FarSheet)}
    tables = {of.kind: None if of.kind in far else _table(sheet, of, year, layout) for sheet, of in layouts}
    later, early = [], ALONE.isdisjoint(far)
    if early:
        _check_others(tables, year)
    alone = _check_alone(tables["household"], year) if tables.get("household") else None
    for sheet, of in layouts:
        if of.kind in far:
            table, complete = far[of.kind]
            tables[of.kind] = table()
            tables[of.kind].sheet = sheet
            later += [partial(complete, tables[of.kind])] if complete else []
    if not early:
        _check_others(tables, year)
    return tables, later, alone


def _asked(sheet: FarSheet, of: headings.Layout, year: int, layout: Layout | None) -> tuple[Callable[[], Table], Callable | None]:
    """What gives the table of a sheet that lies with a second process, and what then lays it out, where either process does half of that."""
    if layout is None or of.kind != "member":
        return sheet.ask(_table, of, year, layout), None
    table, told, forms = sheet.ask(_table, of, year, None), sheet.ask(_told_besides), sheet.ask(_forms_of, layout)
    return table, partial(lay_out, layout=layout, told=told, forms=forms)


def _table(sheet: Sheet, of: headings.Layout, year: int, layout: Layout | None) -> Table:
    """One sheet read, checked as far as that needs no other, and laid out for the register when it asks for that."""
    table = sheet.table = read_table(sheet, of, year)
    if of.kind == "member":
        _check_members(table, year)
    if layout is not None:
        lay_out(table, layout)
    return table


def _told_besides(sheet: Sheet) -> dict[str, list]:
    """What certificates tell of a sheet of members that was read."""
    return told_besides(sheet.table)


def _forms_of(sheet: Sheet, layout: Layout) -> list[str]:
    """The lines of the forms of a sheet that was read."""
    return lines_of_forms(sheet.table, layout)


def _layouts(sheets: list[Sheet], mapping: dict[str, str]) -> tuple[list, list[str]]:
    found, strangers, by_kind = [], [], {}
    for sheet in sheets:
        layout = find_layout(sheet.title, sheet.top(LOOK_DOWN), mapping)
        if layout is None:
            if not sheet.hidden and any(any(cell != "" for cell in row) for row in sheet.top(LOOK_DOWN)):
                strangers.append(sheet.title)
        elif layout.kind in by_kind:
            raise refuse("two-sheets-one-kind", sheet=sheet.title, other=by_kind[layout.kind], kind=layout.kind)
        else:
            by_kind[layout.kind] = sheet.title
            found.append((sheet, layout))
    if not found:
        empty = not any(any(any(cell != "" for cell in row) for row in sheet.top(LOOK_DOWN)) for sheet in sheets)
        raise refuse("file-empty") if empty else refuse("no-known-sheet", sheets=strangers)
    return found, strangers


def _year_of(layouts: list) -> int:
    """The year that the household sheet (or the member sheet) states in nearly all rows."""
    from tuopin.intake.cells.days import read_year

    years: Counter = Counter()
    for sheet, layout in layouts:
        position = next((c.position for c in layout.columns if c.field.name == "year"), None)
        if position is None:
            continue
        for cell, count in sheet.counted(position, layout.first_row).items():
            if isinstance(stated := read_year(cell), int):
                years[stated] += count
        if years:
            break
    if not years:
        raise refuse("year-missing")
    (year, count), = years.most_common(1)
    if count * 10 < sum(years.values()) * 9:
        raise refuse("several-years", years=sorted(years))
    return year


def _check(tables: dict[str, Table], year: int, alone: Alone | None) -> dict[str, dict[str, list[int]]]:
    """Run the checks of households with their members; the rows of members and of pairings by household number."""
    groups = {kind: _by_household(tables.get(kind)) for kind in ("member", "pairing")}
    if household := tables.get("household"):
        _check_households(household, tables, groups, alone or _check_alone(household, year))
    return groups


def _check_others(tables: dict[str, Table], year: int) -> None:
    """Run the checks between rows that need neither households nor members."""
    if village := tables.get("village"):
        checks.mark_repeated(village, "village_code", "duplicate-village")
        checks.require(village, ("village_code",))
    if helper := tables.get("helper"):
        _check_helpers(helper)
    if pairing := tables.get("pairing"):
        checks.require(pairing, ("household", "helper"))
        checks.check_spans(pairing)
        checks.check_not_after(pairing, "starts_on", year, "after-the-year")
        if helper:
            _check_paired(pairing, helper)


def _check_helpers(helper: Table) -> None:
    checks.mark_repeated(helper, "number", "duplicate-helper")
    checks.mark_repeated(helper, "certificate", "duplicate-certificate")
    checks.require(helper, ("number", "name"))
    checks.check_zeros(helper, "certificate")
    checks.check_posts(helper)
    if "certificate" in helper.values:
        for index, number in enumerate(helper.column("certificate")):
            sex = helper.column("sex")[index]
            if number and sex and len(number) == 18 and (sex == "male") != (number[16] in "13579"):
                helper.note(index, "sex", "sex-contradicts-certificate", "W")


def _check_members(member: Table, year: int) -> None:
    checks.require(member, ("household", "name"))
    checks.check_years(member, year)
    checks.check_certificates(member, year)
    checks.check_zeros(member, "certificate")
    checks.check_not_after(member, "born_on", year, "born-after-the-year")
    checks.mark_repeated(member, "number", "duplicate-person-number")
    checks.mark_repeated(member, "certificate", "duplicate-certificate")


@dataclass(frozen=True)
class Alone:
    """What was found of households by themselves: the numbers that more than one has, and what their incomes come to."""

    repeated: set[str]
    gaps: Gaps


def _check_alone(household: Table, year: int) -> Alone:
    """Run the checks of households that need no members."""
    repeated = checks.mark_repeated(household, "number", "duplicate-household")
    checks.require(household, ("number", "village_code"))
    checks.check_years(household, year)
    checks.check_zeros(household, "head_certificate")
    checks.check_not_after(household, "first_identified", year, "after-the-year")
    checks.check_not_after(household, "exited", year, "after-the-year")
    checks.check_exits(household)
    return Alone(repeated, per_head_gap(household))


def _check_households(household: Table, tables: dict[str, Table], groups: dict, alone: Alone) -> None:
    if "member" in tables:
        checks.check_heads(household, tables["member"], groups["member"], alone.repeated)
    checks.check_incomes(household, alone.gaps)
    known = set(household.column("number"))
    for kind, code in (("member", "orphan-member"), ("pairing", "orphan-pairing")):
        for number, rows in groups[kind].items():
            if number not in known:
                for index in rows:
                    tables[kind].note(index, "household", code, "Q")


def _check_paired(pairing: Table, helper: Table) -> None:
    """A pairing whose helper is quarantined waits for the helper; its household, sound in itself, does not wait for it."""
    waiting = {number for number, level in zip(helper.column("number"), helper.levels, strict=True) if level == 3 and number}
    for index, number in enumerate(pairing.column("helper")):
        if number in waiting and pairing.levels[index] < 3:
            pairing.note(index, "helper", "helper-quarantined", "Q")
            pairing.found[-1].block = ("helper", number)
            pairing.apart.add(index)


def _by_household(table: Table | None) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    if table:
        for index, number in enumerate(table.column("household")):
            if number is not None:
                groups[number].append(index)
    return groups


