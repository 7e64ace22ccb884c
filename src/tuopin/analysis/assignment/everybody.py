"""The pairing of least cost over everybody at once: any helper for any household of the area, not only the candidates near at hand.

What a pair costs is said by how near two places are, by the kind of helper that a cause calls for, and by whether the helper is a new one.
So 246 million pairs need no arc each: help flows from helpers through places (village, township, county, everywhere) to the households of a
village that want the same. Only who helps now, who was chosen by hand, and whoever may not help some household go by arcs of their own. The
optimum of this network is the optimum over all pairs; its prices prove it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np

from tuopin.analysis.assignment.candidates import LEVELS, HouseholdsAsked, Near, Points
from tuopin.analysis.assignment.costs import Codes
from tuopin.analysis.assignment.proof import residual_arcs, shortest_prices
from tuopin.analysis.assignment.solving import SLIGHT, flow_of_least_cost
from tuopin.kernel.areas import ancestor


@dataclass
class _Arcs:
    """Arcs as they are found: tail, head, capacity, cost."""

    rows: list[tuple[int, int, int, int]] = field(default_factory=list)

    def columns(self) -> tuple[Codes, Codes, Codes, Codes]:
        table = np.array(self.rows, np.int64).reshape(-1, 4)
        return tuple(np.ascontiguousarray(column) for column in table.T)


def best_pairs(asked: HouseholdsAsked, points: Points) -> tuple[Codes, Codes, int]:
    """The helper and the household of every pair of the best pairing, and what they cost together.

    As in Pairing: as many households as possible with a helper, then as few helpers as possible below their least, then the least cost.
    """
    found = _Whole(asked, points)
    dearest = points.tiers[-1] + points.skill + points.change
    short = 2 * dearest * len(asked.places) + 1
    for weights in ((dearest * SLIGHT, dearest * SLIGHT * SLIGHT), (short, short * sum(asked.least) + short)):
        flow = flow_of_least_cost(*found.network(weights), found.supplies())
        tail, head, capacity, cost = found.network((short, short * sum(asked.least) + short))
        if shortest_prices(*residual_arcs(tail, head, capacity, cost, flow), found.nodes) is not None:
            return found.pairs(flow)
    raise ArithmeticError("the solver called a pairing optimal that is not")


class _Whole:
    """The network. Nodes: helpers, households, the source, then places by kind of helper and groups of households that want the same."""

    def __init__(self, asked: HouseholdsAsked, points: Points) -> None:
        self.asked, self.points = asked, points
        self.helpers, self.households = len(asked.bases), len(asked.places)
        self.source, self.nodes = self.helpers + self.households, self.helpers + self.households + 1
        self.near = Near(asked.bases)
        held = {(who, seat) for seat, (who, _why) in asked.kept.items()}
        self.forbidden = set(asked.forbidden) - held
        self.own, self.in_place, self.to_group, self.in_group = _Arcs(), _Arcs(), _Arcs(), _Arcs()
        self._lay()

    def _node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def _lay(self) -> None:
        asked, points = self.asked, self.points
        alone = {who for who, _seat in self.forbidden}
        places: dict[tuple[int, str, str], int] = defaultdict(self._node)
        for who, (bases, skill, most) in enumerate(zip(asked.bases, asked.skills, asked.most, strict=True)):
            if most > 0 and who not in alone:
                for n, level in enumerate(LEVELS):
                    for place in {ancestor(code, level) for code in bases}:
                        self.in_place.rows.append((who, places[n, place, skill], most, points.tiers[n]))
                self.in_place.rows.append((who, places[len(LEVELS), "", skill], most, points.tiers[-1]))
        apart = {seat for _who, seat in self.forbidden}
        groups: dict[tuple, list[int]] = defaultdict(list)
        for seat, (place, wanted) in enumerate(zip(asked.places, asked.wanted, strict=True)):
            self._own_arc(seat)
            if seat not in asked.kept:
                groups[place, wanted, seat if seat in apart else -1].append(seat)
        kinds = sorted(set(asked.skills))
        for (village, wanted, one), seats in groups.items():
            group = self._node()
            for n, place in enumerate([*(ancestor(village, level) for level in LEVELS), ""]):
                for kind in kinds:
                    if (n, place, kind) in places:
                        self.to_group.rows.append((places[n, place, kind], group, len(seats), self._skill(kind, wanted)))
            for who in alone:
                if asked.most[who] > 0 and (who, one) not in self.forbidden:
                    self.in_group.rows.append((who, group, asked.most[who], self._near(who, village) + self._skill(asked.skills[who], wanted)))
            self.in_group.rows += [(group, self.helpers + seat, 1, 0 if asked.now[seat] is None else points.change) for seat in seats]

    def _own_arc(self, seat: int) -> None:
        """The arc of who was chosen by hand, or else of who helps now: they alone need none of the places."""
        asked, now = self.asked, self.asked.now[seat]
        who = asked.kept[seat][0] if seat in asked.kept else now
        if who is not None and (who, seat) not in self.forbidden:
            cost = self._near(who, asked.places[seat]) + self._skill(asked.skills[who], asked.wanted[seat])
            self.own.rows.append((who, self.helpers + seat, 1, cost + (self.points.change if now not in (None, who) else 0)))

    def _near(self, who: int, village: str) -> int:
        return self.points.tiers[self.near.tier(who, village)]

    def _skill(self, kind: str, wanted: frozenset[str]) -> int:
        return 0 if not wanted or kind in wanted else self.points.skill

    def network(self, weights: tuple[int, int]) -> tuple[Codes, Codes, Codes, Codes]:
        """All arcs: those laid, to each helper for the least load (rewarded) and beyond it, to each household without helper (dear)."""
        short, without = weights
        least, most = np.array(self.asked.least, np.int64), np.array(self.asked.most, np.int64)
        who, seats = np.arange(self.helpers), self.helpers + np.arange(self.households)
        laid = [arcs.columns() for arcs in (self.own, self.in_place, self.to_group, self.in_group)]
        ends = [
            (np.full(self.helpers, self.source), who, least, np.full(self.helpers, -short)),
            (np.full(self.helpers, self.source), who, np.maximum(most - least, 0), np.zeros(self.helpers, np.int64)),
            (np.full(self.households, self.source), seats, self._free(), np.full(self.households, without)),
        ]
        return tuple(np.concatenate([block[n] for block in [*laid, *ends]]).astype(np.int64) for n in range(4))

    def _free(self) -> Codes:
        """1 for each household that may be left without a helper: all but those chosen by hand, unless more were than the helper may carry."""
        found = np.ones(self.households, np.int64)
        loads = Counter(who for who, _why in self.asked.kept.values())
        found[[seat for seat, (who, _why) in self.asked.kept.items() if loads[who] <= self.asked.most[who]]] = 0
        return found

    def supplies(self) -> tuple[Codes, Codes]:
        """The nodes with supply or demand, and how much."""
        seats = self.helpers + np.arange(self.households)
        return np.append(seats, self.source), np.append(np.full(self.households, -1), self.households)

    def pairs(self, flow: Codes) -> tuple[Codes, Codes, int]:
        """Whom the flow brings to whom: what flows into a place flows out of it, so helpers and households meet there in any order."""
        blocks, at = [], 0
        for arcs in (self.own, self.in_place, self.to_group, self.in_group):
            tail, head, _capacity, cost = arcs.columns()
            blocks.append((tail, head, flow[at:at + len(tail)], cost))
            at += len(tail)
        spent = sum(int((units * cost).sum()) for _tail, _head, units, cost in blocks)
        own, into, out, last = ((np.repeat(tail, units), np.repeat(head, units)) for tail, head, units, _cost in blocks)
        who, group = into[0][np.argsort(into[1], kind="stable")], out[1][np.argsort(out[0], kind="stable")]
        direct = last[0] < self.helpers
        who, group = np.concatenate([who, last[0][direct]]), np.concatenate([group, last[1][direct]])
        seats = last[1][~direct][np.argsort(last[0][~direct], kind="stable")]
        return np.concatenate([own[0], who[np.argsort(group, kind="stable")]]), np.concatenate([own[1], seats]) - self.helpers, spent
