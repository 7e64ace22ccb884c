"""One family's whole life, walked through the pages by its officials at five levels: registered, helped, let go, in trouble, watched, out of risk."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from life import a_life, an_empty_system
from tuopin.cli.serve import free_port
from walked_clock import WalkedClock, can_be_made
from web import family
from web.test_in_browser import browser, pytestmark  # noqa: F401 (fixture)

BEGINS, IN_TROUBLE = datetime(2018, 3, 5, 2, tzinfo=UTC), datetime(2020, 6, 10, 2, tzinfo=UTC)
pytestmark = [*pytestmark, pytest.mark.long, pytest.mark.skipif(not can_be_made(), reason="no compiler to make a clock with")]


@pytest.fixture(params=["china", "graduation"], scope="module")
def pack(request):
    return request.param


@pytest.fixture(scope="module")
def empty(pack):
    folder = Path(tempfile.mkdtemp(prefix="tuopin-life-"))
    yield an_empty_system(folder, WalkedClock(folder, BEGINS), pack)
    shutil.rmtree(folder, ignore_errors=True)


def test_a_family_goes_its_whole_way_by_nine_persons_at_five_levels(browser, empty, pack):  # noqa: F811
    folder = Path(tempfile.mkdtemp(prefix="tuopin-walk-"))
    try:
        with a_life(empty, folder, free_port("127.0.0.1", 18500), pack=pack, browser=browser, clock=WalkedClock(folder, BEGINS)) as life:
            walked(life)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def walked(life) -> None:
    number, registered = family.apply(life)
    family.register(life, registered)
    family.help_it(life, number)
    let_go = family.let_go(life, number)
    life.clock.set(IN_TROUBLE)
    watch, admitted = family.in_trouble(life, number)
    removed = family.out_of_risk(life, number, watch)
    printed(life, (registered, let_go, admitted, removed))
    told(life, number, watch)
    assert life.faults == []


def printed(life, cases: tuple[int, ...]) -> None:
    """Each step has its form and each notice its root, in letters and as a picture that a telephone reads."""
    for case in cases:
        page = life.at("city", f"/cases/{case}/")
        for address in [link.get_attribute("href") for link in page.locator('a[href*="/paper/"]').all()]:
            assert life.at("city", address).locator("article svg").count() == 1, address
        if case == cases[0] and life.pack == "china":  # the village's name was another in 2018
            said = life.at("city", f"/cases/{case}/paper/check/").locator("article h2").inner_text()
            assert said.startswith("栗安村 "), said
        root = life.at("city", f"/cases/{case}/notice/").locator(".digits").last.inner_text()
        assert re.fullmatch(r"[0-9a-f]{4}( [0-9a-f]{4}){15}", root) and page.locator("article svg").count() == 1


def told(life, number: str, watch: int) -> None:
    """The household's page tells its history, the command who was responsible, and the trail is whole when it is replayed."""
    page = life.at("auditor", f"/households/{number}/")
    history = page.locator("#history").inner_text()
    assert all(word in history for word in family.SAID[life.pack]["history"]), history
    if life.pack == "china":  # no act is told by the name that the program has for it
        assert not re.search(r"[a-z]+[-_][a-z]+", re.sub(r"county-clerk|town-head|town-deputy|facts-\w+", "", history)), history
    assert life.at("auditor", f"/monitoring/{watch}/").locator(".lead .badge").count()
    helped = life.system.tuopin("responsible", number, "--on", "2018-12-31")
    assert helped.returncode == 0 and "唐福强" in helped.stdout and "赵书" in helped.stdout, helped.stdout  # who helps, and who acted
    verified = life.system.tuopin("trail", "verify", "--replay")
    assert verified.returncode == 0, verified.stdout + verified.stderr
