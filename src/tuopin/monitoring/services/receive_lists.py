"""Takes in lists that are no roster: all other households of a village with their classes, and what other departments know of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from django.db import IntegrityError, transaction

from tuopin.intake.parent import read_plain
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import certificate_key
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import DepartmentList, DepartmentRow, Watch
from tuopin.monitoring.selectors.facts import statuses_of
from tuopin.monitoring.services.classify import Said, classify_households
from tuopin.monitoring.services.report_clue import Clue, report_clue
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, Membership, Person
from tuopin.registry.services.record_household import HouseholdTold, MemberTold, record_households
from tuopin.trail.services import record

RESIDENTS = {
    "name": ("text", ["户主姓名", "户主", "姓名"]), "certificate": ("text", ["证件号码", "身份证号", "公民身份号码"]), "village": ("text", ["行政村代码", "村代码"]),
    "group": ("text", ["村民小组", "组"]), "persons": ("text", ["家庭人口数", "人口"]), "economic": ("text", ["分类", "类别"]),
    "cadre": ("text", ["是否干部户", "干部户"]), "why": ("text", ["分类理由", "理由"]),
}
PEOPLE = {
    "name": ("text", ["姓名"]), "certificate": ("text", ["证件号码", "身份证号", "公民身份号码"]), "amount": ("money", ["金额", "自付金额", "金额(元)"]),
    "note": ("text", ["说明", "备注"]),
}
CLASSES = {"边缘贫困户": "marginal", "边缘户": "marginal", "中等户": "middling", "一般户": "middling", "富裕户": "rich"}
REGISTERED = ("建档立卡贫困户", "脱贫户")  # who is one is on the register: a list makes nobody poor, nor exited
YES = frozenset({"是", "有", "√", "1", "Y", "y"})
MOST = 5_000


@dataclass
class Received:
    """What became of a list: how many rows, how many new households, how many classed or found, and which rows had to be left out and why."""

    rows: int = 0
    new: int = 0
    found: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def receive_residents(*, path: Path, village: str, year: int, actor: Actor, on: date) -> Received:
    """Record the households of a list that are on no register, and the class that the list says each belongs to.

    A head who is on record already keeps the household; of a registered one only the cadre's flag is taken. All or nothing: with a faulty
    row (states/lists.py says what is wrong with it) nothing is recorded. Raises NotFound, Forbidden without the act `import` at the village, a Refusal for a file that cannot be read.
    """
    actor.require("import", village)
    rows = _rows(path, RESIDENTS)
    told, known = Received(rows=len(rows)), _known_heads([values for _, values in rows])
    statuses = statuses_of([home.pk for home in known.values()], on)
    new: list[tuple[int, dict]] = []
    said: list[Said] = []
    before: set = set()
    for number, values in rows:
        home = known.get(_key(values))
        registered = home is not None and statuses.get(home.pk, "") not in ("", "removed")
        fault = _fault_of(values, village) or _fault_of_head(values, home, before, registered)
        fault = fault or ("" if home is None or actor.may("correct", home.village_code) else "ask-above")
        before |= {_key(values), home}
        if fault:
            told.faults.append((number, fault))
        elif home is None:
            new.append((number, values))
        else:
            economic = "" if registered else CLASSES.get(values.get("economic", ""), "")
            if economic or _is_cadre(values):
                said.append(Said(home.number, economic, _is_cadre(values), _why(values), _persons(values)))
    if told.faults:
        return told
    homes = record_households(told=[_told(values, village, year) for _, values in new], actor=actor, on=on) if new else []
    said += [Said(home.number, CLASSES.get(values.get("economic", ""), ""), _is_cadre(values), _why(values), _persons(values)) for home, (_, values) in zip(homes, new, strict=True)]
    said = [one for one in said if one.economic or one.cadre]
    told.new, told.found = len(homes), classify_households(said=said, year=year, actor=actor, on=on) if said else 0
    return told


@dataclass(frozen=True)
class ListTold:
    """A department's list as it is handed in: for which place, of which kind, by whom, of which day."""

    area: str
    kind: str
    department: str
    as_of: date
    file_name: str


