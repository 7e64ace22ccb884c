"""The accounts of the demo: one for each of the five levels, the heads whom an exit needs, and one auditor, with passwords that are shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.kernel.ids import check_digit
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor, account_named
from tuopin.people.services import appoint_post, identify_account, open_account


@dataclass(frozen=True)
class Place:
    """An account of the demo: log-in name, whose it is, where, in which role."""

    username: str
    name: str
    area: str
    role: str
    level: str


PLACES = (
    Place("hunan", "湖南省 示例账户", "430000000000", "reader", phrase("省级 · 查阅")),
    Place("yongzhou", "永州市 示例账户", "431100000000", "reader", phrase("市级 · 查阅")),
    Place("jianghua", "江华县 示例账户", "431129000000", "head", phrase("县级 · 负责人,可导入、确认")),
    Place("daxi", "大锡乡 示例账户", "431129210000", "clerk", phrase("乡级 · 经办,可导入、更正")),
    Place("daxi-head", "大锡乡 示例负责人", "431129210000", "head", phrase("乡级 · 负责人,可审核")),
    Place("lian", "栗安村 示例账户", "431129210213", "clerk", phrase("村级 · 经办")),
    Place("lian-head", "栗安村 示例负责人", "431129210213", "head", phrase("村级 · 负责人,可核实")),
    Place("jianghua-clerk", "江华县 示例经办", "431129000000", "clerk", phrase("县级 · 经办,可公告")),
    Place("auditor", "审计 示例账户", "430000000000", "auditor", phrase("审计 · 只读,含痕迹")),
)


def open_accounts(*, actor: Actor, on: date) -> list[tuple[Place, str]]:
    """Open the accounts that are not there yet; each place with its password, empty where the account was there before."""
    return [(place, "" if _known(place.username) else _open(place, actor, on)) for place in PLACES]


def _known(username: str) -> bool:
    try:
        account_named(username)
    except NotFound:
        return False
    return True


def _open(place: Place, actor: Actor, on: date) -> str:
    _, password = open_account(username=place.username, name=place.name, actor=actor, on=on)
    appoint_post(username=place.username, area_code=place.area, role=place.role, starts_on=on, actor=actor, on=on)
    first = f"43112919400101{900 + PLACES.index(place)}"  # an invented number: nobody works without a recorded identity
    identify_account(username=place.username, certificate=first + check_digit(first), actor=actor, on=on)
    return password
