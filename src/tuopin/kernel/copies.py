"""Where this system keeps up copies of itself, and which of them are older than a moment: an erasure does not reach into those."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from tuopin.kernel.days import local_zone
from tuopin.kernel.home import home

STAMP = "%Y%m%dT%H%M%S%f"  # a copy is called by when it was begun, local time
TOLD = "told.json"  # a copy without it is none


def copies_settings() -> Path:
    """The file that names the folder."""
    return home() / "backup.json"


def kept_up_in() -> Path | None:
    """The folder of backups that is kept up; None when none is."""
    try:
        return Path(json.loads(copies_settings().read_text())["out"])
    except (OSError, ValueError, KeyError):
        return None


def copies_begun_before(moment: datetime) -> list[str]:
    """The names of the whole copies in that folder that were begun before the moment, the oldest first."""
    folder = kept_up_in()
    limit = moment.astimezone(local_zone()).strftime(STAMP)
    return sorted(path.parent.name for path in (folder / "bases").glob(f"*/{TOLD}") if path.parent.name < limit) if folder else []
