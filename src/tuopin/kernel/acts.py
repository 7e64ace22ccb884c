"""What a page does with the register, declared on the page itself; a page that declares nothing is shown to nobody."""

from __future__ import annotations

from collections.abc import Callable

OPEN = "open"  # shown without log-in; allowed only to the few addresses on the gate's list
SIGNED_IN = "signed-in"  # one's own account: no register data
ACTS = frozenset({"read", "import", "correct", "confirm", "export", "reveal", "publish", "audit"})


def asks(act: str, *, fresh: bool = False) -> Callable:
    """Declare the act that a view needs: one of ACTS somewhere in the asker's areas, SIGNED_IN, or OPEN.

    `fresh`: what the view does when something is sent to it is weighty (approve, publish, export, reveal). The gate then asks
    who sits there unless they showed it lately, and whoever approves must have a second factor.

    The gate checks that the asker has the act at all; where they have it is checked by the selectors and services,
    which know the place of the row that is asked for.
    """
    if act not in ACTS | {OPEN, SIGNED_IN}:
        raise ValueError(f"no such act: {act}")

    def declare(view: Callable) -> Callable:
        view.asks, view.fresh = act, fresh
        return view

    return declare
