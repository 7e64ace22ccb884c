"""Takes in the list of households that were under watch before a place began with the system: handed in by one person, agreed to by another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

import orjson
from django.db import IntegrityError, connection, transaction

from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.monitoring.models import Watch, WatchMeasure, WatchRoster
from tuopin.monitoring.selectors.rosters import roster_of, rows_waiting
from tuopin.monitoring.services.roster_rows import faults_of_rows, rows_of_file, rows_told
from tuopin.monitoring.states.rosters import FAULTS, Told
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household
from tuopin.trail.services import Event, doer_at, hold_chains, record, record_many


@dataclass
class RosterReceived:
    """What became of a list: the roster where it was taken, how many rows, how many of them are known here alike, and which are at fault and why."""

    roster: WatchRoster | None = None
    rows: int = 0
    known: int = 0
    faults: list[tuple[int, str, dict]] = field(default_factory=list)


@transaction.atomic
def receive_watch_roster(*, path: Path, file_name: str, area: str, basis: str, actor: Actor, on: date) -> RosterReceived:
    """Put the list away sealed until another person agrees to it; nobody is watched before. All or nothing: with one faulty row none is taken.

    Raises NotFound, Forbidden without the act `import` at the place, a Refusal for a file that cannot be read, was handed in before, says nothing
    new, or without the document it rests on.
    """
    actor.require("import", area)
    if not basis.strip():
        raise Refusal("basis-missing", phrase("没有写明依据。"), phrase("请写明名单的出处,例如文件名称和文号。"))
    rows = rows_of_file(path)
    told, faults, known = rows_told(rows, area=area, actor=actor, on=on)
    if faults:
        return RosterReceived(rows=len(rows), known=known, faults=faults)
    if not told:
        raise Refusal("nothing-new", phrase("名单上的监测记录系统中都有,没有新的。"), phrase("不需要再交。"))
    digest = sha256(path.read_bytes()).hexdigest()
    try:
        with transaction.atomic():
            roster = WatchRoster.objects.create(
                area_code=area, file_name=file_name[:200], digest=digest, basis=basis.strip()[:300], rows=len(told), actor=actor.name,
                sealed=keyring().seal_bytes(orjson.dumps(told), f"monitoring.watch_roster|{area}|{digest}"))
    except IntegrityError as fault:
        raise Refusal("list-known", phrase("这份名单已经交过。"), phrase("不需要再交。")) from fault
    record(area_code=area, verb="receive-watch-roster", subject=f"watch-roster:{roster.pk}", actor=actor, on=on, basis=roster.basis, rows=roster.rows, digest=digest)
    return RosterReceived(roster, len(rows), known)


@transaction.atomic
def agree_to_watch_roster(*, roster: int, actor: Actor, on: date) -> WatchRoster:
    """Agree that the list is what it says: its households come under watch with their history, each marked with the list it came from.

    Raises Forbidden without the act `confirm` at its place, a Refusal for whoever handed it in, for a list that is settled, or where the register
    has changed since so that a row no longer fits.
    """
    found = _open_roster(roster, actor)
    told = rows_waiting(found)
    homes = {home.pk: home for home in Household.objects.filter(pk__in={one.household for one in told})}
    hold_chains({found.area_code, *(home.village_code for home in homes.values())})
    list(Household.objects.select_for_update(no_key=True).filter(pk__in=homes).order_by("pk"))
    if faults := faults_of_rows(told, area=found.area_code, actor=actor, on=on):
        raise Refusal("rows-changed", phrase("名单交来之后登记有变动,第 {n} 行:{fault}。"), phrase("请退回名单,核对后重新提交。"),
                      n=faults[0][0], fault=Phrase(FAULTS[faults[0][1]]))
    _settle(found, WatchRoster.State.AGREED, "", actor, on)
    watches = Watch.objects.bulk_create([_watch_of(one, found, actor, on) for one in told], batch_size=500)
    WatchMeasure.objects.bulk_create([
        WatchMeasure(watch=watch, kind=kind, risk=one.risk_of(kind), starts_on=one.measures_on, note=watch.said, actor=found.actor)
        for one, watch in zip(told, watches, strict=True) for kind in one.measures
    ], batch_size=500)
    places = {watch.pk: homes[watch.household_id].village_code for watch in watches}
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(places[watch.pk], "take-over-watch", f"watch:{watch.pk}", *doer_at(actor, places[watch.pk]), on,
                  {"basis": f"watch-roster:{found.pk}", "household": homes[watch.household_id].number, "kind": watch.kind, "state": watch.state})
            for watch in watches
        ])
    record(area_code=found.area_code, verb="agree-watch-roster", subject=f"watch-roster:{found.pk}", actor=actor, on=on, rows=len(watches))
    return found


@transaction.atomic
def refuse_watch_roster(*, roster: int, why: str, actor: Actor, on: date) -> WatchRoster:
    """Send the list back: nothing of it is taken, its sealed rows are gone, the same file may be handed in again. Its own hander may do so too."""
    found = _open_roster(roster, actor, by_another=False)
    if not why.strip():
        raise Refusal("reason-missing", phrase("没有写明退回的理由。"), phrase("请写明哪里不对。"))
    _settle(found, WatchRoster.State.REFUSED, why.strip()[:300], actor, on)
    record(area_code=found.area_code, verb="refuse-watch-roster", subject=f"watch-roster:{found.pk}", actor=actor, on=on, basis=found.settled_why)
    return found


def _open_roster(pk: int, actor: Actor, *, by_another: bool = True) -> WatchRoster:
    found = roster_of(actor, pk, held=True)
    actor.require("confirm" if by_another else "import", found.area_code)
    if found.state != WatchRoster.State.WAITING:
        raise Refusal("roster-settled", phrase("这份名单已经办结。"), phrase("请刷新页面,核对办理状态。"))
    if by_another and found.actor == actor.name:
        raise Refusal("same-person", phrase("提交名单的人不能自己审核。"), phrase("请由另一位负责人审核。"))
    return found


def _settle(found: WatchRoster, state: str, why: str, actor: Actor, on: date) -> None:
    found.state, found.settled_by, found.settled_on, found.settled_why, found.sealed = state, actor.name, on, why, None
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        found.settled_at = cursor.fetchone()[0]
    found.save(update_fields=["state", "settled_by", "settled_on", "settled_why", "sealed", "settled_at"])


def _watch_of(one: Told, found: WatchRoster, actor: Actor, on: date) -> Watch:
    return Watch(
        household_id=one.household, state=one.state, channel=one.channel, medium=Watch.Medium.LIST, clue_on=one.clue_on,
        said=phrase("监测对象名单第 {n} 行;依据:{basis}").format(n=one.row, basis=found.basis)[:300], risks=",".join(one.risks), reported_by=found.actor, kind=one.kind,
        persons=one.persons, decided_on=one.decided_on, way=one.way, ended_on=one.ended_on, ended_by=actor.name if one.ended_on else "", roster=found, taken_over_on=on)
