"""Turns a bundle's households that are new to the register into rows: the lines are there already, only numbers and seals are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from tuopin.intake.cells.codes import evidence_by_line
from tuopin.intake.laid import Laid
from tuopin.kernel.copy_text import reader
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import certificate_key
from tuopin.registry.models import HouseholdForm, HouseholdIncome, MemberForm, Membership, Pairing, Person, StatusEvent
from tuopin.registry.selectors.income import SELF_REPORT
from tuopin.registry.services.copy_rows import NULL, array, binary, text
from tuopin.registry.services.plan_households import Setting, spans_of, statuses_taken_over
from tuopin.registry.services.plan_rows import Plan
from tuopin.registry.services.ready_blocks import account_place, certificate_place, person_number, phone_place
from tuopin.trail.states.digests import facts_of_lines

NO_CERTIFICATE = f"{NULL}\t{NULL}"  # sealed, and its index
TAB, NEXT = "\t", "\n"
IS, IS_NOT = "t", "f"  # how the trail's digest tells whether a sealed column holds anything


@dataclass
class Newcomers:
    """The households of a bundle that go in as they are: where they lie in it, and of each its block's number and village."""

    laid: Laid
    places: Sequence[int]
    blocks: Sequence[int]
    villages: Sequence[str]

    @property
    def persons(self) -> int:
        """How many members they have."""
        return sum(self.laid.body["persons"][place] for place in self.places)


def plan_newcomers(
    plan: Plan, new: Newcomers, helpers: dict[str, int], setting: Setting, households: Iterator[int], persons: Iterator[int]
) -> None:
    """Plan the rows of households that the register knows nothing of, and what the trail is to tell of each."""
    laid, body = new.laid, new.laid.body
    members, sealing = _Members(laid, setting), _Sealing(laid, setting.year)
    told_of, paired = _statuses(setting), _pairings(helpers, setting)
    group = _group(laid)
    status, first, left = laid.other("status"), laid.other("first_identified"), laid.other("exited")
    proofs = laid.other("income_evidence")
    lines = plan.lines
    for place, village in zip(new.places, new.villages, strict=True):
        pk, key = next(households), text(laid.keys[place])
        head = f"{pk}\t{setting.year}\t{setting.source}\t"
        household, form = f"{pk}\t{key}\t{village}", f"{head}{village}\t{body['forms'][place]}"
        phone, index, account = sealing.of(place)
        incomes = _incomes(head, body["incomes"][place], proofs[place])
        told = [f"{pk}\t{one}" for one in told_of(status[place], first[place], left[place])]
        pairings = [f"{pk}\t{span}" for span in paired(body["pairings"][place])]
        people, stays, forms = members.lines(place, pk, head, persons)
        if name := group(body["forms"][place]):
            plan.groups.add((village, name))
        lines[HouseholdForm].append(f"{form}\t{phone}\t{index}\t{account}")
        lines[HouseholdIncome] += incomes
        lines[StatusEvent] += told
        lines[Pairing] += pairings
        lines[Membership] += stays
        lines[MemberForm] += forms
        lines[Person] += [f"{person}\t{sealed}" for person, sealed in people]
        facts = facts_of_lines((
            ("household", [household]), ("form", [f"{form}\t{_there(phone)}\t{_there(account)}"]), ("income", incomes),
            ("person", [f"{person}\t{IS_NOT if sealed is NO_CERTIFICATE else IS}" for person, sealed in people]), ("membership", stays),
            ("member_form", forms), ("status", told), ("pairing", pairings),
        ))
        plan.newcomers.append((household, setting.event(
            village, "import_household", f"household:{laid.keys[place]}", state=facts,
            batch=setting.batch, persons=len(people),
        )))


def _incomes(head: str, income: str, proofs: str | None) -> list[str]:
    """The row of the year's income: its lines, their amounts, and what the file states to prove each; what it states nothing of is
    reported by the household. None where the file asks of no line."""
    if not income:
        return []
    told = income.replace(NEXT, TAB).split(TAB)
    words, stated = told[::2], evidence_by_line(proofs)
    amounts = ",".join(told[1::2]).replace(NULL, "NULL")  # as `array` writes them, a county's millions without its check
    proven = array(stated.get(word, SELF_REPORT) for word in words) if stated else _self_reported(len(words))
    return [f"{head}{{{','.join(words)}}}\t{{{amounts}}}\t{proven}"]


@cache
def _self_reported(lines: int) -> str:
    return array([SELF_REPORT] * lines)


