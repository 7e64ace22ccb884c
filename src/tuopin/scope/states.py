"""The guards of tables in the database's own language: who may read and who may write a row, by the place it lies at.

One line in a migration declares a table (`migrations.RunSQL(*by_area("work_notice", "area_code"))`); a table that nobody
declared is closed to every page, command and job, because the role they work under holds no right on it.
"""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.kernel.areas import NATION, ancestors, subtree

APP = "tuopin_app"  # every page, command and job works as this role: no owner, no superuser, held back by every guard
LOADER = "tuopin_loader"  # adds rows in bulk (COPY) and can do nothing else, not even read; what it added is checked at once
EVERYWHERE = "all"
OPEN_MARK = "open to all work: "  # how the comment of a table begins that needs no guard
ALL_RIGHTS = "SELECT, INSERT, UPDATE, DELETE"
DOORS = {  # where a service looks across areas, and why; each has a test that it tells nothing but "ask above"
    "roster": "a roster's households, people and helpers are looked up wherever they are registered, to say: ask above",
    "judge": "verdicts are computed for a whole county, by whoever may correct anything in it",
    "columns": "a household that moved away is still counted where its record of that year lies",
    "receipts": "what somebody received where they lived before is theirs where they live now, and they are not owed it again",
    "figures": "what changes in a village changes the sums of every place above it",
    "trail": "an event reads back the whole state of its subject, and tells it its place in the chain",
    "evaluate": "an outside evaluator, who changes nothing else of the register, puts the counts of a sample and their own report on record",
    "cite": "whoever takes a step writes down which files it rests on, also where they change no fact",
    "stability": "whoever ends a county head's post is told that the county is not out or a signed pledge binds it, wherever they sit",
    "sources": "whoever records a problem is told whether the campaign or meeting of a place above that it is said to come from is there",
    "lists": "whoever asks the rules about households is told which of these are on a department's list, wherever it was handed in",
    "erase": "what was said of a person who is erased is found wherever it was written down, also above and beside",
    "loads": "whoever pairs or posts a helper is held to what the helper carries already, wherever those households and villages lie",
    "superseded": "what waited in a wider office's file and came in corrected waits no longer",
}
Sql = tuple[str, str]  # forwards and backwards, as migrations.RunSQL takes them


def bounds(areas: Iterable[str]) -> str:
    """The areas as one setting: where each range begins and ends, in order, ranges that touch made one; "all" for the nation."""
    areas = list(areas)
    if NATION in areas:
        return EVERYWHERE
    ranges: list[list[str]] = []
    for low, high in sorted(map(subtree, areas)):
        if ranges and low <= ranges[-1][1]:
            ranges[-1][1] = max(high, ranges[-1][1])
        else:
            ranges.append([low, high])
    return ",".join(code for span in ranges for code in span)


def above(areas: Iterable[str]) -> str:
    """The places above the areas as one setting."""
    return ",".join(sorted({code for area in areas for code in ancestors(area)}))


def lies_in(kind: str, column: str) -> str:
    """The condition that a code lies in the areas of the setting `tuopin.<kind>`; false while it is not set.

    The subqueries are answered once a query, not once a row. The number of bounds at or below a code is odd inside a
    range; compared with "<>" so that the planner expects most rows to pass and keeps the plan it has without the guard.
    """
    setting = f"current_setting('tuopin.{kind}', true)"
    return (
        f"((SELECT {setting} = '{EVERYWHERE}') OR "
        f"width_bucket({column}::text COLLATE \"C\", (SELECT string_to_array({setting}, ','))) % 2 <> 0)"
    )


def lies_above(column: str) -> str:
    """The condition that a code is that of a place above the asker's areas."""
    return f"{column} = ANY ((SELECT string_to_array(current_setting('tuopin.above', true), ','))::text[])"


def guard_named(table: str, column: str, named: Iterable[str], *, rights: str = ALL_RIGHTS) -> Sql:
    """Rows are for those alone whose accounts stand in the columns `named`, and read by whoever audits the place in `column`."""
    mine = " OR ".join(f"{one}::text = (SELECT current_setting('tuopin.asker', true))" for one in named)
    keeper = f"(SELECT current_setting('tuopin.asker', true) = '' AND current_setting('tuopin.write', true) = '{EVERYWHERE}')"  # who changes keys
    return guard(
        table, read=f"{lies_in('audit', column)} OR {mine}", write=f"{keeper} OR {mine}", add=f"{lies_in('read', column)} AND ({mine})", rights=rights)


