"""`tuopin person`: a person is erased by two, and the places where they stood in the database are swept by its owner."""

from __future__ import annotations

from datetime import datetime

import click
from django.utils.translation import gettext as _

from tuopin.kernel.acts import OPERATOR, asks
from tuopin.kernel.days import local_zone
from tuopin.people.selectors import actor_of_command
from tuopin.privacy.services.erase_person import ask_erasure, erase_person
from tuopin.privacy.services.sweep_erased import sweep_erased


@click.group(help="个人信息主体:申请删除、删除 / persons: ask for an erasure, erase")
@click.pass_context
def person(ctx: click.Context) -> None:
    today = datetime.now(local_zone()).date()
    ctx.obj = {"actor": actor_of_command((ctx.obj or {}).get("account"), on=today), "on": today}


@asks("confirm")
@person.command("ask-erasure", help="申请删除一人的个人信息,须另一人同意 / ask to erase a person; another must agree")
@click.argument("number", metavar="人编号")
@click.option("--basis", required=True, help="依据 / document behind it")
@click.pass_obj
def ask_to_erase(obj: dict, number: str, basis: str) -> None:
    case = ask_erasure(number=number, basis=basis, actor=obj["actor"])
    click.echo(_("已申请,事项 {case};请另一位负责人用 tuopin case 同意,24 小时内再运行 tuopin person erase。").format(case=case.pk))


@asks("confirm")
@person.command(help="删除一人的个人信息,不能恢复 / erase a person for good")
@click.argument("number", metavar="人编号")
@click.option("--basis", required=True, help="依据 / document behind it")
@click.pass_obj
def erase(obj: dict, number: str, basis: str) -> None:
    done = erase_person(number=number, basis=basis, **obj)
    click.echo(_("已删除 {number}:清除痕迹中的值 {events} 处、待入库数据 {blocks} 份、证据 {files} 份。").format(
        number=done.person, events=done.events, blocks=done.blocks, files=done.files))
    _sweep(obj)


@asks(OPERATOR)
@person.command(help="清扫数据库中已删除信息的旧版本(后台办理也会自行清扫) / sweep what was erased out of the tables themselves, as the queue does")
@click.pass_obj
def sweep(obj: dict) -> None:
    _sweep(obj)


def _sweep(obj: dict) -> None:
    done = sweep_erased(**obj)
    click.echo(_("已清扫。") if done["tables"] else _("没有等待清扫的删除。"))
