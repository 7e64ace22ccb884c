"""C28 基层党建工作责任制: a contract and a score for each secretary; signed by the secretary, scored by another above."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from party_work import ON, a_person
from responsible import secretaries
from tuopin.evidence.models import EvidenceFile
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.party.models import Contract
from tuopin.party.selectors import contracts_of
from tuopin.party.services import NewContract, lay_out_contracts, score_contracts, sign_contracts
from tuopin.people.selectors import operator, working_as
from web import kit

pytestmark = pytest.mark.django_db
END = date(2018, 12, 28)
PLACES = [kit.VILLAGE, kit.NEIGHBOUR]


def signed_file(contract, letter):
    return EvidenceFile.objects.create(
        area_code=contract.area_code, subject=f"party-contract:{contract.pk}", kind="scan", media_type="image/png", original_digest=letter * 64, digest=letter * 64,
        size_bytes=1, original_bytes=1, actor="x", happened_on=ON).uid


def test_each_secretary_has_a_contract_and_a_score_of_somebody_above():
    who = secretaries(PLACES)
    with working_as(operator()):
        rows = lay_out_contracts([NewContract(code, "抓实三会一课") for code in PLACES], year=2018, actor=operator(), on=ON)
        with pytest.raises(Refusal):
            lay_out_contracts([NewContract("431129210215", "抓实三会一课")], year=2018, actor=operator(), on=ON)
    above, peer = a_person(kit.TOWN, "head"), a_person(kit.VILLAGE, "head")
    mine, other = rows
    uid = signed_file(mine, "c")
    with working_as(above), pytest.raises(Refusal):
        score_contracts({mine.pk: (Decimal(90), "好")}, actor=above, on=END)
    with working_as(above), pytest.raises(Forbidden):
        sign_contracts({mine.pk: uid}, actor=above, on=ON)
    with working_as(who[kit.VILLAGE]):
        with pytest.raises(NotFound):
            sign_contracts({other.pk: uid}, actor=who[kit.VILLAGE], on=ON)
        sign_contracts({mine.pk: uid}, actor=who[kit.VILLAGE], on=ON)
        with pytest.raises(Refusal) as refused:
            score_contracts({mine.pk: (Decimal(100), "很好")}, actor=who[kit.VILLAGE], on=END)
        assert refused.value.code == "same-person"
    with working_as(peer), pytest.raises(Refusal):
        score_contracts({mine.pk: (Decimal(100), "很好")}, actor=peer, on=END)
    with working_as(above):
        for score in (Decimal("-1"), Decimal("100.5")):
            with pytest.raises(Refusal):
                score_contracts({mine.pk: (score, "好")}, actor=above, on=END)
        score_contracts({mine.pk: (Decimal("86.5"), "三会一课落实,发展党员一名")}, actor=above, on=END)
        assert [(c.area_code, c.secretary.username, c.score) for c in contracts_of(above, kit.TOWN, year=2018)] == [
            (kit.VILLAGE, f"sj{kit.VILLAGE}", Decimal("86.5")), (kit.NEIGHBOUR, f"sj{kit.NEIGHBOUR}", None)]
    with pytest.raises(DatabaseError), transaction.atomic():
        Contract.objects.filter(pk=mine.pk).update(score=100)
