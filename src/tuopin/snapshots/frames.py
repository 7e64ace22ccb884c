"""An edition as the frame of a sample: its villages with the pseudonyms of their households, in strata of a level of places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tuopin.analysis.sampling import Cluster
from tuopin.kernel.areas import NATION, ancestor
from tuopin.snapshots.pseudonyms import shown
from tuopin.snapshots.reading import Edition


def frame_of(edition: Edition, *, of: Sequence[str] = (), level: int, area: str | None = None) -> Iterator[Cluster]:
    """The villages of an area with the households of these statuses (all, where none is named); `level` 0 is one stratum for all."""
    for _code, facts in edition.counties({"households": ["village_code", "household_id", "status"]}, area):
        households = facts.households
        inside = households.status.isin(*of).yes if of else np.ones(len(households), bool)
        codes, numbers = households.village_code.values[inside], households.household_id.values[inside]
        for village in np.unique(codes).tolist():
            code = str(village).zfill(12)
            units = tuple(shown(number) for number in numbers[codes == village].tolist())
            yield Cluster(NATION if level == 0 else ancestor(code, level), code, units)
