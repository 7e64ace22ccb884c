"""The reference page of the editions' format: what a stranger with nothing but DuckDB or pandas needs to read one."""

from __future__ import annotations

from tuopin.snapshots.layout import FORMAT, PLACES, TABLES, Column, schema_digest

HEAD = f"""An edition (年度数据) is the register of 31 December of a year, of one place, in files that never change. It is made by
`tuopin snapshot`, and whatever judges, measures or compares can do so from it alone. Format `{FORMAT}`, schema digest
`{schema_digest()}`.

## The folder

```
manifest.json
year=2018/prov=43/household-99033302eb01e12a.parquet     one row a household
year=2018/prov=43/person-5e5568cdabbfb96c.parquet        one row a member
year=2018/prov=43/village-20de12b660c8b3fd.parquet       one row a village
year=2018/prov=43/county-a9d241ae2323ddb6.parquet        one row a county
year=2018/prov=43/{PLACES}-241945beff4e4008.tsv             names: code TAB name
```

`prov` are the first two digits of the codes; the sixteen digits in a name begin the file's SHA-256. `manifest.json` (UTF-8, keys
sorted) holds: `about` (`year`, `on`, `division`, `rulebook` version, `trail_root`, `division_edition`, `pseudonyms`: which key, `notes`);
`files` (`path`, `table`, `province`, `rows`, `bytes`, `sha256`, `wide`); `provinces` (each county's `group`, `first_household`, `households`,
`first_person`, `persons`, `villages`: where it lies); `code_lists` (the words of every coded column, by `table.column`); `rows`, `schema`,
`format`; `seal`: the SHA-256 of the manifest as it is written (indented by one blank) without its seal, by which a manifest that was changed is refused. The SHA-256 of the manifest names the edition. It says nothing of when or by whom it was made (the trail does), so the same
register gives the same bytes.

`trail_root` is the Merkle root (as in [the trail's format](trail-format.md)) over the last event of every chain of the place that tells a state
of facts. Two editions with the same root were made from the same facts.

## How rows lie

Households are sorted by `village_code`, then `household_id`; persons lie in the order of their households, then by `person_id`. `persons` of
a household says how many of the next persons are its own, so nothing needs to be joined. Row groups hold whole counties, and the n-th row
group of the persons belongs to the n-th of the households. Parquet 2.6, by dictionaries and not compressed (there is nothing left to press), a CRC-32 on every page, no NULL, no Arrow schema.

## What is not known

No column is NULL. What is not known is a number:

| kind | stored as | not known |
|---|---|---|
| flag | `1` yes, `0` no | `-1` |
| code | position in the code list, from 0 | `-1` |
| set of codes | a bit a word, the first word bit 0 | `0` (no bit) |
| count | whole number in the unit of the column | the lowest number of the width: `-32768`, `-2147483648`, `-9223372036854775808` |
| money | whole fen (1 yuan = 100) | the lowest but one; **the lowest itself means that the line was never recorded** |
| day | days since 2000-01-01 | `-2147483648` |

A province in which a number does not fit 32 bits stores that column in 64 bits; the file's entry in the manifest names it under `wide`, and the
lowest numbers are then those of 64 bits.

## Who is in it

`household_id` and `person_id` are pseudonyms: the first 63 bits of HMAC-SHA-256 with the system's sealed key over the kind, a zero byte and the
official number; the same in every edition of one system, without meaning in any other. There is no name, number, phone, account, bank, group of a
village or free text. Days of birth are there, because ages on a day decide; an edition is therefore for those who may see the register, not for the
public (see [personal data](../why/personal-data.md)).

## Read it with DuckDB

```sql
CREATE MACRO number32(x) AS CASE WHEN x > -2147483647 THEN x END;       -- money in 32 bits, counts: NULL where there is none
CREATE VIEW household AS SELECT * FROM read_parquet('DIR/year=*/prov=*/household-*.parquet', hive_partitioning = true, union_by_name = true);
CREATE VIEW person AS SELECT * FROM read_parquet('DIR/year=*/prov=*/person-*.parquet', hive_partitioning = true);
CREATE VIEW words AS SELECT key AS "column", unnest(from_json(value, '["VARCHAR"]')) AS word, generate_subscripts(from_json(value, '["VARCHAR"]'), 1) - 1 AS position
  FROM (SELECT unnest(json_keys(code_lists)) AS key, code_lists -> unnest(json_keys(code_lists)) AS value FROM (SELECT code_lists::JSON AS code_lists FROM read_json('DIR/manifest.json')));

SELECT w.word AS status, count(*) AS households, sum(persons) AS persons, avg(number32(wage)) / 100 AS wage_yuan
FROM household h LEFT JOIN words w ON w."column" = 'household.status' AND w.position = h.status GROUP BY 1;

SELECT p.village_code, count(*) FILTER (p.resident_medical = 0) AS not_insured FROM person p GROUP BY 1 ORDER BY 1;
```
"""


def editions() -> str:
    """The page, its tables read off the layout."""
    parts = ["# The format of editions 年度数据的格式", "<!-- made by tools/write_reference.py; do not edit -->", HEAD.rstrip("\n")]
    for table in TABLES.values():
        parts.append(f"## `{table.name}`: {table.row}")
        rows = "\n".join(f"| `{c.name}` | {_kind(c)} | {c.width.replace('i1', 'int8').replace('i2', 'int16').replace('i4', 'int32').replace('i8', 'int64')} | {c.unit} | {c.says} |" for c in table.columns)
        parts.append(f"Sorted by {', '.join(f'`{name}`' for name in table.sorted_by)}.\n\n| column | kind | width | unit | |\n|---|---|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def _kind(column: Column) -> str:
    listed = f" (`{column.words_of}`)" if column.words_of else ""
    return {"codes": "set of codes"}.get(column.field.kind, column.field.kind) + listed
