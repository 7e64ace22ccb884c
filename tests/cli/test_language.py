"""The terminal speaks the language its user asked for: TUOPIN_LANG, simplified Chinese where nothing is said."""

import re

import pytest
from click.testing import CliRunner

from tuopin.cli.main import tuopin
from tuopin.cli.words import language, translated
from tuopin.intake.problems import EVERY


@pytest.mark.parametrize(
    ("asked", "means"),
    [("", "zh-hans"), ("en", "en"), ("en_US.UTF-8", "en"), ("zh-hant", "zh-hant"), ("zh_TW", "zh-hant"), ("zh-HK", "zh-hant"), ("fr", "zh-hans")],
)
def test_a_language_is_understood_however_it_is_written(monkeypatch, asked, means):
    monkeypatch.setenv("TUOPIN_LANG", asked)
    assert language() == means


@pytest.mark.parametrize(("asked", "line"), [("", "启动网页服务"), ("zh-hant", "啟動網頁服務"), ("en", "Serve the web pages")])
def test_the_contents_come_in_the_language_asked_for(monkeypatch, asked, line):
    monkeypatch.setenv("TUOPIN_LANG", asked)
    assert line in CliRunner().invoke(tuopin, ["--help"]).output


def test_every_problem_of_a_file_is_said_in_english_and_in_traditional_chinese(monkeypatch):
    sentences = {text for problem in EVERY.values() for text in (problem.message, problem.fix)}
    monkeypatch.setenv("TUOPIN_LANG", "en")
    assert not [s for s in sentences if translated(s) == s]
    monkeypatch.setenv("TUOPIN_LANG", "zh-hant")
    assert not [s for s in sentences if re.search("[这为户证]", translated(s)) and "贫困户" not in translated(s)]
