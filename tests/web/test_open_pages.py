"""Which pages are shown to nobody in particular: each of these and no other."""

import pytest

from tuopin.kernel.acts import OPEN
from web.test_gate_rules import asked, passed, view_of

SHOWN = ("login", "login-code", "login-password", "language", "public-figures", "public-edition", "calendar-feed")


@pytest.mark.parametrize("name", SHOWN)
def test_each_open_page_is_shown_without_a_log_in(name):
    assert passed(asked(name=name), view_of(OPEN)) is None


@pytest.mark.parametrize("name", ["home", "account", "login-codes", ""])
def test_a_page_beside_them_leads_to_the_log_in_although_it_calls_itself_open(name):
    assert passed(asked(name=name), view_of(OPEN)) == 302
