"""Two-stage samples: villages by their size, then households in each, all of it decided by a seed that everybody can see.

No random generator is used. The number of a unit is the SHA-256 of seed, frame, stage and unit, so that the draw can be done again with
any tool, in any language, on paper if need be. Villages are drawn systematically with probability proportional to size in the order of
their numbers (Hartley and Rao 1962): the chance of each is exactly its share, in whole numbers. Households of a village are taken in the
order of their numbers; the next ones in that order are the replacements, so that nobody chooses who replaces whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

METHOD = "pps-systematic-1"


@dataclass(frozen=True)
class Cluster:
    """A village of the frame: its stratum (a county, or any word), its code, and the households that may be drawn, by pseudonym."""

    stratum: str
    code: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """A household that was drawn: in which village, at which place of the village's order, with which chance; or a replacement."""

    stratum: str
    cluster: str
    unit: str
    place: int  # 1, 2, ... in the order of its village
    chance: Fraction  # of being in the sample; of a replacement nought
    reserve: bool = False

    @property
    def weight(self) -> float:
        """How many households of the frame it stands for."""
        return float(1 / self.chance) if self.chance else 0.0


@dataclass(frozen=True)
class Drawn:
    """A sample with all that it takes to draw it again."""

    seed: str
    frame: str  # digest of the frame
    clusters: int  # by stratum
    take: int  # by cluster
    reserve: int
    chosen: tuple[Chosen, ...]
    method: str = METHOD

    @property
    def main(self) -> tuple[Chosen, ...]:
        """The sample without its replacements."""
        return tuple(each for each in self.chosen if not each.reserve)


def frame_digest(frame: Iterable[Cluster]) -> str:
    """SHA-256 of the frame: a line `stratum TAB cluster TAB unit` for each unit, lines in the order of their bytes, each ended by a newline."""
    lines = sorted(f"{each.stratum}\t{each.code}\t{unit}\n".encode() for each in frame for unit in each.units)
    digest = sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


def number_of(seed: str, frame: str, stage: str, unit: str) -> int:
    """The number that decides about a unit: SHA-256 of seed, frame, stage and unit, a line each, read as one large number."""
    return int.from_bytes(sha256("\n".join((seed, frame, stage, unit)).encode()).digest())


def draw(frame: Sequence[Cluster], *, clusters: int, take: int, seed: str, reserve: int = 0) -> Drawn:
    """The sample: `clusters` villages of each stratum (all, where it has no more), `take` households of each, `reserve` replacements.

    Raises Refusal for an empty frame, a village that stands twice or a unit in two villages, a draw of nobody, or no seed.
    """
    usable = [each for each in frame if each.units]
    _check(usable, clusters, take, reserve, seed)
    digest = frame_digest(usable)
    chosen: list[Chosen] = []
    for stratum in sorted({each.stratum for each in usable}):
        inside = [each for each in usable if each.stratum == stratum]
        for cluster, chance in _clusters(inside, clusters, seed, digest, stratum):
            chosen += _units(cluster, chance, take, reserve, seed, digest)
    return Drawn(seed, digest, clusters, take, reserve, tuple(chosen))


def _clusters(inside: list[Cluster], wanted: int, seed: str, digest: str, stratum: str) -> list[tuple[Cluster, Fraction]]:
    """The villages of a stratum with their chances, in the order of their codes.

    A village so large that its share comes to a whole draw is taken for certain, and the rest drawn among the others.
    """
    certain: list[Cluster] = []
    rest = sorted(inside, key=lambda each: (number_of(seed, digest, "cluster", each.code), each.code))
    while rest and len(certain) < wanted:
        total, left = sum(len(each.units) for each in rest), wanted - len(certain)
        large = [each for each in rest if len(each.units) * left >= total]
        if not large:
            break
        certain += large
        rest = [each for each in rest if each not in large]
    left = wanted - len(certain)
    found = [(each, Fraction(1)) for each in certain]
    if rest and left > 0:
        found += _systematic(rest, left, number_of(seed, digest, "start", stratum))
    return sorted(found, key=lambda pair: pair[0].code)


def _systematic(ordered: list[Cluster], wanted: int, number: int) -> list[tuple[Cluster, Fraction]]:
    """Every total/wanted-th household from a start, village after village: compared in whole numbers, nothing is rounded."""
    total = sum(len(each.units) for each in ordered)
    at = number % total  # the start, in units of 1/wanted of a household
    found, before = [], 0
    for each in ordered:
        before += len(each.units)
        if at < before * wanted:
            found.append((each, Fraction(len(each.units) * wanted, total)))
            at += total
    return found


def _units(cluster: Cluster, chance: Fraction, take: int, reserve: int, seed: str, digest: str) -> list[Chosen]:
    order = sorted(cluster.units, key=lambda unit: (number_of(seed, digest, f"unit {cluster.code}", unit), unit))
    taken = min(take, len(order))
    whole = chance * Fraction(taken, len(order))
    return [
        Chosen(cluster.stratum, cluster.code, unit, place, whole if place <= taken else Fraction(0), place > taken)
        for place, unit in enumerate(order[: taken + reserve], start=1)
    ]


def _check(frame: list[Cluster], clusters: int, take: int, reserve: int, seed: str) -> None:
    if not frame:
        raise Refusal("empty-frame", phrase("抽样框是空的:没有符合条件的户。"), phrase("请核对地区和状态条件。"))
    if clusters < 1 or take < 1 or reserve < 0:
        raise Refusal("draw-of-nobody", phrase("每层至少抽一个村,每村至少抽一户。"), phrase("请核对村数、户数和备用户数。"))
    if not seed.strip():
        raise Refusal("no-seed", phrase("没有写明随机种子。"), phrase("请用公开得到、事先无人知道的数字,例如现场摇号的结果。"))
    codes = [each.code for each in frame]
    units = [unit for each in frame for unit in each.units]
    if len(set(codes)) != len(codes) or len(set(units)) != len(units):
        raise Refusal("frame-twice", phrase("抽样框中有村或户出现两次。"), phrase("请核对抽样框:每村一次,每户只在一个村。"))
