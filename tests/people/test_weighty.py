"""Who approves has a second factor first; and how much of a password must be no word of the field."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from tuopin.people.models import SecondFactor
from tuopin.people.selectors import actor_for, factor_wanted
from web import kit

VILLAGE = "431129210213"


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "confirmed", "wanted"), [
    ("head", None, True), ("head", False, True), ("head", True, False), ("clerk", None, False), ("clerk", True, False), ("reader", None, False)])
def test_a_second_factor_is_wanted_of_who_approves_and_has_none_confirmed(role, confirmed, wanted):
    account = kit.an_official(VILLAGE, role)
    SecondFactor.objects.filter(account=account).delete()
    if confirmed is not None:
        SecondFactor.objects.create(account=account, secret_sealed=b"x" * 40, confirmed_at=timezone.now() if confirmed else None)
    refusal = factor_wanted(actor_for(account, on=timezone.localdate()), account)
    assert (refusal is not None) == wanted and (not wanted or refusal.code == "factor-missing")


@pytest.mark.parametrize(("beside", "taken"), [("zq7rk2mvx", False), ("zq7rk2mvxw", True)])
def test_ten_characters_beside_a_word_of_the_field_are_enough_and_nine_are_not(beside, taken):
    if taken:
        validate_password(f"tuopin{beside}")
    else:
        with pytest.raises(ValidationError):
            validate_password(f"tuopin{beside}")
