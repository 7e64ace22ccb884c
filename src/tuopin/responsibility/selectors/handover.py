"""What still stands with a village that went into another: posts, its team, tasks not done, duties and contact points that wait to be handed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from tuopin.assistance.models import Team
from tuopin.divisions.selectors import merged_within, names_of
from tuopin.kernel.areas import level_of, subtree
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task
from tuopin.ledger.selectors import DueHere
from tuopin.ledger.states import WORKING
from tuopin.people.models import Post
from tuopin.people.selectors import Actor
from tuopin.responsibility.models import Duty

VILLAGE = 5
KINDS = {"post": phrase("岗位"), "team": phrase("驻村工作队"), "task": phrase("任务"), "duty": phrase("责任分工")}
OPEN_TASKS = (*sorted(WORKING), "draft")  # what is submitted or verified is finished where it lies
TITLE, STEP = phrase("村已合并"), phrase("移交岗位、驻村工作队、任务和责任分工")


@dataclass(frozen=True)
class Left:
    """One thing that stands with a village that is no more: what and whose it is, and the village that stands now, since when."""

    kind: str  # a word of KINDS
    pk: int
    area_code: str  # the village that went into another
    heir: str
    heir_name: str
    merged_on: date
    what: str
    who: str
    due_on: date | None = None


def left_behind(actor: Actor, area: str, *, on: date) -> list[Left]:
    """What stands with the merged villages of the area, by village, posts first. Raises NotFound outside the asker's areas."""
    actor.require("read", area)
    hops = merged_within(*subtree(area), on)
    if not hops:
        return []
    gone = list(hops)
    names = names_of({path[-1][0] for path in hops.values()}, on=on)
    mine, runs = actor.scope("area_code"), Q(ends_on=None) | Q(ends_on__gt=on)
    found = [("post", post.pk, post.area_code, post.title or post.get_office_display() or post.get_role_display(), post.account.name, None)
             for post in Post.objects.filter(runs, mine, area_code__in=gone).select_related("account").order_by("pk")]
    found += [("team", team.pk, team.village_code, team.unit.name if team.unit else str(_("驻村工作队")), "", None)
              for team in Team.objects.filter(runs, actor.scope(), village_code__in=gone).select_related("unit").order_by("pk")]
    tasks = Task.objects.filter(Q(area_code__in=gone) | Q(owner_area__in=gone), mine, state__in=OPEN_TASKS).order_by("due_on", "pk")
    found += [("task", task.pk, task.area_code if task.area_code in hops else task.owner_area, task.title, task.owner_unit, task.due_on) for task in tasks]
    found += [("duty", duty.pk, duty.area_code, str(duty.get_kind_display()), duty.holder, None) for duty in Duty.objects.filter(runs, mine, area_code__in=gone).order_by("pk")]
    rows = [Left(kind, pk, code, hops[code][-1][0], names.get(hops[code][-1][0], hops[code][-1][0]), hops[code][0][1], what, who, due)
            for kind, pk, code, what, who, due in found]
    return sorted(rows, key=lambda row: (row.area_code, list(KINDS).index(row.kind)))


def handovers_due(actor: Actor, *, on: date) -> list[DueHere]:
    """For whoever works above the villages: each merged village with which something still stands, since the day of the merger."""
    found: Counter[tuple[str, date]] = Counter()
    for area in {area for (area, _acts), role in zip(actor.areas, actor.roles, strict=False) if role in ("clerk", "head") and level_of(area) < VILLAGE}:
        found |= Counter((row.area_code, row.merged_on) for row in left_behind(actor, area, on=on))
    return [DueHere(TITLE, STEP, code, code, day, max((on - day).days, 0), "merged-village", int(code)) for code, day in sorted(found)]
