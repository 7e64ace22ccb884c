"""Amounts that are typed: digits and a point, nothing that only a program would take for a number."""

from decimal import Decimal

import pytest

from tuopin.kernel.written_numbers import amount_written


@pytest.mark.parametrize(("text", "amount"), [("0", "0"), ("120", "120"), ("0.5", "0.5"), ("3000.00", "3000.00"), ("9" * 18 + ".123456789", "9" * 18 + ".123456789")])
def test_an_amount_is_read_as_it_is_written(text, amount):
    assert amount_written(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", " ", "1 ", "-1", "+1", "1_000", "1,000", "1e3", "NaN", "Infinity", ".5", "5.", "1.2.3", "１２", "²", "9" * 19, "0." + "1" * 10, "三"])
def test_what_is_no_amount_is_none(text):
    assert amount_written(text) is None
