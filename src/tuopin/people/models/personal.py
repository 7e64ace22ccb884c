"""Accounts are of officials; whose they were stays with what they did."""

PERSONLESS = {
    "of an official: who did what in office stays on record": (
        "people_account.password people_account.username people_account.name people_account.language people_account.identity_sealed "
        "people_account.identity_index people_loginfailure.name_index people_post.title people_secondfactor.secret_sealed "
        "people_recoverycode.digest people_accesstoken.name people_accesstoken.digest"
    ),
}
