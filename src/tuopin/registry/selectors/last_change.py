"""The last change of one recorded fact: what stands, what stood before it, who changed it and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.crypto import TamperedField
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import HouseholdForm, HouseholdIncome, MemberForm, VillageForm
from tuopin.registry.selectors.fields import CORRECTABLE, MEMBER_CORRECTABLE, VILLAGE_CORRECTABLE
from tuopin.registry.selectors.households import household_of
from tuopin.registry.selectors.income import LINES, lines_of

BY_HAND = "page:"  # how the source of a version begins that a person made


@dataclass(frozen=True)
class Item:
    """One fact that can be corrected: `kind` household, income, member, village, phone or account; `name` the field or line of
    income; `person` the member's number."""

    kind: str
    name: str = ""
    person: str = ""


@dataclass(frozen=True)
class LastChange:
    """A fact as it stands and what stood before. An income is (yuan, evidence); phone and account are whole, for services only."""

    stands: int  # the key of the version that stands: what a correction says it has seen
    made: int  # the key of the version that brought the value
    now: object
    before: object
    source: str
    at: datetime
    has_before: bool  # whether another value stood there before

    @property
    def can_be_undone(self) -> bool:
        """Whether a person made the change; what came with a file is corrected, not undone."""
        return self.has_before and self.source.startswith(BY_HAND)

    @property
    def by(self) -> str:
        """Who recorded the value: the account, or the number of the file it came with."""
        return self.source.partition(":")[2]


def last_change(actor: Actor, number: str, year: int, item: Item) -> LastChange | None:
    """The last change of the item of a household (or of a village, by its code) in the year; None where nothing stands or a number does not open.

    Raises NotFound outside the asker's areas, a Refusal on an item that cannot be corrected.
    """
    try:
        versions = [(version, _value(version, item, number, year)) for version in _versions(actor, number, year, item)]
    except TamperedField:  # a number that does not open: the page says so by itself, and nothing can be put back
        return None
    if not versions or versions[-1][0].superseded_at is not None:
        return None
    stands, now = versions[-1]
    made = stands
    for version, value in reversed(versions):
        if value != now:
            return LastChange(stands.pk, made.pk, now, value, made.source, made.recorded_at, True)
        made = version
    return LastChange(stands.pk, made.pk, now, None, made.source, made.recorded_at, False)


def _versions(actor: Actor, number: str, year: int, item: Item) -> Iterable:
    """The versions of the form that the item is in, oldest first."""
    if item.kind == "village":
        if not is_code(number) or level_of(number) != 5 or not actor.may("read", number):
            raise NotFound("no-such-village", phrase("没有找到代码为“{village}”的行政村。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"), village=number[:12])
        _require(item.name in VILLAGE_CORRECTABLE)
        return VillageForm.objects.filter(village_code=number, year=year).order_by("id")
    household = household_of(actor, number)
    if item.kind == "income":
        _require(item.name in LINES)
        return HouseholdIncome.objects.filter(household=household, year=year, lines__contains=[item.name]).order_by("id")
    if item.kind == "member":
        _require(item.name in MEMBER_CORRECTABLE)
        return MemberForm.objects.filter(household=household, year=year, person__number=item.person).order_by("id")
    _require(item.kind in SEALED or (item.kind == "household" and item.name in CORRECTABLE))
    return HouseholdForm.objects.filter(household=household, year=year).order_by("id")


SEALED = ("phone", "account")


def _value(version: object, item: Item, number: str, year: int) -> object:
    if item.kind == "income":
        line = lines_of(version)[item.name]
        return line.amount_yuan, line.evidence
    if item.kind in SEALED:
        sealed = getattr(version, f"{item.kind}_sealed")
        return keyring().open(sealed, f"registry.household_form|{item.kind}|{number}|{year}") if sealed else ""
    read: Callable = attrgetter(item.name)
    return read(version)


def _require(known: bool) -> None:
    if not known:
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
