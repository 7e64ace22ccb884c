"""What somebody records by hand of a place: merges, splits, names, places the list lacks; and taking it back."""

from datetime import date
from decimal import Decimal

import pytest

from tuopin.divisions.models import Division, Succession
from tuopin.divisions.selectors import (
    division_on,
    predecessors_of,
    search,
    spans_of,
    subtree_of,
    successors_of,
    villages_on,
)
from tuopin.divisions.services import (
    Former,
    add_division,
    add_divisions,
    load_editions,
    record_merge,
    record_rename,
    record_split,
    withdraw_succession,
)
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import Actor
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
LIAN, FURONG, PANGU, DAXI = "431129210213", "431129210214", "431129210212", "431129210000"
TODAY, MERGED_ON = date(2024, 3, 1), date(2016, 5, 20)
LILIN, LONGAN = Former(name="栗林村"), Former(name="龙安村")


def merge_lian(actor, **changes):
    return record_merge(**{"predecessors": [LILIN, LONGAN], "successor": LIAN, "merged_on": MERGED_ON,
                           "basis": "江政发〔2016〕8号", "actor": actor, "on": TODAY} | changes)


def test_both_villages_of_a_merge_stay_to_be_asked_for(corrector):
    before, after = date(2016, 5, 19), MERGED_ON
    merge_lian(corrector)
    lilin, = search("栗林村", before, DAXI)
    longan, = search("龙安村", before, DAXI)
    assert lilin.division.ends_on == longan.division.ends_on == MERGED_ON
    assert search("栗林村", after, DAXI) == [] and division_on(LIAN, before) is None
    for former in (lilin, longan):
        assert [(d.code, d.confidence, d.kinds) for d in successors_of(former.division.code, before, TODAY)] == [(LIAN, 1, ("merged",))]
    assert {d.name for d in predecessors_of(LIAN, TODAY, before)} == {"栗林村", "龙安村"}
    assert subtree_of(DAXI, before, level=5).count() == subtree_of(DAXI, after, level=5).count() + 1


def test_a_recorded_merge_is_certain_and_says_who_and_from_what(corrector):
    link = merge_lian(corrector)[0]
    assert (link.confidence, link.decided_by, link.basis) == (1, "zhang.san", "江政发〔2016〕8号")
    entry = entries_on(f"division:{LIAN}")[0]
    assert (entry.verb, entry.actor, entry.happened_on) == ("merge", "zhang.san", TODAY)
    assert sorted(entry.detail["predecessors"].values()) == ["栗林村", "龙安村"]


def test_a_village_older_than_the_list_may_bring_its_code(corrector):
    merge_lian(corrector, predecessors=[Former(code="431129210207", name="栗林村", starts_on=date(2003, 1, 1)), LONGAN])
    assert [(s.name, s.starts_on, s.ends_on) for s in spans_of("431129210207")] == [("栗林村", date(2003, 1, 1), MERGED_ON)]


def test_a_village_that_takes_another_in_goes_on(corrector):
    day = date(2022, 1, 1)
    merge_lian(corrector, predecessors=[Former(code=LIAN), Former(code=FURONG)], merged_on=day)
    assert division_on(LIAN, date(2014, 1, 1)).name == "栗安村"
    assert division_on(FURONG, day) is None and division_on(FURONG, date(2021, 12, 31)).name.startswith("芙蓉村")
    assert successors_of(FURONG, date(2021, 1, 1), TODAY)[0].code == LIAN
    assert successors_of(LIAN, date(2021, 1, 1), TODAY)[0].code == LIAN


def test_a_merge_taken_back_gives_both_sides_their_days(corrector):
    day = date(2022, 1, 1)
    links = merge_lian(corrector, predecessors=[Former(code=FURONG), Former(code=PANGU)], merged_on=day)
    for link in links:
        withdraw_succession(succession=link.pk, basis="录入有误", actor=corrector, on=TODAY)
    assert division_on(FURONG, TODAY) and division_on(PANGU, TODAY) and division_on(LIAN, date(2014, 1, 1))
    assert Succession.objects.get(pk=links[0].pk).withdrawn_at is not None
    assert [d.code for d in successors_of(FURONG, date(2021, 1, 1), TODAY)] == [FURONG]


def test_half_a_merge_taken_back_leaves_the_other_half(corrector):
    day = date(2022, 1, 1)
    furong, _pangu = merge_lian(corrector, predecessors=[Former(code=FURONG), Former(code=PANGU)], merged_on=day)
    withdraw_succession(succession=furong.pk, basis="录入有误", actor=corrector, on=TODAY)
    assert division_on(FURONG, TODAY) and division_on(PANGU, TODAY) is None


def test_what_comparison_found_gives_way_to_what_somebody_knows(corrector):
    day = date(2022, 1, 1)
    found = Succession.objects.create(predecessor_code=PANGU, successor_code=FURONG, predecessor_name="盘古村", successor_name="芙蓉村",
                                      kind="merged", on=day, confidence=Decimal("0.60"))
    merge_lian(corrector, predecessors=[Former(code=PANGU), LONGAN], merged_on=day)
    assert [d.code for d in successors_of(PANGU, date(2021, 1, 1), TODAY)] == [LIAN]
    found.refresh_from_db()
    assert found.withdrawn_at is not None


