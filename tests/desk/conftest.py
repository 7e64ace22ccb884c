"""An official, places, and a home for sealed files, for the tests of the desk."""

import pytest


@pytest.fixture
def official(db):
    from web import kit

    kit.lay_out_places()
    return kit.an_official(kit.COUNTY)


@pytest.fixture
def committed_official(transactional_db):
    from web import kit

    kit.lay_out_places()
    return kit.an_official(kit.COUNTY)
