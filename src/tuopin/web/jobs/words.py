"""How a job stands, told to people: its step, why it was refused, why it is parked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuopin.desk import states
from tuopin.desk.services.sealed import outcome_of
from tuopin.kernel.words import phrase

PHASES = {
    "": phrase("正在开始"), "read": phrase("读取文件"), "stage": phrase("核对内容"), "merge": phrase("合并入库"), "judge": phrase("正在评判"),
    "edition": phrase("正在生成年度数据"), "gather": phrase("汇集数据"), "solve": phrase("正在求解"), "keep": phrase("保存方案"), "apply": phrase("正在执行"),
}
REASONS = {
    "cut-short": phrase("办理进程多次中途停止(例如服务器断电或内存不足)。"),
    "import-busy": phrase("同一个文件的另一项办理一直没有结束。"),
    "disk-full": phrase("磁盘空间不足。"),
}
OTHER_REASON = phrase("系统多次没有完成这项办理;已经入库的部分不受影响。")


def phase_of(job) -> str:
    """The step a job is at: in the queue, resting before another attempt, at work, or how it ended."""
    if job.state == states.RUNNING:
        return _(PHASES.get(job.phase, job.phase))
    if job.state == states.WAITING:
        return _("稍后自动再办") if job.attempts else _("排队")
    return job.get_state_display()


def reason_of(job) -> str:
    """Why a job is parked, refused or rests; empty where there is nothing to say."""
    told = outcome_of(job).get("refusal")
    if told and told["code"] == job.reason:
        said = in_words(told)
        return f"{said['message']} {said['fix']}".strip()
    return _(REASONS.get(job.reason, OTHER_REASON)) if job.reason else ""


def in_words(refusal: dict) -> dict:
    """A kept refusal in the reader's language."""
    params = {k: _("、").join(map(str, v)) if isinstance(v, list) else v for k, v in refusal["params"].items()}
    return {
        "code": refusal["code"], "message": _(refusal["message"]).format_map(_Dashes(params)),
        "fix": _(refusal["fix"]).format_map(_Dashes(params)) if refusal["fix"] else "",
    }


class _Dashes(dict):
    def __missing__(self, name: str) -> str:
        return "—"
