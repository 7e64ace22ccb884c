"""A plan that an office keeps as a table (a workbook or CSV): each line a task, read with the words of the field."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from tuopin.intake.cells.text import unsafe
from tuopin.intake.parent import read_plain
from tuopin.intake.problems import EVERY
from tuopin.kernel.days import read_day
from tuopin.kernel.folders import for_the_moment
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.tables import meant
from tuopin.kernel.text_files import decoded
from tuopin.kernel.words import phrase
from tuopin.ledger.services.issue import NewTask
from tuopin.ledger.states import Seat

SEATS = {
    "": ("", ""), "书记": ("head", "secretary"), "党组织书记": ("head", "secretary"), "行政正职": ("head", "chief"), "副职": ("head", "deputy"),
    "负责人": ("head", ""), "经办": ("clerk", ""), "secretary": ("head", "secretary"), "chief": ("head", "chief"), "deputy": ("head", "deputy"), "head": ("head", ""), "clerk": ("clerk", ""),
}
KINDS = {"现场照片": "photo", "照片": "photo", "扫描件": "scan", "签字": "signature", "PDF文件": "document", "文件": "document"} | {word: word for word in ("photo", "scan", "signature", "document")}
BODIES = {"": "", "党委": "party", "人大": "congress", "政府": "government", "政协": "cppcc"} | {word: word for word in ("party", "congress", "government", "cppcc")}
SYSTEMS = {
    "": "work", "责任": "responsibility", "工作": "work", "政策": "policy", "投入": "investment", "帮扶": "assistance", "动员": "mobilization", "监督": "supervision",
    "考评": "evaluation",
}
SYSTEMS |= {word: word for word in SYSTEMS.values()}
COLUMNS = (
    "编号", "任务", "任务要求", "区划代码", "责任区划代码", "责任岗位", "责任单位", "完成期限", "目标值", "计量单位", "工期", "施工队数", "前置任务", "凭证类型", "凭证份数",
    "一把手亲自办理", "机构类别", "行业", "体系",
)
ENGLISH = (
    "Number", "Task", "What is asked", "Area code", "Code of the owner's area", "Post", "Unit", "Due on", "Target", "Unit of measure", "Days", "Crews", "After",
    "Kinds of evidence", "Pieces of evidence", "By the head in person", "Body", "Sector", "System",
)
READ_AS = {english.casefold(): column for english, column in zip(ENGLISH, COLUMNS, strict=True)}
WRITTEN = COLUMNS if pack().in_chinese else ENGLISH  # what the empty table says; both are read
KIND = {"完成期限": "day", "目标值": "money"}
SAYS = dict(zip(COLUMNS, WRITTEN, strict=True))
UNREAD = "\0"  # before what is said of a cell that could not be read, and again before what stands in it: no cell that was read holds it
NEEDED = ("编号", "任务", "区划代码", "完成期限")
YES = frozenset({"是", "√", "1", "yes"})


def tasks_of_plan(data: bytes, *, source: str) -> list[NewTask]:
    """The tasks of a table. Raises Refusal with the line and the column of the first cell that cannot be read."""
    return [task_of(row, number, source) for number, row in rows_of_plan(data)]


def rows_of_plan(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a workbook or text table by the columns' Chinese names, each with its line. Raises Refusal for a file that is none, or lacks a column."""
    rows = rows_of_workbook(data) if data.startswith(b"PK") else _rows_of_text(data)
    missing = [name for name in NEEDED if not any(name in row for _line, row in rows)]
    if missing:
        raise Refusal("plan-headings", phrase("任务表是空的,或缺少这些列:{columns}。"), phrase("第一行写列名:{all}。"), columns=[SAYS[name] for name in missing], all=list(WRITTEN))
    return rows


