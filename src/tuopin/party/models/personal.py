"""What an erasure need not reach in this room: it tells of organisations and of officials in office; of clues everything said is sealed."""

PERSONLESS = {
    "of an official: who did what in office stays on record": "party_branchlead.cadre party_contract.terms party_contract.score_note",
    "a code, a number, or the name of a place, a unit or a thing": (
        "party_organisation.name party_organisation.host_name party_branchlead.unit party_branchscore.reason party_branchscore.plan"
    ),
    "sealed for three named persons; who a file of justice is about may not have it erased": (
        "party_clue.about_sealed party_clue.said_sealed party_accountability.person_sealed"
    ),
    "a document by its name and number": "party_accountability.document",
}
