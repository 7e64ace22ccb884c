"""Party work in the sample county: branches, cadres who lead them, scores with a few files opened, contracts; all names invented."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from tuopin.cli.sample.county import COUNTY
from tuopin.cli.sample.duties import FAMILIES
from tuopin.divisions.selectors import children_of, subtree_of
from tuopin.party.selectors import organisations_of
from tuopin.party.services import (
    NewContract,
    NewLead,
    NewOrganisation,
    lay_out_contracts,
    lead_branches,
    rectify_branches,
    register_organisations,
    score_branches,
)
from tuopin.people.selectors import Actor

HOSTS = ("chain", "cooperative", "firm", "workshop", "base")
WRONG = ("书记空缺三个月以上", "组织生活不正常", "两年未发展党员", "村民测评满意度低")


def lay_out_party(*, seed: int, year: int, actor: Actor, on: date) -> int:
    """Lay it out once; how many branches."""
    if organisations_of(actor, COUNTY, on=on).exists():
        return 0
    chance, begun = random.Random(seed), on - timedelta(days=700)
    villages = [(d.code, d.name) for d in subtree_of(COUNTY, on, level=5) if d.code[9:] >= "200"]
    cores = register_organisations([NewOrganisation(code, f"{name.removesuffix('村委会')}党支部", "core") for code, name in villages], starts_on=begun, actor=actor, on=on)
    industry = register_organisations([
        NewOrganisation(core.area_code, f"{core.name.removesuffix('党支部')}产业党支部", "industry", chance.choice(HOSTS), "示例依托单位", core.pk) for core in chance.sample(cores, 43)
    ], starts_on=begun, actor=actor, on=on)
    register_organisations([NewOrganisation(o.area_code, f"{o.name}技术党小组", "group", parent=o.pk) for o in industry[:12]], starts_on=begun, actor=actor, on=on)
    lead_branches([NewLead(core.pk, f"{chance.choice(FAMILIES)}干部{n:03d}", "县直单位") for n, core in enumerate(cores[:-2])], starts_on=begun, actor=actor, on=on)
    for of_year in (year - 1, year):
        rows = score_branches(county=COUNTY, year=of_year, actor=actor, on=on, scores={
            core.pk: (Decimal(chance.randint(520, 980)) / 10, chance.choice(WRONG) if chance.random() < 0.2 else "") for core in cores})
    weak = [row for row in rows if row.weak][:8]
    rectify_branches({row.pk: f"{n}. {row.reason or WRONG[0]}:派驻第一书记,三个月内整改到位" for n, row in enumerate(weak, 1)}, due_on=on + timedelta(days=60), actor=actor, on=on)
    lay_out_contracts([NewContract(d.code, "抓实三会一课,发展党员,集体经济增收") for d in children_of(COUNTY, on)], year=year, actor=actor, on=on)
    return len(cores)
