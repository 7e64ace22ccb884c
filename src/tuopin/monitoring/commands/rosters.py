"""Lists of households that were under watch before, from the command line: handed in, listed, agreed to, sent back."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from tuopin.kernel.acts import asks
from tuopin.monitoring.commands.monitor import AREA, JSON, _print, _received, monitor
from tuopin.monitoring.selectors.rosters import watch_rosters
from tuopin.monitoring.services.receive_watch_roster import agree_to_watch_roster, receive_watch_roster, refuse_watch_roster
from tuopin.monitoring.states.rosters import FAULTS


@asks("import")
@monitor.command("bring", help="提交启用本系统之前的监测对象名单 / hand in the list of households that were watched before")
@AREA
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--basis", required=True, help="依据 / the document it rests on")
@JSON
@click.pass_obj
def bring(obj: dict, area: str, file: Path, basis: str, as_json: bool) -> None:
    told = receive_watch_roster(path=file, file_name=file.name, area=area, basis=basis, actor=obj["actor"], on=obj["on"])
    faults = [(n, _(FAULTS[code]).format(**params)) for n, code, params in told.faults]
    _print([{"roster": told.roster and told.roster.pk, "rows": told.rows, "known": told.known, "faults": faults}], as_json, _received)


@asks("import")
@monitor.command("rosters", help="交来的监测对象名单 / the lists that were handed in")
@JSON
@click.pass_obj
def rosters(obj: dict, as_json: bool) -> None:
    told = [{"roster": one.pk, "area": one.area_code, "file": one.file_name, "rows": one.rows, "state": one.state, "by": one.actor, "settled_by": one.settled_by,
             "digest": one.digest} for one in watch_rosters(obj["actor"])]
    _print(told, as_json, lambda row: list(row.values()))


@asks("confirm")
@monitor.command("agree", help="审核接收一份监测对象名单 / agree to a list that somebody else handed in")
@click.argument("roster", type=int)
@click.pass_obj
def agree(obj: dict, roster: int) -> None:
    click.echo(str(agree_to_watch_roster(roster=roster, actor=obj["actor"], on=obj["on"]).rows))


@asks("import")
@monitor.command("refuse", help="退回一份监测对象名单 / send a list back")
@click.argument("roster", type=int)
@click.option("--why", required=True, help="理由 / why")
@click.pass_obj
def refuse(obj: dict, roster: int, why: str) -> None:
    refuse_watch_roster(roster=roster, why=why, actor=obj["actor"], on=obj["on"])
