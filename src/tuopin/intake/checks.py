"""What only shows when rows are laid side by side: the same number twice, a member without a household, sums that differ."""

from __future__ import annotations

from collections import Counter, defaultdict

from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.cells.certificate import read_by_kind
from tuopin.intake.cells.flaws import Flawed
from tuopin.intake.incomes import Gaps
from tuopin.intake.members import CHINESE, TOLD
from tuopin.intake.tables import LEVEL, Table

TIMES = 20  # so many times the village's median income looks like yuan typed as ten thousand yuan
NUMBER_CELLS = 20  # one number cell in so many makes a column of identity numbers suspect as a whole
STILL_POOR = ("poor",)  # statuses of a household that has not left
FEWEST = 10  # households of a village from which a median means something


def mark_repeated(table: Table, name: str, code: str) -> set:
    """Quarantine every row whose value in `name` occurs more than once; the values that did."""
    counts = Counter(table.column(name))
    counts.pop(None, None)
    repeated = {value for value, count in counts.items() if count > 1}
    if repeated:
        for index, value in enumerate(table.column(name)):
            if value in repeated:
                table.note(index, name, code, "Q", count=counts[value])
    return repeated


def check_certificates(members: Table, year: int) -> None:
    """Numbers given as another kind of certificate, rows without one, and what the number says against sex and birth."""
    if "certificate" not in members.values:
        return
    _read_as_stated(members)
    certificates, kinds = members.column("certificate"), members.column("certificate_kind")
    sexes, births = members.column("sex"), members.column("born_on")
    flawed = {found.index for found in members.found if found.outcome == "Q" and found.column == members.headings["certificate"]}
    stated = any(sexes) or any(births)  # else a number has nothing beside it that it could contradict
    for index in range(len(certificates)) if stated else [place for place, number in enumerate(certificates) if number is None]:
        number = certificates[index]
        if number is None:
            if index not in flawed:
                newborn = births[index] and int(births[index][:4]) >= year - 1
                code = "newborn-without-certificate" if newborn or kinds[index] == "temporary" else "certificate-empty"
                members.note(index, "certificate", code, "A" if code.startswith("newborn") else "W")
        elif (sexes[index] or births[index]) and (TOLD is not CHINESE or (len(number) == 18 and number[:17].isdigit())):
            told = TOLD["sex"](number)
            if sexes[index] and told and sexes[index] != told:
                members.note(index, "sex", "sex-contradicts-certificate", "W")
            born, told = births[index], TOLD["born_on"](number)
            if born and told and born != told:
                members.note(index, "born_on", "birth-contradicts-certificate", "W")


def _read_as_stated(members: Table) -> None:
    """Where the row names the kind of certificate, a number that is no identity number is read as that kind."""
    if "certificate_kind" not in members.values:
        return
    heading, kinds = members.headings["certificate"], members.values["certificate_kind"]
    position = next(c.position for c in members.layout.columns if c.field.name == "certificate")
    again = {f.index: f for f in members.found if f.column == heading and kinds[f.index] not in ("", None, "resident_id")}
    index_of = {members.rows[index]: index for index in again}
    for number, row in members.sheet.picked(index_of):
        index = index_of[number]
        before = again[index]
        got = read_by_kind(kinds[index], row[position], Flawed(None, before.code, before.outcome, before.params))
        if isinstance(got, Flawed) and got.outcome == "Q":
            continue
        members.found.remove(before)
        members.values["certificate"][index] = got.value if isinstance(got, Flawed) else got
        members.levels[index] = max((LEVEL[f.outcome] for f in members.found if f.index == index), default=0)
        if isinstance(got, Flawed):
            members.note(index, "certificate", got.code, got.outcome, **got.params)


def check_zeros(table: Table, name: str) -> None:
    """Numbers that end in 000 in a column where number cells are usual: they may have been number cells before."""
    if name not in table.values:
        return
    heading = table.headings[name]
    lost = sum(found.code == "certificate-stored-as-number" and found.column == heading for found in table.found)
    if lost * NUMBER_CELLS < len(table.rows):
        return
    for index, number in enumerate(table.values[name]):
        if number and number.endswith("000"):
            table.note(index, name, "certificate-zeros", "W")


