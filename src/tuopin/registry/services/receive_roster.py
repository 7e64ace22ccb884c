"""Takes a roster file in: read by a limited child process, checked, and put away sealed until it is merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from itertools import chain
from pathlib import Path

import orjson
from django.db import transaction

from tuopin.intake.parent import read_lines
from tuopin.intake.problems import EVERY
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import ImportBatch, ImportProblem, StagedBlock, StagedBundle
from tuopin.registry.services.copy_rows import layout
from tuopin.registry.services.locks import BATCH_LOCK, collecting_seldom, held
from tuopin.registry.services.stage_beside import Writing, writing
from tuopin.registry.services.stage_blocks import Staging
from tuopin.scope.services import door
from tuopin.trail.services import record

Report = Callable[[str, int, int], None]  # what is being done ("read", "stage", "merge"), how much is done, of how much
GONE = ("refused", "abandoned")
BUNDLE = 1_000  # households that are sealed, merged and told together: memory grows with them, and what is left for lanes to share out


class FileRefused(Refusal):
    """A file that cannot be taken in at all; nothing of it is kept."""


def receive_roster(
    *, path: Path, file_name: str, year: int | None, mapping: dict[str, str], actor: Actor, on: date, report: Report | None = None
) -> ImportBatch:
    """Read and stage a file for a year; the same file of the same office for the same year is the same batch, finished if it was cut short.

    Without `year` the file's own 年度 counts. Raises FileRefused when the file cannot be read as a roster, Forbidden when
    the actor may import nowhere.
    """
    if not actor.areas_for("import"):
        raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))
    digest, report = digest_of(path), report or (lambda what, done, total: None)
    known = _batch_known(digest, year, actor)
    if known is not None and known.state != ImportBatch.State.READING:
        return known
    with door("roster", read=[NATION]), writing() as written:
        lines, year = _opened(path, year, mapping)
        batch = written.batch = known or _new_batch(digest, file_name, year, mapping, actor)
        if batch.state != ImportBatch.State.READING:
            return batch  # another process has brought the same file in meanwhile
        with held(BATCH_LOCK, batch.pk), collecting_seldom():
            return _stage(batch, lines, actor, on, report, written)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        digest = sha256()
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def refusal_of(told: dict) -> FileRefused:
    """The refusal that the reader's last word describes."""
    known = EVERY[told["code"]]
    return FileRefused(told["code"], known.message, known.fix, **(told.get("params") or {}))


def _batch_known(digest: str, year: int | None, actor: Actor) -> ImportBatch | None:
    found = ImportBatch.objects.filter(digest=digest, from_area=_own_area(actor)).exclude(state__in=GONE)
    if year is not None:
        found = found.filter(year=year)
    return found.order_by("-id").first()


def _new_batch(digest: str, file_name: str, year: int, mapping: dict, actor: Actor) -> ImportBatch:
    """The batch of a file that none is known of; another process of the same office may be quicker, and then it is that one's."""
    area = _own_area(actor)
    return ImportBatch.objects.exclude(state__in=GONE).get_or_create(
        digest=digest, year=year, from_area=area,
        defaults={"file_name": file_name[:200], "area_code": area, "actor": actor.name, "mapping": mapping},
    )[0]


def _own_area(actor: Actor) -> str:
    """The widest area in which the actor may import: the same file brought in by two offices is two batches."""
    return actor.areas_for("import")[0]


def bundled() -> dict:
    """How sound households are to be laid out."""
    return layout() | {"most": BUNDLE}


def _opened(path: Path, year: int | None, mapping: dict) -> tuple[Iterator[bytes], int]:
    """The reader's records from the first on, and the year they are of."""
    lines = read_lines(path, year=year, mapping=mapping, layout=bundled())
    first = next(lines)
    told = orjson.loads(first)
    if told["t"] == "refused":
        raise refusal_of(told)
    return chain([first], lines), told["year"]


def _forget(batch: ImportBatch) -> None:
    StagedBlock.objects.filter(batch=batch).delete()
    StagedBundle.objects.filter(batch=batch).delete()


def _stage(batch: ImportBatch, lines: Iterator[bytes], actor: Actor, on: date, report: Report, written: Writing) -> ImportBatch:
    _forget(batch)  # of a reading that was cut short
    ImportProblem.objects.filter(batch=batch).delete()
    batch.sheets, batch.rows = [], {}
    report("read", 0, 0)
    staging = Staging(batch, actor, report, written)
    for line in lines:
        if line.startswith(b'{"t":"refused"'):
            written.wait()
            ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.REFUSED)
            _forget(batch)
            raise refusal_of(orjson.loads(line))
        staging.take(line)
    staging.put_away()
    written.wait()
    for (sheet, old, new), count in staging.raised.items():
        batch.rows[sheet][old] -= count
        batch.rows[sheet][new] += count
    batch.area_code = staging.area_to_settle()
    batch.state = ImportBatch.State.STAGED
    batch.total = StagedBlock.objects.filter(batch=batch, kind="household", outcome="accepted").count()
    with transaction.atomic():
        batch.save()
        record(
            area_code=batch.area_code, verb="receive_roster", subject=f"batch:{batch.pk}", actor=actor, on=on,
            basis=batch.file_name, digest=batch.digest, year=batch.year,
        )
    return batch