@pytest.mark.parametrize("changes", [
    {"predecessors": [LILIN]},
    {"predecessors": [LILIN, LILIN]},
    {"basis": "  "},
    {"successor": "431129210999"},
    {"successor": "42"},
    {"predecessors": [LILIN, Former(code="431129000000", name="栗林县")]},
    {"predecessors": [LILIN, Former(name="")]},
    {"predecessors": [LILIN, Former(code=FURONG)], "merged_on": date(2012, 1, 1)},
])
def test_a_merge_that_cannot_be_is_refused_and_leaves_nothing(corrector, changes):
    places, links = Division.objects.count(), Succession.objects.count()
    with pytest.raises(Refusal):
        merge_lian(corrector, **changes)
    assert (Division.objects.count(), Succession.objects.count()) == (places, links)


def test_only_who_may_correct_there_records_a_merge(corrector):
    with pytest.raises(Forbidden):
        merge_lian(Actor("reader", (("431129000000", frozenset({"read"})),)))
    with pytest.raises(NotFound):
        merge_lian(Actor("neighbour", (("431128000000", frozenset({"read", "correct"})),)))
    with pytest.raises(NotFound):
        merge_lian(corrector, predecessors=[LILIN, Former(code="140929102200")])


def test_a_split_ends_the_old_village_and_names_the_new_ones(corrector):
    day = date(2024, 1, 1)
    new = [add_division(code=f"43112921022{n}", name=name, starts_on=day, basis="江政发〔2024〕1号", actor=corrector, on=TODAY).code
           for n, name in enumerate(("栗林村", "龙安村"))]
    record_split(predecessor=LIAN, successors=new, split_on=day, basis="江政发〔2024〕1号", actor=corrector, on=TODAY)
    assert division_on(LIAN, day) is None
    assert {d.name for d in successors_of(LIAN, date(2023, 1, 1), TODAY)} == {"栗林村", "龙安村"}


def test_a_rename_keeps_the_code_and_both_names(corrector):
    record_rename(code=LIAN, name="栗安新村", renamed_on=date(2023, 1, 1), basis="江民函〔2023〕2号", actor=corrector, on=TODAY)
    assert division_on(LIAN, date(2022, 12, 31)).name == "栗安村委会"
    assert division_on(LIAN, date(2023, 1, 1)).name == "栗安新村"
    assert [d.code for d in successors_of(LIAN, date(2014, 1, 1), TODAY)] == [LIAN]
    with pytest.raises(Refusal):
        record_rename(code=LIAN, name="栗安新村", renamed_on=date(2024, 1, 1), basis="同上", actor=corrector, on=TODAY)


def test_a_place_the_list_lacks_is_added_once(corrector):
    add_division(code="431129210901", name="大锡林场", starts_on=TODAY, basis="县林业局函", actor=corrector, on=TODAY)
    assert [h.division.code for h in search("dxlc", TODAY, DAXI)] == ["431129210901"]
    for code, name in (("431129210901", "又一个"), (LIAN, "栗安"), ("431129999201", "无上级"), ("42", "短"), ("43112921０902", "全角"), ("431129210902", " ")):
        with pytest.raises(Refusal):
            add_division(code=code, name=name, starts_on=TODAY, basis="县林业局函", actor=corrector, on=TODAY)


def test_a_newer_list_enters_whole_or_not_at_all(corrector):
    good = ["code,name,starts_on", "431129210902,甲村,2024-01-01", "431129210903,乙村,2024-01-01"]
    assert len(add_divisions(lines=good, basis="2024年名录", actor=corrector, on=TODAY)) == 2
    places = Division.objects.count()
    for bad in (["code,name"], [good[0], "431129210904,丙村,2024-01-01", "431129210905,丁村,明天"], [good[0], "431129210904,丙村,2024-01-01", ",,"]):
        with pytest.raises(Refusal):
            add_divisions(lines=bad, basis="2024年名录", actor=corrector, on=TODAY)
    assert Division.objects.count() == places


def test_loading_the_list_afterwards_leaves_hand_made_records_alone(corrector):
    merge_lian(corrector)
    load_editions(area="431129210000")
    load_editions(area="431128000000")
    assert division_on(LIAN, date(2016, 1, 1)) is None
    assert Succession.objects.filter(successor_code=LIAN, withdrawn_at=None).count() == 2


def test_codes_of_an_old_roster_are_answered_with_what_they_led_to(corrector):
    merge_lian(corrector)
    lilin = search("栗林村", date(2016, 1, 1), DAXI)[0].division.code
    answer = villages_on([LIAN, lilin, "431129210888", "140929206200"], TODAY)
    assert answer.names == {LIAN: "栗安村委会"}
    assert [(d.code, d.confidence) for d in answer.missing[lilin]] == [(LIAN, Decimal(1))]
    assert answer.missing["431129210888"] == answer.missing["140929206200"] == []
    early = villages_on([LIAN], date(2014, 12, 31))
    assert early.names == {} and {d.name for d in early.missing[LIAN]} == {"栗林村", "龙安村"}
