"""`tuopin responsible` and `tuopin responsibility`: who answered for a household on a day, and where nobody answers."""

from __future__ import annotations

import json
from uuid import UUID

import click
from django.utils.translation import gettext as _

from tuopin.kernel.acts import asks
from tuopin.kernel.days import local_zone, read_day
from tuopin.kernel.words import phrase
from tuopin.ledger.states import ACT_WORDS
from tuopin.procedure.services.clock import now
from tuopin.responsibility import services
from tuopin.responsibility.selectors import (
    coverage_gaps,
    leadership,
    left_behind,
    login_of,
    plan_readiness,
    who_was_responsible,
)
from tuopin.responsibility.selectors.handover import KINDS
from tuopin.trail.states.verbs import VERBS

PARTS = {
    "helpers": phrase("帮扶责任人"), "team": phrase("驻村工作队"), "duties": phrase("责任分工"), "tasks": phrase("任务"), "acts": phrase("任务办理"), "cases": phrase("办理事项"),
    "at_home": phrase("入户走访"), "visits": phrase("走访"), "trail": phrase("痕迹"),
}
CODES = {"act": "word", "kind": "word", "verb": "word", "step": "word", "by": "who"}  # what a program reads, and what a person reads in its place
JSON = click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")


@asks("read")
@click.command(help="某天谁对一户负责,到那天做了什么 / who was responsible for a household on a day, and what they had done by then")
@click.argument("household")
@click.option("--on", "day", help="日期,默认今天 / the day; today by default")
@JSON
@click.pass_context
def responsible(ctx: click.Context, household: str, day: str | None, as_json: bool) -> None:
    today = now().astimezone(local_zone()).date()
    found = who_was_responsible(ctx.obj["actor"](today), household, on=read_day(day) if day else today)
    told = _told(found)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{told['household']}  {told['on']}  {told['village']}")
    for place in told["chain"]:
        click.echo(f"  {place['area']} {place['name']}  " + "; ".join(f"{p['word']} {p['name']} {p['from']}–{p['until'] or ''}" for p in place["posts"]))
    for key, part in PARTS.items():
        for row in told[key]:
            spoken = {name: value for name, value in row.items() if CODES.get(name) not in row and value not in (None, "") and not isinstance(value, bool)}
            click.echo(f"  {_(part)}  " + "  ".join(str(value) for value in spoken.values()))


def _role_of(posting) -> str:
    """What somebody was in the village's team, as the page says it."""
    return _("第一书记") if posting.first_secretary else _("驻村工作队队长") if posting.team_leader else _("驻村工作队队员")


def _told(found) -> dict:
    day = lambda value: value.isoformat() if value else None  # noqa: E731
    persons = found.persons()
    by = lambda login, on: {"by": login, "who": persons.get((login, on), login)}  # noqa: E731
    return {
        "household": found.household.number, "on": found.on.isoformat(), "village": found.village, "without_secretary": found.unheaded,
        "chain": [{"area": code, "name": name, "posts": [
            {"office": post.office, "word": str(post.get_office_display()) or post.title, "title": post.title, "account": post.account.username, "name": post.account.name, "from": day(post.starts_on), "until": day(post.ends_on)}
            for post in posts]} for code, name, posts in found.chain],
        "helpers": [{"number": p.helper.number, "name": p.helper.name, "unit": p.helper.unit_name, "from": day(p.starts_on), "until": day(p.ends_on)} for p in found.helpers],
        "team": [{"number": p.helper.number, "name": p.helper.name, "role": _role_of(p), "first_secretary": p.first_secretary, "team_leader": p.team_leader, "from": day(p.starts_on),
                  "until": day(p.ends_on)} for p in found.team],
        "duties": [{"duty": d.pk, "kind": d.kind, "word": str(d.get_kind_display()), "area": d.area_code, "holder": d.holder, "from": day(d.starts_on)} for d in found.duties],
        "tasks": [{"task": t.pk, "title": t.title, "due_on": day(t.due_on)} for t in found.tasks],
        "acts": [{"task": a.task_id, "on": day(a.happened_on), "act": a.kind, "word": _(ACT_WORDS[a.kind]), **by(login_of(a), a.happened_on)} for a in found.task_acts],
        "cases": [{"case": a.case_id, "on": day(a.happened_on), "act": a.kind, "word": str(a.get_kind_display()), "step": a.step, **by(login_of(a), a.happened_on)} for a in found.case_acts],
        "at_home": [{"on": day(v.on), "word": v.word, "by": v.by} for v in found.at_home],
        "visits": [{"visit": v.pk, "on": day(v.visited_on), "kind": v.kind, "word": str(v.get_kind_display()), "by": v.visitor} for v in found.visits],
        "trail": [{"chain": e.chain, "seq": e.seq, "on": day(e.happened_on), "verb": e.verb, "word": _(VERBS.get(e.verb, e.verb)), **by(e.actor, e.happened_on)} for e in found.events],
    }


