"""Whose turn it is in a case: which seat acts next, who sits there, what they have to do and until when, and who may not do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import LEVELS, ancestor
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import factor_wanted, post_in_words, posts_held
from tuopin.procedure.selectors import CaseFile, Gathered
from tuopin.procedure.selectors.past import settings_of
from tuopin.procedure.services import doors
from tuopin.procedure.states import Setting, Step
from tuopin.procedure.states.declared import ANY, Objection
from tuopin.procedure.states.machine import avoidance_of, own_help_of

MOST = 3  # names at a seat that are told


@dataclass(frozen=True)
class Turn:
    """What comes next in a case, in words."""

    who: str  # place and role
    names: str  # who sits there today; "" when nobody does
    empty: bool  # whether the seat is known and nobody sits there
    what: str
    lacking: tuple[str, ...]  # titles of what has to be handed in before
    until: str
    since: datetime  # when the last thing happened in the case
    others: str  # who acted already and therefore may not act here


def turn_of(request: HttpRequest, file: CaseFile, found: Iterable[Gathered], setting: Setting, *, at: datetime) -> Turn | None:
    """Whose turn it is; None once the case has ended."""
    if file.standing.due is None:
        return None
    answering = bool(file.standing.open_objections)
    rule = file.edition.objection if answering else file.standing.due
    code = _place(file.case.area_code, rule.level)
    names = _names_at(code, rule, request, file, setting) if code else []
    place = names_of([code], on=request.on).get(code, "") if code else ""
    return Turn(
        post_in_words(place, "" if rule.role == ANY else rule.role), _("、").join(names), bool(code) and not names, _what(file, answering),
        tuple(_(one.requirement.title) for one in found if not one.is_met), _until(file, answering, at), _since(file), _("、").join(_who_acted(file, rule)),
    )


def what_follows(file: CaseFile) -> list[tuple[str, str]]:
    """What is to be done now that a case is completed, as (words, address); nothing while it runs or when it ended otherwise."""
    kind, _colon, number = file.case.subject.partition(":")
    if file.case.state != "completed":
        return []
    if kind == "watch":
        return [(_("登记帮扶措施、按期回访"), reverse("watch", args=[number]))] if file.procedure.to == "watched" else []
    if kind != "household":
        return []
    if file.procedure.to in ("identified", "returned"):
        return [(_("确定帮扶责任人、制定帮扶计划"), reverse("household-help", args=[number])), (_("核对并落实政策"), reverse("household-policies", args=[number]))]
    if file.procedure.to == "exited":
        return [(_("脱贫不脱政策:继续回访、落实政策"), reverse("household-monitoring", args=[number]))]
    return []


def barred_by(request: HttpRequest, file: CaseFile) -> str:
    """The title of the other step that the asker took in this case, so that the due one must be another person's; "" if none."""
    due = file.standing.due
    taken = file.standing.persons.get(request.actor.account_id or 0)
    if due is None or taken is None or file.edition.first_of(taken) == file.edition.first_of(due.name):
        return ""
    step = file.edition.step(taken)
    return _(step.title) if step else taken


def setting_for(request: HttpRequest, file: CaseFile) -> Setting:
    """What keeps the asker, and others, away from the case: whose own household it is, who answers for its help, who is kin to whom acted."""
    case = file.case
    if file.standing.is_ended:
        return Setting(file.edition, case.subject, case.area_code)
    asker = {request.actor.account_id} - {None}
    return settings_of([case], asker | set(file.standing.persons), doors.avoided([case]), doors.helping([case]))[case.pk]


def kept_away(request: HttpRequest, file: CaseFile, rule: Step | Objection, setting: Setting) -> str:
    """Why the asker keeps away from what is due though their post takes it (own household, kin, own help), in words; "" where nothing speaks against it."""
    account = request.actor.account_id
    if account is None:
        return ""
    why = avoidance_of(setting, file.standing, account) or own_help_of(setting, rule, account)
    return " ".join(why.say(_)) if why else ""


def overtaken_by(request: HttpRequest, file: CaseFile) -> str:
    """What became of the subject meanwhile, so that nobody takes the case further, told as soon as it is so; "" where nothing did."""
    if file.standing.due is None:
        return ""
    found = doors.overtaken([file.case], began={file.case.pk: file.acts[0].recorded_at} if file.acts else {}, on=request.on)
    return " ".join(found[file.case.pk].say(_)) if found else ""


def barrier_to(request: HttpRequest, file: CaseFile) -> str:
    """Why the due step would be refused today whatever is handed in, as another room says of it; "" where nothing stands in its way."""
    due = file.standing.due
    if due is None or file.standing.state == "on_notice":
        return ""
    for condition in due.conditions:
        try:
            doors.meet(condition, number=doors.number_of(file.case), actor=request.actor, on=request.on, case=file.case)
        except Refusal as refusal:
            return " ".join(refusal.say(_))
    return ""


def unenrolled(request: HttpRequest) -> str:
    """That whoever approves needs a second factor before they act, where they have none; files may be handed in meanwhile."""
    wanted = factor_wanted(request.actor, request.user)
    return " ".join(wanted.say(_)) if wanted else ""


def _place(area_code: str, level: str) -> str:
    return "" if level == ANY else ancestor(area_code, LEVELS.index(level) + 1)


def _names_at(code: str, rule: Step | Objection, request: HttpRequest, file: CaseFile, setting: Setting) -> list[str]:
    """Who sits at the seat today, has not acted at another step of the case and need not keep away from it."""
    barred = setting.avoiding | {person for person in setting.helping if own_help_of(setting, rule, person)} | {person for person, step in file.standing.persons.items()
              if isinstance(rule, Objection) or file.edition.first_of(step) != file.edition.first_of(rule.name)}
    posts = posts_held(on=request.on).filter(area_code=code, role__in=("clerk", "head") if rule.role == ANY else (rule.role,))
    names = [post.account.name for post in posts.exclude(account__in=barred).select_related("account").order_by("pk")[:MOST + 1]]
    return [*names[:MOST], "…"] if len(names) > MOST else names


def _what(file: CaseFile, answering: bool) -> str:
    if answering:
        return _("调查并答复异议;答复前公示停止计时。")
    if file.standing.state == "on_notice":
        return _("公示期满后拍公示栏照片,再结束公示;期间有异议的,随时登记。")
    if file.standing.due.notice:
        return _("打印公示,张贴在{place},拍照上传,再点“开始公示”。").format(place=_(file.standing.due.notice.place))
    return _("备齐材料并上传,再点“办理这一步”;不同意的,写明理由驳回。")


def _until(file: CaseFile, answering: bool, at: datetime) -> str:
    if answering:
        return ""
    if file.standing.state == "on_notice":
        left = file.standing.due.notice.length - file.standing.hung(at)
        days = max(-(-int(left.total_seconds()) // 86400), 0)
        return _("还差 {days} 天期满。").format(days=days) if days else _("已期满,现在可以结束公示。")
    return "" if file.standing.due.notice else _("办理后 {days} 天内录入;超过的标为补记。").format(days=file.edition.late_after_days)


def _since(file: CaseFile) -> datetime:
    return file.acts[-1].recorded_at if file.acts else file.case.opened_at


def _who_acted(file: CaseFile, rule: Step | Objection) -> list[str]:
    """The names of those who acted at another step: this one is not theirs."""
    return list(dict.fromkeys(
        act.account.name for act in file.acts if act.kind in ("step", "publish", "close")
        and (isinstance(rule, Objection) or file.edition.first_of(act.step) != file.edition.first_of(rule.name))))
