"""Any three of five shares bring the secret back; two tell nothing; a slip of the pen is found in its line."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.kernel import shamir
from tuopin.kernel.shamir import SharesWrong, combine, divide, multiply, printed, read, split

BYTES = st.integers(0, 255)


def slow_product(a, b):
    """The product by the definition in FIPS 197, section 4.2."""
    product = 0
    for bit in range(8):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(14, 7, -1):
        if product >> bit & 1:
            product ^= 0x11B << bit - 8
    return product


def test_the_field_is_that_of_the_standard():
    assert multiply(0x57, 0x83) == 0xC1 and multiply(0x57, 0x13) == 0xFE  # FIPS 197, 4.2 and 4.2.1
    assert all(multiply(a, b) == slow_product(a, b) for a in range(256) for b in range(256))
    assert all(divide(multiply(a, b), b) == a for a in range(256) for b in range(1, 256))


def test_a_known_polynomial_comes_back(monkeypatch):
    """f(x) = 0x53 + 0xCA x + 0x01 x^2 for every byte: f(1), f(2), f(3) worked out by hand with the slow product."""
    expected = [0x53 ^ slow_product(0xCA, x) ^ slow_product(x, x) for x in (1, 2, 3)]
    monkeypatch.setattr(shamir.secrets, "token_bytes", lambda size: b"\xCA\x01"[:size])
    assert [share[-1] for share in split(b"\x53", shares=3)] == expected


@given(secret=st.binary(min_size=1, max_size=80), shares=st.integers(2, 7), data=st.data())
def test_any_few_enough_shares_bring_the_secret_back(secret, shares, data):
    needed = data.draw(st.integers(2, shares))
    made = split(secret, shares=shares, needed=needed)
    for chosen in combinations(made, needed):
        assert combine(list(chosen)) == secret
    assert combine(made) == secret
    with pytest.raises(SharesWrong):
        combine(made[: needed - 1])
    with pytest.raises(SharesWrong):
        combine([made[0]] * needed)


def test_two_of_three_shares_tell_nothing():
    """A share of one fixed byte takes every value about equally often, and so does the pair of two shares."""
    seen = Counter(split(b"\x00", shares=3)[0][-1] for _ in range(20_000))
    assert len(seen) == 256 and max(seen.values()) < 20_000 / 256 * 1.7


@pytest.mark.parametrize(("shares", "needed"), [(1, 1), (5, 1), (3, 4), (256, 3)])
def test_impossible_splits_are_refused(shares, needed):
    with pytest.raises(ValueError):
        split(b"secret", shares=shares, needed=needed)


def test_shares_of_different_secrets_are_found_out():
    one, other, few = split(b"a secret"), split(b"b secret"), split(b"a secret", needed=2)
    for mixed in ([one[0], one[1], other[2]], [one[0], one[1], few[2]], [one[0], one[1], split(b"longer secret")[2]], [b"", b"x"], []):
        with pytest.raises(SharesWrong):
            combine(mixed)


@given(share=st.binary(max_size=100))
def test_a_printed_share_reads_back(share):
    assert read(printed(share)) == share
    assert read("\n\n" + printed(share).upper().replace(" ", "   ") + "\n") == share


@given(share=st.binary(min_size=40, max_size=100), data=st.data())
def test_a_slip_of_the_pen_is_told_with_its_line(share, data):
    text = printed(share)
    at = data.draw(st.sampled_from([n for n, letter in enumerate(text) if letter in "0123456789abcdef"]))
    wrong = text[:at] + data.draw(st.sampled_from([c for c in "0123456789abcdef" if c != text[at]])) + text[at + 1 :]
    with pytest.raises(SharesWrong, match=f"line {text[:at].count(chr(10)) + 1}$"):
        read(wrong)


def test_lines_in_another_order_or_no_hexadecimal_are_told():
    lines = printed(bytes(range(48))).splitlines()
    for text in ("\n".join([lines[1], lines[0], lines[2]]), "\n".join(lines[1:]), lines[0].replace(lines[0][0], "g")):
        with pytest.raises(SharesWrong, match="line 1$"):
            read(text)
