"""Small rosters with one thing wrong in each: what is written, and what the reader has to say about it."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from tuopin.kernel.ids import check_digit

YEAR = 2018
HOUSEHOLD = {
    "户编号": "10001", "年度": 2018, "行政村代码": "431129210213", "村民小组": "1组", "户主姓名": "盘大山", "户主证件号码": "",
    "联系电话": "13800138000", "家庭人口数": 2, "识别标准": "国家标准", "贫困户属性": "一般贫困户", "脱贫属性": "未脱贫",
    "主要致贫原因": "因病", "其他致贫原因": "缺技术", "首次识别时间": "2014", "耕地面积": 2.5, "住房面积": 80.5, "危房级别": "B",
    "是否解决安全饮用水": "是", "不愁吃": "是", "不愁穿": "是", "与村主干路距离": 0.5, "工资性收入": 10000, "生产经营性收入": 3000,
    "生产经营性支出": 1000, "财产性收入": 100, "低保金": 0, "养老金": 1236, "年人均纯收入": 6668, "银行卡号": "6217000000000000001",
}  # fmt: skip
MEMBER = {
    "户编号": "10001", "人编号": "1000101", "姓名": "盘大山", "性别": "男", "出生日期": "", "证件类型": "", "证件号码": "", "与户主关系": "户主",
    "民族": "瑶族", "文化程度": "初中", "在校生状况": "", "健康状况": "健康", "劳动技能": "普通劳动力", "务工时间": 6,
    "是否参加城乡居民基本医疗保险": "是",
}  # fmt: skip
HELPER = {"帮扶人编号": "B001", "姓名": "唐福强", "性别": "男", "证件号码": "", "单位名称": "水利办", "联系电话": "13781278866", "是否第一书记": "否"}
PAIRING = {"户编号": "10001", "帮扶人编号": "B001", "帮扶开始时间": "2017-03-01", "帮扶结束时间": ""}
VILLAGE = {"行政村代码": "431129210213", "行政村": "栗安村", "村属性": "贫困村", "总户数": 170, "总人口数": 689}


def identity(area: str, born: str, order: str) -> str:
    """A well-formed identity number."""
    return area + born + order + check_digit(area + born + order)


def rows() -> dict[str, list[dict]]:
    """A sound roster: three households of two, a village, a helper, three pairings."""
    book: dict[str, list[dict]] = {"行政村": [VILLAGE.copy()], "贫困户": [], "家庭成员": [], "帮扶责任人": [], "结对帮扶": []}
    book["帮扶责任人"] = [HELPER | {"证件号码": identity("431129", "19660302", "421")}]
    for n in range(1, 4):
        number = f"1000{n}"
        head, wife = identity("431129", f"197{n}0305", "111"), identity("431129", f"197{n}0711", "222")
        book["贫困户"].append(HOUSEHOLD | {"户编号": number, "户主证件号码": head})
        book["家庭成员"].append(MEMBER | {"户编号": number, "人编号": f"{number}01", "证件号码": head})
        book["家庭成员"].append(MEMBER | {
            "户编号": number, "人编号": f"{number}02", "姓名": "赵小花", "性别": "女", "证件号码": wife, "与户主关系": "配偶",
        })  # fmt: skip
        book["结对帮扶"].append(PAIRING | {"户编号": number})
    return book


@dataclass(frozen=True)
class Case:
    """One cell changed in a sound roster, and what has to come of it; `code` "" means that nothing may be said."""

    name: str
    sheet: str
    column: str
    value: object
    outcome: str
    code: str
    row: int = 3  # Excel row
    also: dict = field(default_factory=dict)  # other cells of the same row
    formula: bool = False
    at: tuple[str, int, str] | None = None  # where it is reported, when not in the cell itself


M, H, P = "家庭成员", "贫困户", "结对帮扶"
ID, WAGE, MU, DAY = "证件号码", "工资性收入", "耕地面积", "帮扶开始时间"
WIFE = identity("431129", "19710711", "222")
GOOD_X = next(i for n in range(100, 999, 2) if (i := identity("431129", "19800101", f"{n}")).endswith("X"))


def wide(text: str) -> str:
    """The text in full-width letters and digits."""
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


CASES = [
    Case("number cell", M, ID, 431129197107112228, "Q", "certificate-stored-as-number"),
    Case("number cell that passes the check", M, ID, 4.3112919710711e17, "Q", "certificate-stored-as-number"),
    Case("short scientific", M, ID, "4.32E+17", "Q", "certificate-scientific"),
    Case("long scientific", M, ID, "5.22625199001010E+17", "Q", "certificate-scientific"),
    Case("small x", M, ID, GOOD_X.lower(), "A", "normalised"),
    Case("full-width digits", M, ID, wide(WIFE), "A", "normalised"),
    Case("Cyrillic X", M, ID, GOOD_X[:17] + "Х", "Q", "certificate-lookalike"),
    Case("multiplication sign", M, ID, GOOD_X[:17] + "×", "Q", "certificate-lookalike"),
    Case("Arabic digits", M, ID, "٤" + WIFE[1:], "Q", "certificate-foreign-digits"),
    Case("superscript digit", M, ID, "⁴" + WIFE[1:], "Q", "certificate-foreign-digits"),
    Case("fifteen digits", M, ID, "431129710711222", "W", "certificate-15-digits"),
    Case("seventeen digits", M, ID, WIFE[:17], "Q", "certificate-length"),
    Case("nineteen digits", M, ID, WIFE + "1", "Q", "certificate-length"),
    Case("wrong check digit", M, ID, WIFE[:17] + ("1" if WIFE[17] != "1" else "2"), "Q", "certificate-check-digit"),
    Case("30 February", M, ID, identity("431129", "19900230", "222"), "Q", "certificate-birth-date"),
    Case("born after the year", M, ID, identity("431129", "20190101", "222"), "Q", "certificate-birth-in-future"),
    Case("140 years old", M, ID, identity("431129", "18780101", "222"), "Q", "certificate-too-old"),
    Case("abolished area", M, ID, identity("432926", "19800101", "222"), "", ""),
    Case("area that never was", M, ID, identity("431197", "19800101", "222"), "W", "certificate-area-unknown"),
    Case("unknown province", M, ID, identity("991129", "19800101", "222"), "W", "certificate-area-unknown"),
    Case("apostrophe", M, ID, "'" + WIFE, "A", "normalised"),
    Case("blanks", M, ID, f" {WIFE[:6]} {WIFE[6:14]}\u00a0{WIFE[14:]}", "A", "normalised"),
    Case("zero-width space", M, ID, WIFE[:6] + "\u200b" + WIFE[6:], "A", "normalised"),
    Case("byte order mark", M, ID, "\ufeff" + WIFE, "A", "normalised"),
    Case("right-to-left mark", M, ID, "\u202e" + WIFE, "Q", "hidden-direction-mark"),
    Case("repeated in the file", M, ID, identity("431129", "19720711", "222"), "Q", "duplicate-certificate"),
    Case("sex contradicts", M, "性别", "男", "W", "sex-contradicts-certificate"),
    Case("birth contradicts", M, "出生日期", "1971-07-12", "W", "birth-contradicts-certificate"),
    Case("birth agrees", M, "出生日期", "1971-07-11", "", ""),
    Case("disability card", M, ID, WIFE + "43", "Q", "certificate-disability-card"),
    Case("disability card stated", M, ID, WIFE + "43", "A", "certificate-from-disability-card", also={"证件类型": "残疾人证"}),
    Case("newborn without", M, ID, "", "A", "newborn-without-certificate", also={"出生日期": "2018-05-01"}),
    Case("adult without", M, ID, "", "W", "certificate-empty"),
    Case("Hong Kong permit", M, ID, "H12345678", "A", "certificate-permit"),
    Case("Hong Kong permit stated", M, ID, "H12345678", "", "", also={"证件类型": "港澳居民来往内地通行证"}),
    Case("Taiwan permit stated", M, ID, "12345678", "", "", also={"证件类型": "台湾居民来往大陆通行证"}),
    Case("masked", M, ID, WIFE[:6] + "********" + WIFE[14:], "Q", "certificate-masked"),
    Case("two numbers", M, ID, f"{WIFE}/{GOOD_X}", "Q", "certificate-two-numbers"),
    Case("thousands comma", H, WAGE, "10,000", "A", "normalised"),
    Case("yuan sign", H, WAGE, "￥10000.00", "A", "normalised"),
    Case("full-width number", H, WAGE, "１００００", "A", "normalised"),
    Case("number as text", H, WAGE, "10000", "A", "number-stored-as-text"),
    Case("with yuan", H, WAGE, "10000元", "W", "number-with-unit"),
    Case("with ten thousand", H, WAGE, "1万", "W", "number-with-unit"),
    Case("with ten thousand yuan", H, WAGE, "1.0万元", "W", "number-with-unit"),
    Case("in words", H, WAGE, "三千", "Q", "number-in-words"),
    Case("about", H, WAGE, "约3000", "Q", "number-in-words"),
    Case("negative", H, WAGE, -100, "Q", "negative-number"),
    Case("loss", H, "生产经营性收入", -100, "W", "negative-loss", also={"年人均纯收入": 5118}),
    Case("too large", H, WAGE, 1e12, "Q", "number-out-of-range"),
    Case("too large as text", H, WAGE, "1e12", "Q", "not-a-number"),
    Case("infinite", H, WAGE, "inf", "Q", "not-a-number"),
    Case("no number", H, WAGE, "nan", "Q", "not-a-number"),
    Case("error text", H, WAGE, "#REF!", "Q", "cell-error"),
    Case("error cell", H, WAGE, "#DIV/0!", "Q", "cell-error", formula=True),
    Case("formula", H, WAGE, 10000, "Q", "formula-cell", formula=True),
    Case("formula without value", H, WAGE, "", "Q", "formula-cell", formula=True),
    Case("three decimals", H, WAGE, 10000.005, "A", "rounded"),
    Case("binary fraction", H, "财产性收入", 0.1 + 0.2, "", "", also={"年人均纯收入": 6618.15}),
    Case("dash", H, WAGE, "—", "W", "dash-for-empty"),
    Case("blank income", H, WAGE, "", "", ""),
    Case("truth value as money", H, WAGE, True, "Q", "number-in-words"),
    Case("day as money", H, WAGE, "2018-01-01", "Q", "number-in-words"),
    Case("per head differs", H, "年人均纯收入", 7668, "W", "per-head-differs"),
    Case("per head rounded to yuan", H, "年人均纯收入", 6668, "", ""),
    Case("size differs", H, "家庭人口数", 3, "Q", "size-mismatch"),
    Case("size with word", H, "家庭人口数", "2人", "W", "number-with-unit"),
    Case("half a person", H, "家庭人口数", 2.5, "Q", "not-whole"),
    Case("mu in words", H, MU, "2.5亩", "W", "number-with-unit"),
    Case("hectares", H, MU, "0.33公顷", "W", "number-with-unit"),
    Case("metres for kilometres", H, "与村主干路距离", "500米", "W", "number-with-unit"),
    Case("thirteen months", M, "务工时间", 13, "Q", "number-out-of-range"),
    Case("phone as float text", H, "联系电话", "13800138000.0", "A", "normalised"),
    Case("phone as number", H, "联系电话", 13800138000, "A", "normalised"),
    Case("phone short", H, "联系电话", "188862711", "W", "phone-length"),
    Case("phone masked", H, "联系电话", "138****8000", "Q", "phone-masked"),
    Case("phone with country", H, "联系电话", "+86 138-0013-8000", "A", "normalised"),
    Case("land line", H, "联系电话", "0746-2322115", "", ""),
    Case("two phones", H, "联系电话", "13800138000/13900139000", "W", "phone-two-numbers"),
    Case("account as number", H, "银行卡号", 6217000000000000001, "Q", "account-stored-as-number"),
    Case("account scientific", H, "银行卡号", "6.217E+18", "Q", "account-form"),
    Case("serial day", P, DAY, 42795, "A", "normalised"),
    Case("serial of 29 February 1900", P, DAY, 60, "Q", "serial-before-march-1900"),
    Case("dotted day", P, DAY, "2017.3.1", "A", "normalised"),
    Case("slashed day", P, DAY, "2017/03/01", "A", "normalised"),
    Case("eight digits", P, DAY, "20170301", "A", "normalised"),
    Case("Chinese day", P, DAY, "2017年3月1日", "A", "normalised"),
    Case("day first", P, DAY, "1/3/2017", "Q", "date-ambiguous"),
    Case("day in words", P, DAY, "二〇一七年三月", "Q", "date-in-words"),
    Case("lunar day", P, DAY, "农历正月初一", "Q", "date-in-words"),
    Case("no such day", P, DAY, "2017-02-30", "Q", "no-such-day"),
    Case("month only", P, DAY, "2017-03", "Q", "day-missing"),
    Case("midnight at the end", P, DAY, "2017-02-28 24:00", "A", "normalised"),
    Case("UTC evening", P, DAY, "2017-02-28T16:00:00Z", "A", "normalised"),
    Case("ends before it starts", P, "帮扶结束时间", "2016-01-01", "Q", "ends-before-start"),
    Case("starts after the year", P, DAY, "2019-03-01", "Q", "after-the-year"),
    Case("identified in a month", H, "首次识别时间", "2014年3月", "A", "normalised"),
    Case("identified, serial", H, "首次识别时间", 41699, "A", "normalised"),
    Case("identified later", H, "首次识别时间", "2019", "Q", "after-the-year"),
    Case("another year", H, "年度", 2017, "W", "year-differs"),
    Case("rare character", M, "姓名", "赵䶮𠮷", "", ""),
    Case("middle dot", M, "姓名", "买买提·艾山", "", ""),
    Case("another middle dot", M, "姓名", "买买提•艾山", "A", "normalised"),
    Case("long name", M, "姓名", "买买提" * 11, "", ""),
    Case("blank in a name", M, "姓名", "赵 小花", "A", "normalised"),
    Case("private use", M, "姓名", "赵\ue000", "W", "private-use-character"),
    Case("replacement character", M, "姓名", "赵\ufffd", "Q", "broken-text"),
    Case("classic mojibake", M, "姓名", "锟斤拷", "Q", "broken-text"),
    Case("formula in a name", M, "姓名", "=cmd|'/C calc'!A0", "Q", "name-starts-like-formula"),
    Case("at sign in a name", M, "姓名", "@SUM(1)", "Q", "name-starts-like-formula"),
    Case("formula elsewhere", H, "村民小组", "=1+1组", "", ""),
    Case("script stays text", H, "村民小组", "<script>alert(1)</script>", "", ""),
    Case("name empty", M, "姓名", "", "Q", "required-empty"),
    Case("control character", M, "姓名", "赵\x0b花", "Q", "control-character"),
    Case("tick", H, "是否解决安全饮用水", "√", "A", "normalised"),
    Case("Y", H, "是否解决安全饮用水", "Y", "A", "normalised"),
    Case("one", H, "是否解决安全饮用水", 1, "A", "normalised"),
    Case("there is", H, "是否解决安全饮用水", "有", "A", "normalised"),
    Case("truth value", H, "是否解决安全饮用水", True, "A", "normalised"),
    Case("neither yes nor no", H, "是否解决安全饮用水", "大概", "Q", "not-yes-or-no"),
    Case("not in the list", M, "健康状况", "一般般", "Q", "not-in-list"),
    Case("several states of health", M, "健康状况", "残疾,长期慢性病", "", ""),
    Case("healthy and disabled at once", M, "健康状况", "健康,残疾", "W", "contradicts-itself"),
    Case("first-generation number", M, "文化程度", 3, "A", "normalised"),
    Case("first-generation number as text", M, "文化程度", "03", "A", "normalised"),
    Case("relation without 之", M, "与户主关系", "妻子", "A", "normalised"),
    Case("ethnic group without 族", M, "民族", "瑶", "A", "normalised"),
    Case("small grade", H, "危房级别", "b", "A", "normalised"),
    Case("two main causes", H, "主要致贫原因", "因病,因残", "Q", "one-value-only"),
    Case("two heads", M, "与户主关系", "户主", "Q", "two-heads"),
    Case("no head", M, "与户主关系", "其他", "Q", "no-head", row=2, at=("贫困户", 2, "户编号")),
    Case("orphan member", M, "户编号", "90001", "Q", "orphan-member"),
    Case("orphan pairing", P, "户编号", "90001", "Q", "orphan-pairing"),
    Case("household twice", H, "户编号", "10003", "Q", "duplicate-household"),
    Case("person number twice", M, "人编号", "1000301", "Q", "duplicate-person-number"),
    Case("household number as number", H, "户编号", 10002, "A", "number-stored-as-number"),
    Case("head's name differs", H, "户主姓名", "李四", "W", "head-name-differs"),
    Case("village code short", H, "行政村代码", "431129210", "Q", "village-code-form"),
    Case("village code of a township", H, "行政村代码", "431129210000", "Q", "village-code-form"),
    Case("village code as number", H, "行政村代码", 431129210213, "A", "normalised"),
    Case("village code as float text", H, "行政村代码", "431129210213.0", "A", "normalised"),
    Case("row of totals", H, "户编号", "合计", "Q", "totals-row", row=5),
    Case("helper's number wrong", "帮扶责任人", ID, "43112919660302421", "Q", "certificate-length", row=2),
]  # fmt: skip


def write_book(path: Path, book: dict[str, list[dict]], case: Case | None = None, **options: object) -> Path:
    """Write the rows as a workbook in the official headings, with the case's cell put in."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, **options}) as out:
        for title, lines in book.items():
            sheet = out.add_worksheet(title)
            headings = list(lines[0])
            for column, heading in enumerate(headings):
                sheet.write_string(0, column, heading)
            for number, line in enumerate(lines, 2):
                mine = case if case and case.sheet == title and case.row == number else None
                cells = line | ({case.column: case.value} | case.also if mine else {})
                for column, heading in enumerate(headings):
                    _write(sheet, number - 1, column, cells[heading], bool(mine and mine.formula and heading == mine.column))
    return path


def _write(sheet, row: int, column: int, value: object, formula: bool) -> None:
    if formula:
        sheet.write_formula(row, column, "=1/0" if str(value).startswith("#") else "=A1", None, value)
    elif value != "":
        sheet.write(row, column, value)


def with_case(path: Path, case: Case) -> Path:
    """A sound roster with one cell changed (a row of totals is added below)."""
    book = rows()
    if case.code == "totals-row":
        book[case.sheet].append(dict.fromkeys(book[case.sheet][0], "") | {"工资性收入": 30000})
    return write_book(path, book, case)


def repacked(path: Path, change) -> Path:
    """The workbook with its parts passed through `change(name, data) -> data | None`."""
    with zipfile.ZipFile(path) as old:
        parts = {part.filename: old.read(part) for part in old.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            if (kept := change(name, data)) is not None:
                new.writestr(name, kept)
    return path


def overlapping(data: bytes) -> bytes:
    """The archive with its table of contents naming the second part's bytes for the third part too."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    first, second = archive.infolist()[1], archive.infolist()[2]
    at = data.index(struct.pack("<I", second.header_offset), archive.start_dir)
    return data[:at] + struct.pack("<I", first.header_offset) + data[at + 4 :]
