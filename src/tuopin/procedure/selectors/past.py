"""A case as the judgement needs it: its setting, and what was done in it as plain deeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from tuopin.kernel.areas import LEVELS, depth_of, level_of, within
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.models import Account, Kinship
from tuopin.people.selectors import Actor, posts_held
from tuopin.procedure.models import Act, Case, Citation
from tuopin.procedure.states import Deed, Edition, Piece, Seat, Setting, Verdict, procedure_named


def case_in_sight(actor: Actor, number: int, *, held: bool = False) -> Case:
    """The case of the number; with `held` its row is kept until the transaction ends. Raises NotFound outside the asker's areas."""
    rows = Case.objects.select_for_update() if held else Case.objects
    case = rows.filter(actor.scope("area_code"), pk=number).first()
    if case is None:
        raise NotFound("no-such-case", phrase("没有编号为 {number} 的事项。"), phrase("请核对编号;如属其他辖区,请联系上级。"), number=number)
    return case


def cases_in_sight(actor: Actor, numbers: Iterable[int], *, held: bool = False) -> list[Case]:
    """The cases of the numbers in their order; NotFound as soon as one is not the asker's to see."""
    wanted = list(numbers)
    if len(wanted) == 1:
        return [case_in_sight(actor, wanted[0], held=held)]
    rows = Case.objects.select_for_update().order_by("pk") if held else Case.objects
    found = {case.pk: case for case in rows.filter(actor.scope("area_code"), pk__in=wanted)}
    for number in wanted:
        if number not in found:
            return [case_in_sight(actor, number)]  # raises
    return [found[number] for number in wanted]


def edition_of(case: Case) -> Edition:
    """The edition that the case goes by."""
    return procedure_named(case.procedure).edition_from(case.edition, case.variant)


def acts_of(case: Case) -> list[Act]:
    """All acts of the case in order, with what each rests on."""
    joined = Act.objects.select_related("account", "verdict", "sealing", "publication", "objection").prefetch_related("citations")
    return list(joined.filter(case=case).order_by("seq"))


def acts_by_case(cases: Sequence[Case]) -> dict[int, list[Act]]:
    """The acts of several cases in order, by the case's number."""
    joined = Act.objects.select_related("account", "verdict", "sealing", "publication", "objection").prefetch_related("citations")
    found: dict[int, list[Act]] = {case.pk: [] for case in cases}
    for act in joined.filter(case__in=[case.pk for case in cases]).order_by("case_id", "seq"):
        found[act.case_id].append(act)
    return found


def deeds_of(acts: Iterable[Act]) -> list[Deed]:
    """The acts as plain deeds."""
    return [deed_of(act) for act in acts]


def deed_of(act: Act) -> Deed:
    """One act as a plain deed."""
    verdict, sealing = getattr(act, "verdict", None), getattr(act, "sealing", None)
    return Deed(
        act.kind, act.step, act.account_id, Seat(act.seat_area, act.seat_role, act.seat_title), act.happened_on, act.recorded_at,
        tuple(Piece(c.name, c.kind, c.subject, c.digest, c.accepted_at) for c in act.citations.all()),
        verdict and Verdict(verdict.rule, verdict.holds), act.entitled, act.present, act.in_favour, act.outcome, act.note, act.refers,
        sealing and sealing.recorded_at,
    )


def setting_of(case: Case, persons: Iterable[int], avoiding: Iterable[bytes]) -> Setting:
    """The setting of the case for these persons: who of them are kin, and whose own household it is."""
    return settings_of([case], persons, {case.pk: list(avoiding)})[case.pk]


def spent_before(cases: Sequence[Case]) -> dict[int, frozenset[str]]:
    """The digests of each case's own files on which an act of another procedure rested, by the case's number: what was shown for coming in does not serve for leaving."""
    rows = Citation.objects.filter(act__case__subject__in={case.subject for case in cases}, subject=F("act__case__subject"))
    found: dict[str, list[tuple[str, str]]] = {}
    for subject, procedure, digest in rows.values_list("subject", "act__case__procedure", "digest"):
        found.setdefault(subject, []).append((procedure, digest))
    return {case.pk: frozenset(digest for procedure, digest in found.get(case.subject, ()) if procedure != case.procedure) for case in cases}


def _persons(of: Mapping[bytes, int], indexes: Iterable[bytes]) -> frozenset[int]:
    """The accounts of those whose identity is among the indexes."""
    return frozenset(of[bytes(index)] for index in indexes if bytes(index) in of)


def settings_of(
    cases: Sequence[Case], persons: Iterable[int], avoiding: Mapping[int, Sequence[bytes]], helping: Mapping[int, Sequence[bytes]] = {},  # noqa: B006 (read only)
) -> dict[int, Setting]:
    """The settings of several cases for these persons, by the case's number; `avoiding` are the identity indexes of each one's own people, `helping`
    those of whoever answers or answered for its help."""
    ids = set(persons)
    pairs = frozenset(
        frozenset(pair) for pair in Kinship.objects.filter(Q(one__in=ids) & Q(other__in=ids)).values_list("one_id", "other_id")
    )
    indexes = {bytes(index) for told in (avoiding, helping) for of in told.values() for index in of}
    own = {bytes(index): pk for pk, index in Account.objects.filter(identity_index__in=list(indexes)).values_list("pk", "identity_index")} if indexes else {}
    appealed = {case.appeals_id for case in cases if case.appeals_id}
    noes = {act.case_id: act for act in Act.objects.filter(Q(kind="reject") | Q(kind="answer", outcome="upheld"), case__in=appealed)} if appealed else {}
    spent, found = spent_before(cases), {}
    for case in cases:
        before = noes.get(case.appeals_id)  # the no that is appealed against: a rejection, or an objection that was upheld
        found[case.pk] = Setting(
            edition_of(case), case.subject, case.area_code, _persons(own, avoiding.get(case.pk, ())), _persons(own, helping.get(case.pk, ())), pairs,
            before.step if before and before.kind == "reject" else "", frozenset({before.account_id}) if before else frozenset(), spent[case.pk],
        )
    return found


def seats_of(actor: Actor, area_code: str, *, on: date) -> list[tuple[str, str]]:
    """The level and role of each post of the asker whose place holds the area, on the day; a city without counties holds two levels."""
    posts = posts_held(on=on).filter(account=actor.account_id) if actor.account_id else ()
    return [
        (LEVELS[level - 1], post.role) for post in posts if within(area_code, post.area_code)
        for level in sorted({level_of(post.area_code), depth_of(post.area_code)})
    ]


def submitted_before(actor: Actor, case: Case, key: UUID | None) -> Act | None:
    """The act that the asker's earlier submission under this key wrote in the case; None where there is none."""
    return Act.objects.prefetch_related("citations").filter(case=case, account=actor.account_id, key=key).first() if key and actor.account_id else None


def rested_on(act: Act) -> tuple[tuple[str, UUID], ...]:
    """The evidence that an act was submitted with, as it was submitted."""
    return tuple((cited.name, cited.uid) for cited in sorted(act.citations.all(), key=lambda cited: cited.pk))
