"""What a number by the forms of a pack tells of its bearer, and what of it is not to be believed."""

from datetime import date

import pytest

from register import a_certificate
from tuopin.intake import members
from tuopin.intake.cells.certificate import FormReader
from tuopin.intake.cells.flaws import Flawed

WOMAN = a_certificate(date(1985, 2, 3), 422)


@pytest.mark.parametrize(("year", "code"), [(2017, ""), (2016, "certificate-birth-in-future"), (2018, "")])
def test_nobody_is_in_a_roster_of_a_year_before_their_birth(year, code):
    number = a_certificate(date(2017, 12, 31), 11)
    read = FormReader(year).read(number)
    assert read == number if not code else (isinstance(read, Flawed) and (read.code, read.value, read.params) == (code, None, {"year": year}))


@pytest.mark.parametrize(("number", "sex", "born_on", "kind"), [
    (WOMAN, "female", "1985-02-03", "resident_id"),
    (a_certificate(date(1990, 11, 30), 13), "male", "1990-11-30", "resident_id"),
    (None, None, None, "resident_id"),
    ("no form at all", None, None, "resident_id"),
])
def test_a_member_is_what_the_number_tells_and_no_more(number, sex, born_on, kind):
    assert (members._told_sex(number), members._told_birth(number), members._told_kind(number)) == (sex, born_on, kind)


def test_birth_is_told_by_identity_numbers_alone():
    assert members._births([WOMAN, "H12345678", "123456789012345", None, WOMAN]) == ["1985-02-03", None, None, None, "1985-02-03"]
