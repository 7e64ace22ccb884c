"""A few real places out of the shipped editions, loaded once for all tests of this room."""

import pytest

AREAS = (
    "110100000000",  # Beijing's districts, below a heading
    "140929000000",  # 岢岚县: 202, then 141, then 104 villages
    "431129000000",  # 江华瑶族自治县: 312, then 319 villages
    "433130000000",  # 龙山县 with 里耶镇
    "441900000000",  # 东莞市: a city without counties
)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    from tuopin.divisions.services import load_editions

    with django_db_blocker.unblock():
        for area in AREAS:
            load_editions(area=area)


@pytest.fixture
def corrector():
    """Somebody who may correct what concerns 江华."""
    from tuopin.people.selectors import Actor

    return Actor("zhang.san", (("431129000000", frozenset({"read", "correct"})),))
