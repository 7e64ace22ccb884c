"""What comparison finds between two editions, and what it must not claim."""

from tuopin.divisions.services.editions import findings_in, pairs_in
from tuopin.divisions.states.lineage import Found, successions_between
from tuopin.divisions.states.names import core_of

TOWN, NEXT_TOWN = "431129210", "431129211"


def links(gone: dict, come: dict) -> set[tuple[str, str, str]]:
    return {(f.predecessor, f.successor, f.kind) for f in successions_between(gone, come)}


def village(number: int, town: str = TOWN) -> str:
    return f"{town}{number}"


def test_the_written_form_of_a_name_is_not_part_of_it():
    for name in ("栗安村", "栗安村委会", "栗安村民委员会", "栗安村村民委员会", "栗安社区居委会", "大锡县栗木镇栗安村村民委员会"):
        assert core_of(name, 5) == "栗安"
    assert core_of("村委会", 5) == "村委会"
    assert core_of("市辖区", 2) == "市辖区"


def test_another_written_form_is_no_succession():
    assert links({village(213): "栗安村"}, {village(213): "栗安村委会"}) == set()


def test_one_code_with_two_names_was_renamed_and_surer_when_the_names_are_kin():
    found = successions_between({village(201): "中池村", village(202): "余郑村"}, {village(201): "中驰村", village(202): "花园村"})
    kin, strange = sorted(found)
    assert (kin.kind, strange.kind) == ("renamed", "renamed")
    assert strange.confidence < kin.confidence < 1


def test_a_village_found_under_its_name_with_another_code_was_recoded():
    assert links({village(201): "栗安村"}, {village(213): "栗安村委会"}) == {(village(201), village(213), "recoded")}


def test_a_village_found_in_another_township_is_less_sure():
    near, = successions_between({village(201): "栗安村"}, {village(213): "栗安村"})
    far, = successions_between({village(201): "栗安村"}, {village(213, NEXT_TOWN): "栗安村"})
    assert far.confidence < near.confidence


def test_a_code_given_to_another_village_is_no_rename_of_it():
    gone = {village(201): "新安村", village(202): "小锡村"}
    come = {village(201): "小锡村", village(203): "新安村"}
    assert links(gone, come) == {(village(201), village(203), "recoded"), (village(202), village(201), "recoded")}


def test_one_name_in_two_townships_is_told_apart_by_the_township():
    gone = {village(201): "新村村委会", village(201, NEXT_TOWN): "新村村委会"}
    come = {village(301): "新村村委会", village(301, NEXT_TOWN): "新村村委会"}
    assert links(gone, come) == {
        (village(201), village(301), "recoded"), (village(201, NEXT_TOWN), village(301, NEXT_TOWN), "recoded"),
    }


def test_one_name_twice_in_a_township_is_not_guessed():
    assert links({village(201): "新村", village(202): "新村委会"}, {village(301): "新村", village(302): "新社区"}) == set()


def test_two_names_composed_into_one_were_merged():
    found = successions_between({village(201): "栗林村", village(202): "龙安村", village(203): "高凉村"}, {village(213): "栗安村"})
    assert {(f.predecessor, f.successor, f.kind) for f in found} == {
        (village(201), village(213), "merged"), (village(202), village(213), "merged"),
    }
    assert all(f.confidence < 0.95 for f in found)


def test_two_possible_compositions_are_not_guessed():
    assert links({village(201): "栗林村", village(202): "栗山村", village(203): "龙安村"}, {village(213): "栗安村"}) == set()


def test_two_names_side_by_side_were_merged_but_not_one_inside_the_other():
    assert links({village(201): "余仓村", village(202): "岱上村"}, {village(203): "余仓岱上村"}) == {
        (village(201), village(203), "merged"), (village(202), village(203), "merged"),
    }
    found = links({village(201): "七连", village(202): "十七连"}, {village(203): "十七连队"})
    assert not any(kind == "merged" for _, _, kind in found)


def test_upper_and_lower_became_one_and_one_became_east_and_west():
    assert links({village(201): "上河村", village(202): "下河村"}, {village(203): "河村"}) == {
        (village(201), village(203), "merged"), (village(202), village(203), "merged"),
    }
    assert links({village(203): "河口村"}, {village(201): "东河口村", village(202): "西河口村"}) == {
        (village(203), village(201), "split"), (village(203), village(202), "split"),
    }


def test_a_village_that_leaves_no_name_has_no_successor():
    assert links({"140929206200": "赵家洼村委会"}, {"140929400003": "广惠园社区"}) == set()


def test_a_township_went_where_its_villages_went():
    gone = {TOWN + "000": "大锡乡"} | {village(n): f"{name}村" for n, name in zip((201, 202, 203), ("新安", "小锡", "高凉"), strict=True)}
    come = {village(n, NEXT_TOWN): f"{name}村" for n, name in zip((301, 302, 303), ("新安", "小锡", "高凉"), strict=True)}
    found = successions_between(gone, come)
    assert Found(TOWN + "000", NEXT_TOWN + "000", "merged", 0.95) in found


def test_a_county_that_became_a_district_is_followed_with_its_villages():
    gone = {"130428000000": "肥乡县", "130428100000": "肥乡镇", "130428100201": "东杜村", "130428100202": "西杜村", "130428100203": "田寨村"}
    come = {code.replace("130428", "130407"): name for code, name in gone.items()} | {"130407000000": "肥乡区"}
    found = links(gone, come)
    assert ("130428000000", "130407000000", "recoded") in found
    assert ("130428100000", "130407100000", "recoded") in found
    assert ("130428100203", "130407100203", "recoded") in found


def test_no_finding_is_certain():
    assert all(0 < float(confidence) < 1 for *_, confidence in findings_in(None))


def test_the_shipped_findings_are_those_of_the_shipped_editions():
    hunan = list(pairs_in("430000000000"))
    found = []
    for later in (1, 2, 3):
        gone = {code: name for code, name, bits in hunan if bits >> (later - 1) & 3 == 1}
        come = {code: name for code, name, bits in hunan if bits >> (later - 1) & 3 == 2}
        found += [(later, f.predecessor, f.successor, f.kind, f"{f.confidence:.2f}") for f in successions_between(gone, come)]
    assert sorted(found) == sorted(findings_in("430000000000"))
    assert len(found) > 1000
