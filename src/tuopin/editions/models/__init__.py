"""The tables of yearly editions."""

from tuopin.editions.models import checks  # noqa: F401  (declares what verification compares)
from tuopin.editions.models.edition import Edition, PseudonymKey

__all__ = ["Edition", "PseudonymKey"]
