"""挂图作战: the places of an area colored by how their tasks stand, for the wall: a large screen, or a sheet of A1 or A0 paper."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.divisions.states.names import PSEUDO
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.broad_letters import columns_of
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.ledger.selectors import PlaceCount, counts_by_place
from tuopin.web.pages.drawing import Sheet, sheet_of
from tuopin.web.shell import names_on_page

PAPER = {"a1": (841, 594), "a0": (1189, 841)}  # millimetres, on its side
LETTER = 0.58  # of its height: how broad a Latin letter is at most on the average
FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
LIGHTS = {"red": ("#c0392b", "#fff"), "amber": ("#f0b429", "#222"), "green": ("#2e8b57", "#fff"), "grey": ("#e3e6ea", "#333")}
WORDS = {"red": phrase("有任务逾期"), "amber": phrase("有任务七天内到期"), "green": phrase("都在期限内"), "grey": phrase("没有任务")}
VILLAGE = 5


@asks("read", takes=("source", "paper", "as"))
@require_safe
def wall(request: HttpRequest, code: str = "") -> HttpResponse:
    """The wall chart of an area; `?paper=a1` or `a0` gives it as a sheet to be printed or kept as PDF, `&as=svg` as a picture for a print shop."""
    code = code or request.actor.home
    if not is_code(code):
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    request.actor.require("read", code)
    request.area_code = code
    source = request.GET.get("source", "")[:80]
    found = _counted(request, code, source)
    sheet = sheet_of(code, on=request.on)
    names = names_on_page(request, {*found, *sheet.codes, code})
    title = _("{place}挂图作战").format(place=names.get(code, code))
    drawn = [(part, found.get(part.code) or PlaceCount(part.code, 0, 0, 0, 0, 0, 0), names.get(part.code, part.code)) for part in sheet.parts(names)]
    paper = request.GET.get("paper", "")
    if paper in PAPER and request.GET.get("as") != "svg":
        kept = urlencode({"paper": paper, "source": source})
        return render(request, "web/wall_sheet.html", {"code": code, "title": title, "paper": paper, "kept": kept, "style": f"web/wall_{paper}.css"})
    if paper in PAPER:
        response = HttpResponse(_sheet_of_paper(title, sheet, drawn, paper, request), content_type="image/svg+xml; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="wall-{code}-{paper}.svg"'
        return response
    counts = [(light, _(WORDS[light]), sum(one.light == light for _part, one, _name in drawn)) for light in LIGHTS]
    return render(request, "web/wall.html", {
        "code": code, "title": title, "sheet": sheet, "drawn": [(part, one, name, _down(part.code, source)) for part, one, name in drawn], "counts": counts,
        "source": source, "worst": sorted((one for one in drawn if one[1].late), key=lambda one: (-one[1].worst, -one[1].late))[:12],
    })


def _counted(request: HttpRequest, code: str, source: str) -> dict[str, PlaceCount]:
    """The counts of the places right below; headings of the list that are no places are looked through."""
    found = {one.key: one for one in counts_by_place(request.actor, code, on=request.on, source=source)}
    for heading in [area for area, name in names_on_page(request, found).items() if area in found and name in PSEUDO]:
        del found[heading]
        found |= {one.key: one for one in counts_by_place(request.actor, heading, on=request.on, source=source)}
    return found


def _down(code: str, source: str) -> str:
    kept = f"source={source}" if source else ""
    return f"{reverse('tasks')}?area={code}&{kept}" if level_of(code) == VILLAGE else f"{reverse('wall-of', args=[code])}?{kept}"


def _meant(sheet: Sheet) -> str:
    """What the drawing is not, and what its numbers are: as under the chart on the screen."""
    place = _("示意图:每格一地,按代码排列,不表示位置、面积和界线。") if sheet.tiles else _("示意图,不作划界依据。")
    return f"{place} {_('数字:已销号/任务。')}"


def _sheet_of_paper(title: str, sheet: Sheet, drawn: list, paper: str, request: HttpRequest) -> str:
    """The chart as one picture with its own size in millimetres, its colors in itself, so that any print shop can print it."""
    wide, high = PAPER[paper]
    margin, head, foot = wide * 0.025, high * 0.1, high * 0.08
    parts = []
    for part, one, name in drawn:
        fill, ink = LIGHTS[one.light]
        lines = "".join(f'<text x="{x}" y="{y}" fill="{ink}">{escape(text)}</text>' for x, y, text in part.lines)
        value = f'<text x="{part.value_at[0]}" y="{part.value_at[1]}" fill="{ink}">{one.closed}/{one.tasks}</text>' if part.value_at and one.tasks else ""
        parts.append(f'<path d="{part.path}" fill="{fill}" stroke="#fff"><title>{escape(name)}</title></path>{lines}{value}')
    legend, x, size = "", margin, foot * 0.28
    for light, (fill, _ink) in LIGHTS.items():
        word = _(WORDS[light])
        legend += (
            f'<rect x="{x:.1f}" y="{high - foot * 0.95:.1f}" width="{foot * 0.4:.1f}" height="{foot * 0.4:.1f}" fill="{fill}"/>'
            f'<text x="{x + foot * 0.55:.1f}" y="{high - foot * 0.64:.1f}" font-size="{size:.1f}">{escape(word)}</text>'
        )
        x += foot * 0.95 + size * LETTER * columns_of(word)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}mm" height="{high}mm" viewBox="0 0 {wide} {high}" xml:lang="{get_language()}" font-family="{FONTS}" fill="#1a2233">'
        f'<rect width="{wide}" height="{high}" fill="#fff"/><text x="{margin:.1f}" y="{head * 0.65:.1f}" font-size="{head * 0.5:.1f}" font-weight="700">{escape(title)}</text>'
        f'<text x="{wide - margin:.1f}" y="{head * 0.65:.1f}" font-size="{head * 0.25:.1f}" text-anchor="end">{request.on.isoformat()}</text>'
        f'<svg x="{margin:.1f}" y="{head:.1f}" width="{wide - 2 * margin:.1f}" height="{high - head - foot:.1f}" viewBox="{sheet.view_box}">'
        f'<g font-size="{sheet.text_size}" text-anchor="middle" dominant-baseline="middle">{"".join(parts)}</g></svg>{legend}'
        f'<text x="{margin:.1f}" y="{high - foot * 0.1:.1f}" font-size="{foot * 0.2:.1f}">{escape(_meant(sheet))}</text></svg>'
    )
