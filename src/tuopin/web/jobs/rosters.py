"""Reading a roster and merging one: long work that is done once, however often it is begun."""

from __future__ import annotations

from tuopin.desk.services import Task
from tuopin.desk.services.sealed import contents_of, put_away, throw_away
from tuopin.kernel.acts import asks
from tuopin.policy.selectors.figures import years_judged
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.registry.selectors.batches import batch_of, counties_of
from tuopin.registry.services.merge_batch import merge_batch
from tuopin.registry.services.receive_roster import receive_roster


def kept_name(batch: int) -> str:
    """Under which name the file of a batch is kept while columns of it may still be given a meaning."""
    return f"kept-{int(batch)}"


@asks("import")
def read(task: Task) -> dict:
    """Read the handed-in file; the same file again is the same batch, and one cut short begins anew."""
    asked = task.arguments
    with task.file() as path:
        batch = receive_roster(
            path=path, file_name=asked["file_name"], year=asked["year"], mapping=asked["mapping"], actor=task.actor, on=task.on,
            report=task.report,
        )
    if any(sheet.get("unknown") for sheet in batch.sheets):
        put_away(kept_name(batch.pk), contents_of(task.token))
    return {"batch": batch.pk}


@asks("import")
def merge(task: Task) -> dict:
    """Merge what is ready of a batch and judge the counties it touched, in its year and the later ones."""
    batch = merge_batch(batch=batch_of(task.actor, task.arguments["batch"]), actor=task.actor, on=task.on, report=task.report)
    counties = counties_of(batch)
    later = {year for county in counties for year in years_judged(task.actor, county) if year > batch.year}
    for year in (batch.year, *sorted(later)):
        task.report("judge", 0, len(counties))
        judge_counties(year=year, counties=counties, actor=task.actor)
    throw_away(kept_name(batch.pk))
    return {"batch": batch.pk}
