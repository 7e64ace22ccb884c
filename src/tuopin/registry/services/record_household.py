"""Records households that are on no register yet (一般农户): who lives there and what is known of them, so that they can apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction

from tuopin.divisions.selectors import villages_on
from tuopin.intake.cells.certificate import certificate_reader, read_by_kind
from tuopin.intake.cells.codes import read_phone
from tuopin.intake.cells.flaws import Flawed
from tuopin.intake.cells.text import read_name
from tuopin.kernel.areas import NATION
from tuopin.kernel.certificates import read_identity
from tuopin.kernel.codelists import code_list
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import ResidentId, certificate_key
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import DIED, Household, HouseholdForm, HouseholdIncome, MemberForm, Membership, Person
from tuopin.registry.selectors.fields import CORRECTABLE, MEMBER_CORRECTABLE, Field
from tuopin.registry.selectors.income import LINES, IncomeLine, in_parallel
from tuopin.registry.services.correct_members import plain
from tuopin.registry.services.ready_blocks import certificate_place, person_number, phone_place
from tuopin.registry.services.versions import fitting, require_consistent, source_of
from tuopin.scope.services import door
from tuopin.trail.services import Event, doer_at, record_many

MOST = 30  # persons of one household
OPEN_LISTS = frozenset({"work-place"})  # a place that no list names may stand there


@dataclass(frozen=True)
class MemberTold:
    """A member as told on the application: name, relation to the head, certificate ("" = none yet, such as a newborn), facts of the member form."""

    name: str
    relation: str
    certificate: str = ""
    sex: str = ""
    born_on: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class HouseholdTold:
    """A household as told: where, of which year, its members (exactly one head), facts of the household form, lines of income in yuan."""

    village_code: str
    year: int
    members: tuple[MemberTold, ...]
    facts: Mapping[str, object] = field(default_factory=dict)
    incomes: Mapping[str, Decimal | None] = field(default_factory=dict)
    phone: str = ""


@dataclass
class _Ready:
    """A member read as an import reads a cell: sealed, indexed, known or new."""

    told: MemberTold
    name: str
    certificate: str
    index: bytes | None
    person: Person | None = None


def record_household(*, told: HouseholdTold, actor: Actor, on: date) -> Household:
    """Record one household that is on no register; as `record_households`."""
    return record_households(told=[told], actor=actor, on=on)[0]


@transaction.atomic
def record_households(*, told: Sequence[HouseholdTold], actor: Actor, on: date) -> list[Household]:
    """Record households without a status, each with a number of its own, their members and the facts of a year.

    Cells are read as an import reads them. Raises NotFound or Forbidden outside the asker's areas, and a Refusal for a value that does
    not fit, a household without exactly one head, or a person who lives in another household already (which is not said).
    """
    for village in dict.fromkeys(one.village_code for one in told):
        actor.require("correct", village)
        if village not in villages_on([village], on).names:
            raise Refusal("not-a-village", phrase("{code} 不是行政村代码。"), phrase("请从列表中选择行政村。"), code=village[:12])
    ready = [_read(one, on) for one in told]
    with door("roster", read=[NATION]):
        _known(told, ready)
        households = _households(told, actor)
        _persons(households, ready)
        Membership.objects.bulk_create([
            Membership(person=one.person, household=household, starts_on=on) for household, members in zip(households, ready, strict=True) for one in members
        ], batch_size=1000)
    _facts(households, told, ready, actor)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(h.village_code, "record-household", f"household:{h.number}", *doer_at(actor, h.village_code), on, {"year": one.year})
            for h, one in zip(households, told, strict=True)
        ])
    return households


def _read(told: HouseholdTold, on: date) -> list[_Ready]:
    if [member.relation for member in told.members].count("head") != 1 or len(told.members) > MOST:
        raise Refusal("one-head", phrase("每户应有且只有一位户主。"), phrase("请核对家庭成员与户主关系。"))
    reader, ring, found = certificate_reader(on.year), keyring(), []
    for member in told.members:
        name = plain(read_name(member.name))
        if not name:
            raise Refusal("name-missing", phrase("没有填写姓名。"), phrase("请按户口簿填写。"))
        number = ""
        if member.certificate.strip():
            read = reader.read(member.certificate.strip())
            number = plain(read_by_kind("resident_id", member.certificate, read) if isinstance(read, Flawed) else read) or ""
        found.append(_Ready(member, name, number, ring.find_by("certificate", certificate_key(number)) if number else None))
    indexes = [one.index for one in found if one.index]
    if len(set(indexes)) != len(indexes):
        raise _taken()
    return found


def _known(told: Sequence[HouseholdTold], ready: Sequence[Sequence[_Ready]]) -> None:
    """Recognise persons who were registered before; whoever lives in a household now, or is told of in another one's list of the
    year, belongs to no second one, and who is registered dead to none."""
    ring = keyring()
    wanted = {bytes(index): (one, household.year) for household, members in zip(told, ready, strict=True) for one in members if one.certificate
              for index in ring.all_indexes("certificate", certificate_key(one.certificate))}
    if len({one.index for members in ready for one in members if one.index}) != sum(bool(one.index) for members in ready for one in members):
        raise _taken()
    for person in Person.objects.filter(certificate_index__in=list(wanted)) if wanted else ():
        one, year = wanted[bytes(person.certificate_index)]
        stays = list(Membership.objects.filter(person=person).order_by("starts_on", "pk"))
        if stays and stays[-1].end_reason == DIED:
            raise Refusal("registered-dead", phrase("这个证件号码的人已登记死亡。"), phrase("请核对证件;登记有误的,请联系上级查明。"))
        if any(stay.ends_on is None for stay in stays) or MemberForm.objects.filter(person=person, year=year, superseded_at=None).exists():
            raise _taken()
        one.person = person


def _taken() -> Refusal:
    return Refusal(
        "certificate-taken", phrase("有成员的证件号码已登记在另一户。"), phrase("请核对证件;号码无误的,请联系上级查明是否重复登记。"))


def _next(table: str, many: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, many])
        return [row[0] for row in cursor.fetchall()]


def _households(told: Sequence[HouseholdTold], actor: Actor) -> list[Household]:
    """Number the households: the letter says that this system gave the number, the county's six digits follow."""
    numbered = zip(_next("registry_household", len(told)), told, strict=True)
    rows = [Household(pk=pk, number=f"T{one.village_code[:6]}{pk:08d}", village_code=one.village_code) for pk, one in numbered]
    return Household.objects.bulk_create(rows, batch_size=1000)


