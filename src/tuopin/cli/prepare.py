"""Gets a system ready before its first command: server started, tables made, divisions loaded."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tuopin.cli.words import in_one_language, language
from tuopin.kernel.home import home, keyring
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


def prepare(*, quiet: bool = False, with_keys: bool = True) -> None:
    """Start Django; on a new home folder, or after an upgrade, bring the tables up to date and load the divisions.

    With `with_keys`, raises a Refusal when the keys are missing or not those of this register.
    """
    start()
    _bring_up_to_date(quiet=quiet, with_keys=with_keys)
    if with_keys:
        from tuopin.privacy.services.check_keys import check_keys

        check_keys()
        _note_pack()
        _note_rule_files()


def _note_pack() -> None:
    """On first use, keep for good by which pack the system goes, and say so in the trail of the nation."""
    from tuopin.kernel.pack import KEPT, keep_pack

    if (home() / KEPT).exists():
        return
    from datetime import datetime

    from tuopin.kernel.areas import NATION
    from tuopin.kernel.days import local_zone
    from tuopin.people.selectors import operator, working_as
    from tuopin.trail.services import record

    with working_as(operator()):
        record(
            area_code=NATION, verb="choose-pack", subject="system:pack", actor=operator(), on=datetime.now(local_zone()).date(), pack=keep_pack().name,
        )


def _note_rule_files() -> None:
    """Once for each release: take down in the trail which files decide how work is done. A pack of the system's own counts at the first time only."""
    from tuopin import __version__

    stamp = home() / "rules-noted"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == __version__:
        return
    from datetime import datetime

    from tuopin.kernel.days import local_zone
    from tuopin.kernel.rule_files import is_of_the_program
    from tuopin.people.selectors import operator, working_as
    from tuopin.trail.selectors.rule_files import rule_files_noted
    from tuopin.trail.services import note_rule_files

    with working_as(operator()):
        if rule_files_noted().release != __version__:  # the same release again explains no difference: `verify` tells it
            note_rule_files(release=__version__, basis=f"tuopin {__version__}", actor=operator(), on=datetime.now(local_zone()).date(), among=is_of_the_program)
    stamp.write_text(__version__, encoding="utf-8")


def start(*, database: bool = True) -> None:
    """Start Django in the terminal's language; without a database, no server is started either."""
    import django

    from tuopin.config import server

    if not database:
        server.do_without()
    django.setup()
    from django.utils import translation

    translation.activate(language())


def _bring_up_to_date(*, quiet: bool, with_keys: bool) -> None:
    stamp, mark = home() / "schema", _mark()
    if stamp.exists() and stamp.read_text() == mark:
        return
    from django.core.management import call_command

    from tuopin.divisions.services import load_editions

    if not quiet:
        said = "正在更新数据库 … / bringing the database up to date ..." if stamp.exists() else "首次使用,正在准备数据库 … / first use, preparing the database ..."
        print(in_one_language(said), file=sys.stderr)
    if with_keys and not stamp.exists():
        keyring()  # a new system's keys are made before anything is; later, missing keys are lost keys
    with owners_connection(), _alone():
        call_command("migrate", verbosity=0, interactive=False)
        load_editions(report=None if quiet else lambda text: print(text, file=sys.stderr))
    if with_keys or stamp.exists():
        stamp.write_text(mark)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time, on whichever machine, brings a database up to date: `serve` and `work` are started together after an upgrade."""
    from django.db import connection

    from tuopin.config.server import BEING_MADE

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BEING_MADE])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [BEING_MADE])


def require_sound() -> None:
    """Raise a Refusal when a page, a kind of job or a table lacks its declaration, or work would be done under the wrong role."""
    from django.core.checks import run_checks

    from tuopin.scope.selectors import faults_of_role, faults_of_tables

    faults = [*(fault.msg for fault in run_checks(tags=["tuopin"])), *faults_of_role(), *faults_of_tables()]
    if faults:
        raise Refusal("not-sound", phrase("系统没有启动:{faults}。"), phrase("请按文档 how-to/postgresql.md 处理后重试。"), faults=faults)


@contextmanager
def owners_connection() -> Iterator[None]:
    """For the time of the block the tables' owner is at work, who may make and change tables; all other work may not."""
    from django.db import connection

    from tuopin.config.server import owner_settings

    owner = owner_settings()
    work = {key: connection.settings_dict[key] for key in owner}
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(work)


def _mark() -> str:
    from tuopin.config.server import url

    package = Path(__file__).resolve().parent.parent
    names = sorted(str(p.relative_to(package)) for p in package.glob("*/migrations/*.py"))
    return hashlib.sha256("\n".join([url(), *names]).encode()).hexdigest()
