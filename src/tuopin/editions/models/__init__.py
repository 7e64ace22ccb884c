"""The tables of yearly editions."""

from tuopin.editions.models.edition import Edition, PseudonymKey

__all__ = ["Edition", "PseudonymKey"]
