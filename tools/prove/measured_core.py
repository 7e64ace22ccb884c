"""What the trust rests on: the files whose coverage and mutation are measured, by the folders or files below src/tuopin."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "tuopin"
CORE = {
    "trail": ("trail/",),
    "scope": ("scope/", "people/", "kernel/acts.py", "kernel/areas.py", "web/middleware.py", "web/sessions.py", "web/checks.py",
              "web/once.py", "api/gate.py", "desk/services/take_form.py"),
    "workflow": ("procedure/",),
    "crypto": ("kernel/crypto.py", "kernel/keystore.py", "kernel/sealed_", "kernel/shamir.py", "kernel/masking.py", "kernel/veils.py",
               "kernel/recipients.py", "privacy/"),
    "import": ("intake/", "registry/services/"),
}
LEFT_OUT = ("/migrations/",)  # run once when a system is made; what they leave behind is what the tests work on


def is_of(path: str, places: tuple[str, ...]) -> bool:
    """Whether a file, by its path inside the project or the whole one, lies at one of the places."""
    return path.partition("src/tuopin/")[2].startswith(places) and not any(part in path for part in LEFT_OUT)


def digests() -> dict[str, str]:
    """The digest of every file of the house as it is now, by its path below src/tuopin."""
    return {path.relative_to(SOURCE).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in sorted(SOURCE.rglob("*.py"))}