def narrowed(table: str, name: str, condition: str) -> Sql:
    """A further guard before the one that the table has: work sees and changes only rows that meet the condition too."""
    return (f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR ALL TO {APP} USING ({condition});\n", f"DROP POLICY {name} ON {table};\n")


def _is_everywhere(kind: str) -> str:
    return f"(SELECT current_setting('tuopin.{kind}', true) = '{EVERYWHERE}')"


def _writes_somewhere() -> str:
    return "(SELECT current_setting('tuopin.write', true) <> '')"


def guard(table: str, *, read: str, write: str, add: str | None = None, rights: str = ALL_RIGHTS) -> Sql:
    """Let the role of work see the rows of `read`, and change those of `write` (add those of `add`, by default the same)."""
    granted = {right.strip() for right in rights.split(",")}
    policies = {
        "SELECT": f"USING ({read})", "INSERT": f"WITH CHECK ({add or write})",
        "UPDATE": f"USING ({write}) WITH CHECK ({write})", "DELETE": f"USING ({write})",
    }
    forwards = [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", *_granted(table, rights)]
    forwards += [f"CREATE POLICY scope_{right.lower()} ON {table} FOR {right} TO {APP} {said}"
                 for right, said in policies.items() if right in granted]
    backwards = [f"DROP POLICY scope_{right.lower()} ON {table}" for right in policies if right in granted]
    backwards += [f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", *_taken_back(table)]
    return _statements(forwards), _statements(backwards)


def by_area(
    table: str, column: str, *, insert: str = "", from_below: bool = False, writes: str = "write", rights: str = ALL_RIGHTS,
) -> Sql:
    """Rows lie at the place named in `column`: read where the asker may read, written where the asker holds an act that writes.

    `insert="any"`: everybody adds. `from_below`: also read by whoever sits below the place. `writes="read"`: what is no fact
    of the register (a case, a note of what was looked at) is written by whoever may read there; the service says who.
    """
    seen = lies_in("read", column)
    if from_below:
        seen = f"({seen} OR {lies_above(column)})"
    return guard(table, read=seen, write=lies_in(writes, column), add="true" if insert == "any" else None, rights=rights)


def by_parent(
    table: str, column: str, parent: str, *, at: str, or_at: str = "", writes: str = "write", rights: str = ALL_RIGHTS,
) -> Sql:
    """Rows belong to a row of `parent`, a guarded table whose place is in its column `at`: read and written with it.

    A parent without a place of its own is given with the table it has it from: "work_step p JOIN work_case g ON g.id = p.case_id",
    with `at` "g.area_code". `or_at` names a place column of the row itself at which it is read too. `writes` as for `by_area`.
    """
    mine = f"p.id = {table}.{column}"
    place, parent = (at, parent) if " " in parent else (f"p.{at}", f"{parent} p")
    read = f"{_is_everywhere('read')} OR EXISTS (SELECT FROM {parent} WHERE {mine})"
    if or_at:
        read = f"{lies_in('read', or_at)} OR {read}"
    write = f"{_is_everywhere(writes)} OR EXISTS (SELECT FROM {parent} WHERE {mine} AND {lies_in(writes, place)})"
    return guard(table, read=read, write=write, rights=rights)


def by_children(table: str, child: str, column: str, *, writes: str, rights: str = ALL_RIGHTS) -> Sql:
    """Rows are read when a row of the guarded table `child` that names them is; changed when `writes` says so of such a row `c`.

    A new row has no child yet: whoever may write anywhere may add one.
    """
    named = f"SELECT FROM {child} c WHERE c.{column} = {table}.id"
    return guard(
        table, read=f"{_is_everywhere('read')} OR EXISTS ({named})",
        write=f"{_is_everywhere('write')} OR EXISTS ({named} AND {writes})", add=_writes_somewhere(), rights=rights,
    )


def plain(table: str, why: str, *, rights: str = ALL_RIGHTS) -> Sql:
    """No rows of the register: all work may use the table, for the reason said; the reason is kept as the table's comment."""
    said = why.replace("'", "''")
    return (_statements([*_granted(table, rights), f"COMMENT ON TABLE {table} IS '{OPEN_MARK}{said}'"]),
            _statements([*_taken_back(table), f"COMMENT ON TABLE {table} IS NULL"]))


def loaded(table: str) -> Sql:
    """Rows of the table come in bulk too."""
    return (_statements([f"GRANT INSERT ON {table} TO {LOADER}", f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {LOADER}"]),
            _statements([f"REVOKE ALL ON {table} FROM {LOADER}"]))


def callable_by_work(function: str) -> Sql:
    """All work may call the function (given with its argument types), which runs with its owner's rights."""
    return f"GRANT EXECUTE ON FUNCTION {function} TO {APP}", f"REVOKE EXECUTE ON FUNCTION {function} FROM {APP}"


def erasable(table: str, *columns: str) -> Sql:
    """What these columns tell of a person is erased when two persons agree: past the table's guards of change, which are made before.

    The room declares the same columns in its `models/personal.py`, where it is said which rows tell of whom.
    """
    names = ", ".join(f"('{table}.{column}')" for column in columns)
    return (_statements([f"INSERT INTO scope_erasable VALUES {names}", f"SELECT scope_admit_erasure('{table}')"]),
            _statements([f"DELETE FROM scope_erasable WHERE name IN (VALUES {names})", f"SELECT scope_refuse_erasure('{table}')"]))


def _granted(table: str, rights: str) -> list[str]:
    return [f"GRANT {rights} ON {table} TO {APP}", f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}"]


def _taken_back(table: str) -> list[str]:
    return [f"REVOKE ALL ON {table} FROM {APP}"]


def _statements(statements: list[str]) -> str:
    return "".join(f"{statement};\n" for statement in statements)
