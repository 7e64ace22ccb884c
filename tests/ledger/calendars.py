"""Subscribing to a calendar as a calendar program does: what the page gives out once, then asked for with the log-in name and that password."""

import re
from base64 import b64encode

from django.test import Client

FEED = "/calendar/tasks.ics"


def given_out(client: Client) -> tuple[str, str, str]:
    """The address, the name and the password that the page shows when a subscription is made."""
    page = client.post("/my-day/calendar/", {"what": "open"}).content.decode()
    return tuple(re.findall(r'<dd class="code[^"]*">([^<]+)</dd>', page.partition("notice success")[2].partition("</dl>")[0]))


def program_of(name: str, password: str, **headers: str) -> Client:
    """A calendar program that was told this name and this password."""
    return Client(headers={"authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()} | headers)


def subscribed(client: Client, **headers: str) -> Client:
    """A calendar program with what the page just gave out."""
    return program_of(*given_out(client)[1:], **headers)
