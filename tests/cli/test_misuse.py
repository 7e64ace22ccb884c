"""A command used wrongly answers with one sentence that says what to do, and prints nothing else."""

import click
import pytest

from tuopin.cli.demo import LEAST_HOUSEHOLDS, demo
from tuopin.cli.main import tuopin
from tuopin.cli.misuse import _range, tell_misuse
from tuopin.cli.roster import import_file
from tuopin.kernel.refusals import Refusal
from tuopin.policy.commands import judge

BY = "--by 只能是:province, city, county, township, village, household。"
MISUSED = [
    (tuopin, "tuopin", ["fly"], "没有命令 fly。"),
    (judge, "tuopin judge", ["--foo"], "没有选项 --foo。"),
    (judge, "tuopin judge", ["household-exit"], "缺少 --on。"),
    (judge, "tuopin judge", ["household-exit", "--on", "2018-12-31", "--by", "planet"], BY),
    (demo, "tuopin demo", ["--households", "5"], f"--households 的值不对,要的是:{LEAST_HOUSEHOLDS:,} ≤ N ≤ 300,000。"),
    (demo, "tuopin demo", ["--port", "x"], "--port 的值不对,要的是:1 ≤ N ≤ 65,535。"),
    (demo, "tuopin demo", ["--seed", "x"], "--seed 的值不对,要的是数字。"),
    (import_file, "tuopin import", [], "缺少 FILE。"),
    (import_file, "tuopin import", ["no-such-file.xlsx"], "没有这个文件,或不能读取:FILE no-such-file.xlsx。"),
]


@pytest.mark.parametrize(("command", "name", "words", "sentence"), MISUSED)
def test_a_misused_command_says_what_to_do(command, name, words, sentence, capsys, monkeypatch):
    monkeypatch.delenv("TUOPIN_LANG", raising=False)
    with pytest.raises(click.ClickException) as misuse:
        command.main(words, prog_name=name, standalone_mode=False)
    tell_misuse(misuse.value)
    printed = capsys.readouterr()
    assert misuse.value.exit_code == 2 and printed.out == ""
    assert printed.err.strip() == f"{sentence} 用 {name} --help 查看用法。"


@pytest.mark.parametrize(("kind", "told"), [
    (click.IntRange(min=1), "1 ≤ N"), (click.IntRange(max=9, max_open=True), "N < 9"), (click.FloatRange(0, 1, min_open=True), "0 < N ≤ 1"),
])
def test_between_which_numbers_a_value_must_lie_is_said(kind, told):
    assert _range(kind) == told


@pytest.mark.parametrize("text", ["2018-13-31", "20181231", "tomorrow"])
def test_a_day_that_is_none_is_refused_with_the_way_to_write_it(text):
    with pytest.raises(Refusal) as refused:
        judge.main(["household-exit", "--on", text], prog_name="tuopin judge", standalone_mode=False)
    assert refused.value.say() == (f"“{text}”不是日期。", "日期写作 2018-12-31。")
