"""A household's history tells what was applied for and came to nothing, with who ended it and why, beside what came of the rest."""

from __future__ import annotations

import re

import pytest

from identification.families import a_family
from identification.test_pages import somebody
from procedure.walking import walk
from tuopin.identification.services import apply_many
from tuopin.procedure.services import Said, open_case, reject, withdraw
from tuopin.procedure.services.clock import today
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def history(client, number: str) -> str:
    page = client.get(f"/households/{number}/").content.decode()
    return " ".join(re.sub("<[^>]+>", " ", page[page.index('id="history"'):page.index("</section>", page.index('id="history"'))]).split())


def test_a_withdrawn_application_stands_in_the_history_with_its_reason(clock):
    client, clerk = somebody(kit.VILLAGE)
    case, other = apply_many(told=[a_family(), a_family()], actor=clerk, on=today())
    number = case.subject.partition(":")[2]
    assert "已撤回" not in history(client, number), "while it runs it is no history"
    withdraw(case=case.pk, actor=clerk, said=Said(note="全家外出务工,不再申请"))
    told = history(client, number)
    assert re.search(rf"{today().isoformat()} 贫困户识别 · 已撤回 全家外出务工,不再申请 办理事项 #{case.pk} · ", told), told
    again = open_case(procedure="household-identification", number=number, actor=clerk)
    reject(case=again.pk, actor=clerk, said=Said(note="材料不实"))
    told = history(client, number)
    assert told.index("已驳回 材料不实") >= 0 and "已撤回" in told
    walk(other, clock)
    told = history(client, other.subject.partition(":")[2])
    assert "已撤回" not in told and "识别" in told
