"""The import command as the command line offers it: what came in is judged again at once, and the work shows how far it is."""

from __future__ import annotations

from collections.abc import Callable

from tuopin.cli.progress import Progress
from tuopin.cli.words import translated
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.services import judge_counties
from tuopin.registry.commands import import_command

STEPS = {
    "read": phrase("读取并检查文件"), "stage": phrase("暂存"), "merge": phrase("合并入库"), "judge": phrase("按退出标准评判"),
}


def judge_again(year: int, counties: list[str], actor: Actor) -> None:
    """Refresh the verdicts and figures of the counties for the year, as they stand on its last day."""
    judge_counties(year=year, counties=counties, actor=actor)


def reporter(quiet: bool) -> Callable[[str, int, int], None]:
    """A progress that shows one step after the other on standard error."""
    progress, shown = Progress(quiet=quiet), ""

    def report(what: str, done: int, total: int) -> None:
        nonlocal shown
        if not what:
            progress.end()
            return
        if what != shown:
            shown = what
            progress.step(translated(STEPS[what]))
        progress.count(done, total)

    return report


import_file = import_command(judge_again, reporter, translated)
