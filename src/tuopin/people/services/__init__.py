"""What is done with accounts and posts, one act a file."""

from tuopin.people.services.access_tokens import (
    A_MINUTE,
    Admitted,
    TooManyCalls,
    admit,
    make_token,
    open_tokens,
    revoke_token,
)
from tuopin.people.services.appoint_offices import Office, appoint_offices
from tuopin.people.services.appoint_post import appoint_post
from tuopin.people.services.change_password import change_password, choose_first_password, reset_password
from tuopin.people.services.choose_language import choose_language
from tuopin.people.services.end_post import end_post
from tuopin.people.services.end_sessions import end_sessions
from tuopin.people.services.failures import mark_of_name
from tuopin.people.services.identify_account import declare_kin, identify_account
from tuopin.people.services.log_in import check_login, check_login_code, confirm_identity
from tuopin.people.services.open_account import new_password, open_account
from tuopin.people.services.open_sessions import end_session, open_sessions
from tuopin.people.services.second_factor import (
    address_of,
    begin_second_factor,
    begun_secret,
    check_second_factor,
    confirm_second_factor,
    mark_of_secret,
    remove_second_factor,
    wrong_first_code,
)

__all__ = [
    "A_MINUTE", "Admitted", "Office", "TooManyCalls", "address_of", "admit", "appoint_offices", "appoint_post", "begin_second_factor", "begun_secret", "change_password", "check_login", "check_login_code",
    "check_second_factor", "choose_first_password", "choose_language", "confirm_identity", "confirm_second_factor", "declare_kin", "end_post", "end_session", "end_sessions", "identify_account", "make_token",
    "mark_of_name", "mark_of_secret", "new_password", "open_account", "open_sessions", "open_tokens", "remove_second_factor", "reset_password", "revoke_token", "wrong_first_code",
]
