"""Files that were brought in: which ones, what waits in them, what was found wrong, by kind of problem."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext

from tuopin.intake.problems import EVERY
from tuopin.kernel.areas import NATION, ancestors, is_code, subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import ImportBatch, ImportProblem, StagedBlock

STRAY = ("orphan-member", "orphan-pairing")  # problems of rows whose household the file does not have


def batches_for(actor: Actor, *, area: str = "") -> QuerySet[ImportBatch]:
    """The files of the actor's areas, newest first; with `area` those that lie in it or reach over it.

    Raises NotFound when the area is none or not the actor's to see.
    """
    found = ImportBatch.objects.filter(actor.scope("area_code")).order_by("-id")
    if not area:
        return found
    if not is_code(area) or not actor.may("read", area):
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    low, high = subtree(area)
    return found.filter(Q(area_code__gte=low, area_code__lt=high) | Q(area_code__in=[NATION, *ancestors(area)]))


def batch_of(actor: Actor, pk: int) -> ImportBatch:
    """One file; raises NotFound when it is not there or not the actor's to see."""
    batch = batches_for(actor).filter(pk=pk).first()
    if batch is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    return batch


def problems_of(
    batch: ImportBatch, *, outcome: str = "", code: str = "", sheet: str = "", village: str = "", open_only: bool = False
) -> QuerySet[ImportProblem]:
    """What was found in a file, in the order of its rows, as filtered; of A only the counts matter, so W and Q come first."""
    found = ImportProblem.objects.filter(batch=batch)
    for name, value in (("outcome", outcome), ("code", code), ("sheet", sheet), ("village_code", village)):
        if value:
            found = found.filter(**{name: value})
    if open_only:
        found = found.filter(settled_at=None, outcome__in="WQ")
    return found.order_by("-outcome", "sheet", "row", "pk")


@dataclass(frozen=True)
class CodeCount:
    """One kind of problem in a file: how often, and how many of them still wait."""

    code: str
    outcome: str
    count: int
    open: int


def counts_by_code(batch: ImportBatch) -> list[CodeCount]:
    """How often each kind of problem was found, what waits longest first."""
    rows = (
        ImportProblem.objects.filter(batch=batch).values("code", "outcome")
        .annotate(count=Count("pk"), open=Count("pk", filter=Q(settled_at=None, outcome__in="WQ")))
        .order_by("-open", "-count", "code")
    )
    return [CodeCount(**row) for row in rows]


@dataclass(frozen=True)
class Tally:
    """Households and persons of a file that are in or may go in, and those that wait."""

    households: int
    households_waiting: int
    persons: int
    persons_waiting: int
    others_waiting: int  # villages, helpers, and rows that belong to no household of the file


def tally_of(batch: ImportBatch) -> Tally:
    """How much of a file is in or ready, and how much waits for somebody, counted in rows of its own sheets.

    A household written twice waits as two; members and helpers of a household that the file does not have make none.
    """
    blocks = StagedBlock.objects.filter(batch=batch)
    waits = Q(merged_at=None, settled_by="") & ~Q(outcome="accepted")
    mine = blocks.filter(kind="household").exclude(key="").aggregate(
        all=Count("pk"), waiting=Count("pk", filter=waits), people=Sum("persons"), away=Sum("persons", filter=waits),
    )
    households, persons = mine["all"] - mine["waiting"], (mine["people"] or 0) - (mine["away"] or 0)
    rows, members = _rows_of(batch, "household"), _rows_of(batch, "member")
    strays = StagedBlock.objects.none() if rows is None else blocks.filter(waits, kind="household").filter(_stray(batch))
    others = blocks.filter(waits).exclude(kind="household").count() + strays.count()
    others += ImportProblem.objects.filter(batch=batch, block_kind="", outcome="Q", settled_at=None).count()
    return Tally(
        households, mine["waiting"] if rows is None else max(rows - households, 0), persons,
        (mine["away"] or 0) if members is None else max(members - persons, 0), others,
    )


def _rows_of(batch: ImportBatch, kind: str) -> int | None:
    """How many rows the file's sheet of that kind has, totals apart; None without such a sheet."""
    sheet = next((described["sheet"] for described in batch.sheets if described["kind"] == kind), None)
    if sheet is None or sheet not in batch.rows:
        return None
    return batch.rows[sheet]["total"] - ImportProblem.objects.filter(batch=batch, sheet=sheet, code="totals-row").count()


def _stray(batch: ImportBatch) -> Q:
    """Blocks of rows whose household is not on the file's sheet of households, or is not named at all."""
    named = ImportProblem.objects.filter(batch=batch, block_kind="household", code__in=STRAY)
    return Q(key="") | Q(key__in=named.values("block_key"))


def waiting_blocks(batch: ImportBatch, *, outcome: str = "", village: str = "") -> QuerySet[StagedBlock]:
    """The households, helpers and villages of a file that wait, in the order of the file."""
    blocks = StagedBlock.objects.filter(batch=batch, merged_at=None, settled_by="").exclude(outcome="accepted")
    if outcome:
        blocks = blocks.filter(outcome=outcome)
    if village:
        blocks = blocks.filter(village_code=village)
    return blocks.order_by("pk")


def households_waiting(actor: Actor, area: str) -> int:
    """How many households of the area, over all files, wait for a person to confirm or correct them."""
    low, high = subtree(area)
    open_blocks = StagedBlock.objects.filter(actor.scope(act="import"), kind="household", merged_at=None, settled_by="")
    return open_blocks.filter(village_code__gte=low, village_code__lt=high).exclude(outcome="accepted").count()


def counties_of(batch: ImportBatch) -> list[str]:
    """The counties into which the file brought something: those that are to be judged again."""
    codes = StagedBlock.objects.filter(batch=batch, merged_at__isnull=False).exclude(village_code="")
    return sorted({code[:6] + "000000" for code in codes.values_list("village_code", flat=True).distinct()})


def in_words(code: str, params: dict, translate=gettext) -> tuple[str, str]:
    """What a problem means and what to do about it, in the language of `translate`."""
    known = EVERY.get(code)
    if known is None:
        return code, ""
    filled = {name: translate("、").join(map(str, value)) if isinstance(value, list) else value for name, value in params.items()}
    return translate(known.message).format_map(_Gaps(filled)), translate(known.fix).format_map(_Gaps(filled))


class _Gaps(dict):
    """Parameters of a sentence; one that is missing shows as a dash rather than hiding the sentence."""

    def __missing__(self, name: str) -> str:
        return "—"
