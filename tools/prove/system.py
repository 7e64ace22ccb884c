"""A system of its own for the proofs, in a folder that is thrown away."""

from __future__ import annotations

import os
import tempfile


def set_up() -> None:
    """Start Django on a throwaway folder, unless a system is named by TUOPIN_HOME."""
    os.environ.setdefault("TUOPIN_HOME", tempfile.mkdtemp(prefix="tuopin-prove-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tuopin.config.settings"
    import django

    django.setup()
