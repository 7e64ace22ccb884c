"""Who corrects divisions in the tests of this room."""

import pytest


@pytest.fixture
def corrector():
    """Somebody who may correct what concerns 江华."""
    from tuopin.people.selectors import Actor

    return Actor("zhang.san", (("431129000000", frozenset({"read", "correct"})),))
