"""Evidence from the command line: hand in a file about a household, list what there is, verify that all of it is whole."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path

import click
from django.utils import timezone

from tuopin.cli.words import translated
from tuopin.evidence.selectors import FileShown, evidence_of
from tuopin.evidence.services import (
    accept_file,
    erase_file,
    read_file,
    reseal_store,
    reveal_facts,
    sweep_store,
    verify_files,
)
from tuopin.evidence.services.verify_files import Fault
from tuopin.intake.media.parent import KINDS, LARGEST
from tuopin.kernel.acts import OPERATOR, asks
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import actor_of_command
from tuopin.registry.selectors.households import household_of


@click.group(help="证据文件 / files of evidence")
@click.pass_context
def evidence(ctx: click.Context) -> None:
    today = timezone.localdate()
    ctx.obj = {"actor": actor_of_command((ctx.obj or {}).get("account"), on=today), "on": today}


@asks("correct")
@evidence.command("add", help="为一户提交一份证据 / hand in a file about a household")
@click.argument("household")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), required=True, help="种类:现场照片、扫描件、签字、PDF / photo, scan, signature, PDF document")
@click.option("--note", default="", help="说明 / what it shows")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
@click.pass_obj
def add(obj: dict, household: str, file: Path, kind: str, note: str, as_json: bool) -> None:
    known = household_of(obj["actor"], household)
    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    row = accept_file(
        kind=kind, subject=f"household:{known.number}", area_code=known.village_code, file=data, note=note, **obj,
    )
    click.echo(json.dumps({"uid": str(row.uid), "digest": row.digest}) if as_json else f"{row.uid}\t{row.digest}")


@asks("read")
@evidence.command("list", help="列出一户的证据及疑点 / list the evidence of a household with what is doubtful")
@click.argument("household")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
@click.pass_obj
def list_files(obj: dict, household: str, as_json: bool) -> None:
    known = household_of(obj["actor"], household)
    files = evidence_of(obj["actor"], f"household:{known.number}")
    if as_json:
        click.echo(json.dumps([_as_data(shown) for shown in files], ensure_ascii=False))
        return
    for shown in files:
        file = shown.file
        click.echo(f"{file.uid}\t{file.get_kind_display()}\t{file.recorded_at:%Y-%m-%d %H:%M}\t{file.actor}\t{file.digest[:16]}")
        for text in [*shown.flags, *(like.text for like in shown.likenesses)]:
            click.echo(f"  ! {translated(text)}")


@asks("read")
@evidence.command("save", help="取出一份证据 / save one file")
@click.argument("uid")
@click.option("--out", type=click.Path(path_type=Path), help="文件名 / name of the file to write")
@click.pass_obj
def save(obj: dict, uid: str, out: Path | None) -> None:
    file, data = read_file(uid=uid, actor=obj["actor"])
    out = out or Path(f"{file.digest[:16]}{mimetypes.guess_extension(file.media_type)}")
    with out.open("xb") as opened:
        opened.write(data)
    click.echo(str(out))


@asks("audit")
@evidence.command("facts", help="查看拍摄位置和时间,会留痕 / show where and when a picture was taken; this is recorded")
@click.argument("uid")
@click.pass_obj
def facts(obj: dict, uid: str) -> None:
    click.echo(json.dumps(reveal_facts(uid=uid, **obj), ensure_ascii=False))


@asks("audit")
@evidence.command("verify", help="核验证据文件是否都在、未被改动;0 完好,1 有问题 / verify that all files are there and unaltered; 0 whole, 1 not")
@click.option("--area", default=NATION, help="区划代码,默认全国 / code of a place; the nation by default")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
@click.pass_obj
@click.pass_context
def verify(ctx: click.Context, obj: dict, area: str, as_json: bool) -> None:
    whole, faults = 0, []
    for found in verify_files(actor=obj["actor"], area=area):
        if isinstance(found, Fault):
            faults.append(found)
        else:
            whole += 1
    if as_json:
        click.echo(json.dumps({"whole": whole, "faults": [vars(fault) for fault in faults]}, ensure_ascii=False))
    else:
        click.echo(f"{whole} 份完好 / whole, {len(faults)} 份有问题 / not")
        for fault in faults:
            click.echo(f"  {fault.code}\t{fault.subject}\t{fault.uid}\t{fault.digest}")
    ctx.exit(1 if faults else 0)


@asks("confirm")
@evidence.command("erase", help="依规销毁一份证据 / erase a file on a stated basis")
@click.argument("uid")
@click.option("--basis", required=True, help="依据 / the document it is done on")
@click.pass_obj
def erase(obj: dict, uid: str, basis: str) -> None:
    if not click.confirm(translated(phrase("销毁后不能恢复。继续?")), err=True):
        raise Refusal("not-confirmed", phrase("没有销毁。"), phrase("确认后再办。"))
    click.echo(translated(phrase("已于 {at} 销毁。")).format(at=f"{timezone.localtime(erase_file(uid=uid, basis=basis, **obj).erased_at):%Y-%m-%d %H:%M}"))


@asks(OPERATOR)
@evidence.command("sweep", help="清除存放处无主的文件 / remove what no file rests on")
@click.option("--reseal", is_flag=True, help="换钥后全部重新加密 / seal everything anew after the keys were changed")
@click.pass_obj
def sweep(obj: dict, reseal: bool) -> None:
    if reseal:
        click.echo(translated(phrase("已重新加密 {n} 份证据文件。")).format(n=reseal_store(actor=obj["actor"])))
    else:
        click.echo(translated(phrase("已清除 {n} 份无主的文件。")).format(n=sweep_store(actor=obj["actor"])))


def _as_data(shown: FileShown) -> dict:
    file = shown.file
    return {
        "uid": str(file.uid), "kind": file.kind, "digest": file.digest, "original_digest": file.original_digest, "by": file.actor,
        "recorded_at": file.recorded_at.isoformat(), "erased": file.erased_at is not None, "note": shown.note, "cases": shown.cases,
        "doubts": [translated(flag) for flag in shown.flags],
        "alike": [{"kind": like.kind, "same_subject": like.same_subject, "uid": str(like.file.uid) if like.file else None} for like in shown.likenesses],
    }
