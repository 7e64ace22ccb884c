"""How broad a text is where Chinese characters and Latin letters stand in one line: on a terminal, in a table of text, on a drawing."""

from unicodedata import east_asian_width


def columns_of(text: str) -> int:
    """The columns that the text takes: two for a Chinese character, one for any other."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