@click.group(help="责任:书记空缺、军令状、责任空白、调离批准 / responsibility: heads, pledges, gaps, exemptions")
@click.pass_context
def responsibility(ctx: click.Context) -> None:
    on = now().astimezone(local_zone()).date()
    ctx.obj = {"actor": ctx.obj["actor"](on), "on": on}


@asks("read")
@responsibility.command("gaps", help="空缺:没有书记的、没签军令状的、没人负责的格 / where nobody answers; exit code 1 when there is a gap")
@click.option("--division", metavar="CODE", help="区划代码 / area code")
@click.option("--year", type=click.IntRange(2000, 2100), help="年度 / year")
@JSON
@click.pass_context
def gaps(ctx: click.Context, division: str | None, year: int | None, as_json: bool) -> None:
    actor, on = ctx.obj["actor"], ctx.obj["on"]
    area = division.ljust(12, "0") if division else actor.home
    heads, ready = leadership(actor, area, on=on), plan_readiness(actor, area, year or on.year, on=on)
    told = {
        "units": heads.units, "headed": heads.headed, "without_secretary": heads.gaps, "several_secretaries": heads.doubles, "unsigned": list(ready.unsigned.items()),
        "signed": str(ready.coverage), "uncovered": coverage_gaps(actor, area, on=on),
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for key in ("without_secretary", "several_secretaries", "unsigned", "uncovered"):
            for row in told[key]:
                click.echo(f"{key}\t" + "\t".join(row))
    ctx.exit(1 if any(told[key] for key in ("without_secretary", "several_secretaries", "unsigned", "uncovered")) else 0)


@asks("confirm")
@responsibility.command("exempt", help="登记调离批准文件(上级办理) / record the document by which a head may leave before the exit")
@click.argument("post_number", type=int)
@click.option("--document", required=True, help="文件名称和文号 / the document")
@click.option("--evidence", required=True, type=click.UUID, help="文件扫描件的证据标识,对象 post:编号 / the file of evidence about post:NUMBER")
@click.pass_obj
def exempt(obj: dict, post_number: int, document: str, evidence: UUID) -> None:
    click.echo(str(services.grant_exemption(post_id=post_number, document=document, evidence=evidence, **obj).pk))


@asks("read")
@responsibility.command("left", help="合并村待移交的岗位、任务、责任分工 / what still stands with villages that went into another; exit code 1 when something does")
@click.option("--division", metavar="CODE", help="区划代码 / area code")
@JSON
@click.pass_context
def left(ctx: click.Context, division: str | None, as_json: bool) -> None:
    actor, on = ctx.obj["actor"], ctx.obj["on"]
    rows = left_behind(actor, division.ljust(12, "0") if division else actor.home, on=on)
    told = [{"kind": row.kind, "number": row.pk, "village": row.area_code, "heir": row.heir, "what": row.what, "who": row.who,
             "due_on": row.due_on and row.due_on.isoformat()} for row in rows]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    for row in () if as_json else told:
        click.echo("\t".join(str(value or "") for value in row.values()))
    ctx.exit(1 if told else 0)


@asks("correct")
@responsibility.command("hand-over", help="把任务或责任分工移交给合并后的村 / hand a task or duty over to the village that stands")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("number", type=int)
@click.option("--due", help="已逾期的任务的新期限 / a new day for a task that is late")
@click.pass_obj
def hand_over(obj: dict, kind: str, number: int, due: str | None) -> None:
    click.echo(services.hand_over(kind=kind, pk=number, area=obj["actor"].home, due_on=read_day(due) if due else None, **obj).heir)