def check_heads(households: Table, members: Table, of_household: dict[str, list[int]], skip: set[str]) -> None:
    """One head in every household, the size it states, and the head's name and number the same in both sheets."""
    relations, sizes = members.column("relation"), households.column("size")
    unclear = {f.index for f in members.found if f.outcome != "A" and f.column == members.headings.get("relation")}
    for index, number in enumerate(households.column("number")):
        if number is None or number in skip:
            continue
        rows = of_household.get(number, [])
        if not rows:
            households.note(index, "number", "no-members", "Q")
            continue
        if sizes[index] is not None and sizes[index] != len(rows):
            households.note(index, "size", "size-mismatch", "Q", stated=sizes[index], counted=len(rows))
        if "relation" not in members.values:
            continue
        heads = [row for row in rows if relations[row] == "head"]
        if len(heads) > 1:
            for row in heads:
                members.note(row, "relation", "two-heads", "Q", count=len(heads))
        elif not heads and not any(row in unclear or not relations[row] for row in rows):
            households.note(index, "number", "no-head", "Q")
        elif heads:
            _compare_head(households, index, members, heads[0])


def _compare_head(households: Table, index: int, members: Table, row: int) -> None:
    for on_household, on_member, code in (
        ("head_name", "name", "head-name-differs"),
        ("head_certificate", "certificate", "head-certificate-differs"),
    ):
        one, other = households.column(on_household)[index], members.column(on_member)[row]
        if one and other and one != other:
            households.note(index, on_household, code, "W")


def check_incomes(households: Table, gaps: Gaps) -> None:
    """The stated income per head against the lines, and households far above their village; `gaps` as `per_head_gap` finds them."""
    for index, (stated, computed) in gaps.wrong.items():
        if households.levels[index] < LEVEL["Q"]:
            households.note(index, "per_head", "per-head-differs", "W", stated=stated, computed=computed)
    for index, (parts, total, name) in gaps.parts.items():
        households.note(index, name, "income-parts-differ", "W", parts=parts, total=total)
    by_village: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for index, village in enumerate(households.column("village_code")):
        if village and gaps.gross_per_head[index]:
            by_village[village].append((index, gaps.gross_per_head[index]))
    for shares in by_village.values():
        if len(shares) < FEWEST:
            continue
        middle = _median([share for _index, share in shares])
        for index, share in shares:
            if share > TIMES * middle:
                households.note(index, gaps.largest_line(index), "far-above-village", "W", times=int(share // middle))


def _median(values: list[float]) -> float:
    """The middle value; of an even number of values the mean of the two in the middle."""
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def check_years(table: Table, year: int) -> None:
    """Rows that say they are of another year than the one that is brought in."""
    told = table.column("year")
    if {year, None}.issuperset(told):
        return
    for index, stated in enumerate(told):
        if stated is not None and stated != year:
            table.note(index, "year", "year-differs", "W", stated=stated, year=year)


def check_not_after(table: Table, name: str, year: int, code: str) -> None:
    """Days and periods that lie after the year which the roster describes."""
    limit = f"{year}-12-31"
    for index, value in enumerate(table.column(name)):
        if value and value[:10] > limit[: len(value)]:
            table.note(index, name, code, "Q", year=year)


def check_exits(household: Table) -> None:
    """A household leaves poverty after it was identified, and one that is still poor has not left."""
    columns = (household.column(name) for name in ("first_identified", "exited", "status"))
    for index, (first, left, status) in enumerate(zip(*columns, strict=True)):
        if not left:
            continue
        if first and left < first[: len(left)]:
            household.note(index, "exited", "exit-before-identified", "Q")
        elif status in STILL_POOR:
            household.note(index, "exited", "exit-of-the-poor", "W")


def check_posts(helpers: Table) -> None:
    """Whoever is a first secretary or on a team is so in some village; without one nothing of it could be recorded."""
    if "posted_village" not in helpers.values:
        return
    said = zip(*(helpers.column(name) for name in ("posted_village", "first_secretary", "team_leader", "team_member")), strict=True)
    for index, (village, *posts) in enumerate(said):
        if any(posts) and not village:
            helpers.note(index, "posted_village", "post-without-village", "W")


def check_spans(pairings: Table) -> None:
    """A pairing ends after it starts; the same pairing written twice counts once."""
    starts, ends = pairings.column("starts_on"), pairings.column("ends_on")
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start and end and end <= start:
            pairings.note(index, "ends_on", "ends-before-start", "Q")
    seen = set()
    triples = zip(pairings.column("household"), pairings.column("helper"), starts, strict=True)
    for index, triple in enumerate(triples):
        if triple in seen:
            pairings.note(index, "helper", "duplicate-pairing", "A")
        seen.add(triple)


def require(table: Table, names: tuple[str, ...]) -> None:
    """Rows where something indispensable is empty; a cell that was itself quarantined is not reported twice."""
    flawed = {(f.index, f.column) for f in table.found if f.outcome == "Q"}
    key = sheet_kind(table.kind).key
    for name in names:
        heading = table.headings.get(name, "")
        if name in table.values and not all(table.values[name]):
            for index, value in enumerate(table.values[name]):
                if not value and (index, heading) not in flawed:
                    table.note(index, name, "no-key" if name == key else "required-empty", "Q")


