"""Finds what was said of a person in every room's texts, and takes it out through the one door that stands for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection

from tuopin.kernel.areas import NATION, ancestors
from tuopin.kernel.home import keyring
from tuopin.kernel.personal_columns import ERASED, STRUCK, PersonalColumns
from tuopin.privacy.selectors.personal_columns import PERSONAL
from tuopin.privacy.selectors.sealed_columns import SEALED
from tuopin.registry.models import Household, Membership, Person

PLACES = {column.name: (column.place, column.joined) for column in SEALED}
OF_HOUSEHOLD = ("household", "visits", "class", "benefit")  # subjects that are called by the household's number
ERASE = "SELECT scope_erase_words(%s, %s, %s, %s, %s, %s)"


@dataclass
class Whereabouts:
    """By what rows are found that tell of a person: households, what the trail calls all that belongs to them, and the places where they lie."""

    person: int
    name: str
    indexes: list[bytes]
    households: list[int]
    numbers: list[str]
    places: list[str]  # where a name in a text can only be this person's
    subjects: list[str] = field(default_factory=list)

    @property
    def asked(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ("person", "indexes", "households", "numbers", "subjects", "places")}


def whereabouts_of(person: Person, households: Iterable[Household], indexes: list[bytes]) -> Whereabouts:
    """Where the person may have been spoken of. Who else bears the name in the village or county keeps it in the texts of that place."""
    households = list(households)
    found = Whereabouts(person.pk, person.name, indexes, [h.pk for h in households], [h.number for h in households], places_of(person, households))
    found.subjects = belonging(found)
    return found


def places_of(person: Person, households: list[Household]) -> list[str]:
    """The villages, and what lies above them in the county, where nobody else who is registered has the name."""
    if len(person.name) < 2:
        return []  # one character stands in too many words
    alone: list[str] = []
    for village in sorted({h.village_code for h in households}):
        namesakes = Membership.objects.filter(person__name=person.name).exclude(person=person)
        if not namesakes.filter(household__village_code=village).exists():
            alone.append(village)
        if not namesakes.filter(household__village_code__startswith=village[:6]).exists():
            alone += [code for code in ancestors(village) if code.startswith(village[:6]) and code != NATION]
    return sorted(set(alone))


def belonging(found: Whereabouts) -> list[str]:
    """What the trail calls all that belongs to the households alone: themselves, their watches, changes and plans, the cases and tasks about these."""
    known = {f"{kind}:{number}" for kind in OF_HOUSEHOLD for number in found.numbers}
    while True:
        found.subjects = sorted(known)
        more = {subject for columns in PERSONAL if columns.event and not columns.shared for _pk, subject, *_ in rows_told(columns, found)} - known - {None}
        if not more:
            return found.subjects
        known |= more


def rows_told(columns: PersonalColumns, found: Whereabouts, *, everywhere: bool = False) -> list[tuple]:
    """Number, subject, whether it is the person's own row, and texts of the rows about the households; `everywhere`: and of all at their places."""
    also = f" OR {columns.place} = ANY(%(places)s)" if everywhere and columns.place else ""
    texts = "".join(f", t.{column}" for column in columns.texts)
    joined = columns.joined
    if columns.sealed:
        place, more = PLACES[f"{columns.table}.{columns.texts[0]}"]
        texts, joined = texts + "".join(f", {PLACES[f'{columns.table}.{column}'][0]}" for column in columns.texts), f"{joined} {more}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, {columns.event or 'NULL'}, coalesce({columns.own or 'false'}, false), coalesce({columns.rows}, false){texts}"
            f" FROM {columns.table} t {joined} WHERE {columns.rows}{also} ORDER BY t.id", found.asked)
        return cursor.fetchall()


def erase_words(found: Whereabouts, alone: Whereabouts | None, *, agreed: int) -> set[str]:
    """Take the person out of every text; `alone` are those of the households in which nobody is left. Returns the subjects whose state it changed."""
    return {subject for columns in PERSONAL for subject in _erased(columns, found, alone, agreed) if subject}


def _erased(columns: PersonalColumns, found: Whereabouts, alone: Whereabouts | None, agreed: int) -> Iterator[str]:
    empty = {row[0] for row in rows_told(columns, alone)} if alone and columns.rows != "false" and not columns.shared else set()
    replaced, struck, own = {}, {}, []
    for pk, subject, mine, about, *told in rows_told(columns, found, everywhere=True):
        texts = _opened(columns, told) if columns.sealed else told
        own += [pk] if mine else []
        for column, text in zip(columns.texts, texts, strict=False):
            said = "" if text is None else str(text)
            speaks = len(found.name) > 1 and found.name in said or found.name == said
            whole = column not in columns.struck.split() and (mine or pk in empty or (about and speaks and not columns.shared))
            if said and (whole or speaks):
                (replaced if whole else struck).setdefault(column, {})[pk] = (said, told[len(columns.texts) + columns.texts.index(column)] if columns.sealed else "")
                yield subject
        if mine and columns.emptied:
            yield subject
    for column in columns.texts:
        _write(columns, column, replaced.get(column, {}), None, found.name, agreed)
        _write(columns, column, struck.get(column, {}), found.name, found.name, agreed)
    for column in columns.emptied.split():
        _asked(agreed, columns.table, column, own, None, None)


def _opened(columns: PersonalColumns, told: list) -> list[str]:
    ring, count = keyring(), len(columns.texts)
    return [ring.open(sealed, place) if sealed else "" for sealed, place in zip(told[:count], told[count:], strict=True)]


def _write(columns: PersonalColumns, column: str, rows: dict[int, tuple[str, str]], spoken: str | None, name: str, agreed: int) -> None:
    sealed = None
    if columns.sealed:
        sealed = [keyring().seal(text.replace(name, STRUCK) if spoken else ERASED, place) for text, place in rows.values()]
    _asked(agreed, columns.table, column, list(rows), spoken, sealed)


def _asked(agreed: int, table: str, column: str, rows: list[int], spoken: str | None, sealed: list[bytes] | None) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(ERASE, [agreed, table, column, rows, spoken, sealed])
