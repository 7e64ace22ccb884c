"""What an edition of the register holds: its tables, their columns, their widths, units and meanings, in one place.

An edition is a folder: `manifest.json`, and `year=Y/prov=PP/{household,person,village,county}-<digest>.parquet`. Households
lie sorted by village and pseudonym, persons in the order of their households, so that `persons` of a household says how many
of the next persons are its own. A row group holds whole counties, the n-th of the persons those of the n-th of the households.
No column is ever NULL: what is not known is the number that `unknown_of` gives for the column's width.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tuopin.engine.tables import Field, code, codes, count, day, flag, money
from tuopin.kernel.codelists import code_list

FORMAT = "tuopin-edition 2"
ROWS_OF_A_GROUP = 48_000  # households: whole counties are put in one row group up to this many; a larger county has its own
WIDTHS = {"i1": 1, "i2": 2, "i4": 4, "i8": 8}


@dataclass(frozen=True)
class Column:
    """A stored column: how rules know it, its width, the code list behind it, its unit, and what it says."""

    field: Field
    width: str  # i1 | i2 | i4 | i8: signed, little-endian
    unit: str
    says: str
    words_of: str = ""  # a code list of `kernel.codelists`

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def may_widen(self) -> bool:
        """Whether a province whose numbers do not fit stores the column in 64 bits instead."""
        return self.width == "i4" and self.field.kind in ("count", "money")


@dataclass(frozen=True)
class TableLayout:
    """A table of an edition: its name in the files, in the facts of rules, what a row is, and its columns in order."""

    name: str
    facts: str
    row: str
    sorted_by: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        return self._by_name[name]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {c.name: c for c in self.columns}


def lowest(width: str) -> int:
    """The lowest number of a width: it stands for what is not known, in money for what was never recorded."""
    return -(1 << (8 * WIDTHS[width] - 1))


def unknown_of(column: Column, width: str | None = None) -> int:
    """What stands for "not known" in a column (in the width it has in the file): -1 in flags and codes, 0 in sets of codes."""
    kind, least = column.field.kind, lowest(width or column.width)
    return {"flag": -1, "code": -1, "codes": 0, "count": least, "money": least + 1, "day": least}[kind]


def _flag(name: str, says: str) -> Column:
    return Column(flag(name), "i1", "1 yes, 0 no", says)


def _code(name: str, listed: str, says: str) -> Column:
    return Column(code(name, *code_list(listed).values), "i1", "position", says, listed)


def _codes(name: str, listed: str, width: str, says: str) -> Column:
    return Column(codes(name, *code_list(listed).values), width, "bits", says, listed)


def _count(name: str, width: str, unit: str, says: str) -> Column:
    return Column(count(name), width, unit, says)


def _money(name: str, says: str, width: str = "i4") -> Column:
    return Column(money(name), width, "fen", says)


INCOME = tuple((word, value.en) for word, value in code_list("income-line").values.items())
HOUSEHOLD = TableLayout("household", "households", "one registered household, as it stood on the day of the edition", ("village_code", "household_id"), (
    _count("village_code", "i8", "code", "administrative village where the record that counts lies"),
    _count("household_id", "i8", "pseudonym", "keyed pseudonym of the household, the same in every edition of one system"),
    _count("persons", "i2", "persons", "members recorded with the household: so many rows of the persons are its own"),
    _count("year", "i2", "year", "year of the record that counts (the latest not after the edition's)"),
    Column(code("status", "poor", "pre_exit", "exited", "returned"), "i1", "position", "status on the day", "status"),
    _count("identified_year", "i2", "year", "year in which the household was first identified"),
    _count("exited_year", "i2", "year", "year of its last exit up to the day"),
    _code("standard", "standard", "the standard by which it was identified"),
    _code("attribute", "attribute", "kind of poor household"),
    _code("main_cause", "cause", "main cause of poverty"),
    _codes("other_causes", "cause", "i2", "other causes"),
    _flag("food_enough", "food is no worry"),
    _flag("clothing_enough", "clothing is no worry"),
    _code("house_grade", "house-grade", "grade of danger of the house"),
    _flag("water_safe", "drinking water is safe"),
    _flag("water_difficult", "drinking water is hard to come by"),
    _flag("production_power", "has power for production"),
    _flag("domestic_power", "has power for living"),
    _flag("broadcast", "has radio and television"),
    _flag("sanitary_toilet", "has a sanitary toilet"),
    _flag("cooperative", "member of a farmers' cooperative"),
    _flag("firm_led", "led by a leading enterprise"),
    _flag("leader_led", "led by a local leader in getting rich"),
    _flag("martyr_family", "family of a soldier or martyr"),
    _code("road_type", "road", "road to the house"),
    _code("fuel", "fuel", "main fuel"),
    _count("road_metres", "i4", "m", "distance to the main road of the village"),
    _count("house_area", "i4", "0.01 m2", "floor space"),
    _count("arable_area", "i4", "0.01 mu", "arable land"),
    _count("irrigated_area", "i4", "0.01 mu", "irrigated land"),
    _count("forest_area", "i4", "0.01 mu", "forest land"),
    _count("green_area", "i4", "0.01 mu", "farmland turned back to forest"),
    _count("orchard_area", "i4", "0.01 mu", "orchards"),
    _count("pasture_area", "i4", "0.01 mu", "pasture"),
    _count("water_area", "i4", "0.01 mu", "water surface"),
    _count("planned_exit_year", "i2", "year", "year in which it is planned to exit"),
    *(_money(word, f"income of the record's year: {says}") for word, says in INCOME),
    _count("net_before_fen", "i4", "fen", "net income by which it was judged for the year before the edition's"),
    _flag("helped", "has a responsible helper on the day"),
    _count("doubts", "i2", "doubts", "doubts about it without a finding, as last judged for the year"),
))
PERSON = TableLayout("person", "members", "one member of a registered household", ("village_code", "household_id", "person_id"), (
    _count("village_code", "i8", "code", "village of the household"),
    _count("household_id", "i8", "pseudonym", "the household"),
    _count("person_id", "i8", "pseudonym", "keyed pseudonym of the person, the same in every edition of one system"),
    Column(day("born_on"), "i4", "days since 2000-01-01", "day of birth"),
    _code("sex", "sex", "sex"),
    _code("relation", "relation", "relation to the head"),
    _flag("minority", "of an ethnic group other than Han (the group itself is not told: few in a village are known by it)"),
    _code("student", "student", "schooling now"),
    _code("dropout_reason", "dropout-reason", "reason for being out of school"),
    _code("education", "education", "level of education"),
    _codes("health", "health", "i1", "state of health"),
    _code("labour", "labour", "ability to work"),
    _flag("has_work_place", "a place of work away from home is recorded"),
    _count("work_tenths", "i2", "0.1 months", "time worked away from home"),
    _flag("resident_medical", "in the residents' basic medical insurance"),
    _flag("employee_medical", "in the employees' basic medical insurance"),
    _flag("resident_pension", "in the residents' pension insurance"),
    _flag("employee_pension", "in the employees' pension insurance"),
    _flag("critical_illness", "in the critical illness insurance"),
    _flag("subsistence_allowance", "draws the subsistence allowance"),
    _flag("extreme_poverty", "supported as extremely poor"),
    _flag("active_soldier", "soldier in service"),
    _code("public_post", "public-post", "public-benefit post"),
))
VILLAGE = TableLayout("village", "villages", "one administrative village with registered households or a village form", ("area_code",), (
    _count("area_code", "i8", "code", "the village"),
    _flag("poor_village", "on the list of poor villages"),
    _count("form_year", "i2", "year", "year of the village form that counts"),
    _count("designated_year", "i2", "year", "year in which it was put on the list"),
    _count("groups", "i4", "groups", "village groups"),
    _count("households", "i4", "households", "households, all"),
    _count("persons", "i4", "persons", "persons, all"),
    _count("agricultural_persons", "i4", "persons", "persons registered as agricultural"),
    _count("poor_persons", "i4", "persons", "persons of registered households that are not out"),
    _flag("paved_road", "has a paved road"),
    _flag("passenger_bus", "has a bus"),
    _flag("power", "has three-phase power"),
    _flag("broadband", "has broadband"),
    _flag("clinic", "has a clinic"),
    _flag("doctor", "has a licensed doctor"),
    _flag("culture_room", "has a culture room"),
    _count("cooperatives", "i4", "cooperatives", "farmers' cooperatives"),
    _money("collective_income", "income of the collective", "i8"),
    _codes("weakness", "weakness", "i1", "what the village organisation lacks"),
    _count("team", "i2", "persons", "members of its resident team on the day"),
    _count("first_secretaries", "i2", "persons", "first secretaries on the day"),
))
SURVEYED = (
    ("exited_sampled", "exited persons in the sample"), ("exited_false", "wrongly exited persons found"),
    ("unregistered_sampled", "unregistered persons in the sample"), ("omitted", "omitted persons found"),
    ("asked", "households asked for recognition"), ("recognising", "households that recognise the work"),
)
COUNTY = TableLayout("county", "counties", "one county", ("area_code",), (
    _count("area_code", "i8", "code", "the county"),
    _count("poor_persons", "i8", "persons", "persons of registered households that are not out"),
    _count("exited_persons", "i8", "persons", "persons of registered households that are out"),
    _count("agricultural_persons", "i8", "persons", "persons registered as agricultural: by the survey, else by the villages"),
    _count("persons", "i8", "persons", "persons of all its villages"),
    _count("unregistered_persons", "i8", "persons", "persons outside the register"),
    _count("unregistered_surveyed", "i8", "persons", "persons outside the register that were surveyed"),
    *(_count(name, "i8", "persons" if name not in ("asked", "recognising") else "households", says) for name, says in SURVEYED),
))
PLACES = "place"  # names of places, a text file: code TAB name
TABLES = {table.name: table for table in (HOUSEHOLD, PERSON, VILLAGE, COUNTY)}


def code_lists(tables: Sequence[TableLayout] = tuple(TABLES.values())) -> dict[str, list[str]]:
    """Column → its words in the order of their positions (or bits), for every coded column, as the manifest keeps them."""
    return {f"{t.name}.{c.name}": list(c.field.words) for t in tables for c in t.columns if c.field.kind in ("code", "codes")}


def schema_digest() -> str:
    """SHA-256 of names, kinds, widths and units of all columns: an edition with another one is of another schema.

    The words of the code lists are not in it: they stand in each manifest, and lists grow.
    """
    told = [FORMAT, *([t.name, list(t.sorted_by), [[c.name, c.field.kind, c.width, c.unit] for c in t.columns]] for t in TABLES.values())]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
