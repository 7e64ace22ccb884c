"""A number of a row that is none (², ten thousand nines, digits of other scripts) finds nothing and breaks no page."""

from __future__ import annotations

import pytest

from register import VILLAGE, a_household
from tuopin.kernel.written_numbers import number_written
from web import kit

ODD = ("²", "9" * 10_000, "٣٤", "一", "1e3", " 1", "-1", "", "1" * 19)


@pytest.mark.parametrize("text", ODD)
def test_only_the_digits_of_a_row_are_its_number(text):
    assert number_written(text) is None and number_written("0") == 0 and number_written("9" * 18) == 10**18 - 1


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["²", "9" * 5_000, "9" * 18, "٣٤"])
def test_no_page_breaks_over_it(text):
    kit.lay_out_places()
    household = a_household(village=VILLAGE)
    client = kit.logged_in(kit.identified(kit.an_official(kit.COUNTY)))
    assert client.get("/cases/", {"tab": "all", "after": text}).status_code == 200
    assert client.get(f"/villages/{VILLAGE}/help/leave/", {"appointment": text}).status_code < 500
    assert client.get("/meetings/", {"after": text}).status_code < 500
    for address, said in (
        (f"/cases/open/{household.number}/household-exit/", {"appeals": text}), (f"/villages/{VILLAGE}/help/leave/?appointment={text}", {"on_day": "2018-06-01", "basis": "文件"}),
        ("/cases/1/reject/", {"seen": text, "note": "不同意"}), (f"/assignments/choice/end/?choice={text}", {"because": "有误"}), (f"/party/branches/score/?area={kit.COUNTY}", {f"score:{text}": "5"}),
    ):
        assert client.post(address, said).status_code < 500, address
