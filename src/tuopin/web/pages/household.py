"""The household page: who lives there, what they live on, whether they may exit on a day and why not, who helps, what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import paths_of
from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.monitoring.selectors.watches import watches_of_household
from tuopin.people.selectors import persons_told
from tuopin.policy.selectors.doubts import doubts_of_household
from tuopin.policy.selectors.verdicts import Verdict, household_verdict
from tuopin.policy.states.conditions import CONDITIONS
from tuopin.policy.states.filters import STATUSES
from tuopin.policy.views.doubts import shown_doubt
from tuopin.procedure.selectors.cases import cases_without_result, last_acts
from tuopin.procedure.states import procedure_named
from tuopin.registry.selectors.households import HouseholdFile, household_file
from tuopin.registry.selectors.income import LINES
from tuopin.registry.states import status_on
from tuopin.web.pages.evidence import missing_evidence
from tuopin.web.pages.spoken import basis_in_words, day_in_words, happening_in_words, value_in_words
from tuopin.web.shell import names_on_page
from tuopin.web.years import FIRST, LAST

TOLD_BESIDE = ("cite-evidence", "change-status")  # the act of its case, and the status itself, stand beside them


@asks("read", takes=("on", "compare"))
def household(request: HttpRequest, number: str) -> HttpResponse:
    """One household in the year chosen, judged on the day chosen."""
    on, bad_day = day_asked(request)
    file = household_file(request.actor, number, on=on, year=request.year, other_year=year_asked(request, "compare"))
    village = file.household.village_code
    request.area_code = village
    verdict = household_verdict(request.actor, number, on=on)
    path = paths_of([village], on=request.on).get(village, [])
    return render(request, "web/household.html", {
        "file": file, "household": file.household, "on": on, "bad_day": bad_day, "path": path,
        "place": names_on_page(request, [village]).get(village, village),
        "status": _(STATUSES.get(status_of(file, on), "")) if file.status else "",
        "verdict": verdict, "conditions": conditions_shown(verdict, file),
        "doubts": [shown_doubt(row) for row in doubts_of_household(request.actor, file.household.pk, file.year)] if file.year else [],
        "may_correct": request.actor.may("correct", village), "may_settle": request.actor.may("correct", village),
        "may_reveal": request.actor.may("reveal", village),
        "history": history_shown(file, watches_of_household(request.actor, number), cases_without_result(request.actor, f"household:{number}")),
        "missing_lines": [word for word in LINES if word not in {line.word for line in file.income.lines}],
        "other_years": [year for year in file.years if year != file.year],
    })


def status_of(file: HouseholdFile, on: date) -> str:
    return status_on([(event.on, event.kind) for event in file.events], on) or ""


def day_asked(request: HttpRequest) -> tuple[date, str]:
    """The day to judge on, and what was written when it is no day: today in the current year, else the chosen year's last."""
    usual = request.on if request.year >= request.on.year else date(request.year, 12, 31)
    text = request.GET.get("on", "").strip()
    if not text:
        return usual, ""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return usual, text[:20]
    return (asked, "") if FIRST <= asked.year <= LAST else (usual, text[:20])


def year_asked(request: HttpRequest, name: str) -> int | None:
    """A year in the address, or None."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and FIRST <= int(text) <= LAST else None


def conditions_shown(verdict: Verdict | None, file: HouseholdFile) -> list[dict]:
    """Each condition of the verdict with its title and, where it is unknown, the facts to find out."""
    return [
        line | {
            "title": _(CONDITIONS.get(line["name"], line["name"])),
            "unit": _(line["unit"]) if line["unit"] else "", "source": _(line["source"]) if line["source"] else "",
            "shown_value": value_in_words(line["value"]), "shown_threshold": value_in_words(line["threshold"]),
            "missing": missing_evidence(line, file) if line["holds"] is None else [], "a_head": _a_head(line, file),
        }
        for line in (verdict.conditions if verdict else [])
    ]


def _a_head(line: dict, file: HouseholdFile) -> str:
    """A comparison of the whole household's income as people speak of it, a head; empty for other conditions, and where another year's facts were judged."""
    persons = sum(1 for member in file.members if member.form)
    if line["name"] != "income_above_line" or not persons or line["threshold"] is None or line["value"] is None or line["value"] != file.income.net:
        return ""
    return _("按全户合计比较:人均 {mean},{persons} 人的标准每人 {each}").format(
        mean=value_in_words(file.income.per_head), persons=persons, each=value_in_words(line["threshold"] / persons))


def history_shown(file: HouseholdFile, watches: Iterable = (), ended: Sequence[tuple] = ()) -> list[dict]:
    """The household's history in words, newest first, with when it came under watch and was let go, and what was applied for and came to nothing.

    Files handed in by one person on one day are told once, with their number; what only repeats a line beside it is left out.
    """
    rows: list[dict] = []
    told = persons_told((happening.by, happening.on) for happening in file.history)
    for happening in file.history:
        if happening.what in TOLD_BESIDE and happening.kind == "trail":
            continue
        title, text = happening_in_words(happening)
        row = {"on": day_in_words(happening), "title": title, "text": text, "basis": basis_in_words(happening.basis), "by": told.get((happening.by, happening.on), ""), "times": 1}
        if rows and all(rows[-1][name] == row[name] for name in ("on", "title", "text", "basis", "by")):
            rows[-1]["times"] += 1
        else:
            rows.append(row)
    return sorted([*rows, *_watched(list(watches)), *_came_to_nothing(ended)], key=lambda row: row["on"], reverse=True)


def _watched(watches: Sequence) -> Iterator[dict]:
    """When the household's watches began and ended, with the cases that decided it and who took the last step of each."""
    decided = last_acts(pk for watch in watches for pk in (watch.admission_id, watch.removal_id) if pk)
    told = persons_told((act.account.username, act.happened_on) for act in decided.values())
    for watch in watches:
        for day, case, title in ((watch.decided_on, watch.admission_id, _("纳入监测")), (watch.ended_on, watch.removal_id, _("解除监测"))):
            if day and (case or watch.roster_id):
                act = decided.get(case)
                basis = basis_in_words(f"case:{case}") if case else _("监测对象名单")
                yield {"on": day.isoformat(), "title": title, "text": codelists.label("monitored", watch.kind, get_language()), "basis": basis, "by": told.get((act.account.username, act.happened_on), "") if act else "", "times": 1}


def _came_to_nothing(ended: Sequence[tuple]) -> Iterator[dict]:
    """Cases that ended without result, with the act that ended each: what it was, how it ended and why, who ended it."""
    told = persons_told((act.account.username, act.happened_on) for _case, act in ended)
    for case, act in ended:
        yield {
            "on": act.happened_on.isoformat(), "title": f"{_(procedure_named(case.procedure).title)} · {case.get_state_display()}", "text": act.note,
            "basis": basis_in_words(f"case:{case.pk}"), "by": told.get((act.account.username, act.happened_on), ""), "times": 1,
        }
