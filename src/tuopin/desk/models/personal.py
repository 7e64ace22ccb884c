"""What waits to be worked off is sealed and thrown away after it is done."""

PERSONLESS = {
    "a digest, a number of its own or a key": "desk_job.token desk_submission.key desk_submission.digest",
    "a code, a number, or the name of a place, a unit or a thing": "desk_job.kind desk_job.slot desk_job.reason desk_job.phase",
    "sealed, worked off and thrown away": "desk_job.arguments desk_job.outcome desk_submission.answer",
}
