"""The tables of the people who work in the system."""

from tuopin.people.models import checks  # noqa: F401  (declares what verification compares)
from tuopin.people.models.account import Account
from tuopin.people.models.failure import LoginFailure
from tuopin.people.models.kinship import Kinship
from tuopin.people.models.logged_in import LoggedIn
from tuopin.people.models.post import Post
from tuopin.people.models.projections import ACCOUNT
from tuopin.people.models.second_factor import RecoveryCode, SecondFactor
from tuopin.people.models.token import AccessToken

__all__ = ["ACCOUNT", "AccessToken", "Account", "Kinship", "LoggedIn", "LoginFailure", "Post", "RecoveryCode", "SecondFactor"]
