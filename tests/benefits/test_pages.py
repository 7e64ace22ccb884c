"""A clerk works through the pages: who is owed, recording what was handed over, the card for the door, taking a list back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from benefits.builders import members_of, set_member
from register import VILLAGE, a_household
from tuopin.benefits.models import Delivery, DeliveryBatch
from web import kit

pytestmark = pytest.mark.django_db
YEAR = "?year=2018"


@pytest.fixture
def client():
    kit.lay_out_places()
    client = kit.logged_in(kit.an_official(kit.TOWN, "clerk"))
    client.get(reverse("policies") + YEAR)
    return client


def a_pupil():
    household = a_household()
    pupil = members_of(household)[2]
    set_member(pupil, student="vocational_1", education="")
    return household, pupil


def test_from_the_list_of_the_owed_to_the_card_at_the_door(client):
    household, pupil = a_pupil()
    policy = reverse("policy", args=["rain-dew"]) + f"{YEAR}&area={VILLAGE}"
    assert household.number in client.get(policy).content.decode()
    record = reverse("record-delivery", args=[household.number])
    given = {"policy": "rain-dew", "person": pupil.number, "delivered_on": "2018-10-08", "amount_yuan": "3000", "proof": "bank", "proof_number": ""}
    assert client.post(record, given).status_code == 422 and not Delivery.objects.exists()
    assert client.post(record, given | {"proof_number": "B-1"}).status_code == 302
    assert household.number not in client.get(policy).content.decode()
    assert household.number in client.get(policy + "&state=received").content.decode()
    card = client.get(reverse("plain-card", args=[household.number]) + YEAR).content.decode()
    assert "雨露计划职业教育补助" in card and "3,000.00" in card and "<svg" in card and "tuopin:" in card
    [delivery] = Delivery.objects.all()
    assert client.post(reverse("void-delivery", args=[delivery.pk]), {"reason": "重复发放"}).status_code == 302
    page = client.get(reverse("household-policies", args=[household.number]) + YEAR).content.decode()
    assert "重复发放" in page and "应享未享" in page


def test_the_exported_list_holds_what_the_page_shows(client):
    household, pupil = a_pupil()
    url = reverse("export-policy", args=["rain-dew"]) + f"{YEAR}&area={VILLAGE}"
    assert client.post(url, {"purpose": "", "suffix": "xlsx", "state": "gap"}).status_code == 422
    answer = client.post(url, {"purpose": "逐户核实", "suffix": "xlsx", "state": "gap"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    [row] = list(sheet.iter_rows(min_row=2, values_only=True))
    assert row[0] == household.number and row[2] == pupil.name and row[7] == 3000


def test_a_list_with_a_fault_says_the_row_and_a_good_one_can_be_taken_back(client):
    household, pupil = a_pupil()
    head = "户编号,人编号,政策,落实日期,金额,内容,落实凭证,凭证号\n"
    good = f"{household.number},{pupil.number},rain-dew,2018-10-08,3000,,银行流水,1\n"

    def sent(text):
        return client.post(reverse("deliveries"), {"file": SimpleUploadedFile("清单.csv", text.encode())})

    page = sent(head + good + good.replace("rain-dew", "不存在的政策"))
    assert page.status_code == 422 and "不存在的政策" in page.content.decode() and not Delivery.objects.exists()
    assert sent(head + good).status_code == 302 and Delivery.objects.count() == 1
    [batch] = DeliveryBatch.objects.all()
    assert "清单.csv" in client.get(reverse("deliveries") + "?only=standing&search=清单").content.decode()
    client.post(reverse("undo-deliveries", args=[batch.pk]), {"reason": "清单有误"})
    assert "清单.csv" not in client.get(reverse("deliveries") + "?only=standing").content.decode()
    assert "清单.csv" in client.get(reverse("deliveries") + "?only=undone&file=csv").content.decode("utf-8-sig")
    assert not Delivery.objects.filter(voided_at=None).exists()


def test_a_condition_of_a_policy_is_said_in_the_words_of_the_form(client):
    page = client.get(reverse("policy", args=["arable-subsidy"]) + f"{YEAR}&area={VILLAGE}").content.decode()
    assert "耕地面积 &gt; 0" in page and "arable_area" not in page


def test_who_may_not_ask_what_people_know_is_shown_no_way_to_the_form(client):
    page, way = reverse("village-precisions", args=[VILLAGE]) + YEAR, reverse("awareness", args=[VILLAGE])
    reader = kit.logged_in(kit.an_official(VILLAGE, "auditor", username="looks"))
    assert way in client.get(page).content.decode()
    assert "六个精准" in reader.get(page).content.decode() and way not in reader.get(page).content.decode()
