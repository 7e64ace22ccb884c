"""Editions hold no person: keyed pseudonyms alone."""

PERSONLESS = {
    "a digest, a number of its own or a key": "editions_edition.digest editions_edition.folder editions_pseudonymkey.key_sealed",
    "a code, a number, or the name of a place, a unit or a thing": "editions_edition.rulebook_version",
    "of an official: who did what in office stays on record": "editions_edition.actor",
}
