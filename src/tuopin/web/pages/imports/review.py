"""One file that was handed in: what was counted and found, confirming in bulk, what waits as a workbook, letting it in, giving it up."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.desk.services import hand_in
from tuopin.desk.services.sealed import contents_of, is_kept, throw_away
from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase
from tuopin.lists import as_written
from tuopin.registry.selectors.batches import batch_of, counts_by_code, in_words, problems_of, tally_of
from tuopin.registry.selectors.waiting import ready_to_merge, waiting_by_key
from tuopin.registry.services.error_workbook import error_workbook
from tuopin.registry.services.settle_rows import abandon_batch, confirm_rows
from tuopin.web.jobs.rosters import kept_name
from tuopin.web.pages.imports.upload import fields_of, hand_in_roster, mapping_said

PAGE = 50
OUTCOMES = {"W": phrase("待确认"), "Q": phrase("须更正"), "A": phrase("已整理")}
COUNTED = (
    ("total", phrase("总行数")), ("accepted", phrase("直接接受")), ("normalized", phrase("整理后接受")), ("confirm", phrase("待确认")),
    ("quarantined", phrase("须更正")),
)


@asks("import", takes=("outcome", "code", "sheet", "household", "after"))
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found in the file and what is to be done about it."""
    found = batch_of(request.actor, pk)
    request.area_code = found.area_code
    asked = {name: request.GET.get(name, "")[:120] for name in ("outcome", "code", "sheet", "household")}
    problems = problems_of(
        found, outcome=asked["outcome"], code=asked["code"], sheet=asked["sheet"], open_only=asked["outcome"] != "A" and not asked["code"],
    )
    if asked["household"]:
        problems = problems.filter(block_key=asked["household"].strip())
    page = Paginator(problems, PAGE).get_page(request.GET.get("after"))
    blocks = waiting_by_key(found, page)
    return render(request, "web/imports/batch.html", {
        "batch": found, "tally": tally_of(found), "ready": ready_to_merge(found), "asked": asked, "page": page,
        "area_name": names_of([found.area_code], on=request.on).get(found.area_code, ""),
        "sheets": [(sheet, [(_(word), counts.get(name, 0)) for name, word in COUNTED]) for sheet, counts in found.rows.items()],
        "heads": [_(word) for _name, word in COUNTED], "outcomes": [(letter, _(word)) for letter, word in OUTCOMES.items()],
        "problems": [_shown(problem, blocks) for problem in page], "codes": _codes(found), "unknown": unknown_headings(found),
        "may_confirm": request.actor.may("confirm", found.area_code), "may_import": request.actor.may("import", found.area_code),
        "may_map": is_kept(kept_name(found.pk)) and found.state == "staged", "step": _step(found),
    })


@asks("confirm", takes=("code",))
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept as read what waits for a person's word: of one kind of problem, or all of it."""
    found = batch_of(request.actor, pk)
    codes = request.POST.getlist("code") or None
    count = confirm_rows(batch=found, actor=request.actor, on=request.on, codes=codes)
    if count:
        messages.success(request, _("已确认 {count} 项,合并时入库。").format(count=count))
    else:
        messages.warning(request, _("没有可确认的:这些户还有其他问题,请先处理。"))
    return redirect("import-batch", pk=pk)


@asks("import")
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let in what is ready; the page shows how far it is."""
    found = batch_of(request.actor, pk)
    request.actor.require("import", found.area_code)
    job = hand_in(kind="merge", actor=request.actor, arguments={"batch": found.pk, "file_name": found.file_name})
    return redirect("import-job", token=job.token)


@asks("import")
@require_POST
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up what of the file is not in the register."""
    abandon_batch(batch=batch_of(request.actor, pk), actor=request.actor, on=request.on)
    transaction.on_commit(lambda: throw_away(kept_name(pk)))
    messages.success(request, _("已放弃这个文件中没有入库的部分。"))
    return redirect("imports")


@asks("import", takes=("heading", "field"))
@require_POST
def map_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file again with a meaning for the headings that were not recognised."""
    found = batch_of(request.actor, pk)
    kept, mapping = kept_name(pk), found.mapping | mapping_said(request.POST)
    if not is_kept(kept) or mapping == found.mapping:
        messages.warning(request, _("没有指定任何列。"))
        return redirect("import-batch", pk=pk)
    with transaction.atomic():
        abandon_batch(batch=found, actor=request.actor, on=request.on)
        token = hand_in_roster(request, found.file_name, contents_of(kept), year=found.year, mapping=mapping)
        transaction.on_commit(lambda: throw_away(kept))
    return redirect("import-job", token=token)


@asks("import")
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, as a workbook with what is wrong and what to do, to be corrected and handed in again."""
    found = batch_of(request.actor, pk)
    return as_written(
        f"{Path(found.file_name).stem}-{_('待处理')}", "xlsx", lambda path: error_workbook(batch=found, path=path, actor=request.actor, translate=_))


def unknown_headings(found) -> list[dict]:
    """The sheets with headings that were not recognised, and the fields that they may mean."""
    return [
        {"sheet": sheet["sheet"], "headings": sheet["unknown"], "fields": fields_of(sheet["kind"])}
        for sheet in found.sheets if sheet.get("unknown") and sheet.get("kind")
    ]


def _codes(found) -> list[dict]:
    rows = []
    for count in counts_by_code(found):
        message, fix = in_words(count.code, {}, _)
        rows.append({"count": count, "message": message, "fix": fix, "outcome": _(OUTCOMES.get(count.outcome, count.outcome))})
    return rows


def _shown(problem, blocks: dict) -> dict:
    message, fix = in_words(problem.code, problem.params, _)
    return {
        "problem": problem, "message": message, "fix": fix, "outcome": _(OUTCOMES.get(problem.outcome, problem.outcome)),
        "block": blocks.get((problem.block_kind, problem.block_key)),
    }


def _step(found) -> int:
    """Which of the four steps the file is at: 1 handed in, 2 read, 3 settled, 4 merged."""
    return {"reading": 2, "staged": 3, "merging": 4, "merged": 4}.get(found.state, 1)
