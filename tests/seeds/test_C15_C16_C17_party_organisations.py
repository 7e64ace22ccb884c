"""C15 党员干部带支部, C16 支部+企业/车间/基地, C17 三层架构: one cadre a branch and none without, organisations by host, everyone on its core."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from party_work import COUNTY, FROM, ON, cores, villages_of
from tuopin.kernel.refusals import Refusal
from tuopin.party.models import BranchLead, Organisation
from tuopin.party.selectors import leads_of, structure, unpaired
from tuopin.party.services import (
    NewLead,
    NewOrganisation,
    end_lead,
    end_organisation,
    lead_branches,
    register_organisations,
)
from tuopin.people.selectors import operator, working_as

pytestmark = pytest.mark.django_db


def test_310_cadres_lead_310_village_branches_one_to_one_and_none_is_unpaired():
    with working_as(operator()):
        branches = cores(villages_of(COUNTY, 310))
        assert unpaired(operator(), COUNTY, on=ON).count() == 310
        leads = lead_branches([NewLead(b.pk, f"干部{n}", "县直单位") for n, b in enumerate(branches)], starts_on=FROM, actor=operator(), on=ON)
        found = list(leads_of(operator(), COUNTY, on=ON))
        assert len(found) == len({lead.branch_id for lead in found}) == len({lead.cadre for lead in found}) == 310
        assert unpaired(operator(), COUNTY, on=ON).count() == 0 and unpaired(operator(), COUNTY, on=date(2017, 7, 31)).count() == 0
        for twice in (NewLead(branches[0].pk, "另一人", "县直单位"), NewLead(branches[0].pk, "干部9", "县直单位")):
            with pytest.raises(Refusal) as refused:
                lead_branches([twice], starts_on=ON, actor=operator(), on=ON)
            assert refused.value.code == "not-one-to-one"
        end_lead(lead=leads[0].pk, ends_on=ON, actor=operator(), on=ON)
        assert [o.pk for o in unpaired(operator(), COUNTY, on=ON)] == [branches[0].pk]
        assert unpaired(operator(), COUNTY, on=date(2018, 2, 28)).count() == 0, "he led it up to the day before"
        with pytest.raises(Refusal) as refused:
            lead_branches([NewLead(branches[0].pk, "干部1", "县直单位")], starts_on=ON, actor=operator(), on=ON)
        assert refused.value.code == "not-one-to-one", "who leads another branch leads no second one"
    with pytest.raises(IntegrityError), transaction.atomic():
        BranchLead.objects.create(branch=branches[1], area_code=branches[1].area_code, cadre="某人", unit="某单位", starts_on=ON)


def test_43_organisations_by_kind_of_host_add_up_and_each_leans_on_a_village_core():
    hosts = {"chain": 12, "cooperative": 15, "firm": 6, "workshop": 7, "base": 3}
    assert sum(hosts.values()) == 43
    with working_as(operator()):
        core = cores(villages_of(COUNTY, 5))
        kinds = [host for host, many in hosts.items() for _ in range(many)]
        industry = register_organisations([
            NewOrganisation(core[n % 5].area_code, f"产业党支部{n}", "industry", host, f"依托单位{n}", core[n % 5].pk) for n, host in enumerate(kinds)
        ], starts_on=FROM, actor=operator(), on=ON)
        groups = register_organisations([
            NewOrganisation(industry[n].area_code, f"党小组{n}", "group", parent=industry[n].pk) for n in range(4)], starts_on=FROM, actor=operator(), on=ON)
        found = structure(operator(), COUNTY, on=ON)
        assert (found.hosts, found.hosted) == (hosts, 43)
        assert found.layers == {"core": 5, "industry": 43, "group": 4} and found.unlinked == []
        assert {o.parent.layer for o in industry} == {"core"} and {o.parent.layer for o in groups} == {"industry"}


@pytest.mark.parametrize("wrong", ["no core", "group above", "core with a parent", "core of a township", "host of none"])
def test_what_does_not_fit_the_three_layers_is_refused(wrong):
    with working_as(operator()):
        core = cores(villages_of(COUNTY, 2))
        of = core[0].area_code
        group = register_organisations([NewOrganisation(of, "党小组", "group", parent=core[0].pk)], starts_on=FROM, actor=operator(), on=ON)[0]
        new = {
            "no core": NewOrganisation(of, "产业", "industry", "base"), "group above": NewOrganisation(of, "产业", "industry", "base", parent=group.pk),
            "core with a parent": NewOrganisation(villages_of(COUNTY, 3)[2], "支部", "core", parent=core[0].pk),
            "core of a township": NewOrganisation(of[:9] + "000", "支部", "core"), "host of none": NewOrganisation(of, "产业", "industry", "bank", parent=core[0].pk),
        }[wrong]
        with pytest.raises(Refusal) as refused:
            register_organisations([new], starts_on=FROM, actor=operator(), on=ON)
        assert refused.value.code in ("no-core-above", "organisation-unclear")


def test_a_core_is_not_ended_while_others_lean_on_it_and_one_whose_core_ended_is_listed():
    with working_as(operator()):
        core = cores(villages_of(COUNTY, 1))[0]
        leaning = register_organisations([NewOrganisation(core.area_code, "产业", "industry", "base", parent=core.pk)], starts_on=FROM, actor=operator(), on=ON)[0]
        with pytest.raises(Refusal):
            end_organisation(organisation=core.pk, ends_on=ON, actor=operator(), on=ON)
        Organisation.objects.filter(pk=core.pk).update(ends_on=ON)
        assert [o.pk for o in structure(operator(), COUNTY, on=ON).unlinked] == [leaning.pk]
