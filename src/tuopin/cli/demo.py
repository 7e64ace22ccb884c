"""`tuopin demo`: an invented county, in the villages that the pack names, brought in and judged as any county would be."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime

import click

from tuopin.cli.progress import Progress
from tuopin.cli.sample.cast import cast
from tuopin.cli.sample.county import COUNTY, DEFAULT_HOUSEHOLDS, LEAST_HOUSEHOLDS
from tuopin.cli.words import english, translated
from tuopin.kernel.acts import OPERATOR, asks
from tuopin.kernel.days import local_zone
from tuopin.kernel.home import home
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

STEPS = {"read": phrase("读取并检查"), "stage": phrase("暂存"), "merge": phrase("入库")}
VILLAGE_LEVEL = 5


@asks(OPERATOR)
@click.command(help="生成示例县,导入、评判并启动 / make a sample county, import, judge and serve it")
@click.option("--households", default=DEFAULT_HOUSEHOLDS, show_default=True, type=click.IntRange(LEAST_HOUSEHOLDS, 300_000),
              help="户数 / how many households")
@click.option("--seed", default=1, show_default=True, type=int, help="随机种子 / seed: the same seed gives the same county")
@click.option("--year", default=2018, show_default=True, type=click.IntRange(2015, 2020), help="年度 / year")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口 / port")
@click.option("--pack", default=None, help="政策包,如 graduation / the pack to set it up with, such as graduation")
@click.option("--no-serve", is_flag=True, help="只准备,不启动网页 / prepare only, do not serve")
def demo(households: int, seed: int, year: int, port: int, pack: str | None, no_serve: bool) -> None:
    from tuopin.cli.sample.accounts import open_accounts
    from tuopin.people.selectors import operator

    _refuse_beside_a_real_register()
    progress, actor, on = Progress(), operator(), datetime.now(local_zone()).date()
    _say_what_is_left_out(on)
    batches = _bring_in(households, seed, year, actor, on, progress)
    _judge(year, actor, progress)
    _deliver(year, seed, actor, progress)
    _stand_by(year, seed, actor, on, progress)
    progress.step(translated(phrase("开设示例账户")))
    accounts = open_accounts(actor=actor, on=on)
    progress.end()
    _watch(actor, on, seed, progress)
    _begin_work(year, seed, actor, on, progress)
    _answer(seed, actor, on, progress)
    _organise(seed, year, actor, on, progress)
    _publish(year, actor, on, progress)
    address = _address(port, no_serve)
    for text in _summary(actor, year, batches, accounts, address):
        click.echo(text)
    if not no_serve:
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "tuopin.cli.main", "serve", "--port", str(address)])  # with nothing left open


def _refuse_beside_a_real_register() -> None:
    from tuopin.registry.selectors.lookup import is_empty

    if not (home() / "demo").exists() and not is_empty():
        raise Refusal(
            "register-in-use", phrase("此系统已有登记数据,示例数据不能混入。"),
            phrase("请用另一个文件夹:TUOPIN_HOME=另一文件夹 tuopin demo。"),
        )


def _say_what_is_left_out(on: date) -> None:
    """By a clock of years in which nobody was watched yet the sample has no watched households; said before it begins."""
    from tuopin.cli.sample.watching import is_watched

    if not is_watched(on):
        click.echo(translated(phrase("{on} 还没有防返贫监测线,示例中没有监测线索和监测对象,其余照常。")).format(on=on), err=True)


def _bring_in(households: int, seed: int, year: int, actor, on: date, progress: Progress) -> list:
    """Write the sample files and bring each in; what waits in this year's file is confirmed, what waits in last year's is left."""
    from tuopin.cli.sample.files import sample_files
    from tuopin.divisions.selectors import subtree_of
    from tuopin.registry.services.merge_batch import merge_batch
    from tuopin.registry.services.receive_roster import receive_roster

    below = subtree_of(COUNTY, date(year, 12, 31), level=VILLAGE_LEVEL)
    places = [(d.code, d.name) for d in below if d.code[9:] >= cast().first_village]
    progress.step(translated(phrase("生成示例花名册(全部虚构)")))
    files = sample_files(home() / "demo", places, households=households, seed=seed, year=year, report=progress.count)
    batches = []
    for file in files:
        shown = ""

        def report(what: str, done: int, total: int, file=file) -> None:
            nonlocal shown
            if what != shown:
                shown = what
                progress.step(f"{file.path.name} · {translated(STEPS.get(what, what))}")
            progress.count(done, total)

        batch = receive_roster(
            path=file.path, file_name=file.path.name, year=file.year, mapping={}, actor=actor, on=on, report=report
        )
        batches.append(merge_batch(batch=batch, actor=actor, on=on, confirm=not file.is_last_year, report=report))
        progress.end()
    return batches


def _judge(year: int, actor, progress: Progress) -> None:
    from tuopin.policy.services import judge_counties

    progress.step(translated(phrase("按退出标准评判")))
    judge_counties(year=year, counties=[COUNTY], on=date(year, 12, 31), actor=actor)
    progress.end()


def _deliver(year: int, seed: int, actor, progress: Progress) -> None:
    from tuopin.benefits.services import count_benefits
    from tuopin.cli.sample.benefits import deliver_benefits
    from tuopin.cli.sample.county import TOWN

    progress.step(translated(phrase("落实政策,核对应享未享")))
    on = date(year, 12, 31)
    deliver_benefits(county=COUNTY, township=TOWN, seed=seed, on=on, actor=actor)
    count_benefits(counties=[COUNTY], year=year, on=on, actor=actor)
    progress.end()


def _watch(actor, on: date, seed: int, progress: Progress) -> None:
    """Monitoring in the township shown first: signals, clues, a sweep half done."""
    from tuopin.cli.sample.watching import lay_out_monitoring

    progress.step(translated(phrase("防返贫监测:比对信号、登记线索、入户排查")))
    lay_out_monitoring(actor=actor, on=on, seed=seed)
    progress.end()


def _stand_by(year: int, seed: int, actor, on: date, progress: Progress) -> None:
    """Units, teams and what they did this month."""
    from tuopin.cli.sample.standing_by import stand_by_villages

    progress.step(translated(phrase("登记帮扶单位和驻村工作队")))
    stand_by_villages(county=COUNTY, year=year, seed=seed, actor=actor, on=on)
    progress.end()


def _begin_work(year: int, seed: int, actor, on: date, progress: Progress) -> None:
    from tuopin.cli.sample.applying import begin_work

    progress.step(translated(phrase("登记识别申请、走访和成员变动")))
    begin_work(seed=seed, year=year, actor=actor, on=on)
    progress.end()


def _answer(seed: int, actor, on: date, progress: Progress) -> None:
    from tuopin.cli.sample.duties import lay_out_duties

    progress.step(translated(phrase("落实责任,下达任务")))
    lay_out_duties(seed=seed, actor=actor, on=on)
    progress.end()


def _organise(seed: int, year: int, actor, on: date, progress: Progress) -> None:
    """Party work, where the pack has the room for it."""
    from django.conf import settings

    if "party" not in settings.PLUG_INS:
        return
    from tuopin.cli.sample.party import lay_out_party

    progress.step(translated(phrase("登记党组织、评分和责任书")))
    lay_out_party(seed=seed, year=year, actor=actor, on=on)
    progress.end()


def _publish(year: int, actor, on: date, progress: Progress) -> None:
    """What the county decides and shows: a proposal, an edition, figures."""
    from tuopin.cli.sample.underway import decide_and_publish

    progress.step(translated(phrase("生成分派方案和年度数据,公布统计数据")))
    decide_and_publish(year=year, actor=actor, on=on)
    progress.end()


def _address(port: int, no_serve: bool) -> int:
    """The port to serve on: the one asked for, or the next that is free, said aloud."""
    from tuopin.cli.serve import HOST, free_port, is_free

    if no_serve or is_free(HOST, port):
        return port
    other = free_port(HOST, port + 1)
    click.echo(translated(phrase("端口 {port} 已被占用,改用 {other}。")).format(port=port, other=other), err=True)
    return other


def _summary(actor, year: int, batches: list, accounts: list, port: int) -> list[str]:
    from tuopin.cli.sample import summary
    from tuopin.policy.selectors.figures import figures_of

    title = translated(phrase("{place} {year} 年 · 示例数据,全部虚构")).format(place=cast().title, year=year)
    return [
        "", title, *summary.figures(figures_of(actor, COUNTY, year), translated, english()),
        "", translated(phrase("导入的文件(隔离的户整户留待更正,见“导入”页)")), *summary.rows(batches, translated),
        "", translated(phrase("登录 {address}")).format(address=f"http://127.0.0.1:{port}/"), *summary.logins(accounts, translated),
        "  " + translated(phrase("密码只显示这一次;重设:tuopin account password 登录名")),
        "", translated(phrase("先看:首页、地图、贫困户名册、{place}、导入、规则")).format(place=cast().look_at), "",
    ]
