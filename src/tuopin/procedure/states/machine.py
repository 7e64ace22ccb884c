"""Says whether a deed is allowed in a case, and if not, why and what to do: one refusal for every way around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tuopin.kernel.areas import LEVELS, ancestor, level_of, stands_at, within
from tuopin.kernel.days import local_zone
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.procedure.states import deed as d
from tuopin.procedure.states.declared import ANY, Edition, Objection, Requirement, Step
from tuopin.procedure.states.standing import ON_NOTICE, UNDERWAY, Standing, fold
from tuopin.procedure.states.verdicts import does_not_hold


@dataclass(frozen=True)
class Setting:
    """What a case is about and who must keep away from it."""

    edition: Edition
    subject: str  # household:H0001
    area_code: str
    avoiding: frozenset[int] = frozenset()  # persons who belong to the subject: one does not decide on one's own household
    helping: frozenset[int] = frozenset()  # persons who answer or answered for its help: what comes of a case is what their own work is measured by
    kin: frozenset[frozenset[int]] = field(default_factory=frozenset)  # pairs of persons who are kin to each other
    appealed: str = ""  # the step at which the case was rejected that this one appeals against
    decided: frozenset[int] = frozenset()  # who rejected it there, or upheld the objection that ended it
    spent: frozenset[str] = frozenset()  # digests of its own files that served in another procedure

    @property
    def shared_subject(self) -> str:
        return f"village:{self.area_code}"


def standing_of(setting: Setting, deeds: Sequence[d.Deed]) -> Standing:
    """Where the case stands after these deeds."""
    return fold(setting.edition, deeds)


def allow(setting: Setting, deeds: Sequence[d.Deed], deed: d.Deed) -> Standing:
    """The standing after the deed; raises a Refusal when it is not allowed. Nothing is assumed of the caller."""
    was = standing_of(setting, deeds)
    if was.is_ended:
        raise Refusal("case-ended", phrase("此事项已办结或已终止,不能再办理。"), phrase("如需重新办理,请另立事项。"))
    if was.last is not None and deed.at < was.last.at:
        raise Refusal("clock-went-back", phrase("服务器时钟早于上一步的记录时间。"), phrase("请先校准服务器时钟。"))
    _CHECKS[deed.kind](setting, was, deeds, deed)
    return standing_of(setting, (*deeds, deed))


def _allow_step(setting: Setting, was: Standing, deeds: Sequence[d.Deed], deed: d.Deed) -> None:
    step = _step_due(was, deed, with_notice=False)
    if any(done.kind in (d.PUBLISH, d.CLOSE) and done.sealed_at is None for done in deeds):
        raise Refusal("notice-not-sealed", phrase("公示的起止还没有存入存证点。"), phrase("请先签发存证点,再继续办理。"))
    _check_who(setting, step, deed)
    _check_distinct(setting, was, deed)
    _check_own_help(setting, step, deed)
    _check_day(deeds, deed)
    _check_quorum(step, deed)
    _check_verdict(step, deed)
    _check_pieces(setting, was, step.evidence, deed)


def _allow_publish(setting: Setting, was: Standing, deeds: Sequence[d.Deed], deed: d.Deed) -> None:
    step = _step_due(was, deed, with_notice=True)
    _check_who(setting, step, deed)
    _check_distinct(setting, was, deed)
    _check_today(deed)
    _check_pieces(setting, was, step.evidence, deed)


def _allow_object(setting: Setting, was: Standing, deeds: Sequence[d.Deed], deed: d.Deed) -> None:
    _on_notice(was, deed)
    _check_who(setting, Step("", "", ANY, ANY), deed)
    _check_day(deeds, deed)
    _check_note(deed)


def _allow_answer(setting: Setting, was: Standing, deeds: Sequence[d.Deed], deed: d.Deed) -> None:
    _on_notice(was, deed)
    rule: Objection = setting.edition.objection
    if deed.refers not in was.open_objections:
        raise Refusal("no-open-objection", phrase("没有这条待答复的异议。"), phrase("请刷新页面,核对异议。"))
    if deed.outcome not in d.OUTCOMES:
        raise Refusal("no-outcome", phrase("没有写明异议是否成立。"), phrase("请选择异议成立或不成立。"))
    _check_who(setting, rule, deed)
    _check_today(deed)
    if deed.person == deeds[deed.refers - 1].person or deed.person in was.persons:
        raise Refusal("same-person", phrase("异议不能由登记人或已办理本事项的人答复。"), phrase("请由另一位负责人答复。"))
    if deed.person in setting.decided:
        raise Refusal("decided-before", phrase("原来是您驳回或认定异议成立的,申诉中的异议不能由您答复。"), phrase("请由另一位负责人或上一级答复。"))
    _check_avoidance(setting, was, deed)
    _check_own_help(setting, rule, deed)
    _check_note(deed)
    _check_pieces(setting, was, rule.evidence, deed)


def _allow_close(setting: Setting, was: Standing, deeds: Sequence[d.Deed], deed: d.Deed) -> None:
    _on_notice(was, deed)
    _check_who(setting, was.due, deed)
    _check_distinct(setting, was, deed)
    _check_today(deed)
    if was.open_objections:
        raise Refusal("objection-open", phrase("还有异议没有答复,公示不能结束。"), phrase("请先调查并答复异议。"))
    if was.hung(deed.at) < was.due.notice.length:
        raise Refusal("notice-too-short", phrase("公示未满 {days} 天,不能结束。"), phrase("请于期满后再办理;有异议的时间不计入。"), days=was.due.notice.days)
    _check_pieces(setting, was, was.due.closing, deed)


def _allow_reject(setting: Setting, was: Standing, deeds: Sequence[d.Deed], deed: d.Deed) -> None:
    step = _step_due(was, deed, with_notice=False)
    _check_who(setting, step, deed)
    _check_distinct(setting, was, deed)
    _check_own_help(setting, step, deed)
    _check_day(deeds, deed)
    _check_note(deed)
    _check_pieces(setting, was, tuple(replace(one, least=0) for one in step.evidence), deed)


def _allow_withdraw(setting: Setting, was: Standing, deeds: Sequence[d.Deed], deed: d.Deed) -> None:
    _check_who(setting, Step("", "", ANY, ANY), deed)
    _check_note(deed)
    _check_today(deed)


_CHECKS = {
    d.STEP: _allow_step, d.PUBLISH: _allow_publish, d.OBJECT: _allow_object, d.ANSWER: _allow_answer, d.CLOSE: _allow_close,
    d.WITHDRAW: _allow_withdraw, d.REJECT: _allow_reject,
}


def day_of(deed: d.Deed) -> date:
    """The day on which the database records the deed, on the office's wall."""
    return deed.at.astimezone(local_zone()).date()


