"""Which passwords are refused: those that the neighbour would try first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tuopin.people.models import Account

PERSON = Account(username="pan.guihua", name="盘桂花")


@pytest.mark.parametrize("password", [
    "tuopin-12345", "Fupin2018!!!", "脱贫脱贫脱贫脱贫1234", "panguihua2018", "guihua-guihua", "盘桂花盘桂花12345678", "PAN.GUIHUA-18",
])
def test_a_password_that_others_would_try_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, PERSON)


@pytest.mark.parametrize("password", [
    "correct horse battery", "tuopin is only a small part of this", "七里香里有一只白鹭飞过江", " spaces count too ", "x" * 200,
])
def test_a_long_password_of_any_kind_is_taken(password):
    validate_password(password, PERSON)


def test_without_a_person_only_the_words_of_the_field_count():
    validate_password("panguihua2018")
    with pytest.raises(ValidationError):
        validate_password("tuopin-12345")
