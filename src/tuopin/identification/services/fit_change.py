"""Says whether a change of members can be, by who belongs to the households at this moment: asked when it is proposed and again before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tuopin.identification.models import Change
from tuopin.identification.states.changes import ARRIVING, LEAVING, OWN_LIVING
from tuopin.kernel.areas import NATION, ancestor
from tuopin.kernel.days import age_on
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import certificate_key
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import DIED, Household, MemberForm, Membership, Person, StatusEvent
from tuopin.registry.states import status_on
from tuopin.scope.services import door

COUNTY = 3
Stays = Mapping[str, Membership]  # of one household, by the person's number


@dataclass(frozen=True)
class Wanted:
    """A change as it is wished for: `persons` are numbers, `relation` what the one who comes, or the former head, then is to the head."""

    household: Household
    kind: str
    happened_on: date
    persons: tuple[str, ...] = ()
    other: Household | None = None
    relation: str = ""
    certificate: str = ""  # of somebody who comes


@dataclass(frozen=True)
class Fitting:
    """Whom the change is about, and what the register knows of them, with every household that it touches held."""

    persons: list[Person]
    losing: list[Household] = field(default_factory=list)  # those that somebody known comes from
    known: Person | None = None  # the one who comes with a certificate, where the register knew them before


def fit_change(wanted: Wanted, *, actor: Actor) -> Fitting:
    """Hold the households and judge the change by their members as they are now; raises a Refusal with what does not fit.

    NotFound for numbers that are nobody's or out of the asker's sight, Forbidden for a household that is not theirs to change.
    """
    losing = _losing(wanted, actor)
    stays = _held([wanted.household, *([wanted.other] if wanted.other else []), *losing])
    own = stays[wanted.household.pk]
    if not own:
        raise Refusal("nobody-there", phrase("户编号为“{number}”的户现在没有成员。"), phrase("请核对户编号;已并户或整户离开的不能再变动。"), number=wanted.household.number)
    if wanted.relation == "head":
        raise Refusal("one-head", phrase("一户只有一位户主。"), phrase("关系请不要选“户主”;换户主请办理变更户主。"))
    if wanted.kind in ARRIVING:
        return _arriving(wanted, own, losing, stays)
    persons = _going(wanted, own)
    if wanted.kind == Change.Kind.MERGE:
        _merging(wanted, own, stays)
    if wanted.kind != Change.Kind.HEAD:
        _dated(wanted, (own[person.number] for person in persons))
    return Fitting(persons)


def _held(households: Iterable[Household]) -> dict[int, dict[str, Membership]]:
    """The running stays of each household, with its row held till the end of the transaction, always in the same order."""
    rows = list(Household.objects.select_for_update().filter(pk__in={one.pk for one in households}).order_by("pk"))
    found: dict[int, dict[str, Membership]] = {row.pk: {} for row in rows}
    for stay in Membership.objects.filter(household__in=rows, ends_on=None).select_related("person").order_by("person__number"):
        found[stay.household_id][stay.person.number] = stay
    return found


def _losing(wanted: Wanted, actor: Actor) -> list[Household]:
    """The households that known persons come from, or the one that is merged into: each the asker's to change, in the same county."""
    if wanted.kind not in ARRIVING:
        elsewhere = [wanted.other] if wanted.other else []
        found: list[Household] = []
    else:
        with door("roster", read=[NATION]):
            rows = Membership.objects.filter(person__number__in=wanted.persons, ends_on=None).exclude(household=wanted.household)
            found = elsewhere = list({stay.household_id: stay.household for stay in rows.select_related("household")}.values())
    for household in elsewhere:
        if not actor.may("read", household.village_code):
            raise _nobody(wanted.persons)
        actor.require("correct", household.village_code)
        if ancestor(household.village_code, COUNTY) != ancestor(wanted.household.village_code, COUNTY):
            raise Refusal("other-county", phrase("另一户不在本县,本县不能一并生效。"), phrase("请先在原县办理迁出或婚出,再凭证件在本县办理迁入或婚入。"))
    return found


def _arriving(wanted: Wanted, own: Stays, losing: list[Household], stays: Mapping[int, Stays]) -> Fitting:
    if not wanted.persons:
        return Fitting([], known=_known(wanted.certificate))
    if wanted.kind == Change.Kind.BIRTH:
        raise Refusal("birth-is-new", phrase("新生儿不能从已登记的成员中选。"), phrase("请填写新生儿的姓名和出生日期。"))
    if set(own) & set(wanted.persons):
        raise Refusal("member-already", phrase("所选的人已是这一户的成员。"), phrase("请核对人编号。"))
    from_there = {number: stay for household in losing for number, stay in stays[household.pk].items()}
    if not set(wanted.persons) <= set(from_there):
        raise _nobody(tuple(sorted(set(wanted.persons) - set(from_there))))
    for household in losing:
        _require_head_stays(household, stays[household.pk], wanted.persons)
    _dated(wanted, (from_there[number] for number in wanted.persons))
    return Fitting([from_there[number].person for number in wanted.persons], losing)


