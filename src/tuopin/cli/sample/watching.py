"""What the demo shows of monitoring: signals of a township, clues of three kinds, a sweep half done, classes said, a day to work towards."""

from __future__ import annotations

from datetime import date
from random import Random

from tuopin.cli.sample.cast import told
from tuopin.cli.sample.county import COUNTY, TOWN
from tuopin.cli.sample.county import LIAN as VILLAGE
from tuopin.kernel.areas import subtree
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook.monitoring_terms import line_yuan
from tuopin.registry.models import Household

CLUES = (  # channel, medium, days before, risks, what was told
    ("self_report", "phone", 2, ("ill",), "户主来电:住院自付费用较大"),
    ("sweep", "desk", 9, ("unstable_work",), "走访发现:务工中断两个月"),
    ("department", "list", 14, ("schooling",), "教育部门名单:孩子升学费用有困难"),
    ("rule", "list", 20, ("housing",), "比对发现:房屋等级为 C 级"),
)
FROM_THE_VILLAGE = (  # the same of households in the village shown first, and how many steps of their admission are taken; None: nobody has been there yet
    ("self_report", "desk", 3, ("ill",), "户主来电:住院自付费用较大", 1),
    ("sweep", "desk", 4, ("unstable_work",), "走访发现:务工中断两个月", 0),
    ("department", "list", 1, ("schooling",), "教育部门名单:孩子升学费用有困难", None),
)
NET_YUAN = 4_000  # of a household in trouble, in twelve months
SHARE_TICKED = 0.6


def lay_out_monitoring(*, actor: Actor, on: date, seed: int) -> None:
    """Lay it out for one township, once; what is there already stays."""
    from tuopin.monitoring.models import Sweep, Watch
    from tuopin.monitoring.services.recompute_signals import recompute_signals

    if Watch.objects.exists() or Sweep.objects.exists():
        return
    chance = Random(seed)
    if is_watched(on):
        _watches(chance, actor, on)
    _sweep(actor, on, chance)
    recompute_signals(area=TOWN, actor=actor, on=on)


def is_watched(on: date) -> bool:
    """Whether households are watched on the day at all: before the first line was set nobody was."""
    return line_yuan(COUNTY, on) is not None


def _watches(chance: Random, actor: Actor, on: date) -> None:
    """Clues in the village shown first and around it, taken as far as each is told to be."""
    low, high = subtree(TOWN)
    exited = list(Household.objects.filter(village_code__gte=low, village_code__lt=high, events__kind="exited").distinct().order_by("number")[:200])
    here = [home for home in exited if home.village_code == VILLAGE]
    _admissions(here, chance, actor, on)
    exited = [home for home in exited if home.village_code != VILLAGE]
    _clues(chance.sample(exited, min(len(exited), len(CLUES))), actor, on)


def _clues(homes: list[Household], actor: Actor, on: date) -> None:
    from datetime import timedelta

    from tuopin.monitoring.services import report_clue
    from tuopin.monitoring.services.report_clue import Clue

    for home, (channel, medium, days, risks, said) in zip(homes, CLUES, strict=False):
        report_clue(number=home.number, clue=Clue(channel, told(said), on - timedelta(days=days), medium, risks), actor=actor, on=on)


def _admissions(homes: list[Household], chance: Random, actor: Actor, on: date) -> None:
    """Clues of the village: one was looked at and waits for the appraisal, of one the papers are still being gathered, one nobody has looked at."""
    from datetime import timedelta
    from decimal import Decimal

    from tuopin.cli.sample.underway import official, walk
    from tuopin.monitoring.services import check_clue, open_admission, report_clue
    from tuopin.monitoring.services.admit_watch import Check
    from tuopin.monitoring.services.report_clue import Clue
    from tuopin.registry.models import Membership

    clerk = official("village", "clerk", on)
    for home, (channel, medium, days, risks, said, steps) in zip(homes, FROM_THE_VILLAGE, strict=False):
        watch = report_clue(number=home.number, clue=Clue(channel, told(said), on - timedelta(days=days), medium, risks), actor=clerk, on=on)
        if steps is not None:
            persons = Membership.objects.filter(household=home, ends_on=None).count()
            check_clue(watch=watch.pk, check=Check("unstable", risks, persons, Decimal(NET_YUAN), Decimal(0), Decimal(1200)), actor=clerk, on=on)
            walk(open_admission(watch=watch.pk, actor=clerk).pk, steps, chance=chance, on=on)


def _sweep(actor: Actor, on: date, chance: Random) -> None:
    from datetime import timedelta

    from tuopin.monitoring.services.classify import Said, classify_households
    from tuopin.monitoring.services.run_sweep import Plan, open_sweep, tick_household
    from tuopin.monitoring.services.set_target_day import set_target_day

    homes = list(Household.objects.filter(village_code=VILLAGE).order_by("number"))
    set_target_day(area=COUNTY, title=told("巩固脱贫成果年度核查"), due_on=date(on.year, 12, 31), basis=told("示例"), actor=actor, on=on)
    if not homes:
        return
    plan = Plan(VILLAGE, told("一户一户排查核对"), told("收入、住房、饮水、上学、医疗"), on, on + timedelta(days=30))
    sweep = open_sweep(plan=plan, actor=actor, on=on)
    for home in homes[: min(int(len(homes) * SHARE_TICKED), 40)]:
        result = "mistaken" if chance.random() < 0.08 else "fine"
        tick_household(sweep=sweep.pk, number=home.number, result=result, note=told("人口与户口簿不符") if result == "mistaken" else "", actor=actor, on=on)
    classify_households(said=[Said(homes[-1].number, "", True, told("村民小组组长"))], year=on.year, actor=actor, on=on)
