"""What the policies brought to the sample county: most of what is due was delivered, some was not, a little went astray."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from random import Random

from tuopin.cli.sample.cast import told
from tuopin.people.selectors import Actor

SMALL = 4_000  # a policy with more people than this is delivered in the township shown first alone
REACHED = 0.92
ASTRAY = 0.004
USUAL = {"dangerous-house": 21_000, "extreme-poverty": 5_200, "arable-subsidy": 320, "disability-allowance": 660}  # yuan, where none is set
CHOSEN = {"micro-credit": (0.06, 30_000), "ecological-ranger": (0.012, 10_000), "public-post": (0.03, 6_000)}
LISTED = {"relocation": 0.03}


def deliver_benefits(*, county: str, township: str, seed: int, on: date, actor: Actor) -> int:
    """Record the deliveries of the year through the same door as a workbook; how many. The same seed gives the same."""
    from tuopin.benefits.models import DeliveryBatch
    from tuopin.benefits.services import standings_of
    from tuopin.benefits.services.bring_in import lay_down

    chance = Random(f"tuopin benefits {seed} {on.year}")
    rows = [row for standing in standings_of(actor, area=county, on=on) for row in _rows_of(standing, township, chance, on)]
    batch = DeliveryBatch(
        area_code=county, file_name=told("{year}年政策落实清单(示例).xlsx", year=on.year), digest=sha256(f"{county} {seed} {on}".encode()).hexdigest(),
        rows=len(rows), actor=actor.name,
    )
    lay_down(rows, batch=batch, actor=actor, on=on)
    return len(rows)


def _rows_of(standing, township: str, chance: Random, on: date) -> list:
    """The rows of one policy: who is reached, and now and then somebody who is not entitled."""
    name, by_right = standing.policy.name, standing.policy.by_right
    share, amount = CHOSEN.get(name, (LISTED.get(name, REACHED), USUAL.get(name)))
    entitled = standing.rows("gap" if by_right else "eligible")
    codes = standing.areas.numbers()
    if len(entitled) > SMALL and by_right:
        entitled = [row for row in entitled if str(codes[row]).zfill(12).startswith(township[:9])]
    reached = [row for row in entitled if chance.random() < share]
    strays = standing.rows("not")
    if by_right and len(entitled) <= SMALL and strays:
        reached += [row for row in chance.sample(strays, max(1, int(len(reached) * ASTRAY))) if row not in reached]
    return [_row(standing, row, n, amount, on, chance) for n, row in enumerate(reached, 1)]


def _row(standing, row: int, n: int, amount: int | None, on: date, chance: Random):
    from tuopin.benefits.services.match_rows import Row

    policy, facts, of_person = standing.policy, standing.judged.facts, standing.policy.words["of"] == "person"
    home = facts.members.owner_of(row) if of_person else row
    due = standing.judged.due[row] if standing.judged.due is not None else None
    yuan = Decimal(due) / 100 if due else Decimal(amount) if amount else None
    if yuan is None and policy.words["benefit"] == "cash":
        yuan = Decimal(1_200)
    return Row(
        facts.households.number[home], str(facts.households.village_code[home]).zfill(12), facts.households.id[home],
        standing.who[row] if of_person else None, policy.name, date(on.year, chance.randint(3, 11), chance.randint(1, 28)), yuan,
        "" if yuan else policy.title, "bank" if yuan else "roll", f"{policy.name}-{on.year}-{n:06d}",
    )
