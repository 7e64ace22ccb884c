"""Which rows make the state of an account: who it is, how it is proved, which posts it holds; taste and log-in counters are no state."""

from __future__ import annotations

from dataclasses import replace

from tuopin.people.models.account import Account
from tuopin.trail.states.projections import Part, Projection, Root, declare, declare_former, part

CONFIRMED = "people_secondfactor r JOIN asked ON asked.id = r.account_id AND r.confirmed_at IS NOT NULL"
WHO = part("account", "people_account", "id", "id username name +identity_sealed is_active password sessions_ended", "created_at password_given_at")
ACCOUNT = declare(Projection(
    "account", 4, root=Root(Account._meta.db_table, "r.username"), present="SELECT username FROM people_account",
    parts=(
        WHO,
        part("post", "people_post", "account_id", "id account_id area_code role title office starts_on ends_on"),
        Part("factor", "people_secondfactor", ("account_id",), ("confirmed_at",), "r.account_id", CONFIRMED),
        part("token", "people_accesstoken", "account_id", "id account_id post_id name digest of_sessions starts_on ends_on", "made_at ended_at"),
        part("paper", "people_recoverycode", "account_id", "account_id digest", "used_at"),
    ),
    without=(
        "people_account.identity_index", "people_account.language", "people_account.last_login", "people_secondfactor.secret_sealed", "people_secondfactor.begun_at",
        "people_secondfactor.last_step", "people_accesstoken.last_used_at", "people_accesstoken.minute_at", "people_accesstoken.calls",
    ),
))
declare_former(replace(ACCOUNT, version=3, parts=tuple(  # until migration 0010 nobody had to choose another password than the one given
    replace(one, times=("created_at",)) if one is WHO else one for one in ACCOUNT.parts
)))
