"""The official rates (domain: 贫困发生率, 综合贫困发生率, 错退率, 漏评率, 认可度) and the bridge from one year's poor to the next."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Counts:
    """The persons that the rates are made of; the last five come from an evaluation's sample."""

    poor: int  # registered and not yet out of poverty
    rural: int  # registered agricultural population
    exited_surveyed: int = 0
    exited_wrongly: int = 0
    outside_surveyed: int = 0
    missed: int = 0
    households_asked: int = 0
    households_recognising: int = 0


def incidence(counts: Counts) -> Fraction:
    """贫困发生率: the registered poor as a share of the rural population."""
    return _share(counts.poor, counts.rural)


def wrong_exits(counts: Counts) -> Fraction:
    """错退率: the wrongly exited among the exited who were surveyed, in persons."""
    return _share(counts.exited_wrongly, counts.exited_surveyed)


def omissions(counts: Counts) -> Fraction:
    """漏评率: the poor who were never registered among the surveyed outside the register, in persons."""
    return _share(counts.missed, counts.outside_surveyed)


def recognition(counts: Counts) -> Fraction:
    """群众认可度: the households that recognise the work among those asked."""
    return _share(counts.households_recognising, counts.households_asked)


def composite_incidence(counts: Counts) -> Fraction:
    """综合贫困发生率: not yet exited, wrongly exited and missed persons together, as a share of the rural population."""
    return _share(counts.poor + counts.exited_wrongly + counts.missed, counts.rural)


@dataclass(frozen=True)
class Bridge:
    """From the poor of one year to the poor of the next, in persons: every term is counted, none is what is left over."""

    before: int
    exits: int
    returns: int
    newly_found: int
    natural_gain: int  # births, marriages in, moves in
    natural_loss: int  # deaths, marriages out, moves out
    removed: int  # taken off the register as never having been poor

    @property
    def after(self) -> int:
        return self.before - self.exits + self.returns + self.newly_found + self.natural_gain - self.natural_loss - self.removed

    @property
    def net_reduction(self) -> int:
        """净减贫: by how many fewer there are."""
        return self.before - self.after

    def check(self, counted_after: int) -> None:
        """Raise Refusal when the terms do not lead to what was counted: then one of them is wrong."""
        if counted_after != self.after:
            raise Refusal(
                "bridge-broken", phrase("各项增减之后应为 {expected} 人,实有 {counted} 人,相差 {difference} 人。"),
                phrase("请逐项核对退出、返贫、新识别、自然增减和清退。"), expected=self.after, counted=counted_after,
                difference=counted_after - self.after,
            )


def _share(part: int, whole: int) -> Fraction:
    if whole <= 0 or part < 0 or part > whole:
        raise Refusal("no-share", phrase("分子 {part} 和分母 {whole} 不能成为比率。"), phrase("分母要大于零,分子在零和分母之间。"), part=part, whole=whole)
    return Fraction(part, whole)
