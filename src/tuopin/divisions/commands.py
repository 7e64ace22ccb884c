"""`tuopin divisions`: looks up a place by code or name and tells what became of it."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import Hit, children_of, search, spans_of, successions_on, successors_of
from tuopin.divisions.services import add_divisions
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import LEVELS, NATION, ancestors, is_code, level_of
from tuopin.kernel.days import local_zone, read_day
from tuopin.kernel.pinyin import initials_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase

MOST = 50
CSV_LIMIT = 200 * 1024 * 1024


@asks("read")
@click.command(help="按代码、名称(简繁体)或拼音首字母查询区划 / look up a division by code, name or pinyin initials")
@click.argument("text", metavar="CODE|NAME", required=False)
@click.option("--on", "on", type=read_day, metavar="YYYY-MM-DD", help="哪一天的区划,默认今天 / the tree of which day, today by default")
@click.option("--within", default="", metavar="CODE", help="只在此区划之内查找 / only below this division")
@click.option("--children", is_flag=True, help="列出下一级 / list the places right below")
@click.option("--history", is_flag=True, help="含已不存在的区划,列出历次名称和沿革 / places of any day, with all names and what became of them")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON and nothing else")
@click.option("--load", "load", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.csv",
              help="装入新增区划(code,name,starts_on) / enter places that the list lacks")
@click.option("--basis", default="", help="装入的依据 / the document they come from")
@click.pass_context
def divisions(ctx, text, on, within, children, history, as_json, load, basis):
    today = datetime.now(local_zone()).date()
    if load:
        _load(load, basis, ctx.obj["actor"](today), today)
        return
    if not (text or "").strip():
        raise click.UsageError(_("请给出区划代码或名称。"))
    day = on or today
    hits = _found(text, day, _area(within), anyday=history or on is None, history=history)
    if as_json:
        click.echo(json.dumps({"on": day.isoformat(), "matches": [_match(hit, day, children) for hit in hits]}, ensure_ascii=False))
        return
    for n, hit in enumerate(hits):
        click.echo(("\n" if n else "") + "\n".join(_lines(hit, day, children, history)))
    if len(hits) == MOST:
        click.echo("\n" + _("只列出前 {n} 个,请用 --within 缩小范围。").format(n=MOST))


def _area(within: str) -> str:
    code = within.strip().ljust(12, "0") if within.strip() else NATION
    if not is_code(code):
        raise Refusal("bad-code", phrase("“{code}”不是区划代码。"), phrase("区划代码为2至12位数字。"), code=within[:20])
    return code


def _found(text: str, day: date, within: str, *, anyday: bool, history: bool) -> list[Hit]:
    """The places meant: those of the whole name when there are any; of any day when asked for or when the day has none."""
    hits = [] if history else search(text, day, within, limit=MOST)
    if not hits and anyday:
        hits = search(text, None, within, limit=MOST)
    if not hits:
        raise _not_found(text, day, within)
    return [hit for hit in hits if hit.exact] or hits


def _not_found(text: str, day: date, within: str) -> NotFound:
    """Why there is no answer, with the nearest places there are."""
    text = text.strip()[:60]
    other = [h for h in search(text, None, within, limit=5) if h.exact]
    if other:
        return NotFound("not-on-day", phrase("“{text}”在 {day} 不存在。"), phrase("它存在于:{near}。可用 --on 指定日期,或加 --history。"),
                        text=text, day=day, near="; ".join(f"{h.full_name} {h.division.code} {_span(h.division)}" for h in other))
    near: list[Hit] = []
    if text.isascii() and text.isdigit():
        code = text.ljust(12, "0")
        for above in reversed(ancestors(code) if is_code(code) else []):
            near = near or search(above, day, within)
    else:
        for end in range(len(text) - 1, 1, -1):
            near = near or search(text[:end], day, within, limit=5)
        near = near or search(initials_of([text])[0], day, within, limit=5)  # 栗按村 sounds like 栗安村
    if near:
        return NotFound("no-such-division", phrase("没有找到区划“{text}”。"), phrase("相近的有:{near}。"),
                        text=text, near="; ".join(f"{h.full_name} {h.division.code}" for h in near))
    return NotFound("no-such-division", phrase("没有找到区划“{text}”。"), phrase("请核对代码或名称,名称可只写一部分。"), text=text)


def _match(hit: Hit, day: date, children: bool) -> dict:
    place = hit.division
    below = children_of(place.code, _day_of(place, day)) if place.level < 5 else []
    answer = {
        "code": place.code, "name": place.name, "level": place.level,
        "path": [{"code": code, "name": name} for code, name in hit.path],
        "starts_on": place.starts_on.isoformat(), "ends_on": place.ends_on and place.ends_on.isoformat(),
        "children": len(below),
        "names": [{"name": s.name, "starts_on": s.starts_on.isoformat(), "ends_on": s.ends_on and s.ends_on.isoformat()}
                  for s in spans_of(place.code)],
        "succession": [{
            "on": s.on.isoformat(), "kind": s.kind,
            "predecessor": {"code": s.predecessor_code, "name": s.predecessor_name},
            "successor": {"code": s.successor_code, "name": s.successor_name},
            "confidence": float(s.confidence), "decided_by": s.decided_by, "basis": s.basis,
        } for s in successions_on(place.code)],
    }
    if children:
        answer["below"] = [{"code": d.code, "name": d.name} for d in below]
    return answer


def _lines(hit: Hit, day: date, children: bool, history: bool) -> list[str]:
    place = hit.division
    below = children_of(place.code, _day_of(place, day)) if place.level < 5 else []
    lines = [f"{place.name}  {place.code}  {_level(place.code)}", "  " + " › ".join(name for _code, name in hit.path),
             f"  {_span(place)}" + (_(",已不存在") if place.ends_on and place.ends_on <= day else "")]
    if below:
        lines[-1] += _(",下辖 {n} 个").format(n=len(below)) + _level(below[0].code)
    spans = list(spans_of(place.code))
    if history or len(spans) > 1:
        lines += ["  " + _("名称:{name} {span}").format(name=s.name, span=_span(s)) for s in spans]
    lines += [_story(s, place.code) for s in successions_on(place.code)]
    if place.ends_on and place.ends_on <= day:
        now = successors_of(place.code, _day_of(place, day), day)
        lines.append("  " + (_("现为:{places}").format(places=_("、").join(f"{d.name} {d.code}" for d in now)) if now else
                             _("去向未知,可由县级登记。")))
    if children:
        lines += [f"    {d.code}  {d.name}" for d in below]
    return lines


def _story(link, code: str) -> str:
    sure = _("据{basis}").format(basis=link.basis) if link.decided_by else _("名录比对,可信度 {n}").format(n=f"{link.confidence:.0%}")
    if link.predecessor_code == link.successor_code:
        what = f"{link.predecessor_name} → {link.successor_name}"
    elif link.predecessor_code == code:
        what = f"→ {link.successor_name} {link.successor_code}"
    else:
        what = f"← {link.predecessor_name} {link.predecessor_code}"
    return f"  {link.on} {link.get_kind_display()} {what} ({sure})"


def _day_of(place, day: date) -> date:
    """The day itself, or the first day of the place where it is not there on the day."""
    there = place.starts_on <= day and (place.ends_on is None or day < place.ends_on)
    return day if there else place.starts_on


def _span(place) -> str:
    if place.ends_on is None:
        return _("{start} 起").format(start=place.starts_on)
    return _("{start} 至 {end}").format(start=place.starts_on, end=place.ends_on)


def _level(code: str) -> str:
    words = (_("省级"), _("地级"), _("县级"), _("乡级"), _("村级"))
    return words[min(level_of(code), len(LEVELS)) - 1]


def _load(path: Path, basis: str, actor, today: date) -> None:
    if path.stat().st_size > CSV_LIMIT:
        raise Refusal("file-too-large", phrase("文件超过 200 MB。"), phrase("请分成几个文件。"))
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        raise Refusal("not-utf8", phrase("文件不是 UTF-8 编码。"), phrase("请另存为 UTF-8 编码的 CSV。")) from fault
    added = add_divisions(lines=lines, basis=basis, actor=actor, on=today)
    click.echo(_("已登记 {n} 个区划。").format(n=f"{len(added):,}"))
