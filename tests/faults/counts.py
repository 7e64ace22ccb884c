"""How many faults, and by which chance: few in every run, many where `tools/prove` asks; the seed is printed and replays."""

import os
import random


def how_many(name: str, few: int) -> int:
    """The number of faults: the environment's (KILLS=1000), else few."""
    return int(os.environ.get(name) or few)


def chance(name: str) -> random.Random:
    """A source of chance whose seed is shown; SEED= replays it."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(1 << 31))
    print(f"{name} SEED={seed}")
    return random.Random(seed)
