"""The `tuopin` command: finds the room that answers, sets the system up where it is new, and says errors in one sentence."""

from __future__ import annotations

import importlib
import os
import signal
import sys

import click

from tuopin.cli.contents import COMMANDS, SECTIONS, Entry, is_left_out, line
from tuopin.cli.gate import gated

CANCELLED = "已取消 / cancelled"


def _stop(number: int, _frame: object) -> None:
    """Somebody asked the command to end (SIGTERM): it ends at once, and says so. Raised instead, it could be lost in compiled code."""
    os.write(sys.stderr.fileno(), f"{CANCELLED}\n".encode())
    os._exit(128 + number)


def _may_be_stopped(arguments: list[str]) -> bool:
    """Whether the command judges, measures or samples: long, and without processes and signals of its own."""
    return any(word in COMMANDS and COMMANDS[word].section == "judge" for word in arguments[:4])


def _choose_pack(arguments: list[str]) -> None:
    """A demo may be set up with another pack (`--pack NAME`), which must be known before anything of it is read."""
    for n, word in enumerate(arguments):
        if word.startswith("--pack"):
            name = word.partition("=")[2] or (arguments[n + 1] if n + 1 < len(arguments) else "")
            os.environ["TUOPIN_PACK"] = name


class Contents(click.Group):
    """A group that knows its commands by their table and loads only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in COMMANDS.items() if not is_left_out(entry)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        entry = COMMANDS.get(name)
        if entry is None:
            return None
        if name == "demo":
            _choose_pack(sys.argv)
        if is_left_out(entry):
            return None
        if _needs_database(entry):
            from tuopin.cli.prepare import prepare

            prepare(quiet="--json" in sys.argv or "--csv" in sys.argv, with_keys=entry.needs_keys)
        elif entry.needs_database:
            from tuopin.cli.prepare import start

            start(database=False)
        module, _, attribute = entry.where.partition(":")
        from tuopin.cli.words import helped_in_one_language

        return helped_in_one_language(gated(getattr(importlib.import_module(module), attribute), name, alone=entry.alone))

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        from tuopin.cli.words import helped_in_one_language

        return click.Group.get_params(helped_in_one_language(self), ctx) if "--help" in sys.argv else super().get_params(ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from tuopin.cli.words import in_one_language

        with formatter.indentation():
            formatter.write_paragraph()
            formatter.write_text(in_one_language(self.help or ""))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section in SECTIONS:
            rows = [(name, line(entry)) for name, entry in COMMANDS.items() if entry.section == section and not is_left_out(entry)]
            if rows:
                with formatter.section(line(SECTIONS[section])):
                    formatter.write_dl(rows)


@click.group(cls=Contents, help="tuopin 脱贫 · 精准扶贫工作系统 / the working system for targeted poverty alleviation")
@click.version_option(package_name=None, version=__import__("tuopin").__version__, prog_name="tuopin")
@click.option("--as", "account", metavar="ACCOUNT", help="以某账户的岗位和辖区办理 / act with that account's posts and areas only")
@click.pass_context
def tuopin(ctx: click.Context, account: str | None) -> None:
    helping = account is not None and "--help" in sys.argv  # without a database nobody can be looked up; the gate sees to it that nothing is done
    account = None if helping else account

    def actor(on):
        from tuopin.people.selectors import actor_of_command

        return actor_of_command(account, on=on)

    ctx.obj = {"account": account, "actor": actor, "helping": helping}  # rooms below people ask `actor(on)`


def _needs_database(entry: Entry) -> bool:
    words = {word.partition("=")[0] for word in sys.argv}
    if "--help" in words:  # whoever asks how a command is used need not wait for a database to be made
        return False
    return entry.needs_database and not (words & set(entry.alone) and "--as" not in words)


def main() -> int:
    """Run one command; exit code 0 done, 1 unexpected fault, 2 refused or misused, others as the command says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.config.settings")
    from tuopin.kernel.refusals import Refusal

    if _may_be_stopped(sys.argv[1:]):
        signal.signal(signal.SIGTERM, _stop)
    try:
        return tuopin.main(prog_name="tuopin", standalone_mode=False) or 0
    except click.ClickException as fault:
        from tuopin.cli.misuse import tell_misuse

        tell_misuse(fault)
        return fault.exit_code
    except click.exceptions.Abort:
        print(CANCELLED, file=sys.stderr)
        return 130
    except Refusal as refusal:
        from tuopin.cli.words import translated

        message, fix = refusal.say(translated)
        print(f"{message} {fix}".strip(), file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        from tuopin.cli.misuse import tell_fault

        tell_fault(fault)
        return 1


if __name__ == "__main__":
    sys.exit(main())
