"""The one writer of acts: judges whether what is wished is allowed, in one case or in a thousand at once, and moves them on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.selectors import files_named
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account, Post
from tuopin.people.selectors import Actor, posts_held
from tuopin.procedure.models import Act, Case
from tuopin.procedure.selectors.past import acts_by_case, cases_in_sight, deeds_of, settings_of
from tuopin.procedure.services import clock, doors
from tuopin.procedure.services.conclude import conclude
from tuopin.procedure.services.conflict import MovedOn, SomeRefused
from tuopin.procedure.services.person import person_of
from tuopin.procedure.services.said import Said
from tuopin.procedure.services.write_acts import Decided, write_acts
from tuopin.procedure.states import Deed, Piece, Seat, Setting, Standing, allow, procedure_named
from tuopin.procedure.states import Verdict as Held
from tuopin.procedure.states import deed as d

SEALED = frozenset({d.PUBLISH, d.CLOSE})


@dataclass(frozen=True)
class Wish:
    """What kind of act is wished for, at which step, and what only that kind has."""

    kind: str
    step: str = ""
    outcome: str = ""
    refers: int = 0
    more: tuple[object, ...] = ()  # what else was submitted, for telling a repetition from another submission


@dataclass
class _Room:
    """What is asked once for all cases of one submission."""

    actor: Actor
    account: Account
    at: datetime
    posts: list[Post]
    files: Mapping[object, EvidenceFile]
    settings: Mapping[int, Setting] = field(default_factory=dict)
    past: Mapping[int, list[Act]] = field(default_factory=dict)


def enact(wish: Wish, *, case: int, actor: Actor, said: Said, beside: Callable[[Sequence[Act]], None] = lambda acts: None) -> Act:
    """Do what is wished in the case, or raise a Refusal that says why not.

    `beside` writes what belongs to the act (a notice's text, an objection). Raises NotFound outside the asker's areas, MovedOn
    when the case went on since the asker saw it. The same key with the same content is the first act again.
    """
    return enact_many({case: (wish, said)}, actor=actor, beside=beside)[0]


@transaction.atomic
def enact_many(
    wishes: Mapping[int, tuple[Wish, Said]], *, actor: Actor, beside: Callable[[Sequence[Act]], None] = lambda acts: None,
    report: Callable[[int, int], None] = lambda done, of: None,
) -> list[Act]:
    """Do in each case, by its number, what is wished there: all of it or nothing, in one transaction; the acts in the order given.

    `report` is told how many of how many are decided. Raises as `enact` does; where several cases refuse, the first are named.
    """
    held = {case.pk: case for case in cases_in_sight(actor, wishes, held=True)}
    before = _done_already(wishes)
    todo = [held[pk] for pk in wishes if pk not in before]
    if not todo:
        return [before[pk] for pk in wishes]
    room = _room(todo, wishes, actor)
    decided = list(_decided_all(todo, wishes, room, report))
    acts = write_acts(decided, actor=actor, beside=beside)
    conclude(decided, actor=actor)
    written = before | {act.case_id: act for act in acts}
    return [written[pk] for pk in wishes]


def _room(cases: Sequence[Case], wishes: Mapping[int, tuple[Wish, Said]], actor: Actor) -> _Room:
    past = acts_by_case(cases)
    for case in cases:
        said = wishes[case.pk][1]
        if said.seen is not None and said.seen != case.version:
            raise MovedOn(past[case.pk][said.seen:])
    account, at = person_of(actor), clock.now()
    avoiding = doors.avoided(cases)
    settings = settings_of(cases, {account.pk, *(act.account_id for acts in past.values() for act in acts)}, avoiding, doors.helping(cases))
    files = files_named(actor, {uid for _, said in wishes.values() for _, uid in said.evidence})
    if any(file.erased_at for file in files.values()):
        raise Refusal("evidence-erased", phrase("这份证据已按规定销毁。"), phrase("请提交新的证据。"))
    posts = list(posts_held(on=clock.today(at)).filter(account=account).order_by("pk"))
    return _Room(actor, account, at, posts, files, settings, past)


def _decided_all(
    cases: Sequence[Case], wishes: Mapping[int, tuple[Wish, Said]], room: _Room, report: Callable[[int, int], None],
) -> Iterator[Decided]:
    refused: list[tuple[Case, Refusal]] = []
    onward = [case for case in cases if wishes[case.pk][0].kind in (d.STEP, d.PUBLISH)]
    overtaken = doors.overtaken(onward, began={pk: acts[0].recorded_at for pk, acts in room.past.items() if acts}, on=clock.today(room.at))
    if len(cases) == 1 and overtaken:
        raise overtaken[cases[0].pk]
    judged = _judged_all([case for case in cases if case.pk not in overtaken], wishes, room)
    for place, case in enumerate(cases, 1):
        try:
            if case.pk in overtaken:
                raise overtaken[case.pk]
            yield _decided(case, *wishes[case.pk], judged.get(case.pk), room)
        except Refusal as refusal:
            if len(cases) == 1:
                raise
            refused.append((case, refusal))
        if place % 100 == 0 or place == len(cases):
            report(place, len(cases))
    if refused:
        raise SomeRefused([(_number(case), refusal) for case, refusal in refused], of=len(cases))


def _judged_all(cases: Sequence[Case], wishes: Mapping[int, tuple[Wish, Said]], room: _Room) -> dict[int, doors.Judged]:
    """What the rules say, asked together where several cases are at a step that asks the same rule."""
    asked: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        wish = wishes[case.pk][0]
        step = room.settings[case.pk].edition.step(wish.step)
        if wish.kind in (d.STEP, d.PUBLISH) and step is not None:
            for condition in step.conditions:
                doors.meet(condition, number=_number(case), actor=room.actor, on=clock.today(room.at), case=case)
            if wish.kind == d.STEP and step.verdict:
                asked.setdefault((step.verdict, procedure_named(case.procedure).subject), []).append(case)
    found = {}
    for (rule, _), of in asked.items():
        answers = doors.judge_many(rule, numbers=[_number(case) for case in of], actor=room.actor, on=clock.today(room.at))
        found |= {case.pk: answer for case, answer in zip(of, answers, strict=True)}
    return found


def _decided(case: Case, wish: Wish, said: Said, judged: doors.Judged | None, room: _Room) -> Decided:
    files = [(name, room.files[uid]) for name, uid in said.evidence]
    deed = Deed(
        wish.kind, wish.step, room.account.pk, Seat("", ""), said.happened_on or clock.today(room.at), room.at,
        tuple(Piece(name, file.kind, file.subject, file.digest, file.recorded_at) for name, file in files),
        judged and Held(judged.rule, judged.holds, judged.why_not, judged.unknown), said.entitled, said.present, said.in_favour,
        wish.outcome, said.note, wish.refers,
    )
    setting = room.settings[case.pk]
    deed, standing = _from_a_seat(setting, deeds_of(room.past[case.pk]), deed, room.posts)
    return Decided(case, deed, standing, setting, tuple(files), judged, said, _body(wish, said), wish.kind in SEALED)


def _from_a_seat(setting: Setting, past: list[Deed], deed: Deed, posts: Sequence[Post]) -> tuple[Deed, Standing]:
    """The deed from the one of the person's seats from which it is allowed, with what the case then is."""
    refusals: list[Refusal] = [Forbidden("no-post", phrase("您目前没有在任的岗位。"), phrase("请联系系统管理员安排岗位。"))]
    for post in posts:
        seated = replace(deed, seat=Seat(post.area_code, post.role, post.title))
        try:
            return seated, allow(setting, past, seated)
        except Refusal as refusal:
            refusals.append(refusal)
    raise next((refusal for refusal in refusals if not isinstance(refusal, Forbidden)), refusals[-1])


def _done_already(wishes: Mapping[int, tuple[Wish, Said]]) -> dict[int, Act]:
    """The acts that an earlier submission of the same keys wrote, by case, found with one question however many cases there are."""
    keys = {pk: said.key for pk, (_wish, said) in wishes.items() if said.key}
    acts = Act.objects.filter(case__in=keys, key__in=set(keys.values())) if keys else ()
    found = {act.case_id: act for act in acts if act.key == keys[act.case_id]}
    if any(act.body != _body(*wishes[pk]) for pk, act in found.items()):
        raise Refusal("key-reused", phrase("同一提交标识已用于另一份内容。"), phrase("请重新打开页面后提交。"))
    return found


def _body(wish: Wish, said: Said) -> str:
    return said.digest(wish.kind, wish.step, wish.outcome, wish.refers, *wish.more)


def _number(case: Case) -> str:
    return case.subject.partition(":")[2]
