"""The trail for auditors: who did what in their area, one event with its place in the chain, a chain verified now, and checkpoints on paper."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import is_code
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import names_of_accounts
from tuopin.trail.selectors.audit import Wanted, checkpoint_at, checkpoints_in, entries_found, entry_at
from tuopin.trail.services import verify_chain
from tuopin.trail.states.chains import chain_of
from tuopin.trail.states.paper import groups, told_to_telephones
from tuopin.trail.states.telling import told
from tuopin.trail.states.verbs import VERBS
from tuopin.web.pages.spoken import basis_in_words

FIELDS = ("subject", "actor", "verb", "day")


@asks("audit", takes=(*FIELDS, "before"))
def trail(request: HttpRequest) -> HttpResponse:
    """A page of what was done in the asker's area, found by subject, actor, verb or day."""
    asked = {name: request.GET.get(name, "").strip()[:150] for name in FIELDS}
    day, wrong = _day(asked["day"])
    wanted = Wanted(asked["subject"], asked["actor"], asked["verb"], day, _number(request.GET.get("before", "")))
    entries, following = entries_found(request.actor.scope("area_code", "audit"), wanted)
    kept = urlencode({name: value for name, value in asked.items() if value})
    names = names_of({e.area_code for e in entries}, on=request.on)
    request.people_named = names_of_accounts(e.actor for e in entries)
    return render(request, "web/trail/trail.html", {
        "rows": [{"entry": e, "what": _what(e.verb), "place": names.get(e.area_code, e.area_code), "basis": basis_in_words(e.basis)} for e in entries],
        "asked": asked, "wrong_day": wrong,
        "following": f"?{kept}&before={following}" if following else "",
    })


@asks("audit")
def event(request: HttpRequest, chain: str, seq: int) -> HttpResponse:
    """One event: what it says, its values as far as they are kept, and whether its chain holds now."""
    entry = entry_at(request.actor.scope("area_code", "audit"), chain, seq)
    values, request.people_named = entry.values, names_of_accounts([entry.actor])
    rows = [{"key": key, "commitment": told, "value": values.get(key), "kept": key in values} for key, told in _pairs(entry.payload)]
    return render(request, "web/trail/event.html", {
        "entry": entry, "what": _what(entry.verb), "rows": rows, "place": names_of({entry.area_code}, on=request.on).get(entry.area_code, entry.area_code),
        "hash": bytes(entry.hash).hex(), "prev": bytes(entry.prev).hex(), "evidence": entry.evidence.split(",") if entry.evidence else [],
        **_verified(chain),
    })


@asks("audit")
def chain(request: HttpRequest, code: str) -> HttpResponse:
    """A chain verified now, from its first event to its head."""
    if not is_code(code) or chain_of(code) != code or not request.actor.may("audit", code):
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    return render(request, "web/trail/chain.html", {
        "chain": code, "place": names_of({code}, on=request.on).get(code, code), **_verified(code),
    })


@asks("audit", takes=("before",))
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The checkpoints signed for places in the asker's area."""
    found, following = checkpoints_in(request.actor.scope("area_code", "audit"), before=_number(request.GET.get("before", "")))
    names = names_of({c.area_code for c in found}, on=request.on)
    return render(request, "web/trail/checkpoints.html", {
        "rows": [{"checkpoint": c, "place": names.get(c.area_code, c.area_code)} for c in found],
        "following": f"?before={following}" if following else "",
    })


@asks("audit")
def checkpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """One checkpoint as a sheet to print and post: its root in groups and as a square for telephones."""
    found = checkpoint_at(request.actor.scope("area_code", "audit"), pk)
    return render(request, "web/trail/checkpoint.html", {
        "checkpoint": found, "place": names_of({found.area_code}, on=request.on).get(found.area_code, found.area_code),
        "root": root_on_paper(area=found.area_code, size=found.size, root=found.root, time=found.made_at.isoformat()),
    })


def root_on_paper(*, area: str, size: int, root: str, time: str) -> dict:
    """What `web/parts/root.html` shows of a checkpoint: for any sheet that carries its root."""
    picture = segno.make(told_to_telephones(area=area, size=size, root=root, time=time), error="m")
    square = picture.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=False)
    return {"rows": groups(root), "size": size, "area": area, "square": mark_safe(square)}  # made here of digits alone


def _verified(code: str) -> dict:
    events, finding = verify_chain(code)
    if finding is None:
        return {"events": events, "wrong": "", "to_do": ""}
    what, to_do, places = told(finding)
    return {"events": events, "wrong": _(what).format(**places), "to_do": _(to_do)}


def _what(verb: str) -> str:
    return _(VERBS[verb]) if verb in VERBS else verb


def _pairs(payload: str) -> list[list[str]]:
    return [part.split("=", 1) for part in payload.split(",") if part]


def _day(text: str) -> tuple[date | None, bool]:
    try:
        return (date.fromisoformat(text), False) if text else (None, False)
    except ValueError:
        return None, True


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
