"""`tuopin backup` and `tuopin restore`: two commands, and a drill that tries them."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import click
import orjson

from tuopin.kernel.acts import RUNS, asks
from tuopin.kernel.days import local_zone
from tuopin.kernel.home import home
from tuopin.kernel.recipients import NoSuchKey, secret_of, write_key_pair
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

FOLDER = click.Path(file_okay=False, path_type=Path)


def key_option(command):
    """The file with the secret half, which is brought for the occasion."""
    return click.option(
        "--key", "key", required=True, type=click.Path(dir_okay=False, path_type=Path), help="备份密钥文件(平时存放在别处) / the secret backup key"
    )(command)


@asks(RUNS)
@click.group(invoke_without_command=True, help="备份数据库和证据文件,加密存放 / back up the database and the evidence, sealed")
@click.option("--out", type=FOLDER, help="备份目录 / the folder of backups")
@click.option("--keep-up", is_flag=True, help="此后持续备份日志,每天一份全量 / ship the log from now on, and a whole copy a day")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def backup(ctx: click.Context, out: Path | None, keep_up: bool, as_json: bool) -> None:
    if ctx.invoked_subcommand:
        return
    from tuopin.cli.backup import log
    from tuopin.cli.backup.take import take_backup
    from tuopin.config import server

    if out is None:
        raise click.UsageError("--out")
    if keep_up:
        if not server.is_embedded():
            raise Refusal(
                "log-of-another-server", phrase("数据库不在数据目录中,日志由数据库服务器自己备份。"),
                phrase("请按 docs/how-to/backup.md 在数据库服务器上设置。"))
        log.keep_up(out)
    told = take_backup(out)
    if log.kept_up_in() == out.resolve():
        log.ship_all(out)
    said = {"name": told.name, "method": told.method, "bytes": told.bytes, "rows": sum(told.rows.values()), "keep_up": keep_up}
    click.echo(orjson.dumps(said).decode() if as_json else f"{told.name}  {told.bytes / 1e6:,.1f} MB  {sum(told.rows.values()):,} 行 / rows")


@asks(RUNS)
@backup.command(help="生成备份密钥:公钥留在系统,私钥写入文件,请存放到别处 / make the backup key pair; keep the file elsewhere")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def key(file: Path) -> None:
    if (home() / "backup-public-key").exists():
        raise Refusal("backup-key-exists", phrase("备份密钥已经有了。"), phrase("要更换,先移走 {path};旧备份仍须用旧私钥打开。"),
                      path=str(home() / "backup-public-key"))
    if file.exists():
        raise Refusal("file-exists", phrase("文件 {path} 已存在,不会覆盖。"), phrase("请另给一个文件名。"), path=str(file))
    write_key_pair(file, home() / "backup-public-key")
    click.echo(f"{file}\n请与备份分开存放;没有它,备份打不开 / keep it apart from the backups; without it none opens")


@asks(RUNS)
@backup.command(help="演练:备份、在旁恢复、逐行比对,不动现有数据 / drill: back up, restore beside, compare every row")
@click.argument("folder", type=FOLDER)
@key_option
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def drill(ctx: click.Context, folder: Path, key: Path, as_json: bool) -> None:
    from tuopin.cli.backup.drill import drill as run

    done = run(folder, opened_key(key))
    if as_json:
        click.echo(orjson.dumps(done).decode())
    else:
        click.echo(
            f"{done.tables} 张表 / tables  {done.rows:,} 行 / rows  {done.editions} 份年度数据 / editions  备份 / backup {done.backup_seconds:.1f} s  恢复并核验 / restored and verified "
            f"{done.restore_seconds:.1f} s  不同 / differing: {', '.join(done.differing) or 0}"
        )
    ctx.exit(1 if done.differing else 0)


@asks(RUNS)
@backup.command("set-back", help="数据库服务器用自己的备份回到某一时刻之后:补齐数据表并记入痕迹 / after the server's own means set it back: bring the tables up to date and say so in the trail")
@click.option("--to", "to", metavar="时间", required=True, help="回到的时间,如 2020-06-01T09:30 / the moment it was set back to")
@click.option("--from", "name", metavar="名称", default="server", show_default=True, help="所用备份的名称 / what the backup is called")
def set_back(to: str, name: str) -> None:
    from tuopin.cli.backup.whole import leave_trail
    from tuopin.config import server

    if server.is_embedded():
        raise Refusal("restored-by-itself", phrase("数据库在数据目录中,由 tuopin restore 恢复,并自行记入痕迹。"), phrase("请用 tuopin restore。"))
    at = moment(to)
    leave_trail(name[:60], at)
    click.echo(at.isoformat())


@asks(RUNS)
@backup.command(help="备份情况:最近一份全量、日志到什么时候 / how the backups stand")
@click.argument("folder", type=FOLDER)
def status(folder: Path) -> None:
    from tuopin.cli.backup import log
    from tuopin.cli.backup.place import bases

    for told in bases(folder):
        click.echo(f"{told.began_at}  {told.method}  {told.bytes / 1e6:,.1f} MB")
    click.echo(f"日志 / log: {log.last_shipped(folder) or '—'}")


@asks(RUNS)
@click.command(help="恢复备份:先在旁恢复并核验,再替换 / restore: opened and verified beside, then put in place")
@click.argument("folder", type=FOLDER)
@key_option
@click.option("--to", "to", metavar="时间", help="恢复到的时间,如 2020-06-01T09:30 / to this moment; without it, as far as the log goes")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
def restore(folder: Path, key: Path, to: str | None, as_json: bool) -> None:
    from tuopin.cli.backup.whole import restore_backup

    began = time.monotonic()
    told = restore_backup(folder, opened_key(key), moment(to) if to else None)
    told["seconds"] = round(time.monotonic() - began, 1)
    if as_json:
        click.echo(orjson.dumps(told).decode())
        return
    click.echo(f"{told['from']} → {told['rows']:,} 行 / rows  {told['seconds']} s")
    if told["aside"]:
        click.echo(f"原数据库保存在 / the former database is kept in {told['aside']}")


def opened_key(path: Path):
    """The secret half; raises Refusal when the file holds none."""
    try:
        return secret_of(path)
    except NoSuchKey as fault:
        raise Refusal("not-a-backup-key", phrase("{path} 不是备份私钥。"), phrase("请取来用 tuopin backup key 生成的文件。"), path=str(path)) from fault


def moment(text: str) -> datetime:
    """A moment as people write it, of the system's own time zone where none is given; raises Refusal."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        raise Refusal("not-a-moment", phrase("“{text}”不是时间。"), phrase("请写成 2020-06-01T09:30。"), text=text[:40]) from fault
    return found if found.tzinfo else found.replace(tzinfo=local_zone())
