"""The commands of personal data: keys and their care, retention, figures for the public."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
import orjson
from django.utils.translation import gettext as _

from tuopin.kernel.acts import OPERATOR, asks
from tuopin.kernel.areas import LEVELS, is_code
from tuopin.kernel.crypto import ALGORITHMS, TamperedField
from tuopin.kernel.days import local_zone
from tuopin.kernel.home import cipher_of_new_keys
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists.sheet_files import write_table
from tuopin.people.selectors import Actor, actor_of_command
from tuopin.privacy.selectors.keys import keys_status
from tuopin.privacy.selectors.public_figures import lines_of
from tuopin.privacy.services.check_keys import check_keys
from tuopin.privacy.services.forget_keys import forget_keys
from tuopin.privacy.services.publish_figures import publish_figures
from tuopin.privacy.services.rotate_index import rotate_index
from tuopin.privacy.services.rotate_keys import rotate_keys
from tuopin.privacy.services.run_retention import run_retention
from tuopin.privacy.services.split_keys import recover_keys, split_keys
from tuopin.privacy.states.retention import CLASSES

SHOWN = 20


@click.group(help="密钥:状态、更换、纸质分片、恢复 / the keys that seal personal numbers: state, change, paper shares, recovery")
@click.pass_context
def keys(ctx: click.Context) -> None:
    if ctx.invoked_subcommand != "recover" and "--help" not in sys.argv:
        check_keys()


@asks(OPERATOR)
@keys.command(help="各密钥封存了多少值、纸质分片是否为最新、有无告警 / values by key, paper shares, alarms")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    _operator(ctx)
    told = keys_status()
    if as_json:
        click.echo(orjson.dumps(told))
        return
    for key in told["sealing"]:
        mark = _("当前") if key["current"] else _("旧")
        click.echo(f"#{key['number']} {key['algorithm']} {mark} {key['values']:,}")
    click.echo(_("索引密钥:{numbers}").format(numbers=", ".join(f"#{n}" for n in told["indexing"])))
    click.echo(_("纸质分片是现有密钥的。") if told["on_paper"] else _("现有密钥没有纸质分片:请运行 tuopin keys split。"))
    click.echo(_("主目录所在磁盘已加密。") if told["disk_encrypted"] else _("没有发现主目录所在磁盘的加密:姓名等检索所需的内容由磁盘加密保护,见“个人信息”说明。"))
    for alarm in told["alarms"][-SHOWN:]:
        click.echo(f"! {alarm['at']} {alarm['what']} {alarm['place']}", err=True)


@asks(OPERATOR)
@keys.command(help="更换封存密钥并重新封存全部值;--index 更换索引密钥 / a new sealing key, everything resealed; or a new index key")
@click.option("--algorithm", type=click.Choice(list(ALGORITHMS)), help="新密钥的算法,默认按 TUOPIN_CIPHER / algorithm of the new key")
@click.option("--index", "of_index", is_flag=True, help="更换检索用的索引密钥 / change the index key instead")
@click.option("--resume", is_flag=True, help="继续被中断的更换,不再换新 / go on with one that was cut short")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def rotate(ctx: click.Context, algorithm: str | None, of_index: bool, resume: bool, as_json: bool) -> None:
    actor, on = _operator(ctx), datetime.now(local_zone()).date()
    report = _reporter(as_json)
    try:
        if of_index:
            done = rotate_index(actor=actor, on=on, report=report, resume=resume)
        else:
            done = rotate_keys(algorithm=algorithm or cipher_of_new_keys(), actor=actor, on=on, report=report, resume=resume)
    except TamperedField as fault:
        raise Refusal(
            "values-tampered", phrase("有的值打不开,已保持原样并告警:{places}。"), phrase("其余已全部换好。请查明这些值为何被改动。"), places=str(fault)
        ) from fault
    if as_json:
        click.echo(orjson.dumps({"values": done}))
    else:
        click.echo(_("完成:{count} 个值。确认备份无误后,可用 tuopin keys forget 销毁旧密钥;请重新打印纸质分片。").format(count=f"{sum(done.values()):,}"))


@asks(OPERATOR)
@keys.command(help="销毁不再需要的旧密钥 / throw away former keys that nothing needs")
@click.pass_context
def forget(ctx: click.Context) -> None:
    sealing, indexing = forget_keys(actor=_operator(ctx), on=datetime.now(local_zone()).date())
    gone = [f"#{n}" for n in sealing] + [f"index #{n}" for n in indexing]
    click.echo(_("已销毁:{keys}。").format(keys=", ".join(gone)) if gone else _("没有可以销毁的旧密钥。"))


@asks(OPERATOR)
@keys.command(help="把密钥打印成若干分片,其中几份即可恢复 / print the keys as shares of which a few bring them back")
@click.option("--shares", type=int, default=5, show_default=True, help="总份数 / how many shares")
@click.option("--needed", type=int, default=3, show_default=True, help="恢复所需份数 / how many of them are needed")
@click.pass_context
def split(ctx: click.Context, shares: int, needed: int) -> None:
    made = split_keys(shares=shares, needed=needed, actor=_operator(ctx), on=datetime.now(local_zone()).date())
    pages = []
    for number, text in enumerate(made, 1):
        head = _("tuopin 密钥分片 第 {number} 份,共 {shares} 份;任意 {needed} 份可恢复。请分人分处保管。")
        pages.append(f"{head.format(number=number, shares=shares, needed=needed)}\n\n{text}\n")
    click.echo("\f".join(pages), nl=False)


@asks(OPERATOR)
@keys.command(help="由纸质分片恢复密钥;每份一个文件,或从标准输入读,份间空一行 / bring the keys back from shares")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def recover(files: tuple[Path, ...]) -> None:
    texts = [path.read_text(encoding="utf-8") for path in files] or sys.stdin.read().replace("\f", "\n\n").split("\n\n")
    ring = recover_keys(texts=[text for text in map(_share_lines, texts) if text])
    check_keys()
    click.echo(_("密钥已恢复:#{number}。").format(number=ring.current))


def _share_lines(text: str) -> str:
    """The lines of a share, without the heading that was printed above them."""
    return "\n".join(line for line in text.splitlines() if line.strip() and line.isascii())


def _operator(ctx: click.Context) -> Actor:
    actor = actor_of_command((ctx.find_root().obj or {}).get("account"), on=datetime.now(local_zone()).date())
    if actor.account_id is not None:
        raise Forbidden("operator-only", phrase("只有系统管理员能管理密钥。"), phrase("请在服务器上不带 --as 运行。"))
    return actor


def _reporter(as_json: bool) -> Callable[[str, int, int], None]:
    def report(column: str, done: int, total: int) -> None:
        if not as_json:
            print(f"\r{column} {done:,}", end="", file=sys.stderr, flush=True)

    return report




@click.group(help="保存期限 / how long things are kept")
def retention() -> None:
    pass


@asks(OPERATOR)
@retention.command(help="清除过期的文件、办理记录和查看记录 / throw away what is past its time")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def run(ctx: click.Context, as_json: bool) -> None:
    gone = run_retention(actor=_operator(ctx), at=datetime.now(local_zone()))
    if as_json:
        click.echo(orjson.dumps(gone))
        return
    for name, count in gone.items():
        click.echo(f"{_(CLASSES[name].title)}\t{count:,}")


@asks("publish")
@click.command(help="公布一地的户数统计并写成 CSV / publish counts of households of a place and write them as CSV")
@click.argument("area", metavar="代码")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--year", type=click.IntRange(1949, 2100), required=True, help="年度 / year of the facts")
@click.option("--down-to", "lowest", type=click.Choice(LEVELS[1:]), default="township", show_default=True, help="最低一级 / lowest level")
@click.option("--basis", required=True, help="公布依据 / document or decision behind it")
@click.pass_context
def publish(ctx: click.Context, area: str, file: Path, year: int, lowest: str, basis: str) -> None:
    on = datetime.now(local_zone()).date()
    actor = actor_of_command((ctx.obj or {}).get("account"), on=on)
    if not is_code(area):
        raise Refusal("division-form", phrase("“{code}”不是 12 位区划代码。"), phrase("用 tuopin divisions 查代码。"), code=area[:20])
    edition = publish_figures(area=area, year=year, lowest=lowest, basis=basis, actor=actor, on=on)
    headings = ["code", "attribute", "category", "households"]
    rows = write_table(file, headings, ([*cells[:3], "*" if cells[3] is None else cells[3]] for cells in lines_of(edition)))
    click.echo(_("已公布,写入 {path}:{rows} 个数;* 为不显示的数。").format(path=file, rows=f"{rows:,}"))
