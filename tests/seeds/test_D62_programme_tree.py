"""D62: the plan of three years is a tree of 4 battles, 6 actions and 4 projects: 14 nodes, each with an owner."""

from datetime import date

import pytest

from ledger.tasks import evidence_for, somebody
from register import COUNTY
from tuopin.benefits.selectors.mechanism import programme_tree
from tuopin.benefits.services.arrange_work import start_programme
from tuopin.benefits.states.programmes import programme_named
from tuopin.kernel.refusals import Refusal
from tuopin.ledger.services import accept_task, close_task, submit_task, verify_task, void_task

pytestmark = pytest.mark.django_db
ON = date(2018, 10, 8)


def test_the_tree_has_fourteen_nodes_and_names_the_four_battles():
    plan = programme_named("henan-three-year")
    assert [(title, len(nodes)) for title, nodes in plan.branches] == [("四场硬仗", 4), ("六大行动", 6), ("四项工程", 4)]
    assert len(plan.nodes) == 14 == len({code for code, _title in plan.nodes})
    assert [title[:2] for _code, title in plan.branches[0][1]] == ["产业", "就业", "生态", "金融"]


def test_every_node_gets_an_owner_and_its_task_and_one_without_is_refused():
    head, plan = somebody("county-head", COUNTY), programme_named("henan-three-year")
    units = {code: f"{title}专班" for code, title in plan.nodes}
    with pytest.raises(Refusal) as refused:
        start_programme(name=plan.name, area=COUNTY, units=units | {"battle-finance": ""}, actor=head, on=ON)
    assert refused.value.code == "unit-missing" and refused.value.params["nodes"] == ["金融扶贫"]
    assert all(node.task is None for _title, nodes in programme_tree(head, plan, area=COUNTY) for node in nodes)
    start_programme(name=plan.name, area=COUNTY, units=units, actor=head, on=ON)
    nodes = [node for _title, found in programme_tree(head, plan, area=COUNTY) for node in found]
    first = nodes[0].task
    accept_task(task=first.pk, actor=head, on=ON)
    evidence_for(first, head, kind="document", on=ON)
    submit_task(task=first.pk, actor=head, on=ON)
    assert not any(node.is_done for _title, found in programme_tree(head, plan, area=COUNTY) for node in found), "handed in is not done"
    above = somebody("city", "431100000000")
    verify_task(task=first.pk, actor=above, on=ON)
    close_task(task=first.pk, actor=above, on=ON)
    done = [node.code for _title, found in programme_tree(head, plan, area=COUNTY) for node in found if node.is_done]
    assert done == [nodes[0].code]
    void_task(task=nodes[1].task.pk, note="改由市里办理", actor=above, on=ON)
    assert [node.code for _title, found in programme_tree(head, plan, area=COUNTY) for node in found if node.task is None] == [nodes[1].code], "called off: nobody's again"
    assert len(nodes) == 14 and all(node.task.owner_unit == f"{node.title}专班" and not node.is_done for node in nodes)