@transaction.atomic
def receive_department_list(*, path: Path, told: ListTold, actor: Actor, on: date) -> tuple[DepartmentList, Received]:
    """Keep who is on the list, found in households by the certificate's keyed index; a warning list becomes clues.

    Raises NotFound, Forbidden without the act `import` there, a Refusal for a file that cannot be read or was handed in before.
    """
    actor.require("import", told.area)
    if told.kind not in DepartmentList.Kind.values or not told.department.strip() or told.as_of > on:
        raise Refusal("bad-list", phrase("请写明名单种类、部门和名单日期。"), phrase("名单日期不能晚于今天。"))
    rows = _rows(path, PEOPLE)
    try:
        with transaction.atomic():
            kept = DepartmentList.objects.create(
                area_code=told.area, kind=told.kind, department=told.department.strip()[:60], as_of=told.as_of, file_name=told.file_name[:200],
                digest=sha256(path.read_bytes()).hexdigest(), rows=len(rows), actor=actor.name)
    except IntegrityError as fault:
        raise Refusal("list-known", phrase("这份名单已经交过。"), phrase("不需要再交。")) from fault
    received, homes, ring = Received(rows=len(rows)), _known_heads([values for _, values in rows]), keyring()
    people = []
    for number, values in rows:
        home = homes.get(_key(values))
        home = home if home and actor.may("read", home.village_code) else None
        if not values.get("name"):
            received.faults.append((number, "name-missing"))
            continue
        index = ring.find_by("certificate", certificate_key(_key(values))) if _key(values) else None
        people.append(DepartmentRow(
            list=kept, name=values["name"][:60], certificate_index=index, amount_yuan=Decimal(values["amount"]) if values.get("amount") else None,
            note=values.get("note", "")[:200], household=home))
    DepartmentRow.objects.bulk_create(people, batch_size=1000)
    received.found = sum(row.household_id is not None for row in people)
    record(area_code=told.area, verb="receive-department-list", subject=f"department-list:{kept.pk}", actor=actor, on=on, kind=told.kind, rows=len(people),
           digest=kept.digest)
    received.new = _warn(people, kept, actor, on)
    return kept, received


def _warn(people: list[DepartmentRow], kept: DepartmentList, actor: Actor, on: date) -> int:
    """Of a list of warnings each household that is not watched becomes a clue; how many."""
    if kept.kind not in (DepartmentList.Kind.SELF_PAY, DepartmentList.Kind.OTHER):
        return 0
    wanted = {row.household_id: row for row in people if row.household_id}
    taken = set(Watch.objects.filter(household__in=wanted, state__in=(Watch.State.CLUE, Watch.State.WATCHED)).values_list("household_id", flat=True))
    homes = {home.pk: home for home in Household.objects.filter(pk__in=wanted.keys() - taken)}
    homes = {pk: home for pk, home in homes.items() if actor.may("correct", home.village_code)}
    said = phrase("{department}名单预警")
    for pk, home in homes.items():
        clue = Clue(Watch.Channel.DEPARTMENT, " ".join((said.format(department=kept.department), wanted[pk].note)).strip(), kept.as_of, Watch.Medium.LIST)
        report_clue(number=home.number, clue=clue, actor=actor, on=on)
    return len(homes)


def _rows(path: Path, columns: dict) -> list[tuple[int, dict]]:
    """The rows of a list with their numbers. Raises a Refusal for a file that cannot be read, is too long, or has a faulty cell."""
    rows = []
    for told in read_plain(path, columns):
        if told["flaws"]:
            raise Refusal("bad-row", phrase("第 {n} 行不能读取。"), phrase("请改正该行后重新提交。"), n=told["n"])
        rows.append((told["n"], {name: value or "" for name, value in told["values"].items()}))
    if not 0 < len(rows) <= MOST:
        raise Refusal("bad-list", phrase("名单没有数据行,或超过 {most} 行。"), phrase("请核对文件。"), most=MOST)
    return rows


def _known_heads(rows: Iterable[dict]) -> dict[str, Household]:
    """Of each certificate on the list the household in which its person lives now."""
    ring, wanted = keyring(), {}
    for values in rows:
        if _key(values):
            for index in ring.all_indexes("certificate", certificate_key(_key(values))):
                wanted[bytes(index)] = _key(values)
    persons = {pk: wanted[bytes(index)] for pk, index in Person.objects.filter(certificate_index__in=list(wanted)).values_list("pk", "certificate_index")}
    stays = Membership.objects.filter(person__in=persons, ends_on=None).select_related("household")
    return {persons[stay.person_id]: stay.household for stay in stays}


def _key(values: dict) -> str:
    return values.get("certificate", "").strip().upper().replace(" ", "")


def _fault_of(values: dict, village: str) -> str:
    if not values.get("name"):
        return "name-missing"
    if values.get("village") and values["village"] != village:
        return "other-village"
    if values.get("economic") and values["economic"] not in CLASSES and values["economic"] not in (*REGISTERED, "干部户"):
        return "class-unknown"
    return ""


def _fault_of_head(values: dict, home: Household | None, before: set, registered: bool) -> str:
    """Nobody is taken for new who was not looked for by the certificate: the list sent again would double the village."""
    if not _key(values):
        return "certificate-missing"
    if _key(values) in before:
        return "certificate-twice"
    if home is not None and home in before:
        return "household-twice"
    return "not-on-register" if values.get("economic") in REGISTERED and not registered else ""


def _is_cadre(values: dict) -> bool:
    return values.get("cadre", "") in YES or values.get("economic") == "干部户"


def _persons(values: dict) -> int | None:
    text = values.get("persons", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100 else None


def _why(values: dict) -> str:
    return values.get("why") or "农户名单"


def _told(values: dict, village: str, year: int) -> HouseholdTold:
    head = MemberTold(values["name"], "head", _key(values))
    return HouseholdTold(village, year, (head,), {"group_name": values["group"]} if values.get("group") else {})