def is_late(edition: Edition, deed: d.Deed) -> bool:
    """Whether the deed was recorded later after it happened than the procedure thinks usual."""
    return (day_of(deed) - deed.happened_on).days > edition.late_after_days


def _step_due(was: Standing, deed: d.Deed, *, with_notice: bool) -> Step:
    if was.state != UNDERWAY or was.due.name != deed.step or bool(was.due.notice) != with_notice:
        raise Refusal("not-this-step", phrase("现在应办理的是“{step}”。"), phrase("请按顺序办理。"), step=Phrase(was.due.title))
    return was.due


def _on_notice(was: Standing, deed: d.Deed) -> None:
    if was.state != ON_NOTICE or was.due.name != deed.step:
        raise Refusal("not-on-notice", phrase("此事项现在不在公示期。"), phrase("请刷新页面,核对办理进度。"))


def _check_who(setting: Setting, rule: Step | Objection, deed: d.Deed) -> None:
    seat = deed.seat
    ours = within(setting.area_code, seat.area_code) and seat.role in (("clerk", "head") if rule.role == ANY else (rule.role,))
    if isinstance(rule, Objection):
        placed = level_of(seat.area_code) <= LEVELS.index(rule.level) + 1
    else:
        placed = rule.level == ANY or stands_at(seat.area_code, LEVELS.index(rule.level) + 1)
        if rule.name == setting.appealed:  # what was rejected is looked at one level above
            placed = placed or level_of(seat.area_code) == level_of(ancestor(setting.area_code, LEVELS.index(rule.level) + 1)) - 1
    if not (ours and placed):
        raise Forbidden("not-your-step", phrase("这一步不由您的岗位办理。"), phrase("请由规定层级的岗位办理。"))


def _check_distinct(setting: Setting, was: Standing, deed: d.Deed) -> None:
    mine = setting.edition.first_of(deed.step)
    if deed.person in was.persons and setting.edition.first_of(was.persons[deed.person]) != mine:
        raise Refusal("same-person", phrase("您已办理过本事项的另一步,同一人不能办理两步。"), phrase("请由另一人办理。"))
    taken = deed.seat in was.seats and setting.edition.first_of(was.seats[deed.seat]) != mine
    if taken and not setting.edition.one_office:
        raise Refusal("same-seat", phrase("这一步与另一步出自同一岗位,换人不换岗也不行。"), phrase("请由另一岗位的人办理。"))
    if deed.step == setting.appealed and deed.person in setting.decided:
        raise Refusal("rejected-before", phrase("原来是您驳回的,复核不能由您办理。"), phrase("请由另一人或上一级办理。"))
    _check_avoidance(setting, was, deed)


def _check_avoidance(setting: Setting, was: Standing, deed: d.Deed) -> None:
    if why := avoidance_of(setting, was, deed.person):
        raise why


def _check_own_help(setting: Setting, rule: Step | Objection, deed: d.Deed) -> None:
    if why := own_help_of(setting, rule, deed.person):
        raise why


