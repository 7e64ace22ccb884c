"""How long each class of things with personal data in them is kept, and why so long."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Kept:
    """One class: what it is called, after how many days it goes, why not sooner."""

    title: str
    days: int
    why: str


CLASSES = {
    "waiting": Kept(phrase("长期未处理的待入库文件"), 180, "an office may take a season to go back to a household; after that the file is out of date"),
    "jobs": Kept(phrase("已办结的后台办理"), 90, "what came of a file is asked for in the same quarter"),
    "forms": Kept(phrase("已受理的表单记录"), 30, "nobody sends a form again after a month"),
    "files": Kept(phrase("无主的上传文件"), 2, "a refused file waits for the meaning of its columns"),
    "working-files": Kept(phrase("中断的办理留在内存里的文件"), 1, "nothing is worked on for a day; what lies there longer was left by a process that was killed"),
    "reveals": Kept(phrase("查看号码的记录"), 3 * 366, "the law asks for three years (PIPL art. 56); the trail keeps its event"),
    "login-failures": Kept(phrase("登录失败记录"), 1, "a name is locked for minutes"),
    "sessions": Kept(phrase("过期的登录会话"), 0, "expired ones open nothing"),
    "faults": Kept(phrase("故障记录"), 180, "half a year of logs is what assessors ask for"),
}
