"""Reads the rows of a list of watched households, and holds each against the register: who it is, whether kind and days fit, what is known already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import override

from tuopin.intake.parent import read_plain
from tuopin.kernel import codelists
from tuopin.kernel.areas import subtree
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import certificate_key
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.lists.headings import headings
from tuopin.monitoring.models import Watch
from tuopin.monitoring.states.risks import MOST_RISKS
from tuopin.monitoring.states.rosters import (
    CHANNELS,
    COLUMNS,
    REMOVED,
    STATES,
    WATCHED,
    Told,
    fault_of_days,
    fault_of_status,
    overlapping,
)
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook.monitoring_terms import line_yuan
from tuopin.registry.models import Household, Membership, Person, StatusEvent
from tuopin.registry.states import status_on

MOST = 20_000
Fault = tuple[int, str, dict]


def rows_of_file(path: Path) -> list[tuple[int, dict, list[str]]]:
    """The rows with their numbers, their values and the columns whose cells cannot be read. Raises a Refusal for a file that cannot be read or is too long."""
    rows = [(told["n"], {name: (value or "").strip() for name, value in told["values"].items()}, list(told["flaws"])) for told in read_plain(path, headings(COLUMNS))]
    if not 0 < len(rows) <= MOST:
        raise Refusal("bad-list", phrase("名单没有数据行,或超过 {most} 行。"), phrase("请核对文件。"), most=MOST)
    return rows


def rows_told(rows: Sequence[tuple[int, dict, list[str]]], *, area: str, actor: Actor, on: date) -> tuple[list[Told], list[Fault], int]:
    """What the rows say that is not on record here yet, what is wrong with which row, and how many are on record alike."""
    told, faults = [], []
    homes, names = _homes(rows, area, actor)
    for number, values, flawed in rows:
        found = _told(number, values, flawed, homes, names)
        (told if isinstance(found, Told) else faults).append(found)
    stands = _stands({one.household for one in told})
    known = [one for one in told if _key(one) in stands]
    new = [one for one in told if _key(one) not in stands]
    return new, sorted([*faults, *faults_of_rows(new, area=area, actor=actor, on=on)], key=lambda fault: fault[0]), len(known)


def faults_of_rows(told: Sequence[Told], *, area: str, actor: Actor, on: date) -> list[Fault]:
    """What of rows that read well does not fit the register as it stands now."""
    homes = Household.objects.in_bulk({one.household for one in told})
    events: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for pk, day, kind in StatusEvent.objects.filter(household__in=homes).order_by("id").values_list("household_id", "on", "kind"):
        events[pk].append((day, kind))
    spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
    watches = Watch.objects.filter(household__in=homes).exclude(state=Watch.State.DISMISSED).values_list("household_id", "roster_id", "decided_on", "ended_on")
    own = {pk for pk, roster, _decided, _ended in watches if roster is None}
    for pk, _roster, decided, ended in watches:
        spans[pk].append((decided or date.max, ended or date.max))
    for one in told:
        spans[one.household].append(one.span)
    low, high = subtree(area)
    lines = cache(line_yuan)
    faults = []
    for one in told:
        home = homes.get(one.household)
        if home is None or not low <= home.village_code < high or not actor.may("import", home.village_code):
            faults.append((one.row, "household-unknown", {}))
            continue
        registered = timezone.localdate(home.registered_at)
        code, more = fault_of_days(one.decided_on, one.clue_on, one.measures_on, one.ended_on, on), {}
        if not code and lines(home.village_code, one.decided_on) is None:
            code = "no-line"
        if not code and max(one.decided_on, one.ended_on or one.decided_on) > registered:
            code, more = "after-registration", {"on": registered.isoformat()}
        code = code or fault_of_status(one.kind, status_on(events[home.pk], one.decided_on) or "", status_on(events[home.pk], on) or "", one.state)
        code = code or ("watched-here" if home.pk in own else "spans-overlap" if overlapping(spans[home.pk]) else "")
        if code:
            faults.append((one.row, code, more))
    return faults


def _told(number: int, values: dict, flawed: list[str], homes: dict, names: dict) -> Told | Fault:
    """One row as it is kept, or the first thing wrong with it."""
    get = lambda name: values.get(name, "")  # noqa: E731
    if flawed:
        return number, "bad-cell", {"column": COLUMNS[flawed[0]][1][0]}
    if not get("number") and not get("certificate"):
        return number, "who-missing", {}
    found = {homes.get((name, value)) for name, value in (("number", get("number")), ("certificate", _bare(get("certificate")))) if value}
    home = next(iter(found)) if len(found) == 1 else None
    kind, risks = codelists.word("monitored", get("kind")), (codelists.word("risk", get("risks")) or "").split(",")
    measures = codelists.words("measure-kind", get("measures")) if get("measures") else []
    state, channel, way = _state_of(get("state"), get("ended_on")), _known(Watch.Channel, CHANNELS, get("channel")), _known(Watch.Way, {}, get("way"))
    faults = {
        "household-differs": len(found) > 1, "household-unknown": home is None,
        "name-differs": get("name") and names.get(home) and codelists.plain(get("name")) not in names[home],
        "kind-unknown": kind is None, "risks-unknown": not risks[0] or len(risks) > MOST_RISKS, "measures-unknown": measures is None,
        "channel-unknown": get("channel") and channel is None, "persons-unknown": get("persons") and _persons(get("persons")) is None,
        "state-unknown": state is None, "decided-missing": not get("decided_on"), "ended-missing": state == REMOVED and not get("ended_on"),
        "ended-unsaid": state == WATCHED and (get("ended_on") or get("way")), "way-unknown": get("way") and way is None,
    }
    if wrong := next((name for name, holds in faults.items() if holds), ""):
        return number, wrong, {}
    decided = date.fromisoformat(get("decided_on"))
    day = lambda name: date.fromisoformat(get(name)) if get(name) else decided  # noqa: E731
    return Told(number, home, kind, tuple(risks), decided, day("clue_on"), channel or "", _persons(get("persons")),
                tuple(measures), day("measures_on"), state, way or "", date.fromisoformat(get("ended_on")) if get("ended_on") else None)


def _homes(rows: Iterable, area: str, actor: Actor) -> tuple[dict[tuple[str, str], int], dict[int, set[str]]]:
    """The households of the place by what the rows name them with, and the names of their people, to see that the row means this household."""
    low, high = subtree(area)
    mine = Household.objects.filter(actor.scope(), village_code__gte=low, village_code__lt=high)
    numbers = {values["number"] for _n, values, _f in rows if values.get("number")}
    found = {("number", home.number): home.pk for home in mine.filter(number__in=numbers)}
    ring, wanted = keyring(), {}
    for bare in {_bare(values["certificate"]) for _n, values, _f in rows if values.get("certificate")}:
        wanted |= {bytes(index): bare for index in ring.all_indexes("certificate", certificate_key(bare))}
    people = {pk: wanted[bytes(index)] for pk, index in Person.objects.filter(certificate_index__in=list(wanted)).values_list("pk", "certificate_index")}
    for pk, person in Membership.objects.filter(person__in=people, ends_on=None, household__in=mine).values_list("household_id", "person_id"):
        found["certificate", people[person]] = pk
    names: dict[int, set[str]] = defaultdict(set)
    for pk, name in Membership.objects.filter(household__in=set(found.values())).values_list("household_id", "person__name"):
        names[pk].add(codelists.plain(name))
    return found, names


def _stands(households: set[int]) -> Counter:
    """The watches on record of the households, as a row says them."""
    rows = Watch.objects.filter(household__in=households, state__in=(Watch.State.WATCHED, Watch.State.REMOVED))
    return Counter(rows.values_list("household_id", "kind", "decided_on", "state", "ended_on"))


def _key(one: Told) -> tuple:
    return one.household, one.kind, one.decided_on, one.state, one.ended_on


def _state_of(text: str, ended: str) -> str | None:
    """Watched or removed as the row says, by the end's day where it says nothing; None for other words."""
    if not text:
        return REMOVED if ended else WATCHED
    found = _known(Watch.State, STATES, text)
    return found if found in (WATCHED, REMOVED) else None


def _known(choices: type[TextChoices], more: dict[str, str], text: str) -> str | None:
    """The word behind a label in any language of the house, or behind what lists call it else; None for other words."""
    return _labels(choices).get(codelists.plain(text)) or more.get(codelists.plain(text))


@cache
def _labels(choices: type[TextChoices]) -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {codelists.plain(str(label)): value for value, label in choices.choices}
    return found


def _bare(certificate: str) -> str:
    return certificate.upper().replace(" ", "")


def _persons(text: str) -> int | None:
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100 else None
