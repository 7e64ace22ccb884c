"""What a page, a command or a job does with the register, declared on it; what declares nothing is done for nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable

OPEN = "open"  # shown without log-in; allowed only to the few addresses on the gate's list, and to commands that touch no register
SIGNED_IN = "signed-in"  # one's own account: no register data
OPERATOR = "operator"  # a command for whoever holds the home folder, never for an account
RUNS = "runs"  # likewise, and it runs the system: it looks at no row of the register itself
ACTS = frozenset({"read", "import", "correct", "confirm", "export", "reveal", "publish", "audit"})
EVERYWHERE = frozenset({"year", "area"})  # in the address of every page: the switches of year and place
WITH_EVERY_FORM = frozenset({"csrfmiddlewaretoken", "once", "next"})


def asks(act: str, *, takes: Iterable[object] = (), fresh: bool = False) -> Callable:
    """Declare the act that a view, a command or a kind of job needs: one of ACTS somewhere in the asker's areas, or one of the above.

    `takes` names what an address or a form may carry beside EVERYWHERE and WITH_EVERY_FORM: names ("cell:*" for all that begin
    so), or forms, whose fields are meant. Whatever else is sent is refused with 400.

    `fresh`: what the view does when something is sent to it is weighty (approve, publish, export, reveal). The gate then asks
    who sits there unless they showed it lately, and whoever approves must have a second factor.

    The gate checks that the asker has the act at all; where they have it is checked by the selectors and services, which know
    the place of the row that is asked for, and behind them by the database.
    """
    if act not in ACTS | {OPEN, SIGNED_IN, OPERATOR, RUNS}:
        raise ValueError(f"no such act: {act}")
    names = frozenset(name for each in takes for name in _names(each))

    def declare(view: Callable) -> Callable:
        view.asks, view.takes, view.fresh = act, names, fresh
        return view

    return declare


def undeclared(takes: frozenset[str], sent: Iterable[str]) -> list[str]:
    """The names that were sent and are not declared."""
    allowed = takes | EVERYWHERE | WITH_EVERY_FORM
    begins = tuple(name[:-1] for name in takes if name.endswith("*"))
    return [name for name in sent if name not in allowed and not name.startswith(begins)]


def _names(each: object) -> Iterable[str]:
    return (each,) if isinstance(each, str) else each.base_fields
