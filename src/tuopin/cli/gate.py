"""The gate of the command line: a command says what it asks for, and runs with the posts of whoever asks, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING

import click

from tuopin.kernel.acts import OPEN, OPERATOR, RUNS
from tuopin.kernel.days import local_zone
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import phrase

if TYPE_CHECKING:
    from tuopin.people.selectors import Actor

EVERY_SECONDS = 1.0
OPEN_COMMANDS = frozenset({"rules", "where", "measure"})  # they show no row of the register


def gated(command: click.Command, name: str, *, alone: tuple[str, ...] = ()) -> click.Command:
    """A copy of the command with each of its leaves behind the gate; raises a Refusal when one does not say what it asks for.

    Given an option of `alone`, and nobody's posts to act with, the command works on files that its caller can read as it is,
    and nothing of the register is opened.
    """
    behind = copy(command)
    if isinstance(command, click.Group):
        behind.commands = {word: gated(below, f"{name} {word}") for word, below in command.commands.items()}
        if not command.invoke_without_command:
            return behind
    act = getattr(command, "asks", None)
    if act is None or (act == OPEN and name not in OPEN_COMMANDS):
        raise Refusal("command-undeclared", phrase("命令 {name} 没有声明所需权限,不能运行。"), phrase("请联系开发者。"), name=name)
    behind.callback = _behind_the_gate(command.callback, act, [word[2:] for word in alone if word.startswith("--")])
    return behind


def leaves(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Each command below (and the command itself, where it runs by itself), with the words it is called by."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    if command.invoke_without_command:
        yield path, command
    for name, below in command.commands.items():
        yield from leaves(below, f"{path} {name}")


@contextmanager
def _while_posts_last(actor: Actor) -> Iterator[None]:
    """Ends the command where a post of whoever it acts for ends meanwhile, or their account is closed: asked before a statement, at most once a
    second; what was finished stays, the statement under way and its transaction do not."""
    if actor.account_id is None:
        yield
        return
    from django.db import connection

    from tuopin.people.selectors import still_holds

    asked = [time.monotonic()]

    def first(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        if time.monotonic() - asked[0] >= EVERY_SECONDS:
            asked[0] = float("inf")  # the question itself is a statement
            theirs = still_holds(actor.account_id, actor, on=datetime.now(local_zone()).date())
            asked[0] = time.monotonic()
            if not theirs:
                asked[0] = float("-inf")  # whatever else is tried is asked again, and refused
                raise Forbidden("post-ended", phrase("办理中途,该账户的岗位已经结束,其余没有办理。"), phrase("请由在任的人重新办理。"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(first):
        yield


def _behind_the_gate(callback: Callable, act: str, alone: list[str]) -> Callable:
    @wraps(callback)
    def run(*given: object, **named: object) -> object:
        context = click.get_current_context()
        account = context.find_root().obj["account"]
        if context.invoked_subcommand:  # a group on the way to one of its leaves, which has a gate of its own
            return callback(*given, **named)
        if context.find_root().obj.get("helping"):  # the word was some option's value: whoever is named by --as was not looked up, and nobody acts in their place
            raise Forbidden("help-alone", phrase("带 --as 时,--help 只用来看用法,不能是别的内容。"), phrase("请把这个词换个写法再办。"))
        if act == OPEN or (account is None and any(named.get(option) is not None for option in alone)):
            return callback(*given, **named)
        if act in (OPERATOR, RUNS) and account is not None:
            raise Forbidden("operator-only", phrase("只有系统管理员能运行这个命令。"), phrase("请在服务器上不带 --as 运行。"))
        if act == RUNS:
            return callback(*given, **named)
        from tuopin.people.selectors import actor_of_command, working_as

        actor = actor_of_command(account, on=datetime.now(local_zone()).date())
        if account is not None and not actor.areas:
            raise Forbidden("no-post", phrase("此账户目前没有在任的岗位。"), phrase("请联系系统管理员安排岗位。"))
        if act != OPERATOR and not actor.areas_for(act):
            raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))
        with working_as(actor), _while_posts_last(actor):
            return callback(*given, **named)

    return run
