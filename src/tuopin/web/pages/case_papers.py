"""A case on paper: the form of each of its steps, and the notices that hang or hung on the board."""

from __future__ import annotations

from datetime import date

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.procedure.selectors import CaseFile, case_file, gathered, moves_of, place_then
from tuopin.procedure.services.clock import now, today
from tuopin.procedure.services.publish_notice import notice_text
from tuopin.procedure.states import Step
from tuopin.registry.selectors.households import household_file
from tuopin.web.pages.case_told import acts_at, acts_shown, change_about, households_about, places_named
from tuopin.web.pages.cases import shown


@asks("read", takes=("step",))
@require_safe
def paper(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of one step on paper, A4: what the case is about, what the step rests on, who signs, the edition it goes by."""
    file = case_file(request.actor, pk, at=now())
    request.area_code = file.case.area_code
    found = file.edition.step(step)
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请刷新页面,核对办理进度。"))
    acts = acts_at(file, step)
    on = _day_of(file, acts, request.on)
    number = households_about(request.actor, [file.case]).get(pk, "")
    household = household_file(request.actor, number, on=on) if number else None
    picture = segno.make(f"tuopin:case:{file.case.pk}", error="m").svg_inline(scale=2, border=2, dark="#000", light="#fff", omitsize=False)
    moves = moves_of(file.case)
    names = names_of(places_named(file, moves), on=on)
    told = [one for one in acts_shown(file, names) if one["act"].step == step]
    return render(request, "web/cases/paper.html", {
        "file": file, "case": file.case, "step": found, "household": household, "on": on, "about": number,
        "members": [m for m in household.members if m.form and not (m.left_on and m.left_on <= on)] if household else [],
        "acts": told, "materials": _materials(request, file, found, told), "change": change_about(request.actor, file.case), "voted": next((act for act in acts if act.entitled), None),
        "picture": mark_safe(picture), "place": names.get(place_then(file.case, moves, acts[0].recorded_at if acts else file.case.ended_at), ""), **shown(file.case),
    })


def _materials(request: HttpRequest, file: CaseFile, step: Step, acts: list[dict]) -> list[dict]:
    """What the step asks for, each with the files that were handed in for it: those that its acts rest on, or that wait for it now."""
    cited = [citation for one in acts for citation in one["act"].citations.all()]
    waiting = [] if file.standing.due is not step else gathered(request.actor, file.case, at=now())
    found: dict[str, list[tuple]] = {}
    for name, kind, uid, digest in (
        *((one.name, one.kind, one.uid, one.digest) for one in cited),
        *((one.requirement.name, each.file.kind, each.file.uid, each.file.digest) for one in waiting for each in one.files),
    ):
        found.setdefault(name, []).append((kind, uid, digest))
    objection = file.edition.objection
    answers = [r for r in (objection.evidence if objection else ()) if r.name in {one.name for one in cited}]
    return [{"asked": r, "files": found.get(r.name, [])} for r in (*step.evidence, *step.closing, *answers)]


def _day_of(file: CaseFile, acts: list, on: date) -> date:
    """The day whose household the paper shows: when the step was first taken, else today, or when the case ended without it."""
    if acts:
        return acts[0].happened_on
    return today(file.case.ended_at) if file.case.ended_at else on


@asks("read", takes=("step",))
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice of a case to be printed and hung up, with the checkpoint that holds it; before it is published, as it would be.

    Of several notices the one that is due or was hung last, or that of the step in the address.
    """
    at = now()
    file = case_file(request.actor, pk, at=at)
    request.area_code = file.case.area_code
    step = _step_of_notice(file, request.GET.get("step", ""))
    published = next((act for act in reversed(file.acts) if act.kind == "publish" and act.step == step.name), None)
    closed = next((act for act in file.acts if act.kind == "close" and act.step == step.name), None)
    sealing = getattr(published, "sealing", None)
    picture = segno.make(f"tuopin:{sealing.root}:{sealing.size}", error="m").svg_inline(scale=3, border=2, dark="#000", light="#fff", omitsize=False) if sealing else ""
    moves = moves_of(file.case)
    names = names_of(places_named(file, moves), on=published.happened_on if published else request.on)
    return render(request, "web/cases/notice.html", {
        "file": file, "case": file.case, "step": step, "published": published, "closed": closed, "sealing": sealing, "picture": mark_safe(picture),
        "until": file.due_at if published and not closed and file.standing.due is step else None,
        "others": [other for other in file.edition.steps if other.notice and other is not step],
        "hotline": pack().hotline, "lines": (published.publication.text if published else notice_text(file.case)).splitlines(),
        "root": " ".join(sealing.root[n:n + 4] for n in range(0, 64, 4)) if sealing else "",
        "place": names.get(place_then(file.case, moves, published.recorded_at if published else None), ""), **_in_the_language_of_the_place(file, step), **shown(file.case),
    })


def _in_the_language_of_the_place(file: CaseFile, step: Step) -> dict:
    """The words of a notice around its lines, which are written in the pack's language whoever prints it."""
    with override(pack().language):
        return {"written_in": pack().language, "posted_title": _(file.procedure.title), "posted_source": _(file.edition.source), "hangs_at": _(step.notice.place)}


def _step_of_notice(file: CaseFile, name: str) -> Step:
    """The step whose notice is meant; raises NotFound where the procedure has none, or none of that name."""
    steps = [step for step in file.edition.steps if step.notice]
    hung = [act.step for act in file.acts if act.kind == "publish"]
    due = file.standing.due
    wanted = name or (due.name if due and due.notice else hung[-1] if hung else steps[0].name if steps else "")
    found = next((step for step in steps if step.name == wanted), None)
    if found is None:
        raise NotFound("no-notice", phrase("这一程序没有公示。"), phrase("请刷新页面,核对办理进度。"))
    return found
