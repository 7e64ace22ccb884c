"""The kinds of bad input that are known from the field, numbered; where each is tried, and which do not apply yet and why."""

from __future__ import annotations

# kind: the names of its cells in `corpus.CASES`
CELLS: dict[int, tuple[str, ...]] = {
    1: ("number cell",), 2: ("number cell that passes the check",), 3: ("short scientific",), 4: ("long scientific",),
    6: ("small x",), 7: ("full-width digits",), 8: ("Cyrillic X", "multiplication sign"), 9: ("Arabic digits", "superscript digit"),
    10: ("fifteen digits",), 11: ("seventeen digits", "nineteen digits", "helper's number wrong"), 12: ("wrong check digit",),
    13: ("30 February",), 14: ("born after the year", "140 years old"), 15: ("abolished area", "area that never was", "unknown province"),
    16: ("apostrophe", "blanks", "zero-width space", "byte order mark"), 17: ("right-to-left mark",), 18: ("repeated in the file",),
    21: ("sex contradicts",), 22: ("birth contradicts", "birth agrees"), 23: ("disability card", "disability card stated"),
    24: ("newborn without", "adult without"), 25: ("Hong Kong permit", "Hong Kong permit stated", "Taiwan permit stated"), 26: ("masked",),
    27: ("two numbers",), 28: ("thousands comma", "yuan sign", "full-width number", "number as text"),
    29: ("with yuan", "with ten thousand", "with ten thousand yuan"), 30: ("in words", "about"), 31: ("negative", "loss"),
    33: ("too large", "too large as text", "infinite", "no number"), 34: ("error text", "error cell"), 35: ("formula",),
    36: ("formula without value",), 37: ("three decimals",), 38: ("binary fraction",), 39: ("serial day", "identified, serial"),
    41: ("serial of 29 February 1900",), 42: ("dotted day", "slashed day", "eight digits", "Chinese day"), 43: ("day first",),
    44: ("day in words", "lunar day"), 45: ("ends before it starts", "starts after the year", "identified later"),
    46: ("midnight at the end", "UTC evening"), 47: ("phone as float text", "phone as number"), 48: ("phone masked",),
    49: ("account as number", "account scientific"), 51: ("mu in words", "hectares"), 57: ("replacement character", "classic mojibake"),
    58: ("rare character", "middle dot", "another middle dot", "long name", "private use"),
    59: ("formula in a name", "at sign in a name", "formula elsewhere"), 60: ("script stays text",), 61: ("control character",),
    72: ("row of totals",), 74: ("tick", "Y", "one", "there is", "truth value", "neither yes nor no"),
    75: ("first-generation number", "first-generation number as text"),
}  # fmt: skip
# kinds that need the register, a page or the database: the test that tries them
ELSEWHERE: dict[int, str] = {
    19: "tests/registry/test_import.py", 20: "tests/registry/test_import.py", 88: "tests/registry/test_import.py",
    32: "tests/policy/test_doubts.py", 52: "tests/policy/test_doubts.py",
    99: "tests/evidence/test_alike.py", 101: "tests/evidence/test_plausibility.py", 102: "tests/evidence/test_plausibility.py",
    95: "tests/web/test_evidence_pages.py",
}
# kinds of doors that do not exist
NO_DOOR: dict[int, str] = {
    50: "no field of the roster is a percentage",
    89: "no offline forms", 90: "no offline forms", 91: "no offline forms", 92: "no offline forms", 93: "no offline forms",
    94: "no offline forms: a file of evidence is one file of one form", 98: "no form designer",
    100: "a photo of a screen is not recognised: decision 0012", 103: "no interface that takes JSON",
    104: "tests of declared parameters are those of the gate",
}
