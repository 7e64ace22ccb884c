"""Marks a sentence for translation where the translator itself may not be known."""


def phrase(sentence: str) -> str:
    """Return `sentence` unchanged; the collector of messages finds it here, a face translates it later."""
    return sentence


class Phrase(str):
    """A sentence or title of the house among the particulars of a refusal: translated where the refusal is said, as the refusal itself is."""

    __slots__ = ()
