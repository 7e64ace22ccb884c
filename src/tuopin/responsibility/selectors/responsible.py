"""Who was responsible for a household on a day, and what had they done: the chain of posts, duties, helpers, the village's team, tasks, cases, the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from tuopin.assistance.models import Visit as HelpVisit
from tuopin.divisions.models import Succession
from tuopin.divisions.selectors import merged_away, merged_here, names_of, successors_of
from tuopin.identification.models import Visit as ExitVisit
from tuopin.identification.selectors.changes import changes_of
from tuopin.kernel.areas import ancestors
from tuopin.kernel.days import covers
from tuopin.ledger.models import Task, TaskAct
from tuopin.monitoring.models import FollowUp
from tuopin.monitoring.selectors.watches import watches_of_household
from tuopin.people.models import Post
from tuopin.people.selectors import OPERATOR, Actor, names_of_accounts, persons_told
from tuopin.procedure.models import Act
from tuopin.registry.models import Household, HouseholdForm, Pairing, Posting
from tuopin.registry.selectors.households import household_of
from tuopin.responsibility.models import Duty, Visit
from tuopin.responsibility.selectors.heads import heads_of
from tuopin.trail.models import Entry
from tuopin.trail.selectors.entries import entries_on

MOST = 200


@dataclass(frozen=True)
class AtHome:
    """A visit to the household itself: on which day, in which words, by whom, and what was found as far as it may be told here."""

    on: date
    word: str
    by: str
    note: str = ""


@dataclass(frozen=True)
class Answering:
    """Everybody who answered for the household on the day, and what stands on record of their work up to it."""

    household: Household
    on: date
    village: str  # where it lived that day: by the form of that time, and by what became of that village since
    chain: list[tuple[str, str, list[Post]]]  # place, name, posts with an office: from the province down to the village
    duties: list[Duty]
    helpers: list[Pairing]
    team: list[Posting]
    tasks: list[Task]
    task_acts: list[TaskAct]
    case_acts: list[Act]
    visits: list[Visit]
    at_home: list[AtHome]  # newest first
    events: list[Entry]

    @property
    def unheaded(self) -> list[str]:
        """The places of the chain without a secretary that day."""
        return [name for _code, name, posts in self.chain if not any(post.office == "secretary" for post in posts)]

    def persons(self) -> dict[tuple[str, date], str]:
        """Who did what is told here, as `name · post`, by log-in name and day."""
        acts = [*self.task_acts, *self.case_acts]
        return persons_told([*((login_of(act), act.happened_on) for act in acts), *((event.actor, event.happened_on) for event in self.events)])


def login_of(act: TaskAct | Act) -> str:
    """Under which log-in name an act was done; what has no account was done by whoever runs the system."""
    return act.account.username if act.account else OPERATOR


def who_was_responsible(actor: Actor, number: str, *, on: date) -> Answering:
    """The answer for a household in the asker's areas; raises NotFound for another.

    The village is that where the household lived on the day, whatever it was merged into since, or the one that it had gone into by then:
    whoever headed the former village answers no more. What was done there stays on record. Only what happened up to and with the day is told.
    """
    household = household_of(actor, number)
    village = _village_then(household, on)
    codes = [*ancestors(village), village]
    names, heads = names_of(codes, on=on), heads_of(codes, on=on)
    subject = f"household:{household.number}"
    own = [subject, *(f"watch:{watch.pk}" for watch in watches_of_household(actor, number)), *(f"change:{change.pk}" for change in changes_of(actor, number))]
    here = [village, *merged_here(village, on)]
    subjects = [subject, *(f"village:{code}" for code in here)]
    about = Q(subject__in=subjects) | Q(subject="", area_code__in=here)  # what was issued to the village as such is its people's work too
    tasks = Task.objects.filter(about, actor.scope("area_code"), issued_on__lte=on).exclude(state__in=("draft", "voided"))
    acts = TaskAct.objects.filter(task__in=Task.objects.filter(about, actor.scope("area_code")), happened_on__lte=on)
    spans = Q(ends_on=None) | Q(ends_on__gt=on)
    return Answering(
        household=household, on=on, village=village, chain=[(code, names[code], heads[code]) for code in codes if code in names],
        duties=list(Duty.objects.filter(spans, actor.scope("area_code"), area_code__in=codes, starts_on__lte=on).exclude(kind="sector").order_by("area_code", "kind")),
        helpers=[p for p in Pairing.objects.filter(household=household).select_related("helper") if covers(p.starts_on, p.ends_on, on)],
        team=list(Posting.objects.filter(spans, village_code=village, starts_on__lte=on).select_related("helper").order_by("-first_secretary", "-team_leader", "id")),
        tasks=list(tasks.order_by("due_on", "id")[:MOST]),
        task_acts=list(acts.select_related("task", "account").order_by("happened_on", "task_id", "seq")[:MOST]),
        case_acts=list(Act.objects.filter(actor.scope("case__area_code"), case__subject__in=own, happened_on__lte=on).select_related("account", "case").order_by("happened_on", "case_id", "seq")[:MOST]),
        visits=list(Visit.objects.filter(actor.scope("area_code"), area_code__in=here, visited_on__lte=on).order_by("-visited_on")[:MOST]),
        at_home=_at_home(household, on), events=list(entries_on(*own).filter(happened_on__lte=on)[:MOST]),
    )


def _at_home(household: Household, on: date) -> list[AtHome]:
    """The visits to the household up to the day: of its helpers, before its exit, and while it was watched or since it left."""
    helped = list(HelpVisit.objects.filter(household=household, on__lte=on).select_related("helper").order_by("-on")[:MOST])
    followed = list(FollowUp.objects.filter(household=household, visited_on__lte=on).order_by("-visited_on")[:MOST])
    looked = ExitVisit.objects.filter(subject=f"household:{household.number}", visited_on__lte=on).order_by("-visited_on")[:MOST]
    names = names_of_accounts([*(row.written_by for row in helped), *(row.actor for row in followed)])
    return sorted([
        *(AtHome(row.on, _("帮扶走访"), row.helper.name if row.helper else names.get(row.written_by, "")) for row in helped),
        *(AtHome(row.visited_on, _("跟踪回访"), names.get(row.actor, ""), f"{row.get_finding_display()} {row.note}") for row in followed),
        *(AtHome(row.visited_on, _("{level}走访").format(level=row.get_level_display()), row.visitor, row.note) for row in looked),
    ], key=lambda one: one.on, reverse=True)[:MOST]


def _village_then(household: Household, on: date) -> str:
    """Where the household lived on the day: by the latest form up to it (or where it is now), and where that village had gone by then.

    A merger gives the forms of its own year to the village that stands; who lived where before that day, the trail of the move says.
    """
    form = HouseholdForm.objects.filter(household=household, year__lte=on.year, superseded_at=None).order_by("-year").first()
    then = form.village_code if form and form.village_code else household.village_code
    if then != household.village_code:
        led_to = {place.code for place in successors_of(then, date(form.year, 1, 1), on) if place.confidence == 1}
        hops = merged_away([then], on).get(then)
        then = household.village_code if household.village_code in led_to else hops[-1][0] if hops else then
    return _before_mergers(household, then, on)


def _before_mergers(household: Household, village: str, on: date) -> str:
    """The village from which the household came into this one by a merger after the day, or this one."""
    later = Succession.objects.filter(successor_code=village, kind=Succession.Kind.MERGED, withdrawn_at=None, on__gt=on).exclude(predecessor_code=village)
    if not later.exists():
        return village
    for move in entries_on(f"division:{village}").filter(verb="move_households"):
        for former, moved in move.detail.get("households", {}).items():
            if household.pk in moved and later.filter(predecessor_code=former).exists():
                return _before_mergers(household, former, on)
    return village
