"""Words in an address that nobody but this system reads: a name or number that was searched for stays out of histories and access logs.

A veiled word is `~` and the sealed text in base64url; what does not begin so is taken as it stands.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace

from tuopin.kernel.crypto import TamperedField
from tuopin.kernel.home import keyring

MARK, PLACE = "~", "web.address|word"


def veil(text: str) -> str:
    """The text as an address may carry it."""
    return MARK + base64.urlsafe_b64encode(keyring().seal(text, PLACE)).decode().rstrip("=") if text else ""


def unveil(word: str) -> str:
    """The text behind a veiled word, "" where it was not veiled here; any other word as it is."""
    if not word.startswith(MARK):
        return word
    coded = word[len(MARK) :]
    try:
        sealed = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
        return replace(keyring(), alarm=lambda what, place: None).open(sealed, PLACE)  # addresses are typed by anybody: no alarm
    except (TamperedField, binascii.Error, ValueError):
        return ""
