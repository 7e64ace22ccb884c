"""Which passwords are refused: those that the neighbour would try first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tuopin.people.models import Account
from tuopin.people.services.choose_password import Runs
from tuopin.people.services.open_account import new_password

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


@pytest.mark.parametrize("password", [
    "123456789012", "1234567890123456", "098765432109", "aaaaaaaaaaaa", "AbcAbcAbcAbc", "qwertyuiop12", "1q2w3e4r5t6y", "zxcvbnmzxcvbnm", "19801980198019", "abcdefghijkl", "1122334455667788",
])
def test_a_password_that_follows_from_its_beginning_is_refused_and_why_is_said(password):
    with pytest.raises(ValidationError) as refused:
        Runs().validate(password, PERSON)
    assert "qwer" in refused.value.messages[0]


@pytest.mark.parametrize("password", ["correct horse", "letmein-please", "二月八日种下桂花三百棵树", "k7#m2!q9&x4z", "1980年生的老李家在半坡上", "abcd-lian-7530-q", "x" * 20])
def test_a_word_with_a_run_in_it_is_taken(password):
    Runs().validate(password, PERSON)


def test_no_password_that_is_given_out_is_a_run():
    for _ in range(2000):
        Runs().validate(new_password(), PERSON)
