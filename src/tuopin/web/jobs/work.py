"""The process that does one long job: reads a roster, or merges one and judges the counties anew; then it is gone."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.web.jobs import desk

EVERY_SECONDS = 0.3
MAPPABLE = ("missing-headings", "duplicate-headings", "year-missing", "several-years")  # refusals that the same file may survive


class Progress:
    """Writes how far the work is, a few times a second at most."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.job, self.written = folder, desk.read(folder), 0.0

    def __call__(self, phase: str, done: int, total: int) -> None:
        changed = phase != self.job["phase"]
        self.job |= {"phase": phase, "done": done, "total": total}
        if changed or time.monotonic() - self.written > EVERY_SECONDS:
            self.save()

    def save(self, **news: object) -> None:
        self.job |= news
        desk.write(self.folder, self.job)
        self.written = time.monotonic()


def work(folder: Path, *, on: date) -> None:
    """Do the job of the folder with the posts that its account holds today; whatever happens is written down for the page."""
    progress = Progress(folder)
    try:
        {"read": _read, "merge": _merge}[progress.job["kind"]](folder, progress, on)
    except Refusal as refusal:
        if progress.job["kind"] == "read" and refusal.code not in MAPPABLE:
            (folder / "file").unlink(missing_ok=True)
        progress.save(state=desk.REFUSED, refusal={
            "code": refusal.code, "message": refusal.message, "fix": refusal.fix, "params": refusal.params,
        })
    except Exception:
        progress.save(state=desk.FAILED, refusal={
            "code": "fault", "message": phrase("系统没有完成这项办理,已经入库的部分不受影响。"),
            "fix": phrase("请稍后重试;若再次出现,请把出错时间告诉系统管理员。"), "params": {},
        })
        raise


def _actor(progress: Progress, on: date):
    from tuopin.people.selectors import account_named, actor_for

    return actor_for(account_named(progress.job["account"]), on=on)


def _read(folder: Path, progress: Progress, on: date) -> None:
    from tuopin.registry.services.receive_roster import receive_roster

    job = progress.job
    batch = receive_roster(
        path=folder / "file", file_name=job["file_name"], year=job["year"], mapping=job["mapping"], actor=_actor(progress, on),
        on=on, report=progress,
    )
    if any(sheet.get("unknown") for sheet in batch.sheets):
        (folder / "file").replace(desk.keep_for(batch.pk))
    (folder / "file").unlink(missing_ok=True)
    progress.save(state=desk.DONE, batch=batch.pk)


def _merge(folder: Path, progress: Progress, on: date) -> None:
    from tuopin.policy.selectors.figures import years_judged
    from tuopin.policy.services.judge_counties import judge_counties
    from tuopin.registry.selectors.batches import batch_of, counties_of
    from tuopin.registry.services.merge_batch import merge_batch

    actor = _actor(progress, on)
    batch = merge_batch(batch=batch_of(actor, progress.job["batch"]), actor=actor, on=on, report=progress)
    counties = counties_of(batch)
    later = {year for county in counties for year in years_judged(actor, county) if year > batch.year}
    for year in (batch.year, *sorted(later)):
        progress("judge", 0, len(counties))
        judge_counties(year=year, counties=counties, actor=actor)
    desk.keep_for(batch.pk).unlink(missing_ok=True)
    progress.save(state=desk.DONE)


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    work(Path(sys.argv[1]), on=timezone.localdate())


if __name__ == "__main__":
    main()
