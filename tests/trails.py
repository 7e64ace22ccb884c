"""Trails for tests: one that a small county has lived, with everything in it, and random ones without a database."""

from __future__ import annotations

import importlib.util
import io
import random
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pictures
from register import COUNTY, NEIGHBOUR, VILLAGE, an_actor
from rosters import TABLES, a_roster_household, bring_in, empty_tables, write_roster
from source import ROOT
from tuopin.trail.states.chains import NOTHING, chain_of
from tuopin.trail.states.checkpoints import said_of, sign, text_of
from tuopin.trail.states.events import ALGORITHMS, EVENT, LINK, committed, fields_told
from tuopin.trail.states.files import line_of

ON = date(2018, 12, 31)
YEAR = 2018
EMPTIED = TABLES + (
    ", policy_standing, policy_figure, policy_freshness, policy_doubt, people_account, people_loginfailure, trail_checkpoint,"
    " trail_witnessed, evidence_evidencefile, evidence_evidenceprint, evidence_evidenceresemblance"
)


def live_a_trail(folder: Path) -> None:
    """Two files, accounts, corrections, judgements, a merge's move and two checkpoints: a trail with every kind of act."""
    from tuopin.evidence.services import accept_file
    from tuopin.people.services import appoint_post, end_post, open_account
    from tuopin.policy.models import Doubt
    from tuopin.policy.services import judge_counties, settle_doubt
    from tuopin.registry.models import Household, HouseholdForm, HouseholdIncome
    from tuopin.registry.services.correct_facts import Correction, correct_household_fact, correct_income_line
    from tuopin.trail.services import make_checkpoint

    clerk = an_actor()
    open_account(username="daxi", name="盘主任", actor=clerk, on=ON)
    post = appoint_post(username="daxi", area_code=COUNTY, role="head", starts_on=date(2016, 1, 1), actor=clerk, on=ON)
    for year in (YEAR - 1, YEAR):
        sheets = [
            a_roster_household(n, village=VILLAGE if n % 3 else NEIGHBOUR, year=year, persons=1 + n % 3, **{"耕地面积": 2 + n / 10 + year % 2})
            for n in range(1, 9)
        ]
        bring_in(write_roster(folder / f"{year}.xlsx", sheets, villages=[VILLAGE, NEIGHBOUR]), clerk, year=year, confirm=True)
    judge_counties(year=YEAR, counties=[COUNTY], actor=clerk)
    make_checkpoint(area_code=COUNTY, folder=folder / "anchors")
    number = Household.objects.filter(village_code=VILLAGE).order_by("number").values_list("number", flat=True)[0]
    seen = HouseholdForm.objects.get(household__number=number, year=YEAR, superseded_at=None).pk
    said = Correction(number=number, year=YEAR, seen=seen, reason="入户核实")
    correct_household_fact(correction=said, field="house_grade", value="C", actor=clerk, on=ON)
    wage = HouseholdIncome.objects.get(household__number=number, year=YEAR, superseded_at=None)
    correct_income_line(
        correction=Correction(number=number, year=YEAR, seen=wage.pk, reason="工资单"), line="wage", amount_yuan=Decimal("1200.50"),
        evidence="slip", actor=clerk, on=ON)
    for n in (1, 2):
        accept_file(kind="photo", subject=f"household:1043112000{n}", area_code=VILLAGE, file=pictures.a_photo(n), actor=clerk, on=ON)
    judge_counties(year=YEAR, counties=[COUNTY], actor=clerk)
    doubt = Doubt.objects.filter(gone_at=None, finding="").order_by("id").first()
    if doubt:
        settle_doubt(doubt=doubt.pk, finding="reasonable", note="核实无误", actor=clerk, on=ON)
    end_post(post_id=post.pk, ends_on=date(2019, 1, 1), actor=clerk, on=ON)
    make_checkpoint(area_code=COUNTY, folder=folder / "anchors")


def forget_the_trail() -> None:
    """Empty everything that a lived trail wrote."""
    empty_tables(EMPTIED)


def witness(path: Path):
    """Show a checkpoint file to this system as the witness of another."""
    from tuopin.trail.services import witness_checkpoint

    return witness_checkpoint(path=path, actor="tester", on=ON)


