"""The accounts of the demo: one for each of the five levels, the heads whom an exit needs, and one auditor, with passwords that are shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.cli.sample.cast import a_number, cast
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor, account_named
from tuopin.people.services import appoint_post, choose_first_password, identify_account, new_password, open_account


@dataclass(frozen=True)
class Place:
    """An account of the demo: log-in name, whose it is, where, in which role."""

    username: str
    name: str
    area: str
    role: str
    level: str


LEVELS = (  # what the pack's accounts may do, in their order
    phrase("省级 · 查阅"), phrase("市级 · 查阅"), phrase("县级 · 负责人,可导入、确认"), phrase("乡级 · 经办,可导入、更正"), phrase("乡级 · 负责人,可审核"),
    phrase("村级 · 经办"), phrase("村级 · 负责人,可核实"), phrase("县级 · 经办,可公告"), phrase("审计 · 只读,含痕迹"),
)
PLACES = tuple(Place(**one, level=level) for one, level in zip(cast().accounts, LEVELS, strict=True))
CLERK = next(place.username for place in PLACES if place.area == cast().village and place.role == "clerk")


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
    account, _given = open_account(username=place.username, name=place.name, actor=actor, on=on)
    password = new_password()
    choose_first_password(account=account, new=password, on=on)  # as its holder would, so that whoever tries the demo is let in at once
    appoint_post(username=place.username, area_code=place.area, role=place.role, starts_on=on, actor=actor, on=on)
    number = a_number("431129", "19400101", 900 + PLACES.index(place))  # invented: nobody works without a recorded identity
    identify_account(username=place.username, certificate=number, actor=actor, on=on)
    return password