def _there(written: str) -> str:
    return IS_NOT if written.startswith(NULL) else IS


class _Members:
    """The members of a bundle with their certificates sealed, each for the number of the person who holds it."""

    def __init__(self, laid: Laid, setting: Setting) -> None:
        self.laid, self.identities, self.forms = laid, laid.body["identities"], laid.body["member_forms"]
        self.numbers = person_numbers(laid)
        self.starts_on = setting.starts_on.isoformat()
        self.sealed = _sealed_certificates(laid, self.numbers)

    def lines(self, place: int, household: int, head: str, ids: Iterator[int]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
        """Of the members of one household: who they are with what is sealed of it, their stay, their form."""
        of = slice(self.laid.starts[place], self.laid.starts[place + 1])
        pks, stay = list(islice(ids, of.stop - of.start)), f"\t{household}\t{self.starts_on}\t{NULL}\t"
        people = [
            (f"{pk}\t{number}\t{identity}", sealed)
            for pk, number, identity, sealed in zip(pks, self.numbers[of], self.identities[of], self.sealed[of], strict=True)
        ]
        return people, [f"{pk}{stay}" for pk in pks], [f"{pk}\t{head}{form}" for pk, form in zip(pks, self.forms[of], strict=True)]


def person_numbers(laid: Laid) -> list[str]:
    """The person numbers as the file has them; without any, they are given by their place in the household."""
    if None not in laid.numbers:
        return laid.numbers
    return [
        person_number(key, index - laid.starts[place] + 1) for place, key in enumerate(laid.keys)
        for index in range(laid.starts[place], laid.starts[place + 1])
    ]


def _sealed_certificates(laid: Laid, numbers: list[str]) -> list[str]:
    """For each member the certificate sealed and its index, as two columns are written."""
    keys = keyring()
    seal, index = keys.sealer(len(numbers)), keys.indexer("certificate")
    return [
        f"\\\\x{seal(certificate, certificate_place(number)).hex()}\t\\\\x{index(certificate_key(certificate)).hex()}"
        if certificate else NO_CERTIFICATE
        for number, certificate in zip(numbers, laid.certificates, strict=True)
    ]


class _Sealing:
    """The phone and the account of a bundle's households, sealed as their forms keep them."""

    def __init__(self, laid: Laid, year: int) -> None:
        self.laid, self.year, keys = laid, year, keyring()
        self.phones, self.accounts = laid.other("phone"), laid.other("account")
        self.seal, self.index = keys.sealer(2 * len(laid.keys)), keys.indexer("phone")

    def of(self, place: int) -> tuple[str, str, str]:
        """The sealed phone, its index and the sealed account."""
        phone, account = self.phones[place], self.accounts[place]
        if not (phone or account):
            return NULL, NULL, NULL
        of = self.laid.keys[place], self.year
        return (
            binary(self.seal(phone, phone_place(*of))) if phone else NULL, binary(self.index(phone)) if phone else NULL,
            binary(self.seal(account, account_place(*of))) if account else NULL,
        )


def _statuses(setting: Setting) -> Callable[[str | None, str | None, str | None], list[str]]:
    @cache
    def lines(status: str | None, first: str | None, left: str | None) -> list[str]:
        return statuses_taken_over({"status": status, "first_identified": first, "exited": left}, setting)

    return lines


def _pairings(helpers: dict[str, int], setting: Setting) -> Callable[[list[list]], list[str]]:
    """What lays out the pairings that a file states of one household; nearly all have one."""
    @cache
    def span(starts_on: str | None, ends_on: str | None) -> str:
        return f"{starts_on or setting.starts_on.isoformat()}\t{ends_on or NULL}"

    def lines(said: list[list]) -> list[str]:
        if len(said) == 1:
            helper, starts_on, ends_on, *_row = said[0]
            return [f"{helpers[helper]}\t{span(starts_on, ends_on)}"] if helper in helpers else []
        told = [{"helper": helper, "starts_on": starts_on, "ends_on": ends_on} for helper, starts_on, ends_on, *_row in said]
        return [f"{helper}\t{starts_on.isoformat()}\t{ends_on.isoformat() if ends_on else NULL}"
                for starts_on, ends_on, helper, _known in spans_of(told, [], helpers, setting)]

    return lines


def _group(laid: Laid) -> Callable[[str], str]:
    """What reads the villager group off a form's line."""
    names = [name for name, _kind, _default in laid.layout["household"]]
    place, read = names.index("group_name"), reader("text")
    return lambda line: read(line.split("\t", place + 1)[place])