def rows_of_workbook(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of the first sheet that has the headings, read in a process of its own, cell by cell as carefully as a roster."""
    columns = {zh: (KIND.get(zh, "text"), [zh, en]) for zh, en in zip(COLUMNS, ENGLISH, strict=True)}
    with for_the_moment([data], "plan.xlsx") as path:
        found = read_plain(path, columns)
    rows, present = [], dict.fromkeys((name for told in found for name in (*told["values"], *told["flaws"])), "")
    for told in found:
        unread = {name: _unfit(flaw["code"], flaw["params"], flaw["text"]) for name, flaw in told["flaws"].items()}
        rows.append((told["n"], present | {name: value or "" for name, value in told["values"].items()} | unread))
    return rows


def _looked_at(text: str) -> str:
    """The cell of a text table, or what keeps it from being read: the same signs as in a workbook."""
    flaw = unsafe(text)
    return _unfit(flaw.code, flaw.params, text) if flaw else text


def _unfit(code: str, params: dict, text: str) -> str:
    """A cell that could not be read: why, in the asker's words as part of a sentence, and what stands in it."""
    return f"{UNREAD}{_(EVERY[code].message).format(**params).rstrip('。.')}{UNREAD}{text}"


def written_in(cell: str) -> str:
    """What stands in a cell of the table, whether it could be read or not."""
    return cell.split(UNREAD, 2)[-1]


def _rows_of_text(data: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        rows = list(csv.DictReader(io.StringIO(decoded(data)), restkey="", strict=True))
    except csv.Error as fault:
        raise Refusal("plan-not-text", phrase("任务表的引号不成对,或有一格太长。"), phrase("请在表格软件中另存为 CSV(UTF-8)。")) from fault
    rows = [{READ_AS.get(key.strip().casefold(), key): value for key, value in row.items() if key} for row in rows]
    return [(number, {key: _looked_at(meant((value or "").strip())) for key, value in row.items()}) for number, row in enumerate(rows, 2)]


def task_of(row: dict[str, str], line: int, source: str) -> NewTask:
    """The task that a row tells. Raises Refusal with the first cell that cannot be read."""
    for column, text in row.items():
        if text.startswith(UNREAD):
            raise _unread(line, column, text.split(UNREAD)[1], 80)

    def one_of(column: str, words: dict):
        return _known(words, row.get(column, ""), line, column)

    role, office = one_of("责任岗位", SEATS)
    owner = row.get("责任区划代码") or row["区划代码"]
    return NewTask(
        title=row["任务"], detail=row.get("任务要求", ""), area=row["区划代码"].ljust(12, "0"), owner=Seat(owner.ljust(12, "0"), role, office),
        due_on=read_day(row["完成期限"]), source=source, code=row["编号"], unit_name=row.get("责任单位", ""), target=_number(row, "目标值", line),
        unit=row.get("计量单位", ""), days=_whole(row, "工期", line), crews=_whole(row, "施工队数", line) or 0, after=tuple(_parts(row.get("前置任务", ""))),
        evidence_kinds=tuple(_known(KINDS, word, line, "凭证类型") for word in _parts(row.get("凭证类型", ""))),
        evidence_least=_whole(row, "凭证份数", line) or 1, head_only=row.get("一把手亲自办理", "") in YES, body=one_of("机构类别", BODIES),
        sector=row.get("行业", ""), system=one_of("体系", SYSTEMS),
    )


def _parts(text: str) -> Iterable[str]:
    return filter(None, (part.strip() for part in text.replace("、", ",").replace(";", ",").split(",")))


def _known(words: dict, text: str, line: int, column: str):
    if text not in words:
        raise _unread(line, column, text)
    return words[text]


def _number(row: dict[str, str], column: str, line: int) -> Decimal | None:
    text = row.get(column, "").replace(",", "")
    try:
        value = Decimal(text) if text else None
        if value is not None and not value.is_finite():
            raise _unread(line, column, text)
    except InvalidOperation:
        raise _unread(line, column, text) from None
    return value


def _whole(row: dict[str, str], column: str, line: int) -> int | None:
    text = row.get(column, "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 5):
        raise _unread(line, column, text)
    return int(text) if text else None


def _unread(line: int, column: str, text: str, most: int = 40) -> Refusal:
    return Refusal("plan-cell", phrase("任务表第 {line} 行的“{column}”不能读:{text}。"), phrase("请更正后重新上传;整张表还没有下达。"), line=line, column=SAYS.get(column, column), text=text[:most])
