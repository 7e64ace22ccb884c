"""Builds small roster files for tests: whole households in the official headings, in one or more villages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import xlsxwriter
from django.db import connection, transaction

from register import VILLAGE, a_certificate
from tuopin.people.selectors import working_as
from tuopin.registry.services.merge_batch import merge_batch
from tuopin.registry.services.receive_roster import receive_roster

ON = date(2020, 6, 1)
TABLES = (
    "registry_pairing, registry_posting, registry_helper, registry_membership, registry_memberform, registry_person, "
    "registry_householdincome, registry_statusevent, registry_householdform, registry_household, registry_villageform, "
    "registry_stagedblock, registry_stagedbundle, registry_importproblem, registry_importbatch, trail_entry, trail_head, trail_opening, divisions_villagergroup"
)


def empty_tables(tables: str = TABLES) -> None:
    """Take away what was committed; the triggers that forbid it stay where they are, for everybody else and for afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        cursor.execute("SET LOCAL session_replication_role = origin")  # the transaction may be a test's, which goes on

INCOME = {
    "工资性收入": 12000.5, "生产经营性收入": 5000, "生产经营性支出": 800, "财产性收入": 0, "养老金": 0, "其他转移性收入": 641.63,
}
HEAD = {"与户主关系": "户主", "性别": "男", "民族": "瑶族", "健康状况": "健康", "劳动技能": "普通劳动力", "文化程度": "初中"}
INSURED = {"是否参加城乡居民基本医疗保险": "是", "是否参加大病保险": "是"}


def a_member(household: str, position: int, **facts: object) -> dict:
    """One row of the member sheet; the certificate fits the sex and is unique to household and position."""
    n = int(household[-4:])
    born_on = date(1950 + n % 40, 1 + (position + n // 4000) % 12, 5 + n // 200 % 20)  # the year and the number below come round every 200, the day every 4,000
    sex = facts.get("性别", "男" if position == 1 else "女")
    certificate = a_certificate(born_on, (int(household[-3:]) * 9 + position) * 2 % 900 + 10 + (sex == "男") - 0)
    relation = {"与户主关系": "户主" if position == 1 else "配偶" if position == 2 else "之子"}
    return {
        "户编号": household, "人编号": f"{household}{position:02d}", "姓名": f"赵{'甲乙丙丁戊己庚辛'[position - 1]}", "证件号码": certificate,
        **HEAD, "性别": sex, **relation, **INSURED,
    } | facts


def a_roster_household(
    n: int, *, village: str = VILLAGE, year: int = 2018, persons: int = 2, helper: str = "B000001", since: str = "2017-03-01",
    members: list[dict] | None = None, **facts: object,
) -> dict:
    """One household of a roster: its row, its members' rows and its pairing."""
    number = f"1043112{n:04d}"
    people = [a_member(number, p) for p in range(1, persons + 1)] if members is None else members
    row = {
        "户编号": number, "年度": year, "行政村代码": village, "村民小组": "3组", "户主姓名": people[0]["姓名"],
        "户主证件号码": people[0]["证件号码"], "联系电话": f"1390000{n:04d}", "家庭人口数": len(people), "识别标准": "国家标准",
        "贫困户属性": "一般贫困户", "脱贫属性": "未脱贫", "主要致贫原因": "因病", "其他致贫原因": "因学", "首次识别时间": "2014-05",
        "耕地面积": 2.8, "住房面积": 80.5, "危房级别": "A", "是否解决安全饮用水": "是", "不愁吃": "是", "不愁穿": "是",
        "与村主干路距离": 0.25, **INCOME,
    } | facts
    return {"row": row, "members": people, "pairing": {"户编号": number, "帮扶人编号": helper, "帮扶开始时间": since, "帮扶结束时间": ""}}


def a_helper_row(number: str = "B000001", **facts: object) -> dict:
    return {
        "帮扶人编号": number, "姓名": "唐福强", "性别": "男", "证件号码": a_certificate(date(1966, 3, 2), 400 + int(number[1:]) * 2 + 1),
        "单位名称": "水利办", "单位类别": "专业部门", "联系电话": "13781278866", "是否第一书记": "否", "是否驻村工作队队长": "否",
        "驻村行政村代码": VILLAGE,
    } | facts


def write_roster(
    path: Path, households: list[dict], helpers: list[dict] | None = None, villages: list[str] = (), village_facts: dict | None = None
) -> Path:
    """Write the sheets to `path`; texts as texts, numbers as numbers."""
    helpers = [a_helper_row()] if helpers is None else helpers
    sheets = {
        "行政村": [{"行政村代码": code, "村属性": "贫困村", "总户数": 300, "总人口数": 1200} | (village_facts or {}) for code in villages],
        "贫困户": [h["row"] for h in households], "家庭成员": [m for h in households for m in h["members"]],
        "帮扶责任人": helpers, "结对帮扶": [h["pairing"] for h in households if h["pairing"]],
    }
    book = xlsxwriter.Workbook(str(path))
    for title, rows in sheets.items():
        if not rows:
            continue
        page = book.add_worksheet(title)
        headings = list(dict.fromkeys(name for row in rows for name in row))
        page.write_row(0, 0, headings)
        for number, row in enumerate(rows, 1):
            for column, heading in enumerate(headings):
                value = row.get(heading, "")
                if isinstance(value, int | float):
                    page.write_number(number, column, value)
                elif value:
                    page.write_string(number, column, value)
    book.close()
    return path


def receive(path: Path, actor, *, year: int | None = None):
    with working_as(actor):
        return receive_roster(path=path, file_name=path.name, year=year, mapping={}, actor=actor, on=ON)


def bring_in(path: Path, actor, *, year: int | None = None, confirm: bool = False):
    """Receive and merge, as the command does."""
    batch = receive(path, actor, year=year)
    with working_as(actor):
        return merge_batch(batch=batch, actor=actor, on=ON, confirm=confirm)
