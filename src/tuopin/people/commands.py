"""Accounts and posts from the command line: who logs in, and what they may do where, until when."""

from __future__ import annotations

import json
from datetime import date

import click
from django.utils import timezone

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import OPERATOR, asks
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import accounts, actor_of_command, roles
from tuopin.people.services import (
    appoint_post,
    declare_kin,
    end_post,
    end_sessions,
    identify_account,
    open_account,
    remove_second_factor,
    reset_password,
)
from tuopin.people.services.open_account import GIVEN_LASTS


@click.group(help="账户与岗位 / accounts and posts")
@click.pass_context
def account(ctx: click.Context) -> None:
    today = timezone.localdate()
    who = actor_of_command((ctx.obj or {}).get("account"), on=today)
    if who.account_id is not None:
        raise Forbidden("operator-only", phrase("只有系统管理员能管理账户。"), phrase("请在服务器上不带 --as 运行。"))
    ctx.obj = {"actor": who, "on": today}


@asks(OPERATOR)
@account.command("list", help="列出账户和岗位 / list accounts and their posts")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
@click.pass_obj
def list_accounts(obj: dict, as_json: bool) -> None:
    rows = list(accounts())
    names = names_of({post.area_code for row in rows for post in row.posts.all()}, on=obj["on"])
    if as_json:
        click.echo(json.dumps([_as_data(row, names) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.username}\t{row.name}" + ("" if row.is_active else "\t已停用 / closed") + _given_of(row))
        for post in sorted(row.posts.all(), key=lambda p: p.pk):
            until = post.ends_on.isoformat() if post.ends_on else "…"
            click.echo(f"  #{post.pk}  {post.get_role_display()} {post.role}  {post.area_code} {names.get(post.area_code, '')}"
                       f"  {post.starts_on} – {until}  {post.title}".rstrip())


@asks(OPERATOR)
@account.command("open", help="开立账户,初始密码只显示一次 / open an account; the password to begin with is shown once")
@click.argument("username")
@click.option("--name", default="", help="姓名 / the person's name")
@click.pass_obj
def open_one(obj: dict, username: str, name: str) -> None:
    opened, password = open_account(username=username, name=name, **obj)
    click.echo(f"{opened.username}\t{password}")


@asks(OPERATOR)
@account.command("post", help="安排岗位 / appoint to a post")
@click.argument("username")
@click.argument("area")
@click.argument("role", type=click.Choice(roles()))
@click.option("--title", default="", help="职务 / title of the office")
@click.option("--from", "starts_on", help="任职日期,默认今天 / first day, YYYY-MM-DD; today by default")
@click.pass_obj
def post(obj: dict, username: str, area: str, role: str, title: str, starts_on: str | None) -> None:
    given = appoint_post(username=username, area_code=area, role=role, title=title, starts_on=_day(starts_on, obj["on"]), **obj)
    click.echo(f"#{given.pk}")


@asks(OPERATOR)
@account.command("end", help="结束岗位,下一次请求即失效 / end a post; its holder is out at the next request")
@click.argument("post_number", type=int)
@click.option("--on", "ends_on", help="离任日期,默认今天 / first day without the post; today by default")
@click.pass_obj
def end(obj: dict, post_number: int, ends_on: str | None) -> None:
    ended = end_post(post_id=post_number, ends_on=_day(ends_on, obj["on"]), **obj)
    click.echo(f"#{ended.pk} – {ended.ends_on}")


@asks(OPERATOR)
@account.command("password", help="重发初始密码,只显示一次 / give out a new password to begin with, shown once")
@click.argument("username")
@click.pass_obj
def password(obj: dict, username: str) -> None:
    click.echo(reset_password(username=username, **obj))


@asks(OPERATOR)
@account.command("factor-remove", help="停用动态口令,例如手机遗失 / take a lost telephone's second factor away")
@click.argument("username")
@click.option("--basis", required=True, help="依据:怎样核验了本人 / how the person was proved to be who they are")
@click.pass_obj
def factor_remove(obj: dict, username: str, basis: str) -> None:
    remove_second_factor(username=username, basis=basis, **obj)
    click.echo(username)


@asks(OPERATOR)
@account.command("identify", help="登记账户持有人的身份证号 / record whose account it is; the number is asked for, not shown")
@click.argument("username")
@click.pass_obj
def identify(obj: dict, username: str) -> None:
    identify_account(username=username, certificate=click.prompt("身份证号 / identity number", hide_input=True), **obj)
    click.echo(username)


@asks(OPERATOR)
@account.command("kin", help="登记两个账户的持有人是亲属 / record that the holders of two accounts are kin")
@click.argument("username")
@click.argument("other")
@click.pass_obj
def kin(obj: dict, username: str, other: str) -> None:
    declare_kin(username=username, other=other, **obj)
    click.echo(f"{username} {other}")


@asks(OPERATOR)
@account.command("log-out", help="让账户的所有登录立即失效 / end every session of an account at once")
@click.argument("username")
@click.pass_obj
def log_out(obj: dict, username: str) -> None:
    end_sessions(username=username, actor=obj["actor"].name, on=obj["on"])
    click.echo(username)


def _day(text: str | None, today: date) -> date:
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as fault:
        raise Refusal("bad-day", phrase("“{text}”不是日期。"), phrase("请写成 YYYY-MM-DD。"), text=text[:20]) from fault


def _given_of(row) -> str:
    if row.password_given_at is None:
        return ""
    return f"\t初始密码未换,{timezone.localtime(row.password_given_at + GIVEN_LASTS):%Y-%m-%d %H:%M} 前有效 / given password, good until then"


def _as_data(row, names: dict[str, str]) -> dict:
    given = row.password_given_at.isoformat() if row.password_given_at else None
    return {"username": row.username, "name": row.name, "active": row.is_active, "password_given_at": given, "posts": [
        {"number": p.pk, "area": p.area_code, "area_name": names.get(p.area_code, ""), "role": p.role, "title": p.title,
         "starts_on": p.starts_on.isoformat(), "ends_on": p.ends_on.isoformat() if p.ends_on else None}
        for p in row.posts.all()
    ]}
