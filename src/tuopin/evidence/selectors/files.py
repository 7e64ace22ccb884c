"""Files of evidence as the asker may see them, with what is doubtful about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from tuopin.evidence.models import EvidenceFile, EvidenceResemblance
from tuopin.evidence.states.flags import FLAGS
from tuopin.evidence.states.places import Place
from tuopin.evidence.states.sealing import open_facts, open_note
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor

RECENT = 30  # earlier photos of a village that a new one is compared with
LIKE = {
    "identical": phrase("与先前提交的文件相同。"), "similar": phrase("与先前提交的图片近似。"), "signature": phrase("与先前提交的签字是同一个。"),
}


@dataclass(frozen=True)
class Likeness:
    """An earlier or later file that a file is like; `file` is None where it is not the asker's to see."""

    kind: str
    text: str
    same_subject: bool
    earlier: bool  # the other file was there before
    file: EvidenceFile | None


@dataclass(frozen=True)
class FileShown:
    """One file as a page shows it: its row, its note, the sentences of its flags, the files it is like, the cases that rest on it."""

    file: EvidenceFile
    note: str
    flags: list[str] = field(default_factory=list)
    likenesses: list[Likeness] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)


def evidence_of(actor: Actor, subject: str) -> list[FileShown]:
    """The files of one subject that lie in the asker's areas, newest first."""
    return _shown(actor, EvidenceFile.objects.filter(actor.scope("area_code"), subject=subject))


def evidence_of_case(actor: Actor, case: str) -> list[FileShown]:
    """The files that one case rests on, as far as they are the asker's to see."""
    return _shown(actor, EvidenceFile.objects.filter(actor.scope("area_code"), uses__case=case))


def file_shown(actor: Actor, uid: UUID | str) -> FileShown:
    """One file; raises NotFound when there is none or it is not the asker's to see."""
    try:
        found = _shown(actor, EvidenceFile.objects.filter(actor.scope("area_code"), uid=uid))
    except (ValidationError, ValueError):
        found = []
    if not found:
        raise NotFound("no-such-evidence", phrase("没有找到这份证据。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return found[0]


def files_named(actor: Actor, uids: Iterable[UUID]) -> dict[UUID, EvidenceFile]:
    """The files of these numbers; raises NotFound as soon as one is not there or not the asker's to see."""
    wanted = set(uids)
    found = {file.uid: file for file in EvidenceFile.objects.filter(actor.scope("area_code"), uid__in=wanted)} if wanted else {}
    if wanted - found.keys():
        raise NotFound("no-such-evidence", phrase("没有找到这份证据。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return found


def note_of(file: EvidenceFile) -> str:
    """What the person who handed the file in wrote about it."""
    return open_note(file.note_sealed, file.uid)


def places_of(rows: QuerySet[EvidenceFile]) -> list[Place]:
    """Where the latest of the photos were taken, as far as their cameras said so."""
    recent = rows.filter(erased_at=None, facts_sealed__isnull=False, kind="photo").order_by("-id")[:RECENT]
    facts = (open_facts(row.facts_sealed, row.uid) for row in recent.only("uid", "facts_sealed"))
    places = [Place(one["latitude"], one["longitude"]) for one in facts if "latitude" in one]
    return [place for place in places if place.in_china]


def subjects_doubted(actor: Actor, subjects: list[str]) -> set[str]:
    """Those of the subjects that have a file with a flag or a likeness to another subject's."""
    doubted = Q(flags__isnull=False) | Q(resembles__same_subject=False) | Q(resembled_by__same_subject=False)
    rows = EvidenceFile.objects.filter(actor.scope("area_code"), doubted, subject__in=subjects, erased_at=None)
    return set(rows.values_list("subject", flat=True))


def _shown(actor: Actor, rows: QuerySet[EvidenceFile]) -> list[FileShown]:
    files = list(rows.prefetch_related("flags", "uses").order_by("-id"))
    likenesses = _likenesses(actor, {file.pk for file in files})
    return [
        FileShown(
            file, note_of(file), [FLAGS[flag.code] for flag in file.flags.all() if flag.code in FLAGS],
            likenesses.get(file.pk, []), [use.case for use in file.uses.all()],
        )
        for file in files
    ]


def _likenesses(actor: Actor, ids: set[int]) -> dict[int, list[Likeness]]:
    """For each file the files it is like. A file elsewhere is counted and not named."""
    pairs = list(EvidenceResemblance.objects.filter(Q(file__in=ids) | Q(other__in=ids)).order_by("distance", "id")) if ids else []
    others = {pair.other_id for pair in pairs} | {pair.file_id for pair in pairs}
    seen = {row.pk: row for row in EvidenceFile.objects.filter(actor.scope("area_code"), pk__in=others)}
    found: dict[int, list[Likeness]] = {}
    for pair in pairs:
        for here, there, earlier in ((pair.file_id, pair.other_id, True), (pair.other_id, pair.file_id, False)):
            if here in ids:
                found.setdefault(here, []).append(Likeness(pair.kind, LIKE[pair.kind], pair.same_subject, earlier, seen.get(there)))
    return found
