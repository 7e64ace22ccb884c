"""The menu by the eight systems, and the tabs of a household's and a village's page: one line a page, whatever room it comes from."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SYSTEMS = {
    "": "", "responsibility": _("责任"), "work": _("工作"), "policy": _("政策"), "investment": _("投入"), "assistance": _("帮扶"),
    "mobilization": _("动员"), "supervision": _("监督"), "evaluation": _("考评"), "ground": _("系统"),
}


class Entry(NamedTuple):
    """One line of the menu: the name of its address, the act it asks, its picture, its word."""

    name: str
    act: str
    icon: str
    word: str


# A page that is not mounted (a room left out) has no line; a system without a line that the asker may open is not shown.
MENU: dict[str, tuple[Entry, ...]] = {
    "": (
        Entry("home", "read", "home", _("总览")),
        Entry("my-day", "read", "clock", _("我的一天")),
        Entry("map", "read", "map", _("地图")),
        Entry("my-jobs", "import", "clock", _("我的办理")),
    ),
    "responsibility": (
        Entry("responsibility", "read", "person", _("责任")),
        Entry("pledges", "read", "check", _("军令状")),
        Entry("duties", "read", "household", _("责任分工")),
        Entry("leaders-meetings", "read", "folder", _("会议与决议")),
        Entry("visits", "read", "map", _("走访")),
        Entry("problems", "read", "doubt", _("难题")),
        Entry("party", "read", "folder", _("党建")),
        Entry("party-clues", "read", "lock", _("村霸线索")),
    ),
    "work": (
        Entry("households", "read", "household", _("贫困户")),
        Entry("villages", "read", "village", pgettext_lazy("menu", "行政村")),
        Entry("cases", "read", "check", _("办理事项")),
        Entry("monitoring", "read", "warning", _("防返贫监测")),
        Entry("signals", "read", "question", pgettext_lazy("menu", "监测信号")),
        Entry("sweeps", "read", "check", pgettext_lazy("menu", "入户排查")),
        Entry("after-exit", "read", "up", _("脱贫后巩固")),
        Entry("year-account", "read", "calendar", _("年度减贫")),
        Entry("applications", "read", "person", _("识别申请")),
        Entry("meetings", "read", "calendar", _("民主评议")),
        Entry("changes", "read", "edit", _("成员变动")),
        Entry("exits", "read", "check", _("退出")),
        Entry("tasks", "read", "check", _("台账")),
        Entry("wall", "read", "map", _("挂图作战")),
        Entry("imports", "import", "import", _("导入")),
        Entry("editions", "export", "folder", _("年度数据")),
    ),
    "policy": (
        Entry("policies", "read", "check", _("政策落实")),
        Entry("policy-work", "read", "clock", _("政策责任")),
        Entry("strategies", "read", "folder", _("一县一策")),
        Entry("service-gaps", "read", "village", _("服务缺口")),
        Entry("rules", "read", "rule", _("规则")),
    ),
    "investment": (
    ),
    "assistance": (
        Entry("help-coverage", "read", "check", _("帮扶覆盖")),
        Entry("teams", "read", "village", pgettext_lazy("menu", "驻村工作队")),
        Entry("helpers", "read", "person", pgettext_lazy("menu", "帮扶责任人")),
        Entry("units", "read", "household", pgettext_lazy("menu", "帮扶单位")),
        Entry("assignments", "read", "rule", _("分派方案")),
        Entry("cadres", "read", "folder", _("队伍建设")),
    ),
    "mobilization": (
    ),
    "supervision": (
        Entry("doubts", "read", "doubt", _("疑点")),
        Entry("published", "read", "folder", _("公开数据")),
        Entry("trail", "audit", "lock", _("痕迹")),
        Entry("alarms", "audit", "warning", _("告警")),
    ),
    "evaluation": (
    ),
    "ground": (
        Entry("divisions", "read", "division", pgettext_lazy("menu", "区划")),
    ),
}
# (name of an address that takes the household's number, act, word)
HOUSEHOLD_TABS: tuple[tuple[str, str, str], ...] = (
    ("household", "read", _("户情")),
    ("household-evidence", "read", _("证据")),
    ("household-policies", "read", _("政策")),
    ("household-monitoring", "read", _("监测")),
    ("household-help", "read", _("帮扶")),
    ("household-changes", "read", _("成员变动")),
    ("household-visits", "read", _("走访与退出")),
    ("comparisons", "read", _("信息比对")),
    ("responsible", "read", _("谁负责")),
)
# (name of an address that takes the village's code, act, word)
VILLAGE_TABS: tuple[tuple[str, str, str], ...] = (
    ("village", "read", _("村情")),
    ("village-classes", "read", _("农户分类")),
    ("village-help", "read", _("帮扶力量")),
    ("village-precisions", "read", _("六个精准")),
    ("village-exit", "read", _("贫困村退出")),
)


@cache
def addresses() -> dict[str, str]:
    """The address of each page of the menu that is mounted, by name."""
    found = {}
    for entries in MENU.values():
        for entry in entries:
            with suppress(NoReverseMatch):
                found[entry.name] = reverse(entry.name)
    return found


def menu_of(acts: frozenset[str], section: str) -> list[dict]:
    """The systems with the pages that the acts open; the page shown is marked and its system alone stands open."""
    systems = []
    for system, entries in MENU.items():
        pages = [
            {"url": addresses()[e.name], "icon": e.icon, "text": e.word, "current": e.name == section}
            for e in entries if e.act in acts and e.name in addresses()
        ]
        if pages:
            systems.append({"word": SYSTEMS[system], "pages": pages, "open": any(page["current"] for page in pages)})
    if not any(system["open"] and system["word"] for system in systems):  # on the overview, or beside the menu: all of it
        for system in systems:
            system["open"] = True
    return systems


def section_of(path: str) -> str:
    """Which page of the menu the address belongs to, "" when to none: the one with the longest address that it lies under."""
    if path == "/" or path.startswith("/area/"):
        return "home"
    under = [(len(url), name) for name, url in addresses().items() if url != "/" and path.startswith(url)]
    return max(under)[1] if under else ""


def tabs_of(tabs: tuple[tuple[str, str, str], ...], key: str, here: str, acts: frozenset[str]) -> list[dict]:
    """The tabs about one household or village that the acts open and that are mounted; the one shown is marked."""
    found = []
    for name, act, word in tabs:
        with suppress(NoReverseMatch):
            if act in acts:
                found.append({"url": reverse(name, args=[key]), "text": word, "current": name == here})
    return found