def _persons(households: Sequence[Household], ready: Sequence[Sequence[_Ready]]) -> None:
    ring, new = keyring(), []
    for household, members in zip(households, ready, strict=True):
        for position, one in enumerate(members, 1):
            if one.person is not None:
                continue
            number, identity = person_number(household.number, position), read_identity(one.certificate)
            known = identity if isinstance(identity, ResidentId) else None
            one.person = Person(
                number=number, name=one.name, sex=known.sex if known and known.sex else one.told.sex, born_on=known.born_on if known and known.born_on else one.told.born_on,
                certificate_sealed=ring.seal(one.certificate, certificate_place(number)) if one.certificate else None, certificate_index=one.index,
            )
            new.append(one.person)
    try:
        with transaction.atomic():
            Person.objects.bulk_create(new, batch_size=1000)
    except IntegrityError as fault:
        raise _taken() from fault


def _facts(households: Sequence[Household], told: Sequence[HouseholdTold], ready: Sequence[Sequence[_Ready]], actor: Actor) -> None:
    source, ring, forms, members, incomes = source_of(actor), keyring(), [], [], []
    for household, one, persons in zip(households, told, ready, strict=True):
        phone = plain(read_phone(one.phone)) if one.phone else ""
        forms.append(HouseholdForm(
            household=household, year=one.year, village_code=one.village_code, source=source, **_fitting(HouseholdForm, CORRECTABLE, one.facts),
            phone_sealed=ring.seal(phone, phone_place(household.number, one.year)) if phone else None,
            phone_index=ring.find_by("phone", phone) if phone else None,
        ))
        members += [
            MemberForm(person=each.person, household=household, year=one.year, source=source,
                       **_fitting(MemberForm, MEMBER_CORRECTABLE, {**each.told.facts, "relation": each.told.relation}))
            for each in persons
        ]
        told_of = {line: IncomeLine(fitting(HouseholdIncome, "amounts_yuan", amount)) for line, amount in one.incomes.items() if _known_line(line)}
        if told_of:
            incomes.append(HouseholdIncome(household=household, year=one.year, source=source, **in_parallel(told_of)))
    HouseholdForm.objects.bulk_create(forms, batch_size=500)
    MemberForm.objects.bulk_create(members, batch_size=500)
    HouseholdIncome.objects.bulk_create(incomes, batch_size=500)


def _fitting(model: type, known: Mapping[str, Field], facts: Mapping[str, object]) -> dict[str, object]:
    if set(facts) - known.keys():
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
    for name, value in facts.items():
        field = known[name]
        require_consistent(field, value)
        words = str(value).split(",") if field.kind == "codes" else [str(value)]
        if value and field.codelist and field.codelist not in OPEN_LISTS and not set(words) <= set(code_list(field.codelist).values):
            raise Refusal("value-does-not-fit", phrase("“{field}”不能填这个值。"), phrase("请按栏目的单位和格式填写。"), field=field.label)
    return {name: fitting(model, name, value) for name, value in facts.items()}


def _known_line(line: str) -> bool:
    if line not in LINES:
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
    return True
