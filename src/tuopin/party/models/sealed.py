"""The sealed columns of this room, as a change of keys must know them: who a clue is about, what is said, who was held to account."""

from tuopin.kernel.sealed_columns import SealedColumn

SEALED = (
    SealedColumn("party_clue", "about_sealed", "'party.clue|about|' || t.uid"),
    SealedColumn("party_clue", "said_sealed", "'party.clue|said|' || t.uid"),
    SealedColumn("party_accountability", "person_sealed", "'party.accountability|person|' || t.uid"),
)
