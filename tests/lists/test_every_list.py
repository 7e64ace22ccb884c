"""Every page with a table that can grow shows it by the one door of lists; what is no list is named here with its reason, so that no new page shows a long table bare."""

from pathlib import Path

import tuopin

SOURCE = Path(tuopin.__file__).parent
OWN = {  # lists with a door of their own: searched or narrowed, paged and taken along (which test or page shows it)
    "ledger/cards.html": "the ledger: filters, pages, export", "ledger/tasks.html": "the ledger: filters, pages, export", "web/households.html": "search, filters, pages, export with its purpose",
    "web/trail/trail.html": "searched and paged", "web/cases/cases.html": "tabs, filters, pages, file", "web/imports/imports.html": "paged",
    "web/imports/batch.html": "filtered, paged, error workbook", "web/jobs/jobs.html": "filtered and paged", "monitoring/monitoring.html": "tabs, search, filters, pages, export with its purpose",
    "monitoring/signals.html": "tabs, filters, pages", "monitoring/sweeps.html": "tabs and pages", "monitoring/sweep.html": "tabs, pages, export with its purpose",
    "policy/doubts.html": "filters and pages", "monitoring/roster.html": "the rows of one list, paged, gone once it is settled", "benefits/policy.html": "tabs, pages, export",
    "privacy/published.html": "paged", "monitoring/classes.html": "filtered and paged", "divisions/divisions.html": "searched", "web/search.html": "is the search",
    "web/editions/editions.html": "one line an edition of a year", "web/cases/rosters.html": "what rosters say and no case decided, the first two hundred",
    "web/trail/checkpoints.html": "one line a checkpoint, paged",
}
SHORT = {  # tables whose rows are given: the parts of one thing, the years, the figures of a place, the rows of one form
    "assistance/cadres.html", "assistance/coverage.html", "assistance/helper.html", "assistance/household.html", "assistance/line.html", "assistance/team.html", "assistance/unit.html",
    "benefits/card.html", "benefits/handbook.html", "benefits/household.html", "benefits/policies.html", "benefits/precisions.html", "benefits/strategies.html", "benefits/strategy.html",
    "benefits/work.html", "divisions/division.html", "identification/hold_meeting.html", "identification/meeting.html", "ledger/plan.html", "ledger/schedule.html", "ledger/today.html",
    "monitoring/household.html", "monitoring/monitoring_print.html", "monitoring/sweep_print.html", "monitoring/watch.html", "monitoring/years.html", "party/clue.html", "party/score_all.html",
    "people/tokens.html", "policy/rule.html", "policy/rules.html", "policy/what_if.html", "privacy/public.html", "privacy/public_edition.html", "responsibility/overview.html",
    "responsibility/pledge.html", "responsibility/pledges.html", "web/cases/paper.html", "web/correct.html", "web/editions/difference.html", "web/editions/edition.html", "web/home.html",
    "web/household/erased.html", "web/household/helpers.html", "web/household/income.html", "web/household/members.html", "web/household/verdict.html", "web/households_print.html",
    "web/imports/block.html", "web/imports/job.html", "web/map.html", "web/parts/list.html", "web/parts/root.html", "web/trail/event.html", "web/village.html",
}


def tables() -> dict[str, str]:
    """Each template that draws a table, by its name."""
    found = {}
    for path in sorted(SOURCE.glob("*/templates/**/*.html")):
        text = path.read_text(encoding="utf-8")
        if "<table" in text:
            found[str(path.relative_to(SOURCE)).split("/templates/", 1)[1]] = text
    return found


def test_a_table_is_shown_by_the_door_of_lists_or_named_with_the_reason_why_not():
    found = tables()
    bare = {name for name, text in found.items() if "web/parts/list.html" not in text} - OWN.keys() - SHORT
    assert not bare, f"show these by tuopin.lists (search, filter, sort, pages, file, empty state), or name them here with the reason: {sorted(bare)}"


def test_what_is_named_here_is_there_and_named_once():
    assert not (OWN.keys() | SHORT) - tables().keys(), sorted((OWN.keys() | SHORT) - tables().keys())
    assert not OWN.keys() & SHORT


def test_a_list_with_a_door_of_its_own_says_so_when_it_is_empty_and_comes_in_pages():
    found = tables()
    whole = {"ledger/cards.html", "web/search.html", "divisions/divisions.html", "monitoring/roster.html", "web/editions/editions.html", "web/cases/rosters.html"}
    unpaged = {name for name in OWN.keys() - whole if "{% pager" not in found[name] and "pager" not in found[name]}
    silent = {name for name in OWN.keys() - whole if "{% empty" not in found[name]}
    assert not unpaged and not silent, (sorted(unpaged), sorted(silent))
