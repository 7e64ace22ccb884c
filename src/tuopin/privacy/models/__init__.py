"""The tables of personal data's own keeping."""

from tuopin.privacy.models import checks  # noqa: F401  (declares what verification compares)
from tuopin.privacy.models.edition import PublicCount, PublicEdition
from tuopin.privacy.models.keys import KeyProbe, Reindexing
from tuopin.privacy.models.reveal import Reveal
from tuopin.privacy.models.sweep import Sweep

__all__ = ["KeyProbe", "PublicCount", "PublicEdition", "Reindexing", "Reveal", "Sweep"]
