"""What events told of a person lies sealed beside them and is destroyed there (`erase_values`); the events themselves name nobody of a household."""

ERASED_ITSELF = {"trail_opening.sealed"}
PERSONLESS = {
    "a digest, a number of its own or a key": (
        "trail_checkpoint.root trail_checkpoint.text trail_checkpoint.signature trail_checkpoint.heads trail_witnessed.root trail_witnessed.text "
        "trail_witnessed.signature trail_witnessed.heads trail_witnessed.key trail_entry.state trail_entry.evidence trail_entry.payload "
        "trail_entry.prev trail_entry.hash trail_head.hash"
    ),
    "of an official: who did what in office stays on record": "trail_witnessed.origin trail_entry.actor trail_entry.post",
    "a code, a number, or the name of a place, a unit or a thing": "trail_witnessed.refused_for trail_witnessed.chain trail_entry.verb trail_entry.subject",
}