def avoidance_of(setting: Setting, was: Standing, person: int) -> Refusal | None:
    """Why the person keeps away from every step of the case: their own household, or kin to somebody who acted; None where nothing speaks against it."""
    if person in setting.avoiding:
        return Refusal("own-household", phrase("不能办理自己家的事项。"), phrase("请由他人办理(回避)。"))
    if any(frozenset((person, other)) in setting.kin for other in was.persons):
        return Refusal("kin", phrase("您与已办理本事项的人有亲属关系,应当回避。"), phrase("请由他人办理。"))
    return None


def own_help_of(setting: Setting, rule: Step | Objection, person: int) -> Refusal | None:
    """Why whoever answers (or answered) for the help does not check, review or decide; writing down a meeting's votes and hanging a notice decide nothing."""
    decides = isinstance(rule, Objection) or (rule.present is None and rule.notice is None)
    if not decides or person not in setting.helping:
        return None
    return Refusal(
        "own-help", phrase("您是(或曾是)这一户的帮扶责任人,不能核实、审核、批准或驳回它的事项,也不能答复异议。"), phrase("请由没有帮扶过这一户的人办理(回避)。"),
    )


def _check_day(deeds: Sequence[d.Deed], deed: d.Deed) -> None:
    earlier = [done.happened_on for done in deeds]
    if deed.happened_on > day_of(deed) or (earlier and deed.happened_on < max(earlier)):
        raise Refusal("bad-happened-on", phrase("办理日期不能晚于今天,也不能早于上一步。"), phrase("请核对日期。"))


def _check_today(deed: d.Deed) -> None:
    if deed.happened_on != day_of(deed):
        raise Refusal("not-today", phrase("这一步只能记在办理当天,不能补填日期。"), phrase("请用今天的日期。"))


def _check_note(deed: d.Deed) -> None:
    if not deed.note.strip():
        raise Refusal("note-missing", phrase("没有写明理由。"), phrase("请写明理由或内容。"))


def _check_quorum(step: Step, deed: d.Deed) -> None:
    if step.present is None:
        return
    counts = (deed.entitled, deed.present, deed.in_favour)
    if None in counts or not 0 <= deed.in_favour <= deed.present <= deed.entitled or deed.entitled == 0:
        raise Refusal("votes-missing", phrase("应到、实到、同意人数没有填全,或互相矛盾。"), phrase("请按会议记录填写。"))
    if deed.present < step.present * deed.entitled:
        raise Refusal("no-quorum", phrase("到会人数不足应到人数的 {share}。"), phrase("请重新召开评议会。"), share=str(step.present))
    if deed.in_favour <= step.in_favour * deed.present:
        raise Refusal("not-carried", phrase("同意人数没有超过到会人数的 {share}。"), phrase("评议未通过,不能继续。"), share=str(step.in_favour))


def _check_verdict(step: Step, deed: d.Deed) -> None:
    if not step.verdict:
        return
    if deed.verdict is None or deed.verdict.rule != step.verdict:
        raise Refusal("verdict-missing", phrase("没有当日的评判结果。"), phrase("请先按规则评判。"))
    if deed.verdict.holds is not True:
        raise does_not_hold(deed.verdict.why_not, deed.verdict.unknown)


def _check_pieces(setting: Setting, was: Standing, wanted: tuple[Requirement, ...], deed: d.Deed) -> None:
    known = {requirement.name: requirement for requirement in wanted}
    digests = [piece.digest for piece in deed.pieces]
    if len(set(digests)) != len(digests) or was.digests & set(digests):
        raise Refusal("evidence-twice", phrase("同一份材料不能用作两项证据。"), phrase("请为每一项上传各自的材料。"))
    for piece in deed.pieces:
        requirement = known.get(piece.name)
        if requirement is None or piece.kind not in requirement.kinds:
            raise Refusal("evidence-unasked", phrase("材料的种类不符合这一步的要求。"), phrase("请按要求的种类上传。"))
        if piece.subject != setting.subject and not (requirement.shared and piece.subject == setting.shared_subject):
            raise Refusal("evidence-of-another", phrase("“{title}”不是这一户的材料。"), phrase("请上传这一户的材料。"), title=Phrase(requirement.title))
        if piece.subject == setting.subject and piece.digest in setting.spent:
            raise Refusal("evidence-spent", phrase("“{title}”已在另一项程序中用过,不能再用。"), phrase("请取得这一次的材料并上传。"), title=Phrase(requirement.title))
        if not timedelta(0) <= deed.at - piece.accepted_at <= timedelta(days=requirement.fresh_days):
            raise Refusal("evidence-stale", phrase("“{title}”已超过 {days} 天。"), phrase("请重新取得并上传。"), title=Phrase(requirement.title), days=requirement.fresh_days)
    for requirement in wanted:
        if sum(piece.name == requirement.name for piece in deed.pieces) < requirement.least:
            raise Refusal("evidence-missing", phrase("缺少“{title}”({least} 份)。"), phrase("请先上传,再办理这一步。"), title=Phrase(requirement.title), least=requirement.least)
