"""The forms of Party work, district plans and service gaps as they are filled in on their pages: what is right is on record, what is wrong is said in the form."""

import io
from datetime import date

import pytest

import pictures
from party_work import COUNTY, cores, villages_of
from tuopin.benefits.models import Strategy
from tuopin.ledger.models import Task
from tuopin.party.models import Accountability, BranchLead, BranchScore, Clue, Contract, Organisation
from tuopin.people.selectors import operator, working_as
from tuopin.procedure.models import Case
from web import kit

pytestmark = pytest.mark.django_db
IN_COUNTY = f"?area={COUNTY}"


@pytest.fixture
def branches():
    with working_as(operator()):
        return cores(villages_of(COUNTY, 60))


@pytest.fixture
def county():
    return kit.logged_in(kit.identified(kit.an_official(COUNTY, "head")))


def said(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def sent(client, url, form):
    """The page after a form that was taken."""
    return said(client.post(url, form, follow=True))


def test_organisations_are_registered_found_sorted_and_paged(county, branches):
    form = {"of_area": branches[0].area_code, "name": "油茶产业联合党支部", "layer": "industry", "host": "base", "host_name": "油茶基地", "starts_on": "2018-03-01"}
    assert "没有挂靠合适的上级党组织" in said(county.post(f"/party/record/{IN_COUNTY}", form | {"parent": 10**8}), 422)
    assert "油茶产业联合党支部" in sent(county, f"/party/record/{IN_COUNTY}", form | {"parent": branches[0].pk}) and Organisation.objects.count() == 61
    first, second = (said(county.get(f"/party/{IN_COUNTY}&after={n}")).count('scope="row"') for n in (1, 2))
    assert (first, second) == (50, 11)
    found = said(county.get(f"/party/{IN_COUNTY}&search=油茶&sort=-name"))
    assert "油茶基地" in found and found.count('scope="row"') == 1
    taken = county.get(f"/party/{IN_COUNTY}&file=csv").content.decode()
    assert len(taken.splitlines()) == 62, "the file has them all"


def test_a_branch_that_is_not_there_or_led_already_is_told_in_the_form(county, branches):
    form = {"cadre": "张三", "unit": "县委组织部", "starts_on": "2018-03-01"}
    assert "张三" in said(county.post(f"/party/leads/record/{IN_COUNTY}", form | {"branch": 10**8}), 422), "what was typed is kept"
    sent(county, f"/party/leads/record/{IN_COUNTY}", form | {"branch": branches[0].pk})
    assert "请先结束原来的结对" in said(county.post(f"/party/leads/record/{IN_COUNTY}", form | {"branch": branches[1].pk}), 422)
    assert BranchLead.objects.count() == 1


def test_all_branches_are_scored_on_one_page_and_a_weak_one_gets_its_plan(county, branches):
    url = f"/party/branches/score/{IN_COUNTY}"
    scores = {f"score:{b.pk}": 40 + n for n, b in enumerate(branches)} | {f"reason:{b.pk}": "阵地不规范" for b in branches[:6]}
    assert "得分" in said(county.post(url, scores | {f"score:{branches[0].pk}": "很好"}), 422)
    assert said(county.get(url)).count('name="score:') == 60
    sent(county, url, scores | {f"reason:{n}": "" for n in range(10**8, 10**8 + 3000)})  # as many fields as a county of 1,500 villages sends
    weak = BranchScore.objects.filter(weak=True)
    assert weak.count() == 6, "a tenth, rounded up"
    one, form = weak.earliest("pk"), {"plan": "一村一策:选好书记,修好阵地", "due_on": "2099-12-31"}
    assert "没有保存" in sent(county, f"/party/branches/{one.pk}/rectify/", form | {"due_on": "年底"})
    assert "已办理" in sent(county, f"/party/branches/{one.pk}/rectify/", form)
    assert BranchScore.objects.get(pk=one.pk).task is not None


def test_a_contract_is_laid_out_signed_by_its_secretary_and_scored_from_above(county, branches):
    secretary = kit.identified(kit.an_official(kit.TOWN, "head", username="secretary"))
    secretary.posts.update(office="secretary")
    sent(county, f"/party/contracts/record/{IN_COUNTY}", {"of_area": kit.TOWN, "terms": "每季度研究一次抓党建促脱贫"})
    url = f"/party/contracts/{Contract.objects.get().pk}/"
    sent(kit.logged_in(secretary), f"{url}sign/", {"file": io.BytesIO(pictures.a_photo(7))})
    assert Contract.objects.get().signed_on is not None
    assert "90" in sent(county, f"{url}score/", {"score": "90", "note": "完成全部责任"})
    assert Contract.objects.get().score == 90


def test_a_clue_is_recorded_on_its_page_and_says_whom_it_cannot_be_given(county, branches):
    for name, role in (("verifier", "clerk"), ("approver", "head")):
        kit.identified(kit.an_official(COUNTY, role, username=name))
    form = {"of_area": COUNTY, "kind": "bully", "about": "盘某某", "said": "强占集体林地", "received_on": "2018-05-01", "verifier": "verifier", "approver": "nobody"}
    assert "没有合适的岗位" in said(county.post(f"/bully-clues/record/{IN_COUNTY}", form), 422) and not Clue.objects.exists()
    sent(county, f"/bully-clues/record/{IN_COUNTY}", form | {"approver": "approver"})
    clue = Clue.objects.get()
    assert "强占集体林地" in said(county.get(f"/bully-clues/{clue.pk}/"))
    assert "已立案" in sent(county, f"/bully-clues/{clue.pk}/refer/", {}) and Case.objects.get().subject == f"party-clue:{clue.pk}"
    held = {"person": "盘某某", "rank": "village", "measure": "removal", "document": "纪〔2018〕1号", "decided_on": "2018-06-01"}
    early = sent(county, f"/bully-clues/{clue.pk}/account/", held | {"file": io.BytesIO(pictures.a_photo(8))})
    assert "已办理" not in early and not Accountability.objects.exists(), "not before it was referred"


def test_a_strategy_is_drafted_line_by_line_and_a_line_that_is_unclear_is_shown(county):
    form = {"title": "江华一县一策", "lines": "产业薄弱|发展油茶|县农业局|2099-12-31\n饮水|管网改造|县水利局|年底"}
    refused = said(county.post(f"/strategies/draft/{IN_COUNTY}", form), 422)
    assert "“年底”不是日期" in refused and "产业薄弱|发展油茶" in refused, "what was typed is kept"
    assert "管网改造" in sent(county, f"/strategies/draft/{IN_COUNTY}", form | {"lines": form["lines"].replace("年底", "2099-06-30")})
    assert Strategy.objects.count() == 1 and "没有一县一策" in said(county.get(f"/strategies/{IN_COUNTY}")), "a draft is none yet"
    assert len(county.get(f"/strategies/{IN_COUNTY}&file=csv").content.decode().splitlines()) == 2


def test_gaps_of_services_are_recorded_listed_paged_and_taken_along(county):
    form = {"service": "clinic", "text": "没有合格村医", "due_on": "2099-12-31", "unit": "县卫健局"}
    assert "完成期限早于下达日期" in said(county.post(f"/service-gaps/record/{IN_COUNTY}", form | {"of_area": villages_of(COUNTY, 1)[0], "due_on": "2010-01-01"}), 422)
    for village in villages_of(COUNTY, 51):
        county.post(f"/service-gaps/record/{IN_COUNTY}", form | {"of_area": village})
    again = said(county.post(f"/service-gaps/record/{IN_COUNTY}", form | {"of_area": village}), 422)
    assert "已登记过同类缺口" in again and Task.objects.count() == 51
    assert [said(county.get(f"/service-gaps/{IN_COUNTY}&after={n}")).count("没有合格村医") for n in (1, 2)] == [50, 1]
    assert len(county.get(f"/service-gaps/{IN_COUNTY}&file=csv").getvalue().decode().splitlines()) == 52
    assert date.fromisoformat(form["due_on"]) == Task.objects.first().due_on
