"""Evidence on a phone in a real browser: signing with a finger, the gallery fitting the screen, and signing without JavaScript."""

import pytest
from playwright.sync_api import expect

import pictures
from register import a_household
from tuopin.evidence.models import EvidenceFile
from web.test_in_browser import browser, entered, pytestmark, site  # noqa: F401 (fixtures)

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def household(site, own_store):  # noqa: F811
    return a_household()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_farmer_signs_on_the_phone_and_the_signature_is_in_the_gallery(browser, site, household):  # noqa: F811
    page = entered(browser, site, **PHONE)
    page.goto(f"{site}/households/{household.number}/evidence/add/signature/")
    assert fits(page)
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for n in range(12):
        page.mouse.move(box["x"] + 40 + n * 20, box["y"] + (30 if n % 2 else 100))
    page.mouse.up()
    for _ in range(50):  # the page's policy lets no waiting function be made of a string
        if page.evaluate("document.querySelector('input[type=file]').files.length") == 1:
            break
        page.wait_for_timeout(100)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(f"{site}/households/{household.number}/evidence/")
    expect(page.locator(".gallery img")).to_have_count(1)
    assert fits(page)
    row = EvidenceFile.objects.get()
    assert row.kind == "signature" and row.media_type == "image/png"
    page.locator(".gallery .picture").click()
    page.wait_for_url(f"{site}/evidence/{row.uid}/")
    assert page.locator("img.evidence-full").evaluate("img => img.complete && img.naturalWidth > 100")
    assert fits(page)


def test_without_javascript_a_photo_of_the_paper_is_uploaded_and_nothing_empty_is_shown(browser, site, household):  # noqa: F811
    page = entered(browser, site, java_script_enabled=False, **PHONE)
    page.goto(f"{site}/households/{household.number}/evidence/add/signature/")
    expect(page.locator("canvas")).to_be_hidden()
    page.locator("input[type=file]").set_input_files(
        {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": pictures.as_bytes(pictures.a_signature(1))})
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".gallery li")).to_have_count(1)
