"""Splits a secret into paper shares of which any few bring it back and fewer tell nothing (Shamir 1979), byte by byte in GF(256).

The field is that of AES: x^8 + x^4 + x^3 + x + 1. A share is printed as words of eight hexadecimal digits with a checksum in
each line, because people copy it from paper; a share read wrongly is refused, and a wrong set of shares does not pass the seal.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

POLYNOMIAL = 0x11B
SEAL = 8  # bytes of SHA-256 that travel inside the secret, so that what comes back is known to be it
LINE, CHECK = 16, 2  # bytes of a printed line, bytes of its checksum


class SharesWrong(Exception):
    """Shares that were copied wrongly, are too few, or belong to different secrets."""


def _tables() -> tuple[list[int], dict[int, int]]:
    powers, value = [], 1
    for _ in range(255):
        powers.append(value)
        value ^= value << 1  # times 3, a generator
        if value & 0x100:
            value ^= POLYNOMIAL
    return powers * 2, {power: exponent for exponent, power in enumerate(powers)}


_POWERS, _LOGARITHMS = _tables()


def multiply(a: int, b: int) -> int:
    """The product of two bytes in the field."""
    return _POWERS[_LOGARITHMS[a] + _LOGARITHMS[b]] if a and b else 0


def divide(a: int, b: int) -> int:
    """The quotient of two bytes in the field; `b` is not 0."""
    return _POWERS[_LOGARITHMS[a] + 255 - _LOGARITHMS[b]] if a else 0


def split(secret: bytes, *, shares: int = 5, needed: int = 3) -> list[bytes]:
    """`shares` shares, of which any `needed` bring the secret back; each is its number, `needed`, and one byte for each of the secret."""
    if not 2 <= needed <= shares <= 255:
        raise ValueError("needed and shares: 2 <= needed <= shares <= 255")
    sealed = sha256(secret).digest()[:SEAL] + secret
    made = [bytearray((number, needed)) for number in range(1, shares + 1)]
    for byte in sealed:
        coefficients = [byte, *secrets.token_bytes(needed - 1)]
        for share in made:
            share.append(_evaluate(coefficients, share[0]))
    return [bytes(share) for share in made]


def combine(shares: list[bytes]) -> bytes:
    """The secret again; raises SharesWrong."""
    distinct = {share[0]: share for share in shares if len(share) > 2 + SEAL}
    needed = {share[1] for share in distinct.values()}
    if len(needed) != 1 or len({len(share) for share in distinct.values()}) != 1:
        raise SharesWrong("shares of different secrets, or none")
    if len(distinct) < (few := needed.pop()):
        raise SharesWrong(f"{few} different shares are needed")
    chosen = sorted(distinct.values())[:few]
    weights = [_weight(share[0], [other[0] for other in chosen if other is not share]) for share in chosen]
    sealed = bytearray()
    for column in zip(*(share[2:] for share in chosen), strict=True):
        value = 0
        for byte, weight in zip(column, weights, strict=True):
            value ^= multiply(byte, weight)
        sealed.append(value)
    if sha256(sealed[SEAL:]).digest()[:SEAL] != sealed[:SEAL]:
        raise SharesWrong("shares of different secrets")
    return bytes(sealed[SEAL:])


def printed(share: bytes) -> str:
    """A share as lines to print: four words and a checksum each."""
    lines = []
    for start in range(0, len(share), LINE):
        part = share[start : start + LINE]
        words = part.hex(" ", -4).split() + [_check(part, start)]
        lines.append(" ".join(words))
    return "\n".join(lines)


def read(text: str) -> bytes:
    """The share that was printed; raises SharesWrong with the number of the first line that was copied wrongly."""
    share = bytearray()
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), 1):
        *words, check = line.split()
        try:
            part = bytes.fromhex("".join(words))
        except ValueError as fault:
            raise SharesWrong(f"line {number}") from fault
        if _check(part, len(share)) != check.lower():
            raise SharesWrong(f"line {number}")
        share += part
    return bytes(share)


def _check(part: bytes, start: int) -> str:
    return sha256(start.to_bytes(4, "big") + part).hexdigest()[: 2 * CHECK]


def _evaluate(coefficients: list[int], at: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = multiply(value, at) ^ coefficient
    return value


def _weight(own: int, others: list[int]) -> int:
    """Lagrange's weight of a share for the value at 0."""
    weight = 1
    for other in others:
        weight = multiply(weight, divide(other, other ^ own))
    return weight
