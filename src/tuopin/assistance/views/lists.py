"""What the lists of this room share: the place asked about, and the columns that several of them have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from operator import attrgetter

from django.http import HttpRequest

from tuopin.divisions.selectors import names_of
from tuopin.lists import Column


def place_asked(request: HttpRequest) -> tuple[str, str]:
    """The place in the address, else the asker's own, and its name; the frame shows it."""
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    return area, names_of([area], on=request.on).get(area, area)


def text(name: str, head: str, *, kind: str = "", order: str = "", link: Callable | None = None) -> Column:
    """A column that shows one attribute as it is; `order` where the database sorts by another name."""
    return Column(name, head, attrgetter(order.replace("__", ".") or name), kind=kind, order=order or name, **({"link": link} if link else {}))


def day(name: str, head: str) -> Column:
    """A column of days."""
    return Column(name, head, lambda row: iso(getattr(row, name)), kind="code", order=name)


def iso(on: date | None) -> str:
    """A day as the files write it."""
    return on.isoformat() if on else ""
