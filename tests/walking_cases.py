"""Walks a case through its pages as its officials would: files chosen in the form, a name signed on the screen, votes typed, buttons pressed."""

from __future__ import annotations

import re

from life import Life

HANGS = 31  # days: longer than any notice of the packs


def number_of(page) -> int:
    """The case that the page is about."""
    return int(re.search(r"/cases/(\d+)/", page.url)[1])


def hand_in(life: Life, name: str, case: int, *, sign: str = "") -> None:
    """Choose a file for each thing asked for, but sign the one named `sign` on the screen; all of it lies there afterwards."""
    if sign:
        draw(life, name, case, sign)
    page = life.at(name, f"/cases/{case}/")
    chosen = 0
    for field in page.locator("form.wanted input[type=file]").all():
        if field.get_attribute("name") != f"file-{sign}":
            many = 2 if field.get_attribute("multiple") is not None else 1
            field.set_input_files([life.a_picture() for _ in range(many)])
            chosen += 1
    if chosen:
        page.locator("form.wanted button").click()
        page.wait_for_load_state()
        assert page.locator(".messages .error, .notice.error").count() == 0, page.locator("main").inner_text()[:1500]
    assert page.locator("form.wanted .badge.no").count() == 0, page.locator("form.wanted").inner_text()


def draw(life: Life, name: str, case: int, what: str) -> None:
    """Sign on the screen with a finger."""
    page = life.at(name, f"/cases/{case}/")
    page.locator(f'a[href$="/cases/{case}/sign/{what}/"]').click()
    page.wait_for_url(f"**/cases/{case}/sign/{what}/")
    box = page.locator("canvas").bounding_box()
    assert box["width"] <= 390, "the box to sign in is as wide as the phone at most"
    life.seed += 1
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for n in range(12):
        page.mouse.move(box["x"] + 30 + n * 22, box["y"] + (25 + life.seed % 17 if n % 2 else 100 - life.seed % 29))
    page.mouse.up()
    for _ in range(50):
        if page.evaluate("document.querySelector('input[type=file]').files.length") == 1:
            break
        page.wait_for_timeout(50)
    page.locator("form[data-signature] button.main").click()
    page.wait_for_url(f"**/cases/{case}/")


def act(life: Life, name: str, case: int, **more: str) -> None:
    """Hand in what is asked for and take what is due."""
    hand_in(life, name, case, **more)
    page = life.page_of(name)
    form = page.locator(f'form[action$="/cases/{case}/step/"]')
    if form.locator("#present").count():
        for field, votes in (("entitled", "60"), ("present", "45"), ("in_favour", "40")):
            form.locator(f"#{field}").fill(votes)
    before = page.locator("ol.acts > li").count()
    form.locator("button.main").click()
    page.wait_for_load_state()
    fault = page.locator(".notice.error")
    assert fault.count() == 0, fault.inner_text()
    assert page.locator("ol.acts > li").count() >= max(before, 1)


def refused(life: Life, name: str, case: int) -> str:
    """What somebody is told who tries a step that is not theirs: there is no form, and sent by hand it is refused."""
    page = life.at(name, f"/cases/{case}/")
    assert page.locator(f'form[action$="/cases/{case}/step/"]').count() == 0, f"{name} is offered a step that is not theirs"
    assert page.locator("dl.facts").first.inner_text(), "whose turn it is, is said"
    token = page.locator("#leave input[name=csrfmiddlewaretoken]").get_attribute("value")  # the form that looks for something has none: it is kept
    address = f"{life.url}/cases/{case}/step/"
    answer = page.request.post(address, form={"csrfmiddlewaretoken": token}, headers={"Referer": address})
    assert answer.status in (403, 409), (name, answer.status)
    text = answer.text()
    assert "表单已过期" not in text and "The form has expired" not in text and 'name="password"' not in text, "the step is refused, not the form nor the session"
    return text


def notice(life: Life, name: str, case: int, *, objected: tuple[str, str] = ()) -> int:
    """Hang the notice its whole time; with `objected` the first objects after a day and the second answers three days later. How many days it hung."""
    act(life, name, case)
    days = 0
    if objected:
        objector, answers = objected
        life.pass_days(1)
        page = life.at(objector, f"/cases/{case}/")
        page.locator("#text").fill("他家有一辆车" if life.pack == "china" else "They own a motorcycle")
        page.locator(f'form[action$="/cases/{case}/object/"] button').click()
        page.wait_for_load_state()
        life.pass_days(3)
        hand_in(life, answers, case)
        page = life.page_of(answers)
        page.locator("input[name=outcome][value=dismissed]").check()
        page.locator("input[id^=answer-]").fill("车是亲戚的" if life.pack == "china" else "It belongs to a cousin")
        page.locator('form[action*="/answer/"] button.main').click()
        page.wait_for_load_state()
        assert page.locator(".notice.error").count() == 0, page.locator(".notice.error").inner_text()
        days = 4
    page = life.at(name, f"/cases/{case}/")
    left = int(re.search(r"(\d+)", page.locator(".turn dd").nth(2).inner_text())[1])
    life.pass_days(left)
    act(life, name, case)
    return days + left


def state_of(life: Life, name: str, case: int) -> str:
    """How the case stands, as its page says."""
    return life.at(name, f"/cases/{case}/").locator(".lead .badge").first.inner_text()
