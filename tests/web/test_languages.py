"""Every main page in English and in traditional Chinese: nothing is left in simplified Chinese but names and what a file says."""

import re
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import opencc
import pytest

from register import a_form, a_helper, a_household, a_status, a_village_form
from rosters import a_roster_household, write_roster
from tuopin.intake.catalogue import KINDS, sheet_kind
from tuopin.ledger.services.plan_file import COLUMNS
from tuopin.people.models import Post
from tuopin.people.selectors import operator, working_as
from tuopin.policy.models import Doubt
from tuopin.policy.rulebook import rules
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.registry.models import Helper, Person, StagedBlock
from tuopin.registry.services.receive_roster import receive_roster
from web import kit

YEAR = 2018
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]+")
SAID = re.compile(r'\s(?:placeholder|title|alt|aria-label|data-label|aria-valuetext)="([^"]*)"')
OF_THEIR_OWN_NAME = ("脱贫 tuopin", "简体中文", "繁體中文")
FILE_NAME = "名册.xlsx"
# What someone types or a file holds stands in every language as it is.
AS_TYPED = ("江华 栗安村", "残疾人证", "是 (yes)", "否 (no)", "“元”", "“赵”", "「赵」")
RIGHT_AS_THEY_ARE = re.compile("批准|岳[父母]")  # a character that stays simplified in these words
pytestmark = pytest.mark.django_db


@pytest.fixture
def county(tmp_path) -> dict:
    """A county as an official finds it: judged households, doubts, helpers, a village form, and a file with rows that wait."""
    kit.lay_out_places()
    good = a_household(village=kit.VILLAGE)
    bad = a_household(village=kit.NEIGHBOUR, house_grade="C", water_safe=None, income={"wage": None, "business_income": 100})
    a_form(good, year=YEAR - 1)
    a_status(bad, "pre_exit", date(YEAR, 3, 1), basis=f"花名册 {YEAR} {FILE_NAME}")
    a_helper(of=good)
    a_helper(name="钱队长", posted=kit.VILLAGE, first_secretary=True)
    a_village_form(code=kit.VILLAGE)
    with working_as(operator()):
        judge_counties(year=YEAR, counties=[kit.COUNTY], actor=operator())
    assert Doubt.objects.exists()
    return {"good": good.number, "bad": bad.number, "batch": _a_batch(tmp_path)}


def _a_batch(folder: Path) -> int:
    """A file with one clean household, one that waits for a confirmation and one that is quarantined, none of it merged."""
    clean, unit, wrong = (a_roster_household(n, village=kit.VILLAGE) for n in (1, 2, 3))
    unit["row"]["工资性收入"] = "12000元"
    wrong["members"][1]["证件号码"] = "431129198005010010"
    path = write_roster(folder / FILE_NAME, [clean, unit, wrong])
    return receive_roster(path=path, file_name=FILE_NAME, year=YEAR, mapping={}, actor=operator(), on=date(2019, 1, 5)).pk


def _addresses(county: dict) -> list[str]:
    block = StagedBlock.objects.filter(batch=county["batch"], outcome="quarantined").first()
    one = f"/households/{county['bad']}/"
    return [
        *(url for name, url in kit.screens().items() if name not in kit.FILES | {"login"}),
        f"/area/{kit.VILLAGE}/", f"/map/{kit.COUNTY}/?figure=income_per_head", f"/map/{kit.TOWN}/", "/households/?print=yes",
        "/households/?failed=safe_housing&unknown=safe_water&status=poor&house=C&helper=no&income_from=1&persons_to=9",
        "/households/?status=exited", one, f"{one}?year=2016", f"{one}?on=2017-06-30", f"{one}?on=nonsense",
        f"/households/{county['good']}/?compare={YEAR - 1}", f"{one}{YEAR}/facts/house_grade/", f"{one}{YEAR}/income/wage/",
        "/doubts/?settled=yes", f"/imports/{county['batch']}/", f"/imports/{county['batch']}/?outcome=A",
        f"/imports/{county['batch']}/blocks/{block.pk}/", *(f"/rules/{name}/" for name in rules()),
        f"/divisions/{kit.VILLAGE}/", "/divisions/?q=%E6%A0%97%E5%AE%89", "/search/?q=%E8%B5%B5", "/search/?q=zzzz", "/?year=2015",
    ]


def _data() -> list[str]:
    """Names of places and people, of sheets and columns of a file, and reasons that someone wrote: the longest first."""
    columns = {text for kind in KINDS for text in (sheet_kind(kind).title, *(field.zh for field in sheet_kind(kind).fields.values()))}
    people = {*Person.objects.values_list("name", flat=True), *Helper.objects.values_list("name", flat=True), "盘主任"}
    units = {*Helper.objects.values_list("unit_name", flat=True), "测试"}
    columns |= {"、".join(COLUMNS), ", ".join(COLUMNS)}  # of a plan of tasks, as its file has them
    places = {*kit.PLACES.values(), *_provinces()}
    short = {name.removesuffix(end) for name in places for end in ("村民委员会", "村委会", "居委会")}
    return sorted({*columns, *people, *units, *places, *short, *OF_THEIR_OWN_NAME, *AS_TYPED, FILE_NAME} - {""}, key=len, reverse=True)


def _provinces() -> set[str]:
    """Places that a number of the rulebook names."""
    from tuopin.web.pages.map import UNLISTED

    return set(UNLISTED.values())


def _words(page: str) -> str:
    """What a page says to eyes and to a screen reader."""
    said = " \n".join(SAID.findall(page))
    body = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", "\n", body) + "\n" + said)


def _without(text: str, data: list[str]) -> str:
    for name in data:
        text = text.replace(name, " ")
    return text


@cache
def _simplified_only(character: str) -> bool:
    """Whether a character is written so in simplified Chinese only."""
    return _converter("s2tw").convert(character) != character and _converter("t2s").convert(character) == character


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def test_the_english_pages_have_no_chinese_but_names_and_what_a_file_says(county):
    account = kit.an_official()
    Post.objects.create(account=account, area_code=kit.COUNTY, role="auditor", starts_on=date(2016, 1, 1))  # all screens
    client, data = kit.logged_in(account), _data()
    left = {url: found for url in _addresses(county)
            if (found := CHINESE.findall(_without(_words(kit.page_in(client, account, url, "en")), data)))}
    assert not left, left


def test_the_traditional_pages_have_no_simplified_character_but_in_names_and_what_a_file_says(county):
    account = kit.an_official()
    Post.objects.create(account=account, area_code=kit.COUNTY, role="auditor", starts_on=date(2016, 1, 1))  # all screens
    client, data = kit.logged_in(account), _data()
    left = {}
    for url in _addresses(county):
        text = _without(_words(kit.page_in(client, account, url, "zh-hant")), data)
        text = RIGHT_AS_THEY_ARE.sub(" ", text)
        if found := {word for word in CHINESE.findall(text) if any(_simplified_only(c) for c in word)}:
            left[url] = found
    assert not left, left


@pytest.mark.parametrize(("language", "words"), [("en", "Not found"), ("zh-hant", "沒有找到")])
def test_what_cannot_be_opened_is_said_in_the_readers_language(county, language, words):
    account = kit.an_official()
    account.language = language
    account.save()
    response = kit.logged_in(account).get("/households/nobody/")
    assert response.status_code == 404 and words in response.content.decode()
