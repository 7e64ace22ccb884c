"""Nobody forgets the lock: the system does not start while one address leads to a page that does not say what it asks."""

from __future__ import annotations

from django.core.checks import Error, register
from django.urls import URLPattern, get_resolver

from tuopin.kernel.acts import ACTS, OPEN
from tuopin.web.jobs import KINDS
from tuopin.web.middleware import OPEN_PAGES


@register("tuopin")
def every_page_declares_its_act(app_configs=None, **kwargs) -> list[Error]:
    """One error for each address whose view has no `@asks(...)`, or is open without being on the gate's list."""
    return [
        Error(f"{where or '/'} leads to a view without @asks(...), or one that is open but not on the gate's list",
              hint="Declare the act with tuopin.kernel.acts.asks.", id="tuopin.E001")
        for where, pattern in pages(get_resolver().url_patterns)
        if not _declared(pattern)
    ]


@register("tuopin")
def every_job_declares_its_act(app_configs=None, **kwargs) -> list[Error]:
    """One error for each kind of background work that does not say which act its account needs."""
    return [
        Error(f"the kind of job {kind.name} does not say what it asks for", hint="Put @asks(act) on the function that runs it.", id="tuopin.E002")
        for kind in KINDS.values() if getattr(kind.run, "asks", None) not in ACTS
    ]


def pages(patterns, before: str = ""):
    """Every address of the map with its pattern."""
    for pattern in patterns:
        where = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield where, pattern
        else:
            yield from pages(pattern.url_patterns, where)


def _declared(pattern: URLPattern) -> bool:
    act = getattr(pattern.callback, "asks", None)
    return bool(act) and (act != OPEN or pattern.name in OPEN_PAGES)
