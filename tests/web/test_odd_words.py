"""Every word that an address takes, typed as nobody would: the answer is a page or a refusal in words, never a fault."""

import os
import random
import time
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import resolve

from scope.addresses import addresses, lay_out_register
from tuopin.people.states import CONFIRMED_AT
from web import kit

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("SEED", "20261123"))
PLACES = ('431129000000"', "43112900000a", "431129%")
ODD = (
    "431129", "x" * 300, "-1", "0", "99999999999999999999", "1e400", "NaN", "'; --", "<script>", "\u0660\u0661", "２０１８", "2018-02-30", "9999-12-31", "0001-01-01", "=cmd", "%", "\\",
    "_", "\u202e", "\U0001f600", "[]", "{}", "None", "--year", "1,2", "a:b", "-number", "password", "after:1", "YWZ0ZXI6MQ==", "YWZ0ZXI6OTk5OTk5OTk5OTk5OTk5OTk5", " ", "\t", "\ufeff",
)


def test_no_word_of_an_address_brings_a_page_down(tmp_path):
    chance, faults, asked = random.Random(SEED), [], 0
    register = lay_out_register(tmp_path)
    client = Client(raise_request_exception=False)
    client.force_login(kit.an_official(kit.COUNTY, chance.choice(("head", "auditor"))))
    session = client.session
    session[CONFIRMED_AT] = int(time.time())
    session.save()
    for wanted in addresses(register).values():
        for method, url, _form in wanted:
            path = url.partition("?")[0]
            if method != "GET" or path.startswith("/api/"):
                continue
            for name in sorted(word.removesuffix("*") for word in resolve(path).func.takes):
                words = PLACES if name == "area" else chance.sample(ODD, 1)
                for word in words:
                    answer = client.get(f"{path}?{quote(name)}={quote(word)}")
                    asked += 1
                    if answer.status_code >= 500:
                        faults.append((path, name, word, answer.status_code))
    assert not faults, f"seed {SEED}"
    assert asked > 100


@pytest.mark.parametrize("path", ["/tasks/", "/tasks/export/", "/monitoring/", "/policies/"])
def test_a_place_that_is_no_code_is_not_found(tmp_path, path):
    kit.lay_out_places()
    client = kit.logged_in(kit.an_official(kit.COUNTY, "head"))
    client.raise_request_exception = False
    for word in PLACES:
        assert client.get(f"{path}?area={quote(word)}").status_code == 404, word
