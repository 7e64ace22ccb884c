"""The pages in a real browser: log in, change the language, go down the map, fit on a phone; with and without JavaScript."""

import os
from pathlib import Path

import pikepdf
import pytest

from tuopin.people.models import Account
from tuopin.people.states import IDLE_SECONDS, LONGEST_SECONDS
from web import kit

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and os.environ.get("TUOPIN_REQUIRE_BROWSER") != "1", reason="no Chromium on this machine"
    ),
]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver runs its own loop in this thread
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server, transactional_db, browser):
    """A served register. What a test opened is closed with it: each open page holds a line to the server, and each line one to the database."""
    kit.lay_out_places()
    kit.judged_figures()
    kit.an_official(kit.CITY)
    yield live_server.url
    for context in browser.contexts:
        context.close()


def entered(browser, site, **context):
    """A page of someone who has just logged in; any error that the browser reports fails the test."""
    page = browser.new_context(locale="zh-CN", **context).new_page()
    page.on("pageerror", lambda fault: pytest.fail(str(fault)))
    page.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
    page.goto(site)
    page.get_by_label("登录名").fill("official")
    page.get_by_label("密码").fill(kit.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{site}/")
    return page


def test_someone_logs_in_goes_down_the_map_to_a_village_and_logs_out(browser, site):
    page = entered(browser, site, viewport={"width": 1440, "height": 900})
    assert page.locator("h1").inner_text() == "永州市"
    page.get_by_role("link", name="在地图上看").click()
    for name in ("江华瑶族自治县", "大石桥乡", "栗安村村委会"):
        page.locator(f'svg.map a[aria-label^="{name}"]').focus()
        page.keyboard.press("Enter")
        page.wait_for_function("name => document.querySelector('h1').innerText.startsWith(name)", arg=name)
    assert page.locator(".crumbs li").all_inner_texts()[-1] == "栗安村村委会"
    page.locator(".bar > .menu summary").last.click()
    page.get_by_role("button", name="退出登录").first.click()
    page.wait_for_url("**/login/")


def test_a_page_left_alone_shows_nothing_any_more_once_the_session_is_over(browser, site):
    page = entered(browser, site, viewport={"width": 390, "height": 844})
    page.context.clock.install()
    page.goto(f"{site}/households/")
    other = page.context.new_page()
    other.goto(f"{site}/map/")
    page.context.clock.fast_forward(IDLE_SECONDS * 1000 - 60_000)
    assert page.locator("h1").inner_text()
    other.reload()  # used elsewhere in the same browser: the session goes on
    page.context.clock.fast_forward(120_000)
    assert page.locator("h1").inner_text()
    page.context.set_offline(True)
    page.context.clock.fast_forward(IDLE_SECONDS * 1000)
    assert page.locator(".gate-title").inner_text() == "登录已结束" and page.title() == "登录已结束"
    assert not page.locator("table, form, .crumbs, .bar").count() and "江华" not in page.content(), "nothing of the register is in the page"
    page.context.set_offline(False)
    page.get_by_role("link", name="重新登录").click()
    page.wait_for_url("**/login/")


def test_whoever_is_still_typing_keeps_the_session_and_what_was_typed(browser, site):
    page = entered(browser, site, viewport={"width": 1440, "height": 900})
    page.context.clock.install()
    page.goto(f"{site}/households/")
    page.context.clock.fast_forward(IDLE_SECONDS * 1000 - 60_000)
    with page.expect_response("**/account/") as answered:
        page.locator("#find-bar").press_sequentially("一户一户")
        page.context.clock.run_for(20_000)
    assert answered.value.status == 200, "the server knows of it"
    page.wait_for_function(f"Number(localStorage.getItem('used')) > Date.now() - {60_000}")
    page.context.clock.fast_forward(120_000)
    assert page.locator("#find-bar").input_value() == "一户一户"
    page.context.clock.fast_forward(IDLE_SECONDS * 1000)
    assert page.locator(".gate-title").inner_text() == "登录已结束", "who stops typing is left alone like everybody"


def test_however_much_it_is_used_a_page_is_cleared_at_the_session_s_end(browser, site):
    page = entered(browser, site, viewport={"width": 1440, "height": 900})
    page.context.clock.install()
    page.goto(f"{site}/households/")
    for _hour in range(LONGEST_SECONDS // 3600 + 1):
        page.evaluate("document.dispatchEvent(new Event('htmx:afterRequest'))")
        page.context.clock.fast_forward(3_600_000)
    assert page.locator(".gate-title").inner_text() == "登录已结束"


def test_the_language_changes_at_once_and_stays(browser, site):
    page = entered(browser, site, viewport={"width": 1440, "height": 900})
    page.locator(".bar > .menu summary").first.click()
    page.get_by_role("button", name="English").first.click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.goto(f"{site}/map/")
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("name", sorted(kit.screens().keys() - kit.FILES))
def test_a_screen_fits_on_a_phone_without_scrolling_sideways(browser, site, name):
    page = entered(browser, site, viewport={"width": 390, "height": 844})
    page.goto(site + kit.screens()[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_menu_of_a_phone_opens_without_javascript(browser, site):
    page = entered(browser, site, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    assert not page.locator(".rail").is_visible()
    page.locator(".fold > summary").click()
    page.locator(".fold nav").get_by_role("link", name="地图").click()
    page.wait_for_url("**/map/")
    assert page.locator("svg.map a").count() == 2


def test_focus_starts_at_the_way_past_the_navigation(browser, site):
    page = entered(browser, site, viewport={"width": 1440, "height": 900})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_words_under_a_wall_chart_do_not_run_into_each_other(browser, site, language):
    Account.objects.update(language=language)
    page = entered(browser, site, viewport={"width": 1440, "height": 900})
    drawn = page.request.get(f"{site}/wall/{kit.COUNTY}/?paper=a1&as=svg").text()
    page.goto("about:blank")
    page.set_content(drawn)
    boxes = page.evaluate("[...document.querySelectorAll('svg')[0].children].filter(e => e.tagName === 'text').map(e => e.getBBox()).map(b => [b.x, b.x + b.width, b.y])")
    assert {"zh-hans": "都在期限内", "zh-hant": "都在期限內", "en": "All in time"}[language] in drawn
    words = sorted(box for box in boxes if box[2] > 594 * 0.9)[1:]  # the first is the line below them
    assert len(words) == 4 and all(left[1] + 5 < right[0] for left, right in zip(words, words[1:], strict=False)) and words[-1][1] < 841


@pytest.mark.parametrize(("paper", "wide", "high"), [("a0", 1189, 841), ("a1", 841, 594)])
def test_a_wall_chart_is_kept_as_one_pdf_page_of_its_paper_with_its_letters_inside(browser, site, tmp_path, paper, wide, high):
    page = entered(browser, site, viewport={"width": 1440, "height": 900})
    page.goto(f"{site}/wall/{kit.COUNTY}/?paper={paper}")
    assert page.locator("img.paper").evaluate("picture => picture.complete && picture.naturalWidth > 0")
    page.pdf(path=tmp_path / "wall.pdf", prefer_css_page_size=True, print_background=True)
    with pikepdf.open(tmp_path / "wall.pdf") as kept:
        (sheet,) = kept.pages
        millimetres = [round(float(length) * 25.4 / 72) for length in sheet.mediabox[2:]]
        fonts = [each for each in kept.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font" and each.Subtype != "/Type0"]
        drawn = [font.Subtype == "/Type3" or any(name in font.FontDescriptor for name in ("/FontFile", "/FontFile2", "/FontFile3")) for font in fonts]
    assert millimetres == [wide, high]
    assert drawn and all(drawn)
