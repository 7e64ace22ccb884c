"""A problem of assignment in a few bytes, and out of them again: whoever doubts an answer can solve it anew."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np

from tuopin.analysis.assignment.costs import Costs
from tuopin.analysis.assignment.pairing import Pairing
from tuopin.analysis.assignment.posting import Posting


def pack(problem: Pairing | Posting, ids: Sequence[int] = ()) -> bytes:
    """The whole problem in a few bytes: whoever has them can solve it again."""
    parts = {f"cost_{name}": column.astype(np.int32) for name, column in problem.costs.parts.items()}
    if isinstance(problem, Pairing):
        held = np.array(sorted((seat, who) for seat, (who, _why) in problem.kept.items()), np.int64).reshape(-1, 2)
        columns = {"households": np.array(problem.households), "helper": problem.helper.astype(np.int32), "household": problem.household.astype(np.int32),
                   "least": problem.least, "most": problem.most, "kept": held}
    else:
        held = np.array(sorted(problem.kept), np.int64).reshape(-1, 2)
        columns = {"units_wanted": problem.units_wanted, "villages_least": problem.villages_least, "villages_most": problem.villages_most,
                   "persons": problem.persons, "team": problem.team, "kept": held}
    file = io.BytesIO()
    np.savez_compressed(file, **columns, **parts, ids=np.array(ids, np.int64))
    return file.getvalue()


def unpack(packed: bytes) -> Pairing | Posting:
    """The problem again; of a choice made by hand the reason stands beside it, not here."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as file:
        found = {name: file[name] for name in file.files}
    costs = Costs.of(**{name[5:]: column for name, column in found.items() if name.startswith("cost_")})
    if "helper" in found:
        return Pairing.of(
            int(found["households"]), found["helper"], found["household"], costs, least=found["least"], most=found["most"],
            kept={int(seat): (int(who), "kept") for seat, who in found["kept"]},
        )
    return Posting.of(
        costs, units_wanted=found["units_wanted"], villages_least=found["villages_least"], villages_most=found["villages_most"],
        persons=found["persons"], team=found["team"], kept={(int(unit), int(village)): "kept" for unit, village in found["kept"]},
    )


def ids_in(packed: bytes) -> list[int]:
    """What the asker called each helper or unit of the problem."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as file:
        return file["ids"].tolist()
