"""`tuopin where TERM`: a word of the field, and where it lives in the house: room, tables, services, pages, rules, tests."""

from __future__ import annotations

import json

import click

from tuopin.kernel.acts import OPEN, asks
from tuopin.kernel.glossary import Term, matching
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase

SHOWN = 6
MANY = 8
KINDS = {"model": "表", "rule": "规则", "service": "服务", "screen": "页面", "test": "测试"}


@asks(OPEN)
@click.command(help="一个词在系统里的位置 / where a term of the field lives in the system")
@click.argument("term", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON only")
def where(term: tuple[str, ...], as_json: bool) -> None:
    from tuopin.cli.traces import traces_of

    text = " ".join(term)
    found = matching(text) or matching(_simplified(text))
    if not found:
        raise NotFound(
            "no-such-term", phrase("术语表里没有“{term}”。"), phrase("请换一种写法,或查看 docs/reference/glossary.md。"), term=text
        )
    if as_json:
        click.echo(json.dumps([_record(t, traces_of(t)) for t in found[:MANY]], ensure_ascii=False, indent=2))
        return
    for t in found[:MANY]:
        _show(t, traces_of(t))
    if len(found) > MANY:
        click.echo(f"… {len(found) - MANY}: " + " ".join(t.zh for t in found[MANY:]))


def _simplified(text: str) -> str:
    import opencc

    return opencc.OpenCC("t2s").convert(text)


def _record(t: Term, traces: dict[str, list[str]]) -> dict:
    return {"term": t.zh, "word": t.word, "room": t.room, "line": t.line, "en": t.en, "also": list(t.also), **traces}


def _show(t: Term, traces: dict[str, list[str]]) -> None:
    click.echo(f"{t.zh}  {t.word} — {t.en}")
    if t.line:
        click.echo(f"  {t.line}")
    if t.also:
        click.echo(f"  又作 also   {'、'.join(t.also)}")
    click.echo(f"  房间 room   {t.room}{'' if traces['built'] else '  (尚未建成 / not built yet)'}")
    for kind, zh in KINDS.items():
        places = traces[kind]
        if places:
            more = f" … +{len(places) - SHOWN}" if len(places) > SHOWN else ""
            click.echo(f"  {zh} {kind:<8}{', '.join(places[:SHOWN])}{more}")
