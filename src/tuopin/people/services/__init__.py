"""What is done with accounts and posts, one act a file."""

from tuopin.people.services.appoint_post import appoint_post
from tuopin.people.services.change_password import change_password, reset_password
from tuopin.people.services.choose_language import choose_language
from tuopin.people.services.end_post import end_post
from tuopin.people.services.log_in import check_login
from tuopin.people.services.open_account import open_account

__all__ = [
    "appoint_post", "change_password", "check_login", "choose_language", "end_post", "open_account", "reset_password",
]
