"""How a session is kept once the answer stands: Django's row, with whose it is and in which browser. It decides nothing; loading one does (`sessions.py`)."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import Model

from tuopin.people.states import BROWSER


class KeptSessions(db.SessionStore):
    """Django's sessions of the database; each row says what its holder is told of it on the account page."""

    @classmethod
    def get_model_class(cls) -> type[Model]:
        return apps.get_model("people", "LoggedIn")

    def create_model_instance(self, data: dict) -> Model:
        row = super().create_model_instance(data)
        row.account_number, row.browser = data.get(SESSION_KEY) or None, str(data.get(BROWSER, ""))[:60]
        return row
