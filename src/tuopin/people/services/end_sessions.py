"""End every session of an account at once: on its holder's wish, or when a telephone or computer is lost."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from tuopin.kernel.areas import NATION
from tuopin.people.models import Account
from tuopin.people.selectors import account_named
from tuopin.trail.services import record


@transaction.atomic
def end_sessions(*, username: str, actor: str, on: date) -> Account:
    """From the next request on, nobody is logged in to the account any more. `actor` is who ended them. Raises NotFound."""
    account = account_named(username)
    Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
    record(area_code=NATION, verb="account", subject=f"account:{account.username}", actor=actor, on=on, what="sessions-ended")
    account.refresh_from_db()
    return account
