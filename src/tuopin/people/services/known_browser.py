"""Knows a browser in which somebody has logged in before, so that strangers who guess at a name do not lock its holder out.

The mark in the browser opens nothing. It only has wrong passwords from there counted apart from those of all the world: five of either lock
either, and a stranger who knows nothing but names can no longer keep a county's officials from their work.
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import timedelta

from tuopin.kernel.home import keyring
from tuopin.people.services.failures import LOG_IN

LASTS = timedelta(days=90)
MARK = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{32})")
KIND = "known-browser"
TRIED = "known-browser-tried"  # what is counted there, apart from what strangers try


def mark_of(username: str) -> str:
    """A new mark for a browser in which the account has just logged in; whose it is cannot be read from it."""
    chance = secrets.token_hex(16)
    return f"{chance}.{keyring().find_by(KIND, _said(username, chance)).hex()}"


def counted_as(username: str, mark: str) -> tuple[str, str]:
    """Under what name, and as what, a wrong password is counted: the browser's own where the mark is the account's, else the name that all strangers share."""
    name, read = username.strip().lower(), MARK.fullmatch(mark)
    if read is None:
        return name, LOG_IN
    ours = [index.hex() for index in keyring().all_indexes(KIND, _said(name, read[1]))]
    return (_said(name, read[1]), TRIED) if any(hmac.compare_digest(one, read[2]) for one in ours) else (name, LOG_IN)


def _said(username: str, chance: str) -> str:
    return f"{username.strip().lower()}\n{chance}"
