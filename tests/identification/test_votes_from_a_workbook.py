"""A village appraises hundreds of households in one meeting (APPRAISED=1000: a thousand), as a clerk with a workbook would: the votes are pasted, and what is wrong is told by its line."""

from __future__ import annotations

import re
import time
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import pictures
from faults.counts import how_many
from identification.families import a_family
from identification.test_pages import shown, somebody
from tuopin.divisions.services import Former, add_division
from tuopin.evidence.models import EvidenceFile
from tuopin.identification.models import Ballot, Meeting
from tuopin.identification.services import apply_many
from tuopin.identification.states.votes import read_votes
from tuopin.identification.views import meetings
from tuopin.people.models import SecondFactor
from tuopin.people.selectors import operator
from tuopin.procedure.models import Act, Case
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services import Said, take_steps
from tuopin.procedure.services.clock import today
from tuopin.registry.models import MemberForm
from tuopin.registry.services.merge_villages import merge_villages
from web import kit

pytestmark = pytest.mark.django_db
MANY = how_many("APPRAISED", 300)  # a thousand with APPRAISED=1000
MEETING = {"kind": "delegates", "held_on": "", "entitled": "60", "present": "45"}


def to_appraise(many: int) -> list[Case]:
    """So many families that applied and were checked."""
    kit.lay_out_places()
    _, clerk = somebody(kit.VILLAGE)
    cases = apply_many(told=[a_family(members=1) for _ in range(many)], actor=clerk, on=today())
    wanted = edition_of(cases[0]).step("check").evidence
    files = [
        (case, one.name, EvidenceFile(
            uid=uuid4(), area_code=case.area_code, subject=case.subject, kind=sorted(one.kinds)[0], media_type="image/png",
            original_digest=f"{7_000_000 + case.pk * 10 + n:064x}", digest=f"{8_000_000 + case.pk * 10 + n:064x}", size_bytes=1, original_bytes=1,
            actor="t", happened_on=today()))
        for case in cases for n, one in enumerate(wanted)
    ]
    EvidenceFile.objects.bulk_create([file for _case, _name, file in files])
    handed: dict[int, list] = {}
    for case, name, file in files:
        handed.setdefault(case.pk, []).append((name, file.uid))
    take_steps({pk: Said(evidence=tuple(pieces)) for pk, pieces in handed.items()}, step="check", actor=clerk)
    return list(Case.objects.filter(pk__in=handed).order_by("pk"))


def sent(client, pasted: str):
    return client.post(f"/villages/{kit.VILLAGE}/meeting/", MEETING | {
        "held_on": today().isoformat(), "pasted": pasted, "key": str(uuid4()),
        "file-minutes": _file(1), "file-meeting-photo": _file(2)})


def _file(seed: int):
    from io import BytesIO

    return BytesIO(pictures.a_photo(9000 + seed))


