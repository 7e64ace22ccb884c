"""Builders for tests of responsibility: a whole county with its secretaries, and the pledges between them."""

from __future__ import annotations

from datetime import date
from itertools import count

from tuopin.divisions.selectors import subtree_of
from tuopin.divisions.states.names import PSEUDO
from tuopin.evidence.models import EvidenceFile
from tuopin.kernel.areas import parent
from tuopin.people.models import Account
from tuopin.people.selectors import Actor, actor_for, operator
from tuopin.people.services import Office, appoint_offices

KELAN, JIANGHUA = "140929000000", "431129000000"
FROM, ON = date(2016, 1, 1), date(2018, 3, 1)
_numbers = count(1)


def places_of(county: str, on: date = ON) -> list[tuple[str, str]]:
    """The city above, the county, its townships and villages as of the day: code and name."""
    return [(d.code, d.name) for d in subtree_of(county, on) if d.name not in PSEUDO]


def secretaries(codes: list[str], *, on: date = ON) -> dict[str, Actor]:
    """A secretary for each place, appointed in one go; each as they act on the day."""
    appoint_offices([Office(code, "secretary", f"sj{code}", f"书记{code[:9].rstrip('0')}", FROM) for code in codes], actor=operator(), on=on)
    accounts = {account.username: account for account in Account.objects.filter(username__in=[f"sj{code}" for code in codes])}
    return {code: actor_for(accounts[f"sj{code}"], on=on) for code in codes}


def upper_of(code: str) -> str:
    """The place right above that is one (below a city without counties the city itself)."""
    return parent(code)


def signatures(pledges: list, side: str) -> dict[int, object]:
    """A signed scan for each pledge, as `accept_file` leaves it, without the bytes: pledge → file."""
    rows = []
    for pledge in pledges:
        n = next(_numbers)
        rows.append(EvidenceFile(
            area_code=pledge.area_code, subject=f"pledge:{pledge.pk}", kind="scan", media_type="image/png", original_digest=f"{n:064x}", digest=f"{n + 10**9:064x}",
            size_bytes=1, original_bytes=1, actor=side, happened_on=ON,
        ))
    EvidenceFile.objects.bulk_create(rows)
    return {pledge.pk: row.uid for pledge, row in zip(pledges, rows, strict=True)}
