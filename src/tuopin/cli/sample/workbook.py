"""Writes the sample county as roster workbooks in the official headings, row after row in little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from tuopin.cli.sample.cast import own_cell
from tuopin.cli.sample.county import County
from tuopin.cli.sample.helping import Helper, Pairing
from tuopin.cli.sample.homes import Household
from tuopin.cli.sample.income import LINES, net
from tuopin.cli.sample.people import Person
from tuopin.cli.sample.sheets_file import write_tables
from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.headings import field_of
from tuopin.kernel.certificates import chinese
from tuopin.kernel.money import per_head, to_yuan
from tuopin.kernel.pack import pack

VILLAGE = ("行政村代码", "行政村", "村属性", "贫困村认定年度", "村民小组数", "总户数", "总人口数", "村情短板", "帮扶单位")
HOUSEHOLD = (
    "户编号", "年度", "行政村代码", "村民小组", "户主姓名", "户主证件号码", "联系电话", "家庭人口数", "识别标准", "贫困户属性", "脱贫属性",
    "主要致贫原因", "其他致贫原因", "首次识别时间", "耕地面积", "林地面积", "退耕还林面积", "住房面积", "危房级别", "是否解决安全饮用水",
    "不愁吃", "不愁穿", "入户路类型", "与村主干路距离", "主要燃料类型", "是否有卫生厕所", "是否加入农民专业合作组织", *LINES, "年人均纯收入",
)
MEMBER = (
    "户编号", "人编号", "姓名", "性别", "证件号码", "与户主关系", "民族", "文化程度", "在校生状况", "失辍学原因", "健康状况", "劳动技能",
    "务工地点", "务工时间", "是否参加城乡居民基本医疗保险", "是否参加城乡居民基本养老保险", "是否参加大病保险", "是否享受低保",
    *(() if chinese() else ("出生日期",)),
)
HELPER = (
    "帮扶人编号", "姓名", "性别", "证件号码", "单位名称", "单位类别", "联系电话", "是否第一书记", "是否驻村工作队队长", "是否驻村工作队成员",
    "驻村行政村代码",
)
PAIRING = ("户编号", "帮扶人编号", "帮扶开始时间", "帮扶结束时间")
DESIGNATED = 2014
NOTICE = ("示例数据,全部虚构。" if pack().in_chinese else "") + "Invented data: no real person."
WRITTEN = datetime(2020, 1, 1)  # a fixed day, so that the same county is the same bytes

Row = list
Rows = dict[str, Iterator[Row]]


def village_rows(county: County) -> Iterator[Row]:
    for v in county.villages:
        kind = "贫困村" if v.poor else "非贫困村"
        yield [v.code, v.name, kind, DESIGNATED if v.poor else "", v.groups, v.households, v.persons, v.weakness, v.unit]


def household_row(home: Household, year: int) -> Row:
    head, persons = home.members[0], len(home.members)
    total = net(home.income)
    share = "" if total is None else float(per_head(to_yuan(total), persons))
    return [
        home.number, year, home.village, home.group, head.name, head.certificate, home.phone, persons, "国家标准", home.attribute,
        home.status, home.causes[0], ",".join(home.causes[1:]), home.identified, home.arable_mu, home.forest_mu, home.green_mu,
        home.house_m2, home.house_grade, home.water, home.food, home.clothing, home.road, home.road_km, home.fuel, home.toilet,
        home.cooperative, *("" if fen is None else float(Decimal(fen) / 100) for fen in home.income.values()), share,
    ]


def member_row(home: Household, p: Person) -> Row:
    return [
        home.number, p.number, p.name, p.sex, p.certificate, p.relation, p.ethnic, p.education, p.student, p.dropout, p.health,
        p.labour, p.work_place, "" if p.work_months is None else p.work_months, p.medical, p.pension, "是", p.allowance,
        *(() if chinese() else (p.born_on.isoformat(),)),
    ]


def helper_row(h: Helper) -> Row:
    first, posted = "是" if h.first_secretary else "否", "是" if h.village else "否"
    return [h.number, h.person.name, h.person.sex, h.person.certificate, h.unit, h.unit_class, h.phone, first, first, posted, h.village]


def pairing_row(p: Pairing) -> Row:
    return [p.household, p.helper, p.starts_on.isoformat(), p.ends_on.isoformat() if p.ends_on else ""]


def sheets(county: County) -> dict[str, tuple[tuple[str, ...], list[Row]]]:
    """Every sheet of the county: its title, its headings, its rows."""
    return {
        "行政村": (VILLAGE, list(village_rows(county))),
        "贫困户": (HOUSEHOLD, [household_row(home, county.year) for home in county.households]),
        "家庭成员": (MEMBER, [member_row(home, person) for home in county.households for person in home.members]),
        "帮扶责任人": (HELPER, [helper_row(helper) for helper in county.helpers]),
        "结对帮扶": (PAIRING, [pairing_row(pairing) for pairing in county.pairings]),
    }


def in_own_words(content: dict[str, tuple[tuple[str, ...], list[Row]]]) -> dict[str, tuple[tuple[str, ...], list[Row]]]:
    """The sheets under the headings and in the answers of the pack; in the official ones they are already."""
    if pack().in_chinese:
        return content
    found = {}
    for kind, (title, (headings, rows)) in zip(("village", "household", "member", "helper", "pairing"), content.items(), strict=True):
        known = sheet_kind(kind)
        if title not in (known.title, *known.titles):
            raise ValueError(title)
        fields = [field_of(kind, heading) for heading in headings]
        found[known.heading] = tuple(field.heading for field in fields), [[own_cell(field, value) for field, value in zip(fields, row, strict=True)] for row in rows]
    return found


def write_workbook(
    path: Path, content: dict[str, tuple[tuple[str, ...], list[Row]]], report: Callable[[int, int], None] | None = None
) -> None:
    """Write the sheets to `path`; texts stay texts and numbers numbers, as a careful clerk would keep them."""
    total, done = sum(len(rows) + 1 for _, rows in content.values()), 0

    def wrote(rows: int) -> None:
        nonlocal done
        done += rows
        if report:
            report(done, total)

    write_tables(path, content, notice=NOTICE, written=WRITTEN, wrote=wrote)
