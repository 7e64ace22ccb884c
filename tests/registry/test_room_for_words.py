"""What a roster may say fits where it is kept: the longest word of every list, all words of a list of several, the longest number."""

import pytest

from register import VILLAGE, an_actor
from rosters import a_roster_household, bring_in, write_roster
from tuopin.intake.catalogue import sheet_kind
from tuopin.kernel import codelists
from tuopin.registry.models import Helper, HouseholdForm, MemberForm, Person, VillageForm

FORMS = {"village": VillageForm, "household": HouseholdForm, "member": MemberForm, "helper": Helper}


def _words(name: str) -> list[str]:
    return [*codelists.code_list(name).values]


@pytest.mark.parametrize("kind", FORMS)
def test_every_word_of_every_list_fits_its_column_and_all_of_those_that_may_stand_together(kind):
    columns = {column.name: column for column in FORMS[kind]._meta.concrete_fields}
    short = {}
    for field in sheet_kind(kind).fields.values():
        if field.kind not in ("code", "open_code") or field.name not in columns:
            continue
        together = codelists.code_list(field.list).multiple and not field.single
        longest = len(",".join(_words(field.list))) if together else max(map(len, _words(field.list)))
        if columns[field.name].max_length < longest:
            short[field.name] = longest
        if field.kind == "open_code" and columns[field.name].max_length < field.size:
            short[field.name] = field.size
    assert short == {}


@pytest.mark.parametrize("kind", ["village", "household", "helper"])
def test_no_text_that_the_reader_lets_through_is_longer_than_its_column(kind):
    columns = {column.name: column for column in FORMS[kind]._meta.concrete_fields}
    texts = [field for field in sheet_kind(kind).fields.values() if field.kind == "text" and field.name in columns]
    assert texts and all(field.size <= columns[field.name].max_length for field in texts)


@pytest.mark.django_db
def test_the_longest_words_and_numbers_of_a_roster_come_in(tmp_path):
    causes = [codelists.label("cause", word) for word in _words("cause") if word != "ill"]
    number = "1" * 40
    household = a_roster_household(1, 其他致贫原因="、".join(causes))
    for row in (household["row"], household["pairing"], *household["members"]):
        row["户编号"] = number
    for member in household["members"]:
        del member["人编号"]
        member["政治面貌"] = codelists.label("political", max(_words("political"), key=len))
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [household], villages=[VILLAGE], village_facts={"村情短板": "贫、乱、弱、难"}), an_actor())
    assert batch.progress == 1
    assert sorted(Person.objects.values_list("number", flat=True)) == [f"{number}01", f"{number}02"]
    assert len(HouseholdForm.objects.get().other_causes.split(",")) == len(causes)
    assert len(VillageForm.objects.get().weakness.split(",")) == 4
