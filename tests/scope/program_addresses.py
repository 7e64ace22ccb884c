"""How a program asks for what the pillars hold: policies, watched households, teams and pairings."""

from __future__ import annotations

from django.urls import reverse

PLACED_PROGRAMS = {"api-watches", "api-teams", "api-pairings"}  # asked for on every level
LISTED_PROGRAMS = PLACED_PROGRAMS  # everybody has one of their own


def of_programs(number: str, code: str, village: str) -> dict[str, list[tuple[str, str, dict]]]:
    """For each address: method, address, form. A list of beneficiaries is of a county at most, so the village's is asked for."""
    return {
        "api-household-policies": [("GET", reverse("api-household-policies", kwargs={"number": number}) + "?year=2018", {})],
        "api-policy": [("GET", reverse("api-policy", kwargs={"name": name}) + f"?area={village}&year=2018{tail}", {})
                       for name, tail in (("micro-credit", "&state=received"), ("micro-credit", "&state=over"), ("rain-dew", ""), ("micro-credit", f"&number={number}"))],
        **{name: [("GET", f"{reverse(name)}?area={code}{tail}", {}) for tail in ("", more)]
           for name, more in (("api-watches", "&tab=clue"), ("api-teams", "&lacks=small"), ("api-pairings", f"&household={number}"))},
    }
