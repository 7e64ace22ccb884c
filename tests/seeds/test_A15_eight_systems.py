"""A15: the menu has exactly the eight systems, and every page of it belongs to one."""

from tuopin.web.menu import MENU, SYSTEMS

EIGHT = ["责任", "工作", "政策", "投入", "帮扶", "动员", "监督", "考评"]


def test_the_menu_has_exactly_the_eight_systems_in_their_order():
    systems = [name for name in SYSTEMS if name not in ("", "ground")]
    assert [str(SYSTEMS[name]) for name in systems] == EIGHT
    assert set(MENU) == set(SYSTEMS)


def test_every_page_of_the_menu_stands_under_one_system_only():
    named = [entry.name for entries in MENU.values() for entry in entries]
    assert len(named) == len(set(named)) and len(MENU["policy"]) >= 2
