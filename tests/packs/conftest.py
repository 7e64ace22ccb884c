"""A clock that a test may move."""

import pytest


@pytest.fixture
def clock():
    from procedure.cases import a_clock

    with a_clock() as move:
        yield move