def _known(certificate: str) -> Person | None:
    """Whom the register knows by the certificate: somebody who is in no household now, and lives."""
    if not certificate:
        return None
    with door("roster", read=[NATION]):
        found = Person.objects.filter(certificate_index__in=keyring().all_indexes("certificate", certificate_key(certificate))).first()
        stays = list(Membership.objects.filter(person=found).order_by("starts_on", "pk")) if found else []
    if any(stay.ends_on is None for stay in stays):
        raise Refusal("certificate-taken", phrase("有成员的证件号码已登记在另一户。"), phrase("请核对证件;号码无误的,请联系上级查明是否重复登记。"))
    if any(stay.end_reason == DIED for stay in stays):
        raise Refusal("registered-dead", phrase("这个证件号码的人已登记死亡。"), phrase("请核对证件;登记有误的,请联系上级查明。"))
    return found


def _going(wanted: Wanted, own: Stays) -> list[Person]:
    """Those of the household whom the change is about: everybody in a merge, else those named."""
    missing = [number for number in wanted.persons if number not in own]
    if missing:
        raise _nobody(missing)
    if wanted.kind == Change.Kind.MERGE:
        return [stay.person for stay in own.values()]
    if not wanted.persons or (wanted.kind != Change.Kind.SPLIT and len(wanted.persons) != 1):
        raise Refusal("who-is-missing", phrase("没有选择变动的成员。"), phrase("分户可选多人,其他变动每次一人。"))
    if wanted.kind == Change.Kind.SPLIT and len(set(wanted.persons)) >= len(own):
        raise Refusal("nobody-stays", phrase("分户后原户没有人了。"), phrase("全部迁走的请办理迁出或整户销户。"))
    if wanted.kind == Change.Kind.SPLIT and all(_is_child(own[number].person, wanted.happened_on) for number in wanted.persons):
        raise Refusal("children-alone", phrase("分出去的人都不满 {age} 周岁。"), phrase("请与抚养他们的成年人一起分户;由别家抚养的,请办理迁出。"), age=OWN_LIVING)
    if wanted.kind in LEAVING or wanted.kind == Change.Kind.SPLIT:
        _require_head_stays(wanted.household, own, wanted.persons)
    elif heads_of(wanted.household) & set(wanted.persons):
        raise Refusal("head-already", phrase("所选的人已经是户主。"), phrase("请选择新的户主。"))
    return [own[number].person for number in dict.fromkeys(wanted.persons)]


def _is_child(person: Person, on: date) -> bool:
    """Whether somebody is known to be too young to keep a household."""
    return person.born_on is not None and age_on(person.born_on, on) < OWN_LIVING


def _merging(wanted: Wanted, own: Stays, stays: Mapping[int, Stays]) -> None:
    if wanted.other is None or wanted.other.pk == wanted.household.pk:
        raise Refusal("same-household", phrase("不能与自己并户。"), phrase("请填写并入的另一户的户编号。"))
    if not stays[wanted.other.pk]:
        raise Refusal("nobody-there", phrase("户编号为“{number}”的户现在没有成员。"), phrase("请核对户编号;已并户或整户离开的不能再变动。"), number=wanted.other.number)
    if _stands(wanted.household) != _stands(wanted.other):
        raise Refusal("other-status", phrase("两户的贫困状态不同,并户会使人不经程序进入或离开名册。"), phrase("请先按程序办理识别、退出或清退,状态相同后再并户。"))
    if wanted.persons and set(wanted.persons) != set(own):
        raise Refusal("others-came", phrase("这一户的成员与提出时不同。"), phrase("请按现在的成员办理。"))


def _stands(household: Household) -> str:
    """Poor, exited or not registered, after all that happened to it; one that was removed stands like one that never was registered."""
    status = status_on(StatusEvent.objects.filter(household=household).order_by("id").values_list("on", "kind"), date.max)
    return {None: "", "removed": "", "exited": "exited"}.get(status, "poor")


def heads_of(household: Household) -> set[str]:
    """The numbers of whoever heads the household by the forms of its latest year."""
    forms = MemberForm.objects.filter(household=household, superseded_at=None)
    year = forms.order_by("-year").values_list("year", flat=True).first()
    return set(forms.filter(year=year, relation="head").values_list("person__number", flat=True))


def _require_head_stays(household: Household, stays: Stays, going: Iterable[str]) -> None:
    """Refuse that the head goes while others stay; whoever lived alone may go."""
    if set(stays) - set(going) and heads_of(household) & set(going):
        raise Refusal("head-leaves", phrase("离开的人是户主。"), phrase("请先办理变更户主,再办理这一项。"))


def _dated(wanted: Wanted, ended: Iterable[Membership]) -> None:
    """Nobody leaves before they came."""
    latest = max((stay.starts_on for stay in ended), default=wanted.happened_on)
    if wanted.happened_on < latest:
        raise Refusal("before-they-came", phrase("变动日期早于成员加入这一户的日期({on})。"), phrase("请核对日期。"), on=latest.isoformat())


def _nobody(numbers: Iterable[str]) -> NotFound:
    return NotFound("no-such-member", phrase("这一户没有编号为“{person}”的成员。"), phrase("请核对人编号。"), person=next(iter(numbers), "")[:40])