def test_hundreds_of_households_are_appraised_in_one_meeting_out_of_a_workbook():
    cases, (client, _head) = to_appraise(MANY), somebody(kit.VILLAGE, "head")
    numbers = [case.subject.partition(":")[2] for case in cases]
    with CaptureQueriesContext(connection, ) as asked:
        page = shown(client, f"/villages/{kit.VILLAGE}/meeting/")
    assert f"共 {MANY:,} 户等待评议" in page and len(page) < 90_000 and len(asked) < 30, (len(page), len(asked))
    lines = ["户编号\t同意\t反对\t弃权\t说明", *(f"{number}\t{40 if n % 10 else 20}\t3\t{2 if n % 10 else 22}" for n, number in enumerate(numbers))]
    with CaptureQueriesContext(connection) as asked:
        began = time.process_time()
        answer = sent(client, "\r\n".join(lines))
        spent = time.process_time() - began
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert (Ballot.objects.filter(carried=True).count(), Ballot.objects.filter(carried=False).count()) == (MANY * 9 // 10, MANY // 10)
    assert Act.objects.filter(kind="reject").count() == Case.objects.filter(state="rejected").count() == MANY // 10
    assert len(asked) < 250 + MANY, f"{len(asked)} statements: at most one a household, that reads its acts"
    assert spent < 20, f"{spent:.1f} s of this process"


def test_faults_in_what_was_pasted_are_told_by_line_and_nothing_is_recorded():
    cases, (client, _head) = to_appraise(3), somebody(kit.VILLAGE, "head")
    one, two, three = (case.subject.partition(":")[2] for case in cases)
    answer = sent(client, f"户编号,同意,反对,弃权\n{one},40,3,2\n{one},40,3,2\nH404,1,1,1\n{two},四十,3,2")
    told = answer.content.decode()
    assert answer.status_code == 422 and "有 3 处问题" in told
    assert "第 3 行:这一户前面已经写过" in told and "第 4 行:没有等待评议的这一户" in told and "第 5 行:票数须为整数" in told
    assert f"{one},40,3,2" in told, "what was pasted is still there"
    assert not Meeting.objects.exists()
    assert sent(client, f"{one}\t40\t3\t2\n{two}\t22\t20\t3\t两票无效").status_code == 302
    assert [(b.in_favour, b.carried) for b in Ballot.objects.order_by("pk")] == [(40, True), (22, False)]
    assert Case.objects.get(pk=cases[2].pk).due == "appraise", f"{three} waits for another meeting"


def test_a_large_meeting_reads_names_from_a_roll_page_by_page_and_fills_in_a_sheet_with_them(monkeypatch):
    monkeypatch.setattr(meetings, "BY_HAND", 2)
    monkeypatch.setattr(meetings, "ROLL", 2)
    cases, (client, _head) = to_appraise(3), somebody(kit.VILLAGE, "head")
    numbers = [case.subject.partition(":")[2] for case in cases]
    heads = dict(MemberForm.objects.filter(relation="head").values_list("household__number", "person__name"))
    at = f"/villages/{kit.VILLAGE}/meeting/"
    first, second = shown(client, at), shown(client, f"{at}?after=2")
    assert all(f'row">{heads[number]}</th>' in first for number in numbers[:2]) and numbers[2] not in first
    assert numbers[2] in second and heads[numbers[2]] in second and numbers[0] not in second
    lines = client.get(f"{at}?sheet=csv").content.decode().lstrip("\ufeff").splitlines()
    assert lines[0] == "户编号,户主,同意,反对,弃权,说明" and [line.split(",")[:2] for line in lines[1:]] == [[number, heads[number]] for number in numbers]
    assert client.get(f"{at}?sheet=xlsx").status_code == 200
    filled = [lines[0], *(line.replace(",,,,", ",40,3,2,") for line in lines[1:])]
    shifted = [*filled[:3], filled[3].replace(heads[numbers[2]], "邻居")]
    refused = sent(client, "\n".join(shifted))
    assert refused.status_code == 422 and "第 4 行:户主姓名与户编号不符" in refused.content.decode() and not Meeting.objects.exists()
    assert sent(client, "\n".join(filled)).status_code == 302
    assert [(b.in_favour, b.against, b.abstained, b.note) for b in Ballot.objects.order_by("pk")] == [(40, 3, 2, "")] * 3


def test_the_sheet_with_names_is_for_those_who_may_take_data_from_the_village():
    to_appraise(1)
    (neighbour, _), (reader, _) = somebody("431129210214"), somebody(kit.VILLAGE, "reader")
    assert (neighbour.get(f"/villages/{kit.VILLAGE}/meeting/?sheet=csv").status_code, reader.get(f"/villages/{kit.VILLAGE}/meeting/?sheet=csv").status_code) == (404, 403)


def test_a_line_is_read_however_the_workbook_parts_it():
    lines, faults = read_votes('"A1"\t40\t3\t2\tgut; sehr\n\nA2;40;5\n', {"A1", "A2"})
    assert faults == [] and [(one.number, one.in_favour, one.against, one.abstained) for one in lines] == [("A1", 40, 3, 2), ("A2", 40, 5, 0)]
    assert read_votes("A1\nA2\t-1\t0\t0\nA2\t1234567", {"A1", "A2"})[1][0][0] == 1


def test_the_page_to_vote_on_and_the_minutes_name_each_households_head_beside_its_number():
    cases, (client, _head) = to_appraise(2), somebody(kit.VILLAGE, "head")
    numbers = [case.subject.partition(":")[2] for case in cases]
    named = dict(MemberForm.objects.filter(household__number__in=numbers, relation="head").values_list("household__number", "person__name"))
    page = shown(client, f"/villages/{kit.VILLAGE}/meeting/")
    for number in numbers:
        assert f'<span>{named[number]}</span> <span class="code">{number}</span>' in page
    answer = sent(client, "\n".join(f"{number}\t40\t3\t2\t一票无效" for number in numbers))
    minutes = client.get(answer["Location"]).content.decode()
    for number in numbers:
        assert re.search(rf'<th scope="row"><span>{named[number]}</span> <a class="code" href="[^"]+">{number}</a></th><td><span', minutes), "one line each, the outcome beside it"
    assert minutes.count("一票无效") == 2


def test_whoever_does_not_record_the_meeting_is_told_who_does_before_filling_anything_in():
    (case, *_), (clerk, _), (head, _) = to_appraise(2), somebody(kit.VILLAGE), somebody(kit.VILLAGE, "head")
    page = shown(clerk, f"/villages/{kit.VILLAGE}/meeting/")
    assert "这次会议由" in page and "负责人记录,不由您的岗位办理" in page and 'name="pasted"' not in page
    number = case.subject.partition(":")[2]
    assert number in page and "?sheet=xlsx" in page, "the roll and the sheet are there to prepare with"
    answer = sent(clerk, f"{number}\t40\t5\t0")
    assert answer.status_code == 422 and "不由您的岗位办理" in answer.content.decode() and not Meeting.objects.exists()
    assert not EvidenceFile.objects.filter(subject=f"village:{kit.VILLAGE}").exists(), "nothing was taken in for it"
    page = shown(head, f"/villages/{kit.VILLAGE}/meeting/")
    assert "这次会议由" not in page and 'name="pasted"' in page
    SecondFactor.objects.all().delete()
    page = shown(head, f"/villages/{kit.VILLAGE}/meeting/")
    assert "须先登记动态口令" in page and 'name="pasted"' not in page, "nor is a head without a second factor let fill it in for nothing"
    assert "须先登记动态口令" in shown(head, f"/cases/{case.pk}/") and "须先登记动态口令" not in shown(clerk, f"/cases/{case.pk}/")


def test_minutes_keep_their_totals_when_the_village_and_its_households_went_elsewhere():
    cases, (head, _), (town, _) = to_appraise(3), somebody(kit.VILLAGE, "head"), somebody("431129210000", "head")
    numbers = [case.subject.partition(":")[2] for case in cases]
    at = sent(head, "\n".join(f"{number}\t{40 if n else 10}\t{5 if n else 35}\t0" for n, number in enumerate(numbers)))["Location"]
    assert "已随村转到别处" not in shown(head, at)
    add_division(code="431129210902", name="龙安村", starts_on=date(2013, 1, 1), basis="县志", actor=operator(), on=today())
    merge_villages(predecessors=[Former(code=kit.VILLAGE), Former(code="431129210902")], successor="431129210902", merged_on=today(), basis="江政发〔2026〕9号", actor=operator(), on=today())
    there, all_of_it = shown(head, at), shown(town, at)
    assert "其中 2 户已随村转到别处办理" in there and numbers[0] in there and numbers[1] not in there, "a case that had ended stays where it was"
    assert re.search(r"评议户数</dt><dd>3<", there) and re.search(r"通过户数</dt><dd>2<", there), "what the meeting did is not another by the merger"
    assert "已随村转到别处" not in all_of_it and all(number in all_of_it for number in numbers)
    counts = lambda client: re.findall(r'data-label="(?:评议户数|通过户数)"[^>]*>(?:<[^>]+>)*(\d+)', shown(client, "/meetings/"))  # noqa: E731
    assert counts(head) == counts(town) == ["3", "2"], "the list tells the same as the minutes, whoever reads it"
