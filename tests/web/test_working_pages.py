"""The household, village, rule and division pages: what they show, what they refuse, and to whom they do not exist."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from incomes import line_now
from register import a_helper, a_household, a_status, a_village_form
from tuopin.people.models import Account
from tuopin.people.selectors import operator, working_as
from tuopin.policy.models import Doubt, Standing
from tuopin.policy.services.judge_counties import judge_counties
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> dict:
    """Two villages with one household each, judged for 2018: one meets all, one fails housing and has no known income."""
    kit.lay_out_places()
    good, bad = a_household(village=kit.VILLAGE), a_household(village=kit.NEIGHBOUR, house_grade="C", income={"wage": None})
    a_helper(of=good)
    a_village_form(code=kit.VILLAGE)
    with working_as(operator()):
        judge_counties(year=2018, counties=[kit.COUNTY], actor=operator())
    return {"good": good, "bad": bad}


def _client(area: str = kit.COUNTY, role: str = "head") -> Client:
    return kit.logged_in(kit.an_official(area, role, username=f"{role}{area[:12]}"))


def _text(response) -> str:
    return response.content.decode()


def test_the_list_shows_the_households_of_ones_area_and_of_no_other(county):
    assert county["bad"].number in _text(_client().get("/households/"))
    mine = _text(_client(kit.VILLAGE, "reader").get("/households/"))
    assert county["good"].number in mine and county["bad"].number not in mine


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("verdict=may_exit", "good"), ("failed=safe_housing", "bad"), ("unknown=income_above_line", "bad"), ("helper=no", "bad"),
        ("helper=yes", "good"), ("income_from=1000", "good"), ("house=C", "bad"), ("status=poor&verdict=not_yet", "bad"),
    ],
)
def test_a_filter_keeps_what_it_says_and_can_be_taken_off(county, query, found):
    page = _text(_client().get(f"/households/?{query}"))
    other = {"good": "bad", "bad": "good"}[found]
    assert county[found].number in page and county[other].number not in page
    assert 'class="chips"' in page and "去掉这一项" in page


def test_a_filter_that_finds_nothing_says_what_to_do(county):
    assert "去掉一项筛选条件" in _text(_client().get("/households/?status=exited"))


@pytest.mark.parametrize("query", ["verdict=perhaps", "income_from=abc", "sort=password", "after=nonsense"])
def test_wrong_input_to_the_list_is_refused_in_words(county, query):
    response = _client().get(f"/households/?{query}")
    assert response.status_code == 409 and "怎么办" in _text(response)


@pytest.mark.parametrize("path", [
    "/households/{bad}/", "/households/{bad}/2018/facts/house_grade/", "/households/{bad}/2018/income/wage/",
    "/households/?area=431129210214", "/households/export/?area=431129210214", "/villages/?area=431129210214", "/villages/431129210214/",
    "/doubts/?area=431129210214",
])
def test_the_neighbours_rows_exist_on_no_page(county, path):
    response = _client(kit.VILLAGE).get(path.format(bad=county["bad"].number))
    assert response.status_code == 404


def test_the_verdict_names_value_threshold_source_and_what_is_missing(county):
    page = _text(_client().get(f"/households/{county['bad'].number}/?year=2018"))
    assert "尚未达标" in page and "农村危险房屋鉴定" in page
    assert "工资性收入未填" in page and "转移性收入各项均未填" in page


def test_a_household_is_judged_on_the_day_asked_by_that_days_numbers(county):
    household = a_household(village=kit.VILLAGE, year=2015, persons=1, income={
        "wage": 2855, "business_income": 0, "business_expense": 0, "property_other": 0, "transfer_other": 0})
    client = _client()
    assert "2,855.00" in _text(client.get(f"/households/{household.number}/?year=2015&on=2015-12-31"))
    assert "2,952.00" in _text(client.get(f"/households/{household.number}/?year=2015&on=2016-12-31"))


def test_a_day_that_is_none_is_said_and_the_page_still_stands(county):
    response = _client().get(f"/households/{county['good'].number}/?on=yesterday")
    assert response.status_code == 200 and "不是日期" in _text(response)


def test_before_its_identification_a_household_is_not_judged(county):
    assert "不作评判" in _text(_client().get(f"/households/{county['good'].number}/?on=2013-06-01"))


def test_no_whole_certificate_stands_on_the_page(county):
    import re

    assert not re.search(r"\d{17}[\dX]", _text(_client().get(f"/households/{county['good'].number}/")))


def test_a_correction_judges_at_once_and_leaves_its_reason(county):
    number, client = county["bad"].number, _client()
    seen = county["bad"].forms.get().pk
    url = f"/households/{number}/2018/facts/house_grade/"
    assert client.get(url).status_code == 200
    response = client.post(url, {"value": "A", "reason": "12月入户核实,鉴定为A级", "seen": seen})
    assert response.status_code == 302
    standing = Standing.objects.get(number=number, year=2018)
    assert standing.may_exit is None and standing.failed == 0  # the income is still not known
    page = _text(client.get(f"/households/{number}/?year=2018"))
    assert "12月入户核实,鉴定为A级" in page and "C → A" in page


def test_the_loser_of_two_corrections_sees_both_values(county):
    number, client = county["bad"].number, _client()
    seen = county["bad"].forms.get().pk
    url = f"/households/{number}/2018/facts/house_grade/"
    client.post(url, {"value": "A", "reason": "甲核实", "seen": seen})
    response = client.post(url, {"value": "D", "reason": "乙核实", "seen": seen})
    assert response.status_code == 409 and "已被他人更正" in _text(response)
    again = client.post(url, {"value": "D", "reason": "乙核实", "seen": county["bad"].forms.get(superseded_at=None).pk})
    assert again.status_code == 302


def test_the_same_value_again_is_no_correction_and_judges_nothing(county):
    from tuopin.trail.models import Entry

    number, client = county["bad"].number, _client()
    before = Entry.objects.count()
    response = client.post(f"/households/{number}/2018/facts/house_grade/", {"value": "C", "reason": "核实"}, follow=True)
    assert "没有改动" in _text(response) and Entry.objects.count() == before


def test_an_income_line_never_asked_is_filled_in(county):
    url = f"/households/{county['bad'].number}/2018/income/transfer_other/"
    response = _client().post(url, {"amount_yuan": "1200", "evidence": "card", "reason": "一卡通流水"})
    assert response.status_code == 302
    line = line_now("transfer_other", household=county["bad"])
    assert (line.amount_yuan, line.evidence) == (Decimal(1200), "card")


@pytest.mark.parametrize("sent", [{"value": "Z", "reason": "核实"}, {"value": "A", "reason": ""}])
def test_a_correction_that_does_not_fit_comes_back_with_what_is_wrong(county, sent):
    response = _client().post(f"/households/{county['bad'].number}/2018/facts/house_grade/", sent)
    assert 'class="fault"' in _text(response)
    assert county["bad"].forms.count() == 1


def test_a_reader_corrects_nothing(county):
    client = _client(role="reader")
    assert client.get(f"/households/{county['bad'].number}/2018/facts/house_grade/").status_code == 403
    assert "correct" not in _text(client.get(f"/households/{county['bad'].number}/"))
    assert client.get("/imports/").status_code == 403


def test_an_export_needs_a_purpose_and_leaves_it_in_the_trail(county):
    from tuopin.trail.models import Entry

    client = _client()
    assert client.post("/households/export/?verdict=not_yet", {"suffix": "csv"}).status_code == 422
    response = client.post("/households/export/?verdict=not_yet", {"suffix": "csv", "purpose": "退出公示"})
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    assert county["bad"].number in body and county["good"].number not in body
    assert [e.basis for e in Entry.objects.filter(verb="export")] == ["退出公示"]


def test_the_village_page_shows_its_form_figures_and_households(county):
    page = _text(_client().get(f"/villages/{kit.VILLAGE}/"))
    assert "689" in page and "赵一" in page and "栗安村村委会" in page


def test_a_doubt_is_settled_where_it_is_seen(county):
    doubt = Doubt.objects.filter(year=2018, gone_at=None, finding="").first()
    client = _client()
    assert f"doubt-{doubt.pk}" in _text(client.get("/doubts/"))
    assert client.post(f"/doubts/{doubt.pk}/settle/", {"finding": "reasonable"}).status_code == 302
    doubt.refresh_from_db()
    assert doubt.finding == ""
    client.post(f"/doubts/{doubt.pk}/settle/", {"finding": "reasonable", "note": "入户核实", "next": "/doubts/"})
    doubt.refresh_from_db()
    assert (doubt.finding, doubt.finding_note) == ("reasonable", "入户核实")


@pytest.mark.parametrize("name", ["poverty-line", "two-assurances-three-guarantees", "household-exit", "village-exit", "county-exit"])
def test_a_rule_page_prints_question_numbers_sources_and_examples(county, name):
    page = _text(_client().get(f"/rules/{name}/"))
    assert "参数" in page and "文件与条款" in page and "示例" in page


def test_a_rule_that_is_none_is_refused(county):
    assert _client().get("/rules/no-such-rule/").status_code == 409


def test_a_rule_page_opens_the_households_that_a_condition_moves(county):
    page = _text(_client().get("/rules/household-exit/?year=2018"))
    assert "failed=safe_housing" in page


def test_a_place_page_shows_its_path_and_spans(county):
    page = _text(_client().get(f"/divisions/{kit.VILLAGE}/"))
    assert "大石桥乡" in page and "2014-01-01" in page
    assert _client(role="clerk").get("/divisions/999999999999/").status_code == 404


def test_the_pages_speak_english(county):
    account = kit.an_official(username="reader-en")
    client = kit.logged_in(account)
    for path in ("/households/", f"/households/{county['bad'].number}/", f"/villages/{kit.VILLAGE}/", "/doubts/", "/rules/household-exit/"):
        assert '<html lang="en">' in kit.page_in(client, account, path, "en")


def test_a_household_page_keeps_within_its_count_of_queries(county, django_assert_max_num_queries):
    client = _client()
    client.get(f"/households/{county['good'].number}/")
    with django_assert_max_num_queries(26):
        client.get(f"/households/{county['good'].number}/")


def test_the_history_says_no_more_of_a_day_than_was_stated(county):
    a_status(county["good"], "pre_exit", date(2017, 1, 1), precision="year", basis="名册")
    page = _text(_client().get(f"/households/{county['good'].number}/"))
    assert '<time datetime="2017">2017</time>' in page


def test_an_export_shows_whole_numbers_only_when_asked_and_says_so_in_one_entry(county):
    from tuopin.trail.models import Entry

    client = _client()
    kit.identified(Account.objects.get())
    asked = {"suffix": "zip", "purpose": "移交系统"}
    for sent in (asked, asked | {"with_numbers": "on"}):
        if sent != asked:
            refused = client.post("/households/export/", sent)
            assert refused.status_code == 409 and "另一人同意" in _text(refused)
            kit.another_agrees()
        response = client.post("/households/export/", sent)
        assert response.status_code == 200 and response.headers["Content-Disposition"].endswith('.zip')
    entries = [e for e in Entry.objects.order_by("id") if e.verb == "export" and e.basis == "移交系统"]
    assert [(e.verb, e.detail["with_numbers"], e.detail["households"]) for e in entries] == [
        ("export", False, 2), ("export", True, 2),
    ]
    assert client.post("/households/export/", asked | {"with_numbers": "on"}).status_code == 409, "an agreement is good once"
    assert "含完整证件号码" in _text(client.get("/households/export/"))
