"""Says in one sentence what was wrong with a command, and what to do, in the language of the terminal."""

from __future__ import annotations

import os
import re
import sys
import traceback
from contextlib import suppress
from datetime import datetime

import click

from tuopin.cli.words import translated
from tuopin.kernel.days import local_zone
from tuopin.kernel.fault_traces import trace_of
from tuopin.kernel.home import home
from tuopin.kernel.words import phrase

UNFORESEEN = phrase("没有办成:{kind}。已完成的部分已保存,可以重试;详情见 {log}。")
NO_ROOM = phrase("磁盘空间不足,没有办完。请腾出空间后重试,已办完的不会重复。")
AWAY = phrase("数据库连接不上或中断了,不能确定是否办成。请稍后重试,已办完的不会重复。")
OUT_OF_REACH = {
    FileNotFoundError: phrase("没有办成:{path} 不存在。请核对文件名和文件夹。"), PermissionError: phrase("没有办成:没有权限读写 {path}。请检查权限,或换一个文件夹。"),
    NotADirectoryError: phrase("没有办成:{path} 不是文件夹。请核对路径。"), IsADirectoryError: phrase("没有办成:{path} 是文件夹。请给出文件名。"),
}
HELP = phrase("用 {command} --help 查看用法。")


def tell_misuse(fault: click.ClickException) -> None:
    """Print what was wrong with the words of a command, to standard error."""
    ctx = getattr(fault, "ctx", None)
    command = ctx.command_path if ctx else "tuopin"
    print(f"{_sentence(fault)} {translated(HELP).format(command=command)}", file=sys.stderr)


def tell_fault(fault: Exception) -> None:
    """Print what went wrong and what to do, or, of what nobody foresaw, where its particulars were put; to standard error."""
    sys.unraisablehook = lambda _echo: None  # what was half made breaks again while it is thrown away: it has been told
    path = home() / "faults.log"
    with suppress(OSError):  # the disk that is full may be this one
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(local_zone()):%Y-%m-%d %H:%M:%S}\n{chr(10).join(trace_of(fault))}\n\n")
        path.chmod(0o600)
    print(_foreseen(fault) or translated(UNFORESEEN).format(kind=type(fault).__name__, log=path), file=sys.stderr)
    if os.environ.get("TUOPIN_DEBUG") == "1":
        traceback.print_exc()


def _foreseen(fault: Exception) -> str:
    """What is said of a disk without room, a file out of reach, or a database that went away; empty for all else."""
    from django.db import InterfaceError, OperationalError

    from tuopin.kernel.whole_files import is_out_of_room

    if is_out_of_room(fault):
        return translated(NO_ROOM)
    if isinstance(fault, OSError) and fault.filename and type(fault) in OUT_OF_REACH:
        return translated(OUT_OF_REACH[type(fault)]).format(path=fault.filename)
    return translated(AWAY) if isinstance(fault, OperationalError | InterfaceError) else ""


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
        if isinstance(chosen, (click.IntRange, click.FloatRange)):
            return translated(phrase("{name} 的值不对,要的是:{range}。")).format(name=name, range=_range(chosen))
        if isinstance(chosen, (click.types.IntParamType, click.types.FloatParamType)):
            return translated(phrase("{name} 的值不对,要的是数字。")).format(name=name)
        return translated(phrase("{name} 的值不对。")).format(name=name)
    if fault.message.startswith("No such command"):
        return translated(phrase("没有命令 {name}。")).format(name=fault.message.split("'")[1])
    return fault.message


def _range(chosen: click.IntRange | click.FloatRange) -> str:
    """Between which numbers a value must lie, in signs that every language reads."""
    low = "" if chosen.min is None else f"{chosen.min:,} {'<' if chosen.min_open else '≤'} "
    high = "" if chosen.max is None else f" {'<' if chosen.max_open else '≤'} {chosen.max:,}"
    return f"{low}N{high}"


def _parameter(fault: click.ClickException) -> str:
    param = getattr(fault, "param", None)
    if param is None:
        hint = getattr(fault, "param_hint", None)
        return hint if isinstance(hint, str) else ""
    return param.opts[-1] if param.param_type_name == "option" else (param.metavar or param.name.upper())
