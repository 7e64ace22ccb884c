"""A store of its own for each test, so that nothing of one test is found by the next."""

import pytest


@pytest.fixture(autouse=True)
def store(own_store):
    return own_store
