"""A command used wrongly answers with one sentence that says what to do, and prints nothing else."""

import pytest

from tuopin.cli import main as cli

MISUSED = [
    (["fly"], "没有命令 fly。 用 tuopin --help 查看用法。"),
    (["judge", "--foo"], "没有选项 --foo。 用 tuopin judge --help 查看用法。"),
    (["judge", "household-exit"], "缺少 --on。 用 tuopin judge --help 查看用法。"),
    (["judge", "household-exit", "--on", "2018-13-31"], "“2018-13-31”不是日期。 日期写作 2018-12-31。"),
    (["judge", "household-exit", "--on", "20181231"], "“20181231”不是日期。 日期写作 2018-12-31。"),
    (["judge", "household-exit", "--on", "2018-12-31", "--by", "planet"],
     "--by 只能是:province, city, county, township, village, household。 用 tuopin judge --help 查看用法。"),
    (["import"], "缺少 FILE。 用 tuopin import --help 查看用法。"),
    (["import", "no-such-file.xlsx"], "没有这个文件,或不能读取:FILE。 用 tuopin import --help 查看用法。"),
]


@pytest.mark.parametrize(("words", "sentence"), MISUSED)
def test_a_misused_command_says_what_to_do(words, sentence, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["tuopin", *words])
    monkeypatch.setattr("tuopin.cli.prepare.prepare", lambda **_: None)  # misuse is told before a database is needed
    monkeypatch.delenv("TUOPIN_LANG", raising=False)
    assert cli.main() == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip() == sentence
