"""What waits for the asker beside tasks: cases whose step is theirs to take, and what other rooms say is due in their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.selectors import waiting_for
from tuopin.procedure.services.doors import overtaken_among
from tuopin.procedure.states import procedure_named

OVERTAKEN = phrase("户已变动,不能继续:请撤回")
MOST = 50  # of each kind; the page behind lists all


@dataclass(frozen=True)
class DueHere:
    """One thing to do: what, about whom, where, until when (None: no day is set), and the page on which it is done."""

    title: str  # a sentence for translation, like what is to be done
    step: str
    number: str  # of the household, village or county; "" where it is about neither
    area: str
    due_on: date | None
    late: int  # days
    page: str  # the name of the address, which takes the key
    key: int


def due_here(actor: Actor, *, on: date) -> tuple[list[DueHere], bool]:
    """All of it, by its day, the latest first and what has no day last; and whether there is more than is listed."""
    cases = waiting_for(actor)
    gone = overtaken_among(cases[:MOST], on=on)
    found, cut = [_of_case(case, overtaken=case.pk in gone) for case in cases[:MOST]], len(cases) > MOST
    for path in settings.DUES_OF:
        more = import_string(path)(actor, on=on)
        found, cut = found + more[:MOST], cut or len(more) > MOST
    return sorted(found, key=lambda each: (each.due_on or date.max, each.page, each.key)), cut


def _of_case(case, *, overtaken: bool) -> DueHere:
    procedure = procedure_named(case.procedure)
    step = procedure.edition_from(case.edition, case.variant).step(case.due)
    number = case.subject.partition(":")[2] if procedure.subject in ("household", "village", "county") else ""
    return DueHere(procedure.title, OVERTAKEN if overtaken else step.title if step else "", number, case.area_code, None, 0, "case", case.pk)
