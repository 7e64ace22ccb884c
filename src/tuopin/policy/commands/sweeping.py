"""How a number of a rule that runs through a range of values is printed: a line for each value, the rule as it is above them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tuopin.policy.commands.words import figure, table

MOVED = ("enter", "leave", "enter_persons", "leave_persons")
SIDES = ("holds", "fails", "unknown", "failing_share", "cost_yuan", "coverage", "leakage")


def sweep_rows(answer: dict, values: Sequence[str]) -> list[tuple]:
    """A heading, the rule as it is (no value), and a row for each value."""
    steps = answer["steps"]
    names = list(steps[0]["fairness"])
    now = ("", *(0 for _name in MOVED), *(steps[0]["now"][name] for name in SIDES), *(steps[0]["fairness"][name]["now"] for name in names))
    return [("value", *MOVED, *SIDES, *(f"apart_{name}" for name in names)), now, *(
        (value, *(step[name] for name in MOVED), *(step["then"][name] for name in SIDES), *(step["fairness"][name]["then"] for name in names))
        for value, step in zip(values, steps, strict=True)
    )]


def sweep_lines(answer: dict, values: Sequence[str]) -> list[str]:
    """The same for people: who would not meet the rule, who moves, what it costs, how well help reaches those below the line."""
    head = (_("数值"), _("不达标户"), _("不达标占比"), _("不再达标"), _("转为达标"), _("补到标准所需(元)"), _("覆盖率"), _("漏出率"), _("差距(百分点)"))
    first = answer["steps"][0]
    rows = [head, _line(_("现行"), first["now"], first, "now")]
    rows += [_line(value, step["then"], step, "then") for value, step in zip(values, answer["steps"], strict=True)]
    return [f"{answer['rule']} {answer['on']} {answer['division']}", "", *table(rows), "", _("差距:户类、致贫原因、人口数、识别年度各组之间不达标占比相差最大的一类。")]


def _line(value: str, side: dict, step: dict, name: str) -> tuple[str, ...]:
    moved = ("", "") if name == "now" else (f"{step['enter']:,}", f"{step['leave']:,}")
    apart = [each[name] for each in step["fairness"].values() if each[name] is not None]
    return (
        value, figure("fails", side["fails"]), figure("failing_share", side["failing_share"]), *moved, figure("cost_yuan", side["cost_yuan"]),
        figure("coverage", side["coverage"]), figure("leakage", side["leakage"]), figure("points", max(apart) if apart else None),
    )