def stranger(data: bytes) -> tuple[int, str, int, str]:
    """What the second verifier, which shares no line with tuopin, answers to an exported trail: exit code, chain, number, field."""
    spec = importlib.util.spec_from_file_location("verify_trail", ROOT / "tools" / "verify_trail.py")
    verifier = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verifier)
    answer = verifier.verify(io.BytesIO(data))
    return answer["exit"], answer.get("chain", ""), answer.get("seq", 0), answer.get("field", "")


VERBS = ("import_household", "correct", "judge", "login", "更名", "erase_values")
PLACES = ("431129210213", "431129210214", "431129000000", "431129210000", "431100000000", "000000000000", "441900003001")


def a_random_trail(random_: random.Random, key, *, chains: int = 4, events: int = 6, checkpoints: int = 2) -> list[dict]:
    """The lines of an intact exported trail of a few chains, with signed checkpoints; the end line included."""
    places = random_.sample(PLACES, min(chains, len(PLACES)))
    kept: dict[str, list[dict]] = {}
    heads_then: list[list] = []
    for _ in range(checkpoints):
        for place in places:
            for _n in range(random_.randint(0, events)):
                _append(random_, kept.setdefault(chain_of(place), []), place)
        heads_then.append([[chain, len(told), told[-1]["hash"]] for chain, told in sorted(kept.items()) if told])
    kept = {chain: told for chain, told in kept.items() if told}
    lines = [{"t": "trail", "format": 1, "area": "000000000000", "chains": len(kept), "events": sum(map(len, kept.values()))}]
    for chain, told in sorted(kept.items()):
        lines += [{"t": "chain", "chain": chain, "seq": len(told), "hash": told[-1]["hash"]}, *told]
    lines += _checkpoints(random_, key, heads_then)
    return [*lines, {"t": "end", "lines": len(lines)}]


def _append(random_: random.Random, told: list[dict], place: str) -> None:
    alg = random_.choice((1, 1, 1, 2))
    values = {"basis": "花名册 2018", "n": random_.randint(0, 9)} if random_.random() < 0.7 else {}
    event = {
        "t": "event", "alg": alg, "chain": chain_of(place), "seq": len(told) + 1,
        "recorded_at": (told[-1]["recorded_at"] if told else 1_545_000_000_000_000) + random_.randint(0, 10**9),
        "happened_on": f"2018-{random_.randint(1, 12):02d}-{random_.randint(1, 28):02d}", "area": place, "verb": random_.choice(VERBS),
        "subject": f"household:{random_.randint(1, 99)}", "actor": random_.choice(("operator", "盘主任")),
        "post": random_.choice(("", f"head@{place}")), "state": random_.choice(("", f"1:{random_.randbytes(32).hex()}")),
        "evidence": sorted({random_.randbytes(32).hex() for _ in range(random_.choice((0, 0, 1, 2)))}),
        "payload": dict(part.split("=") for part in committed(alg, values)[0].split(",") if part),
        "prev": told[-1]["hash"] if told else NOTHING,
    }
    told.append(event | {"hash": hash_again(event)})


def hash_again(event: dict) -> str:
    """The hash that an event's members come to, computed here and not by the writer."""
    digest = ALGORITHMS[event["alg"]]
    body = digest(EVENT + fields_told(event)).hexdigest()
    return digest(LINK + f"{body}\t{event['prev']}".encode()).hexdigest()


def _checkpoints(random_: random.Random, key, heads_then: list[list]) -> list[dict]:
    lines, previous = [], NOTHING
    public = key.public_key().public_bytes_raw().hex()
    for n, heads in enumerate(heads_then):
        said = said_of(
            [tuple(head) for head in heads], origin="tuopin-test", area="000000000000", alg=random_.choice((1, 2)),
            time=f"2019-01-{n + 1:02d}T00:00:00.000000Z", previous=previous, key=public)
        text = text_of(said)
        lines.append({"t": "checkpoint", "text": text, "signature": sign(text, key), "heads": heads})
        previous = sha256(text.encode()).hexdigest()
    return lines


def as_file(lines: list[dict]) -> bytes:
    """The lines as the bytes of a file."""
    return b"".join(map(line_of, lines))


def as_defined(alg, leaves):
    """RFC 6962, section 2.1, word by word."""
    digest = ALGORITHMS[alg]
    if not leaves:
        return digest(b"").digest()
    if len(leaves) == 1:
        return digest(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return digest(b"\x01" + as_defined(alg, leaves[:k]) + as_defined(alg, leaves[k:])).digest()
