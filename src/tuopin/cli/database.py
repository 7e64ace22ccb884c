"""The database under the system: its address for other tools, and how to stop it."""

import click

from tuopin.cli.words import in_one_language
from tuopin.kernel.acts import RUNS, asks


@click.group(help="数据库:地址、停止 / the database: address, stop")
def database():
    pass


@asks(RUNS)
@database.command(help="打印 psql 可用的连接地址 / print an address that psql takes")
def url():
    from tuopin.config import server

    click.echo(server.url())


@asks(RUNS)
@database.command(help="停止内置数据库 / stop the embedded database")
def stop():
    from tuopin.config import server

    click.echo(in_one_language("已停止 / stopped" if server.stop() else "没有内置数据库在运行 / no embedded database is running"))
