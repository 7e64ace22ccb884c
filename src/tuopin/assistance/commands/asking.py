"""What the commands of this room share: who asks, about which place, on which day, and how an answer is printed."""

from __future__ import annotations

import json
from datetime import date, datetime

import click

from tuopin.kernel.days import local_zone, read_day
from tuopin.people.selectors import Actor, actor_of_command

DIVISION = click.option("--division", metavar="CODE", default="", help="区划代码,默认本人辖区 / area code; your own area by default")
JSON = click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
BASIS = click.option("--basis", required=True, metavar="TEXT", help="依据的文件 / the document it rests on")
FROM = click.option("--from", "from_day", metavar="DAY", default="", help="生效日期,默认今天 / from which day; today by default")


def today() -> date:
    return datetime.now(local_zone()).date()


def day_said(text: str) -> date:
    """The day given, else today."""
    return read_day(text) if text else today()


def asker(ctx: click.Context) -> Actor:
    """Whoever asks: the account of `--as`, else the operator."""
    return actor_of_command((ctx.obj or {}).get("account"), on=today())


def area_said(actor: Actor, division: str) -> str:
    """The place given (short codes are filled up), else the asker's own."""
    return division.ljust(12, "0") if division else actor.home


def print_rows(rows: list[dict], as_json: bool) -> None:
    """The rows as JSON, or one a line with the values side by side."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    for row in rows:
        click.echo("  ".join("—" if value in (None, "") else str(value) for value in row.values()))
