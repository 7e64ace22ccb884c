"""What the database holds work back with is what was released; whatever a superuser does to it is named.

`pytest tests/scope/test_laid_down.py tests/packs/test_rooms_left_out.py --write-matrix` keeps `guards.tsv` anew after a migration, of a system with every
room and of one without those that can be left out; what changed in it is for a person to read.
"""

import pytest
from django.db import connection

from scope.released import WITH, WITHOUT, lines, write_released
from tuopin.scope.selectors import guards_altered, guards_standing, laid_down
from tuopin.trail.services import Asked, verify_trail
from tuopin.trail.states.findings import TAMPERED

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_is_guarded_as_this_release_says(request):
    if request.config.getoption("--write-matrix"):
        write_released(guards_standing(), WITH)
        laid_down.guards_released.cache_clear()
    assert guards_altered() == [], "after a migration: --write-matrix as said above, and read what changed"
    assert len(guards_standing()) > 1000


def test_only_these_guards_of_other_rooms_differ_where_the_room_of_party_building_is_left_out():
    """What a line of the file asks of the rooms is told here, so that none comes to hold in one kind of system only without a person's reading it."""
    floor = "function procedure_floor(wanted text)"
    of_others = {
        floor, "function procedure_floor_before_party(wanted text)", "policy evidence_evidencefile party_clue_named", "policy procedure_case party_clue_named"}
    with_it = {name for name, _digest, room in lines() if room == WITH}
    assert {name for name in with_it if not name.split()[1].startswith("party_")} == of_others
    assert [name for name, _digest, room in lines() if room == WITHOUT] == [floor]


LACKS_NOTHING = "CREATE OR REPLACE FUNCTION procedure_case_lacks(wanted procedure_case) RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text'"
LATE = "CREATE TRIGGER late BEFORE INSERT ON registry_statusevent FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
ALTERED = {  # the guard that must be named, and what a superuser did to it
    "policy registry_household scope_select": "ALTER POLICY scope_select ON registry_household USING (true)",
    "policy procedure_act scope_insert": "DROP POLICY scope_insert ON procedure_act",
    "policy trail_entry wide": "CREATE POLICY wide ON trail_entry FOR SELECT TO tuopin_app USING (true)",
    "table registry_person": "ALTER TABLE registry_person DISABLE ROW LEVEL SECURITY",
    "table people_post": "GRANT DELETE ON people_post TO PUBLIC",
    "table procedure_act": "GRANT UPDATE (recorded_at) ON procedure_act TO tuopin_app",
    "trigger trail_entry entry_admitted": "ALTER TABLE trail_entry DISABLE TRIGGER entry_admitted",
    "trigger trail_head head_moves": "DROP TRIGGER head_moves ON trail_head",
    "trigger registry_statusevent late": LATE,
    "silent trigger people_post": "ALTER TABLE people_post DISABLE TRIGGER ALL",
    "function procedure_case_lacks(wanted procedure_case)": LACKS_NOTHING,
    "function trail_clock()": "ALTER FUNCTION trail_clock() SECURITY DEFINER SET timezone = 'Pacific/Auckland'",
    "function shown()": "CREATE FUNCTION shown() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "rule privacy_reveal forgotten": "CREATE RULE forgotten AS ON INSERT TO privacy_reveal DO INSTEAD NOTHING",
    "bounds people_accesstoken": "ALTER TABLE people_accesstoken DROP CONSTRAINT token_span",
    "unique opening_of_event": "ALTER TABLE trail_opening DROP CONSTRAINT opening_of_event",
    "columns procedure_act": "ALTER TABLE procedure_act ALTER recorded_at SET DEFAULT statement_timestamp() - interval '7 days'",
    "role tuopin_app": "ALTER ROLE tuopin_app BYPASSRLS",
    "role tuopin_loader": "GRANT pg_read_all_data TO tuopin_loader",
    "setting of tuopin_app row_security": "ALTER ROLE tuopin_app SET row_security = off",
}


@pytest.mark.parametrize("named", ALTERED)
def test_a_guard_that_a_superuser_altered_is_named(named):
    run(ALTERED[named])
    assert any(found.startswith(named) for found in guards_altered()), guards_altered()


def test_an_altered_guard_is_found_by_verification_as_the_role_of_work_and_in_no_other_way():
    run(ALTERED["policy registry_household scope_select"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tuopin_app")
    found = verify_trail(Asked(replay=True))
    assert found.code == TAMPERED
    assert [(one.field, one.subject) for one in found.findings] == [("guard", "policy registry_household scope_select")]


def test_a_condition_that_differs_in_its_brackets_alone_is_another():
    assert len({laid_down._digest(said) for said in ("((a OR b) AND c)", "(a OR (b AND c))", "(a OR b AND c)")}) == 3
    assert laid_down._digest("SELECT 1") != laid_down._digest("SELECT  1")


def test_a_list_of_words_is_the_same_after_a_dump_and_another_list_is_not():
    laid = "((state)::text = ANY ((ARRAY['underway'::character varying, 'it''s'::character varying])::text[]))"
    restored = "((state)::text = ANY (ARRAY[('underway'::character varying)::text, ('it''s'::character varying)::text]))"
    assert laid_down._digest(laid) == laid_down._digest(restored) != laid_down._digest(restored.replace("underway", "closed"))
