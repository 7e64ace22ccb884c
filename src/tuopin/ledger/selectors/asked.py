"""The list of tasks: what is asked of it, one page of it, all of it for an export."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from tuopin.kernel.areas import subtree
from tuopin.ledger.models import Task
from tuopin.ledger.rulebook.lateness import limits_on
from tuopin.ledger.selectors.tasks import Shown, as_shown
from tuopin.ledger.states import OPEN
from tuopin.people.selectors import Actor

SIZE = 50
SORTS = {"due": ("due_on", "id"), "-due": ("-due_on", "-id"), "place": ("area_code", "due_on", "id"), "new": ("-id",)}


@dataclass(frozen=True)
class Asked:
    """Which tasks: of a place and below, in states, late or due soon, from a source, of a system or a body, about words."""

    area: str
    states: tuple[str, ...] = ()
    when: str = ""  # late | soon
    source: str = ""
    system: str = ""
    body: str = ""
    subject: str = ""
    search: str = ""
    head_only: bool = False
    sort: str = "due"
    page: int = 1
    carried: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """One page of the list, how many there are, and the numbers of the pages before and after (0 = none)."""

    rows: list[Shown]
    total: int
    number: int
    before: int
    after: int


def tasks_asked(actor: Actor, asked: Asked, *, on: date) -> QuerySet[Task]:
    """All tasks of the question, sorted; raises NotFound for a place that is not the asker's."""
    actor.require("read", asked.area)
    low, high = subtree(asked.area)
    rows = Task.objects.filter(actor.scope("area_code"), area_code__gte=low, area_code__lt=high)
    rows = rows.filter(state__in=asked.states) if asked.states else rows.exclude(state="voided")
    if asked.when == "late":
        rows = rows.filter(state__in=OPEN, due_on__lt=on)
    elif asked.when == "soon":
        rows = rows.filter(state__in=OPEN, due_on__gte=on, due_on__lte=on + timedelta(days=limits_on(on).soon))
    for name in ("source", "system", "body", "subject"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.head_only:
        rows = rows.filter(head_only=True)
    if asked.search:
        words = asked.search.strip()
        rows = rows.filter(Q(title__icontains=words) | Q(owner_unit__icontains=words) | Q(code__iexact=words) | Q(detail__icontains=words))
    return rows.order_by(*SORTS.get(asked.sort, SORTS["due"]))


def tasks_listed(actor: Actor, asked: Asked, *, on: date) -> Page:
    """One page of the question."""
    rows = tasks_asked(actor, asked, on=on)
    total = rows.count()
    last = max(1, -(-total // SIZE))
    number = min(max(1, asked.page), last)
    found = as_shown(rows[(number - 1) * SIZE : number * SIZE], on=on)
    return Page(found, total, number, number - 1, number + 1 if number < last else 0)
