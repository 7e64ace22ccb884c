"""`tuopin trail`: verifies the trail, exports it for others to verify, signs checkpoints and witnesses those of the level below."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tuopin import __version__
from tuopin.kernel.acts import OPERATOR, asks
from tuopin.kernel.areas import NATION, is_code
from tuopin.kernel.days import local_zone
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.trail.services import (
    Asked,
    Verified,
    adopt_states,
    export_trail,
    is_written_out,
    make_checkpoint,
    note_rule_files,
    verify_trail,
    witness_checkpoint,
)
from tuopin.trail.services.anchors import anchor_files, anchors_folder
from tuopin.trail.services.verify_file import verify_file, verify_proof_file
from tuopin.trail.states.findings import MISSING, TAMPERED, UNREADABLE, Finding, Unreadable
from tuopin.trail.states.paper import grouped, read_grouped
from tuopin.trail.states.telling import KEEP, told

SHOWN = 20  # findings told one by one
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help="痕迹:核验、导出、存证、见证 / the trail: verify, export, checkpoint, witness")
def trail():
    pass


@asks("audit")
@trail.command(help="核验痕迹:0 完好,1 被改动,2 缺存证,3 不能读取 / verify the trail: 0 intact, 1 tampered, 2 anchors missing, 3 unreadable")
@click.option("--chain", default="", metavar="CODE", help="只核验一条链 / one chain only")
@click.option("--anchors", type=FOLDER, help="存证文件夹 / folder with checkpoint files kept outside")
@click.option("--replay", is_flag=True, help="并与数据表、封存内容逐一比对 / compare tables and sealed values too")
@click.option("--evidence", is_flag=True, help="并与凭证文件比对 / compare the files of evidence too")
@click.option("--root", default="", metavar="DIGITS", help="纸上印的根摘要 / a root read off a paper")
@click.option("--file", "file", type=FILE, help="核验导出的文件,不看数据库 / verify an exported file, not the database")
@click.option("--proof", type=FILE, help="核验一个对象的痕迹凭证 / verify the proof of one subject")
@click.option("--key", default="", metavar="HEX", help="签名公钥 / the public key that checkpoints must have")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON and nothing else")
@click.pass_context
def verify(ctx, chain, anchors, replay, evidence, root, file, proof, key, as_json):
    try:
        if proof:
            found = verify_proof_file(proof, key=key, root=read_grouped(root))
        elif file:
            found = verify_file(file, key=key, anchors_wanted=anchors is not None)
        else:
            found = verify_trail(Asked(chain, anchors, replay, evidence, key, read_grouped(root)))
    except Unreadable as fault:
        _tell_unreadable(fault, as_json)
        ctx.exit(UNREADABLE)
    except OSError as fault:
        _tell_unreadable(Unreadable(0, str(fault)), as_json)
        ctx.exit(UNREADABLE)
    _tell(found, as_json)
    ctx.exit(found.code)


def _tell_unreadable(fault: Unreadable, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"code": UNREADABLE, "line": fault.line, "why": fault.why}, ensure_ascii=False))
    else:
        click.echo(_("不能读取(第 {line} 行:{why})。请重新取得文件。").format(line=fault.line, why=fault.why), err=True)


def _tell(found: Verified, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"code": found.code} | asdict(found), ensure_ascii=False))
        return
    click.echo(_("核验了 {chains} 条链、{events} 条痕迹、{checkpoints} 个存证点、{subjects} 个对象。").format(
        chains=found.chains, events=found.events, checkpoints=found.checkpoints, subjects=found.subjects))
    for finding in found.findings[:SHOWN]:
        click.echo("  " + _said(finding), err=True)
    if len(found.findings) > SHOWN:
        click.echo("  " + _("还有 {n} 处,用 --json 全部列出。").format(n=len(found.findings) - SHOWN), err=True)
    for name in found.missing[:SHOWN]:
        click.echo("  " + _("缺存证文件:{name}").format(name=name), err=True)
    if found.code == TAMPERED:
        first = found.findings[0]
        click.echo(_("痕迹被改动。") + _(told(first)[1]), err=True)
    elif found.code == MISSING:
        click.echo(_("链完好,但缺少库外的存证文件,不能证明数据库没有被整个换掉。请从上级或备份取回存证文件。"), err=True)
    else:
        click.echo(_("完好。"))


def _said(finding: Finding) -> str:
    what, _to_do, places = told(finding)
    return _(what).format(**places)


@asks("audit")
@trail.command("export", help="导出痕迹供他人核验,不含任何内容原值 / export the trail for others to verify; commitments only, no values")
@click.option("--area", default=NATION, metavar="CODE", help="辖区,默认全部 / the area, all by default")
@click.option("--out", "path", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到 / write to FILE.jsonl")
def export_command(area, path):
    events = export_trail(area_code=_area(area), path=path)
    click.echo(_("已写出 {events} 条痕迹:{path}").format(events=events, path=path))


@asks("audit")
@trail.command(help="签发存证点:辖区内所有链头的根摘要 / sign a checkpoint over the heads of all chains of an area")
@click.option("--area", default=NATION, metavar="CODE", help="辖区,默认全部 / the area, all by default")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON and nothing else")
def checkpoint(area, as_json):
    made = make_checkpoint(area_code=_area(area))
    if not is_written_out(made):
        raise Refusal("anchor-not-written", phrase("存证点已签发,但存证文件没有写进 {folder}。"), phrase("请腾出空间、检查文件夹权限后再运行一次,漏写的会一并补上。"), folder=anchors_folder())
    if as_json:
        click.echo(json.dumps({"area": made.area_code, "size": made.size, "root": made.root, "text": made.text, "signature": made.signature}))
        return
    click.echo(_("存证点 {area} 规模 {size},存证文件在 {folder}").format(area=made.area_code, size=made.size, folder=anchors_folder()))
    click.echo(grouped(made.root))


@asks("audit")
@trail.command(help="见证下级的存证点:变小或不相接的拒绝 / witness a lower level's checkpoints: refuse what shrank or does not continue")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON and nothing else")
@click.pass_context
def witness(ctx, files, as_json):
    code, told_all, today = 0, [], datetime.now(local_zone()).date()
    actor = ctx.obj["actor"](today)
    for path in [one for given in files for one in (anchor_files(given) if given.is_dir() else [given])]:
        try:
            kept = witness_checkpoint(path=path, actor=actor, on=today)
        except Unreadable as fault:
            _tell_unreadable(fault, as_json)
            ctx.exit(UNREADABLE)
        told_all.append({"file": path.name, "area": kept.area_code, "size": kept.size, "root": kept.root, "refused_for": kept.refused_for,
                         "chain": kept.chain, "seq": kept.seq})
        code = TAMPERED if kept.refused_for else code
        if not as_json:
            _tell_witnessed(path, kept)
    if as_json:
        click.echo(json.dumps({"code": code, "checkpoints": told_all}, ensure_ascii=False))
    ctx.exit(code)


def _tell_witnessed(path: Path, kept) -> None:
    if not kept.refused_for:
        click.echo(_("已见证:{name}").format(name=path.name))
        return
    finding = Finding(kept.chain or path.name, kept.seq or kept.size, "anchored" if kept.refused_for == "head" else kept.refused_for)
    click.echo(_("拒绝:{name}").format(name=path.name) + " " + _said(finding), err=True)
    click.echo("  " + _(KEEP), err=True)


@asks(OPERATOR)
@trail.command(help="接管旧系统中没有痕迹的现状,只做一次 / take over, once, what stands in the tables without an event")
@click.option("--basis", required=True, help="依据 / the document it rests on")
@click.pass_context
def adopt(ctx, basis):
    today = datetime.now(local_zone()).date()
    count = adopt_states(basis=basis, actor=ctx.obj["actor"](today), on=today)
    click.echo(_("已接管 {n} 个对象的现状。").format(n=count))


@asks(OPERATOR)
@trail.command(help="登记规则文件(程序、标准、政策、代码表)的现状,调整规则后做 / take down the files of rules as they stand, after they were changed on purpose")
@click.option("--basis", required=True, help="依据 / the document it rests on")
@click.pass_context
def rules(ctx, basis):
    today = datetime.now(local_zone()).date()
    names = note_rule_files(release=__version__, basis=basis, actor=ctx.obj["actor"](today), on=today)
    for name in names:
        click.echo("  " + name)
    click.echo(_("已登记 {n} 个有变化的规则文件。").format(n=len(names)))


def _area(code: str) -> str:
    code = code.strip().ljust(12, "0")
    if not is_code(code):
        raise Refusal("bad-code", phrase("“{code}”不是区划代码。"), phrase("区划代码为2至12位数字。"), code=code[:20])
    return code
