"""The table of contents of the command line: every command, where it lives, and one line on it in two languages."""

from __future__ import annotations

import os
from dataclasses import dataclass


def english() -> bool:
    """Whether the terminal asks for English: TUOPIN_LANG first, else the usual locale variables; Chinese by default."""
    asked = os.environ.get("TUOPIN_LANG") or ""
    return asked.startswith("en")


@dataclass(frozen=True)
class Entry:
    where: str
    section: str
    zh: str
    en: str
    needs_database: bool = True


@dataclass(frozen=True)
class Section:
    zh: str
    en: str


def line(entry: Entry | Section) -> str:
    return entry.en if english() else entry.zh


SECTIONS = {
    "start": Section("开始", "Start"),
    "register": Section("建档立卡", "The register"),
    "judge": Section("规则与评判", "Rules and verdicts"),
    "look": Section("查询", "Look up"),
    "keep": Section("运行维护", "Keep it running"),
}
COMMANDS = {
    "demo": Entry("tuopin.cli.demo:demo", "start", "生成示例县,导入、评判并启动", "Make a sample county, import, judge and serve it"),
    "serve": Entry("tuopin.cli.serve:serve", "start", "启动网页服务", "Serve the web pages"),
    "import": Entry("tuopin.cli.roster:import_file", "register", "导入花名册(xlsx、csv)", "Bring in a roster (xlsx, csv)"),
    "export": Entry("tuopin.registry.commands:export", "register", "导出名册,可原样再导入", "Export a list that reads back in without loss"),
    "judge": Entry("tuopin.policy.commands:judge", "judge", "按规则评判一户、一村或一县", "Judge a household, a village or a county by a rule"),
    "rules": Entry("tuopin.policy.commands:rules", "judge", "列出规则及其参数、来源和示例", "List the rules with their numbers, sources and examples"),
    "divisions": Entry("tuopin.divisions.commands:divisions", "look", "查询区划及其沿革", "Look up a division and what became of it"),
    "where": Entry("tuopin.cli.where:where", "look", "一个词在系统里的位置", "Where a term of the field lives in the system", False),
    "account": Entry("tuopin.people.commands:account", "keep", "管理账户与岗位", "Manage accounts and posts"),
    "database": Entry("tuopin.cli.database:database", "keep", "数据库地址、停止", "Address of the database; stop it", False),
}
