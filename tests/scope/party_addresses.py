"""The addresses of Party work and of county strategies: what lies in the village of the scope matrix, and how each is asked for."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from django.urls import reverse

from tuopin.benefits.models import Strategy
from tuopin.kernel.home import keyring
from tuopin.party.models import BranchScore, Clue, Contract, Organisation
from tuopin.party.services import NewOrganisation, register_organisations
from tuopin.people.models import Account
from tuopin.people.selectors import operator, working_as
from web import kit

LISTS = ("party", "party-leads", "party-branches", "party-contracts", "party-clues")
RECORDED = ("record-party", "record-party-lead", "record-party-contract", "record-party-clue")
OF_CLUES = {"party-clue", "refer-party-clue", "account-party-clue"}  # for its three named persons, whoever else reads the place
PLACED_PARTY = {*LISTS, *RECORDED, "score-party", "strategies", "draft-strategy", "service-gaps", "record-service-gap", "year-account"}
LISTED_PARTY = PLACED_PARTY


def lay_out_party(secret: str) -> None:
    """A branch of the village with its score and its secretary's contract, and a clue that nobody of the matrix is named for."""
    on, somebody = date(2019, 1, 1), Account.objects.get(username="somebody")
    with working_as(operator()):
        core = register_organisations([NewOrganisation(kit.VILLAGE, f"支部{secret}", "core")], starts_on=on, actor=operator(), on=on)[0]
    BranchScore.objects.create(branch=core, area_code=kit.VILLAGE, year=2018, score=Decimal(9), rank=1, of=1, weak=True, reason=secret, scored_on=on)
    Contract.objects.create(area_code=kit.VILLAGE, year=2018, secretary=somebody, terms=secret)
    Strategy.objects.create(area_code=kit.COUNTY, version=1, title=secret, drafted_on=on)
    two = [Account.objects.create(username=f"named{n}", name="承办人") for n in (1, 2)]
    uid = "00000000-0000-4000-8000-000000000001"
    Clue.objects.create(uid=uid, area_code=kit.TOWN, kind="bully", about_sealed=keyring().seal(secret, f"party.clue|about|{uid}"),
                        said_sealed=keyring().seal(secret, f"party.clue|said|{uid}"), received_on=on, recorder=two[0], verifier=two[1],
                        approver=Account.objects.create(username="named3", name="承办人"))


def of_party(code: str) -> dict[str, list[tuple[str, str, dict]]]:
    """For each address what is asked of it."""
    get, post, area = "GET", "POST", f"?area={code}"
    core, score, contract, clue = (model.objects.get().pk for model in (Organisation, BranchScore, Contract, Clue))
    strategy = Strategy.objects.get().pk
    file = {"file": io.BytesIO(b"x")}
    return {
        **{name: [(get, reverse(name) + area + tail, {}) for tail in ("", "&file=csv")] for name in LISTS},
        **{name: [(post, reverse(name) + area, {"of_area": code, "branch": core})] for name in RECORDED},
        "score-party": [(get, reverse("score-party") + area, {}), (post, reverse("score-party") + area, {f"score:{core}": "9"})],
        "party-score": [(get, reverse("party-score", args=[score]), {})],
        "rectify-party": [(post, reverse("rectify-party", args=[score]), {"plan": "方案", "due_on": "2018-01-01"})],
        "party-contract": [(get, reverse("party-contract", args=[contract]), {})],
        "sign-party-contract": [(post, reverse("sign-party-contract", args=[contract]), file)],
        "score-party-contract": [(post, reverse("score-party-contract", args=[contract]), {"score": "90", "note": "好"})],
        "strategies": [(get, reverse("strategies") + area, {})],
        "draft-strategy": [(post, reverse("draft-strategy") + area, {"title": "策", "lines": "x"})],
        "year-account": [(get, reverse("year-account") + area + tail, {}) for tail in ("", "&file=csv")],
        "strategy": [(get, reverse("strategy", args=[strategy]), {})],
        "service-gaps": [(get, reverse("service-gaps") + area, {})],
        "record-service-gap": [(post, reverse("record-service-gap") + area, {"of_area": code, "service": "clinic", "text": "没有"})],
        "party-clue": [(get, reverse("party-clue", args=[clue]), {})],
        "refer-party-clue": [(post, reverse("refer-party-clue", args=[clue]), {})],
        "account-party-clue": [(post, reverse("account-party-clue", args=[clue]), {"person": "某人", **file})],
    }
