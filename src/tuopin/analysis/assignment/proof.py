"""Proof that no pairing is cheaper, made from the pairing alone, and what choosing another helper for a household would cost.

A flow is of least cost exactly when its residual network has no cycle of negative cost; prices of all nodes under which no residual
arc is negative show that there is none (Ahuja, Magnanti and Orlin, Network Flows, 1993, theorem 9.3). The prices are found here, by
relaxing arcs until nothing moves: a second way that knows nothing of the solver's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuopin.analysis.assignment.costs import Codes
from tuopin.analysis.assignment.pairing import Network, Paired


@dataclass(frozen=True)
class Alternative:
    """Another helper for a household, or unit for a village: what the whole would cost more (None: it cannot be chosen without giving up
    what comes before all cost), and the parts of this choice's own cost."""

    helper: int
    extra: int | None
    parts: dict[str, int]


@dataclass(frozen=True)
class Proof:
    """Prices of nodes under which every arc of the residual network costs nought or more; `tail`, `head`, `cost` are those arcs."""

    paired: Paired
    price: Codes
    tail: Codes
    head: Codes
    cost: Codes

    @classmethod
    def of(cls, paired: Paired) -> Proof | None:
        """The proof, or None where the pairing is not of least cost: then some cycle of exchanges makes it cheaper."""
        tail, head, cost = _residual(paired)
        nodes = len(paired.problem.most) + paired.problem.households + 2
        price = shortest_prices(tail, head, cost, nodes)
        return None if price is None else cls(paired, price, tail, head, cost)

    def holds(self) -> bool:
        """Whether no arc of the residual network is negative under the prices: the check that anybody can do again."""
        return bool((self.cost + self.price[self.tail] - self.price[self.head] >= 0).all())

    def alternatives(self, household: int) -> list[Alternative]:
        """What every other candidate of a household would cost more, if everybody else were then paired as well as possible,
        cheapest first; its own helper stands first with nought.

        A candidate whom only a less important aim forbids (more households without helper, a helper below his least load) costs
        the points of that aim.
        """
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        problem = self.paired.problem
        helpers, nodes = len(problem.most), len(self.price)
        reduced = self.cost + self.price[self.tail] - self.price[self.head]
        keep = _cheapest(self.tail, self.head, reduced, nodes)
        graph = csr_array((reduced[keep].astype(np.float64), (self.tail[keep], self.head[keep])), shape=(nodes, nodes))
        lengths = dijkstra(graph, indices=helpers + household)  # whole numbers below 2**53: exact
        found = []
        for row in np.flatnonzero(problem.household == household):
            helper = int(problem.helper[row])
            way = lengths[helper]
            if row == self.paired.row[household]:
                found.append(Alternative(helper, 0, problem.costs.said(row)))
            elif np.isfinite(way):
                back = int(way) + int(self.price[helper] - self.price[helpers + household])
                found.append(Alternative(helper, int(problem.costs.total[row]) + back, problem.costs.said(row)))
        return sorted(found, key=lambda each: (each.extra, each.helper))


def _residual(paired: Paired) -> tuple[Codes, Codes, Codes]:
    """The arcs on which the flow can still change: forward where there is room, backward where there is flow."""
    network = Network.of(paired.problem)
    flow = _flow(network, paired)
    return residual_arcs(network.tail, network.head, network.capacity, network.cost, flow)


def residual_arcs(tail: Codes, head: Codes, capacity: Codes, cost: Codes, flow: Codes) -> tuple[Codes, Codes, Codes]:
    """The arcs of any network on which a flow can still change."""
    room, used = flow < capacity, flow > 0
    return np.concatenate([tail[room], head[used]]), np.concatenate([head[room], tail[used]]), np.concatenate([cost[room], -cost[used]])


def shortest_prices(tail: Codes, head: Codes, cost: Codes, nodes: int) -> Codes | None:
    """Prices of the nodes under which no arc costs less than nought, or None where a circle of arcs does."""
    price = np.zeros(nodes, np.int64)
    order = np.argsort(head, kind="stable")
    by_tail, by_cost = tail[order], cost[order]
    heads, starts = np.unique(head[order], return_index=True)
    for _ in range(nodes + 1):
        reached = np.minimum.reduceat(price[by_tail] + by_cost, starts)
        lower = reached < price[heads]
        if not lower.any():
            return price
        price[heads[lower]] = reached[lower]
    return None


def _flow(network: Network, paired: Paired) -> Codes:
    problem = network.problem
    load = paired.load
    chosen = np.isin(network.rows, paired.row[paired.row >= 0])
    without = paired.row < 0
    return np.concatenate([
        np.minimum(load, problem.least), np.maximum(load - problem.least, 0), chosen.astype(np.int64), without.astype(np.int64),
        np.ones(problem.households, np.int64),
    ])


def _cheapest(tail: Codes, head: Codes, cost: Codes, nodes: int) -> Codes:
    """Of several arcs between the same two nodes the cheapest: a matrix would add them up."""
    order = np.lexsort((cost, tail * nodes + head))
    key = (tail * nodes + head)[order]
    first = np.ones(len(key), np.bool_)
    first[1:] = key[1:] != key[:-1]
    return order[first]
