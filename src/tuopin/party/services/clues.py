"""Clues about bullies and gangs in villages: recorded sealed for three named persons, verified and referred by procedure, persons held to account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from tuopin.evidence.selectors import files_named
from tuopin.kernel.areas import level_of, within
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.party.models import Accountability, Clue
from tuopin.party.selectors.clues import clue_named, place_of
from tuopin.people.models import Account, Post
from tuopin.people.selectors import Actor, posts_held
from tuopin.procedure.models import Case
from tuopin.procedure.services import open_case
from tuopin.procedure.services.person import person_of
from tuopin.trail.services import record

PROCEDURE, VILLAGE = "party-clue-referral", 5


@dataclass(frozen=True)
class NewClue:
    """A clue as it came in: where it is worked on, its kind, whom it is about, what is said, on which day; and by log-in name who verifies and who approves."""

    area: str
    kind: str
    about: str
    said: str
    received_on: date
    verifier: str
    approver: str


@dataclass(frozen=True)
class Held:
    """Who was held to account: the name, their rank, the measure, the document of the decision with its scan, and its day."""

    person: str
    rank: str
    measure: str
    document: str
    evidence: UUID
    decided_on: date


@transaction.atomic
def record_clue(*, clue: NewClue, actor: Actor, on: date) -> Clue:
    """Put a clue on record, sealed, for its three named persons alone: whoever records it, who verifies, who approves.

    It lies at the township or above that works on it, never in the village. Raises Refusal for one that says nothing, for a village, and where the
    three are not three persons with posts there (the approver a head).
    """
    actor.require("correct", clue.area)
    if level_of(clue.area) >= VILLAGE or clue.kind not in Clue.Kind.values or not clue.about.strip() or not clue.said.strip() or clue.received_on > on:
        raise Refusal("clue-unclear", phrase("线索没有写明被反映人、内容或类别,日期晚于今天,或登记在村一级。"), phrase("线索由乡镇或县登记,请补充后重新提交。"))
    me = person_of(actor)
    verifier, approver = (_worker(name, clue.area, on, head) for name, head in ((clue.verifier, False), (clue.approver, True)))
    _require_three(me, verifier, approver)
    uid = uuid4()
    row = Clue.objects.create(
        uid=uid, area_code=clue.area, kind=clue.kind, about_sealed=keyring().seal(clue.about.strip()[:200], place_of("about", uid)),
        said_sealed=keyring().seal(clue.said.strip()[:2000], place_of("said", uid)), received_on=clue.received_on, recorder=me, verifier=verifier, approver=approver)
    record(area_code=row.area_code, verb="party-clue", subject=f"party-clue:{row.pk}", actor=actor, on=on)
    return row


def _worker(username: str, area: str, on: date, head: bool) -> Account:
    """The account of the name that works at the place on the day; raises Refusal where there is none, or it is no head where one is asked for."""
    roles = [Post.Role.HEAD] if head else [Post.Role.HEAD, Post.Role.CLERK]
    posts = posts_held(on=on).filter(account__username=username.strip().lower(), account__is_active=True, role__in=roles).select_related("account")
    found = next((post.account for post in posts if within(area, post.area_code)), None)
    if found is None or found.identity_index is None:
        raise Refusal("no-such-handler", phrase("“{name}”在该地没有合适的岗位,或账户没有登记身份。"), phrase("核查人须有经办或负责人岗位,审批人须有负责人岗位。"), name=username[:40])
    return found


def _require_three(*accounts: Account) -> None:
    if len({account.pk for account in accounts}) < 3 or len({bytes(account.identity_index) for account in accounts}) < 3:
        raise Refusal("same-person", phrase("登记、核查、审批须是三个人。"), phrase("请另外指定人员。"))


@transaction.atomic
def name_others(*, clue: int, verifier: str, approver: str, actor: Actor, on: date) -> Clue:
    """Name other persons for the file, as the one who recorded it and before it is worked on."""
    held = clue_named(actor, clue, held=True)
    if held.recorder_id != actor.account_id or Case.objects.filter(subject=f"party-clue:{held.pk}").exists():
        raise Refusal("not-renamed", phrase("承办人由登记人在立案前调整。"), phrase("请由登记人办理。"))
    found = [_worker(name, held.area_code, on, head) for name, head in ((verifier, False), (approver, True))]
    _require_three(held.recorder, *found)
    held.verifier, held.approver = found
    held.save(update_fields=["verifier", "approver"])
    record(area_code=held.area_code, verb="party-clue-name", subject=f"party-clue:{held.pk}", actor=actor, on=on)
    return held


def open_referral(*, clue: int, actor: Actor) -> Case:
    """Open the case in which a clue is registered, verified and referred to the police, each step by another of the named persons."""
    held = clue_named(actor, clue)
    return open_case(procedure=PROCEDURE, number=str(held.pk), actor=actor)


@transaction.atomic
def hold_to_account(*, clue: int, held_person: Held, actor: Actor, on: date) -> Accountability:
    """Record that somebody was held to account upon a clue that was referred: rank, measure, document and its scan; the name is sealed.

    Raises Refusal before the referral, without the scan of the decision, and for somebody who was held to account upon the clue already: they count once.
    """
    held, told = clue_named(actor, clue, held=True), held_person
    actor.require("correct", held.area_code)
    file = files_named(actor, [told.evidence]).get(UUID(str(told.evidence)))
    if held.referred_on is None or file is None or file.subject != f"party-clue:{held.pk}":
        raise Refusal("not-held-to-account", phrase("线索还没有移送,或没有处理决定的扫描件。"), phrase("请先办结移送,并上传处理决定。"))
    if told.rank not in Accountability.Rank.values or told.measure not in Accountability.Measure.values or not told.person.strip() or not told.document.strip() or told.decided_on > on:
        raise Refusal("accountability-unclear", phrase("没有写明被问责人、人员类别、处理方式或文件依据。"), phrase("请补充后重新提交。"))
    if told.person.strip()[:100] in {keyring().open(bytes(one.person_sealed), f"party.accountability|person|{one.uid}").strip() for one in held.accountabilities.all()}:
        raise Refusal("held-already", phrase("这条线索已登记过对此人的处理,一人只计一次。"), phrase("确是同名的另一人的,请在姓名后注明职务。"))
    uid = uuid4()
    row = Accountability.objects.create(
        clue=held, uid=uid, rank=told.rank, measure=told.measure, person_sealed=keyring().seal(told.person.strip()[:100], f"party.accountability|person|{uid}"),
        document=told.document.strip()[:200], evidence=file.uid, decided_on=told.decided_on)
    record(area_code=held.area_code, verb="party-account", subject=f"party-clue:{held.pk}", actor=actor, on=on, rank=told.rank, measure=told.measure, evidence=[file.digest])
    return row

