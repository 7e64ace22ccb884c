"""Places are called by names of places."""

PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": (
        "divisions_division.name divisions_division.initials divisions_villagergroup.name divisions_succession.predecessor_name "
        "divisions_succession.successor_name"
    ),
    "of an official: who did what in office stays on record": "divisions_succession.decided_by",
    "a document by its name and number": "divisions_succession.basis",
}
