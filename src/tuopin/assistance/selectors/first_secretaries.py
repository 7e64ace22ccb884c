"""Whether a village's first secretary and its secretary or head may be one and the same person."""

from __future__ import annotations

from tuopin.assistance.selectors.coverage import RUNS
from tuopin.assistance.selectors.places import inside
from tuopin.kernel.certificates import read_identity
from tuopin.kernel.home import keyring
from tuopin.registry.models import Helper
from tuopin.scope.selectors import rows_of

HOLDS = f"""EXISTS (SELECT FROM people_post o JOIN people_account w ON w.id = o.account_id
    WHERE o.area_code = p.village_code AND o.office IN ('secretary', 'chief') AND w.identity_index = r.certificate_index AND {RUNS.format(t="o")})"""
HATS = f"""
SELECT p.village_code, r.id, a.born_year, {HOLDS} FROM registry_posting p JOIN registry_helper r ON r.id = p.helper_id
LEFT JOIN assistance_appointment a ON a.place_code = p.village_code AND a.post IN ('secretary', 'head') AND a.name = r.name AND {RUNS.format(t="a")}
WHERE p.first_secretary AND {inside("p.village_code")} AND {RUNS.format(t="p")} AND (a.id IS NOT NULL OR {HOLDS})
ORDER BY 1
"""


def may_be_one(helper: Helper, born_year: int | None) -> bool:
    """Whether the helper and somebody of the same name may be one person: not where both years of birth are known and differ."""
    if born_year is None or helper.certificate_sealed is None:
        return True
    read = read_identity(keyring().open(bytes(helper.certificate_sealed), f"registry.helper|certificate|{helper.number}"))
    return isinstance(read, str) or read.born_on is None or read.born_on.year == born_year


def two_hats(asked: dict) -> list[str]:
    """The villages in which they are one by identity number, or may be by name."""
    rows = rows_of(HATS, asked, planned=False)
    helpers = Helper.objects.in_bulk({helper for _, helper, _, _ in rows})
    return sorted({code for code, helper, born_year, by_number in rows if by_number or (helper in helpers and may_be_one(helpers[helper], born_year))})
