"""The guards of tables as they are said to the database, word for word where a word decides."""

import pytest

from tuopin.kernel.areas import NATION
from tuopin.scope.states import (
    above,
    bounds,
    by_area,
    by_children,
    by_parent,
    erasable,
    guard,
    guard_named,
    lies_above,
    lies_in,
    loaded,
    narrowed,
    plain,
)

VILLAGE, NEXT, FAR = "431129210213", "431129210214", "431129210220"
TOWN, COUNTY = "431129210000", "431129000000"
READ, WRITE = lies_in("read", "place"), lies_in("write", "place")


@pytest.mark.parametrize(("areas", "said"), [
    ([], ""), ([NATION], "all"), ([VILLAGE, NATION], "all"), ([VILLAGE], f"{VILLAGE},{NEXT}"), ([NEXT, VILLAGE], f"{VILLAGE},431129210215"),
    ([FAR, VILLAGE], f"{VILLAGE},{NEXT},{FAR},431129210221"), ([TOWN, VILLAGE], f"{TOWN},431129211000"), ([VILLAGE, COUNTY, FAR], f"{COUNTY},431130000000"),
])
def test_ranges_are_told_in_order_and_those_that_touch_as_one(areas, said):
    assert bounds(areas) == said == bounds(iter(areas))


def test_the_places_above_are_told_once_and_the_nation_has_none():
    assert above([VILLAGE, NEXT]) == f"430000000000,431100000000,{COUNTY},{TOWN}" and above([NATION]) == "" and above([NATION, TOWN]) == f"430000000000,431100000000,{COUNTY}"


def policies(sql: tuple[str, str]) -> dict[str, str]:
    return {line.split(" FOR ")[1].split()[0]: line.partition(" TO tuopin_app ")[2] for line in sql[0].split(";\n") if "CREATE POLICY" in line}


def test_a_table_with_a_place_is_read_and_written_by_it():
    assert policies(by_area("t", "place")) == {
        "SELECT": f"USING ({READ})", "INSERT": f"WITH CHECK ({WRITE})", "UPDATE": f"USING ({WRITE}) WITH CHECK ({WRITE})", "DELETE": f"USING ({WRITE})"}
    assert policies(by_area("t", "place", insert="any"))["INSERT"] == "WITH CHECK (true)"
    assert policies(by_area("t", "place", insert="any"))["UPDATE"] == policies(by_area("t", "place"))["UPDATE"]
    assert policies(by_area("t", "place", from_below=True))["SELECT"] == f"USING (({READ} OR {lies_above('place')}))"
    assert policies(by_area("t", "place", writes="read"))["DELETE"] == f"USING ({READ})"


def test_only_the_rights_that_are_given_have_a_guard_and_all_is_taken_back():
    forwards, backwards = by_area("t", "place", rights="SELECT, INSERT")
    assert set(policies((forwards, ""))) == {"SELECT", "INSERT"} and "GRANT SELECT, INSERT ON t TO tuopin_app" in forwards
    assert forwards.startswith("ALTER TABLE t ENABLE ROW LEVEL SECURITY") and "GRANT USAGE ON ALL SEQUENCES" in forwards
    assert [line for line in backwards.split(";\n") if line] == [
        "DROP POLICY scope_select ON t", "DROP POLICY scope_insert ON t", "ALTER TABLE t DISABLE ROW LEVEL SECURITY", "REVOKE ALL ON t FROM tuopin_app"]
    assert policies(guard("t", read="r", write="w", add="a")) == {
        "SELECT": "USING (r)", "INSERT": "WITH CHECK (a)", "UPDATE": "USING (w) WITH CHECK (w)", "DELETE": "USING (w)"}
    assert backwards != by_area("t", "place")[1] and by_area("t", "place")[1].count("DROP POLICY") == 4


def test_a_row_of_a_parent_is_read_and_written_with_it():
    everywhere = "(SELECT current_setting('tuopin.{}', true) = 'all')".format
    found = policies(by_parent("t", "case_id", "work_case", at="area"))
    assert found["SELECT"] == f"USING ({everywhere('read')} OR EXISTS (SELECT FROM work_case p WHERE p.id = t.case_id))"
    assert found["DELETE"] == f"USING ({everywhere('write')} OR EXISTS (SELECT FROM work_case p WHERE p.id = t.case_id AND {lies_in('write', 'p.area')}))"
    joined = policies(by_parent("t", "step_id", "step p JOIN work_case g ON g.id = p.case_id", at="g.area", or_at="place", writes="read"))
    assert joined["SELECT"] == f"USING ({READ} OR {everywhere('read')} OR EXISTS (SELECT FROM step p JOIN work_case g ON g.id = p.case_id WHERE p.id = t.step_id))"
    assert lies_in("read", "g.area") in joined["DELETE"] and everywhere("read") in joined["INSERT"]
    children = policies(by_children("t", "c_table", "t_id", writes="W"))
    named = "SELECT FROM c_table c WHERE c.t_id = t.id"
    assert children["SELECT"] == f"USING ({everywhere('read')} OR EXISTS ({named}))" and children["DELETE"] == f"USING ({everywhere('write')} OR EXISTS ({named} AND W))"
    assert children["INSERT"] == "WITH CHECK ((SELECT current_setting('tuopin.write', true) <> ''))"


def test_rows_of_named_persons_and_narrowed_and_loaded_and_open_and_erasable_tables():
    found = policies(guard_named("t", "place", ["one", "other"]))
    mine = "one::text = (SELECT current_setting('tuopin.asker', true)) OR other::text = (SELECT current_setting('tuopin.asker', true))"
    assert found["SELECT"] == f"USING ({lies_in('audit', 'place')} OR {mine})" and found["INSERT"] == f"WITH CHECK ({READ} AND ({mine}))"
    assert found["DELETE"].endswith(f" OR {mine})") and "tuopin.asker', true) = '' AND" in found["DELETE"]
    assert narrowed("t", "n", "c") == ("CREATE POLICY n ON t AS RESTRICTIVE FOR ALL TO tuopin_app USING (c);\n", "DROP POLICY n ON t;\n")
    assert loaded("t") == ("GRANT INSERT ON t TO tuopin_loader;\nGRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tuopin_loader;\n", "REVOKE ALL ON t FROM tuopin_loader;\n")
    assert plain("t", "the nation's codes")[0].endswith("COMMENT ON TABLE t IS 'open to all work: the nation''s codes';\n")
    assert plain("t", "w")[1] == "REVOKE ALL ON t FROM tuopin_app;\nCOMMENT ON TABLE t IS NULL;\n"
    assert erasable("t", "a", "b") == (
        "INSERT INTO scope_erasable VALUES ('t.a'), ('t.b');\nSELECT scope_admit_erasure('t');\n",
        "DELETE FROM scope_erasable WHERE name IN (VALUES ('t.a'), ('t.b'));\nSELECT scope_refuse_erasure('t');\n")
