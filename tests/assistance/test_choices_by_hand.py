"""Choices made by hand: each has its reason and its own line in the trail, the one that is replaced too."""

import pytest

from helping import ON, head, lay_out_helpers, lay_out_households, lay_out_villages, villages_of_county
from tuopin.assistance.models import HandChoice
from tuopin.assistance.services.choices import keep_helper
from tuopin.people.selectors import working_as
from tuopin.registry.models import Household
from tuopin.trail.models import Entry
from tuopin.trail.services import Asked, verify_trail

pytestmark = pytest.mark.django_db


def laid_out(households: int = 1, helpers: int = 2) -> tuple[list[str], list[str], list[int]]:
    """Two villages, the numbers of households, the helpers."""
    codes = villages_of_county(2)
    lay_out_villages(codes)
    lay_out_households(households, codes)
    numbers = list(Household.objects.order_by("number").values_list("number", flat=True))
    return codes, numbers, lay_out_helpers(helpers)


def test_a_choice_that_is_replaced_is_ended_on_the_trail_and_nothing_looks_tampered():
    _codes, [number], helpers = laid_out()
    with working_as(head()):
        first = keep_helper(number=number, helper=helpers[0], reason="熟悉", actor=head(), on=ON)
        second = keep_helper(number=number, helper=helpers[1], reason="更熟悉", actor=head(), on=ON)
    assert [(one.pk, one.ends_on) for one in HandChoice.objects.order_by("pk")] == [(first.pk, ON), (second.pk, None)]
    told = Entry.objects.filter(subject__startswith="choice:").order_by("pk")
    assert [(one.verb, one.subject) for one in told] == [
        ("keep_choice", f"choice:{first.pk}"), ("end_choice", f"choice:{first.pk}"), ("keep_choice", f"choice:{second.pk}")]
    assert not [one for one in verify_trail(Asked(replay=True)).findings if one.subject.startswith("choice:")]
