"""Says in one sentence what was wrong with a command, and what to do, in the language of the terminal."""

from __future__ import annotations

import os
import re
import sys
import traceback
from datetime import datetime

import click

from tuopin.cli.words import translated
from tuopin.kernel.days import local_zone
from tuopin.kernel.fault_traces import trace_of
from tuopin.kernel.home import home
from tuopin.kernel.words import phrase

HELP = phrase("用 {command} --help 查看用法。")


def tell_misuse(fault: click.ClickException) -> None:
    """Print what was wrong with the words of a command, to standard error."""
    ctx = getattr(fault, "ctx", None)
    command = ctx.command_path if ctx else "tuopin"
    print(f"{_sentence(fault)} {translated(HELP).format(command=command)}", file=sys.stderr)


def tell_fault(fault: Exception) -> None:
    """Print that something unforeseen happened and where its particulars were put, to standard error."""
    path = home() / "faults.log"
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{datetime.now(local_zone()):%Y-%m-%d %H:%M:%S}\n{chr(10).join(trace_of(fault))}\n\n")
    path.chmod(0o600)
    said = translated(phrase("没有办成:{kind}。已完成的部分已保存,可以重试;详情见 {log}。"))
    print(said.format(kind=type(fault).__name__, log=path), file=sys.stderr)
    if os.environ.get("TUOPIN_DEBUG") == "1":
        traceback.print_exc()


def _sentence(fault: click.ClickException) -> str:
    name = getattr(fault, "option_name", None) or _parameter(fault)
    if isinstance(fault, click.NoSuchOption):
        return translated(phrase("没有选项 {name}。")).format(name=name)
    if isinstance(fault, click.MissingParameter):
        return translated(phrase("缺少 {name}。")).format(name=name)
    if isinstance(fault, click.FileError):
        return translated(phrase("打不开文件 {name}。")).format(name=fault.ui_filename)
    if isinstance(fault, click.BadParameter):
        chosen = getattr(getattr(fault, "param", None), "type", None)
        if isinstance(chosen, click.Choice):
            return translated(phrase("{name} 只能是:{choices}。")).format(name=name, choices=", ".join(map(str, chosen.choices)))
        if isinstance(chosen, (click.Path, click.File)):
            said = re.search("'(.+)'", fault.message)
            return translated(phrase("没有这个文件,或不能读取:{name}。")).format(name=f"{name} {said[1]}" if said else name)
        return translated(phrase("{name} 的值不对。")).format(name=name)
    if fault.message.startswith("No such command"):
        return translated(phrase("没有命令 {name}。")).format(name=fault.message.split("'")[1])
    return fault.message


def _parameter(fault: click.ClickException) -> str:
    param = getattr(fault, "param", None)
    if param is None:
        hint = getattr(fault, "param_hint", None)
        return hint if isinstance(hint, str) else ""
    return param.opts[-1] if param.param_type_name == "option" else (param.metavar or param.name.upper())
