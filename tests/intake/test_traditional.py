"""Headings in traditional characters mean the same as the simplified ones, in every fashion of writing them."""

import pytest
from opencc import OpenCC

from tuopin.intake.catalogue import KINDS, sheet_kind
from tuopin.intake.headings import factor_of, field_of, kind_by_title


@pytest.mark.parametrize("fashion", ["s2t", "s2tw", "s2hk"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_name_of_a_field_is_known_in_traditional_characters(kind, fashion):
    write = OpenCC(fashion).convert
    names = [name for field in sheet_kind(kind).fields.values() for name in (field.zh, *field.also) if name]
    unknown = [name for name in names if field_of(kind, write(name)) != field_of(kind, name)]
    assert len(names) > 10 and not unknown, [write(name) for name in unknown]


def test_a_unit_and_the_name_of_a_sheet_are_read_too():
    write = OpenCC("s2t").convert
    for kind in KINDS:
        assert kind_by_title(write(sheet_kind(kind).title)) == kind
    arable = next(field for field in sheet_kind("household").fields.values() if field.kind == "mu")
    assert factor_of(arable, write(f"{arable.zh}(公顷)")) == factor_of(arable, f"{arable.zh}(公顷)") == 15
