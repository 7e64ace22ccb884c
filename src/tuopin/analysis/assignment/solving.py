"""Finding the pairing of least cost, and only answering with one that is proven to be it."""

from __future__ import annotations

import numpy as np

from tuopin.analysis.assignment.costs import Codes
from tuopin.analysis.assignment.pairing import Network, Paired, Pairing
from tuopin.analysis.assignment.proof import Proof

SLIGHT = 4  # how many times the dearest pair an aim weighs at first: most often enough, and three times as quick


def pair_households(problem: Pairing) -> Paired:
    """The pairing of least cost. Never fails for want of helpers: who cannot be helped is listed in `unpaired`.

    The aims that come first are weighed lightly at first. The answer is proven against their whole weight; only where a light
    weight was too light is it all done again with the whole.
    """
    dearest = max(int(problem.costs.total.max(initial=0)), 1)
    for weights in ((dearest * SLIGHT, dearest * SLIGHT * SLIGHT), problem.weights()):
        paired = _solved(Network.of(problem, weights))
        if Proof.of(paired) is not None:
            return paired
    raise ArithmeticError("the solver called a pairing optimal that is not")


def _solved(network: Network) -> Paired:
    households = network.problem.households
    ends = np.array([network.source, network.sink]), np.array([households, -households])
    return network.read(flow_of_least_cost(network.tail, network.head, network.capacity, network.cost, ends))


def flow_of_least_cost(tail: Codes, head: Codes, capacity: Codes, cost: Codes, supplies: tuple[Codes, Codes]) -> Codes:
    """The flow over each arc; `supplies` are the nodes at which something begins (above nought) or ends, and how much."""
    from ortools.graph.python import min_cost_flow  # 80 ms that only this asks for

    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    solver.set_nodes_supplies(*supplies)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"a network that always has a flow was not solved: {status}")
    return solver.flows(arcs)
