"""What is logged: one line of JSON an event, and in it only fields from a list; no address, no form, no parameter, no text of a fault.

Logs are read by people who may not see the register, are copied to other machines, and outlive erasures.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime

from tuopin.config import log_line
from tuopin.kernel.days import local_zone
from tuopin.kernel.fault_traces import trace_of

FIELDS = ("at", "level", "logger", "event", "route", "status", "why", "account", "tried", "trace")
OWN = ("tuopin.", "django.request", "django.security", "django.server")
LONGEST = 200
MARK = re.compile(r"[0-9a-f]{16}")


class AllowedFields(logging.Formatter):
    """Writes the allowed fields of a record. Of its message only what cannot be personal, and only from loggers whose templates are constants."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        told = {
            "at": datetime.fromtimestamp(record.created, local_zone()).isoformat(timespec="milliseconds"), "level": record.levelname,
            "logger": record.name, "event": self._template(record), "route": match and match.route,
            "status": _number(getattr(record, "status_code", None)),
            "why": _word(getattr(request, "refused", None)), "account": _number(getattr(getattr(request, "actor", None), "account_id", None)),
            "tried": _mark(getattr(request, "tried", None)),
            "trace": trace_of(record.exc_info[1]) if record.exc_info else None,
        }
        return json.dumps({name: told[name] for name in FIELDS if told[name] not in (None, "")}, ensure_ascii=False)

    def _template(self, record: logging.LogRecord) -> str:
        """The message with numbers and words of code filled in and `…` for the rest; from others' loggers nothing: theirs may be ready-made."""
        if not record.name.startswith(OWN) or not isinstance(record.msg, str) or any(character.isdigit() for character in record.msg):
            return ""
        given = record.args if isinstance(record.args, tuple) else ()
        safe = tuple(value if _number(value) is not None or _word(value) else "…" for value in given)
        try:
            return (record.msg % safe if given else record.msg)[:LONGEST]
        except (TypeError, ValueError):
            return record.msg[:LONGEST]


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _word(value: object) -> str | None:
    """A short word of code, such as the kind of a job."""
    return value if isinstance(value, str) and value.isascii() and value.replace("-", "").isalpha() and len(value) < 40 else None


def _mark(value: object) -> str | None:
    """The keyed digest of a log-in name that was tried."""
    return value if isinstance(value, str) and MARK.fullmatch(value) else None


SENT = log_line.handlers()  # to a collector on another machine, where one is set
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"allowed": {"()": AllowedFields}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "allowed"}} | SENT,
    "root": {"handlers": ["console", *SENT], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}, "django.server": {"handlers": [], "level": "WARNING", "propagate": True}},
}
