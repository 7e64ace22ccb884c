"""G6: small faults put into what the trust rests on are noticed by a test: every condition of permission, a sample of the rest.

A condition of permission is what decides who may see or do something; all faults of all conditions are tried in the files of
PERMISSION. The tests that took a line (as `measured` found it) are run on each fault of it: first those that noticed another
fault of the same function, then the quickest. What no test notices is listed, unless `equivalent.toml` says, with the reason,
that it changes nothing anybody could notice.

What became of each fault is kept in `.measured/faults.jsonl` (see `mutation_kept`), so that a run can be broken off, or made in
parts: MUTATE=permission, others or kept (nothing is tried, what is kept is summed), MUTATE_FILES="scope/ machine" (only these
files), AGAIN=1 (what was not noticed is tried once more), LANES=2 (as many processes), LANE_TESTS (only these tests), LANE_HOME
(homes of tests that are kept), ENOUGH=8 (seconds of tests for a fault). The figure is always that of the whole: what is not
tried yet is told as not tried, and then the goal fails.
"""

from __future__ import annotations

import hashlib
import math
import os
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from queue import Empty, Queue

from tools.prove.measured_core import CORE, ROOT, is_of
from tools.prove.mutants import Mutant, mutants_of
from tools.prove.mutation_house import House, collected
from tools.prove.mutation_kept import NOTICED, Kept, outcome_of
from tools.prove.result import Result
from tools.prove.taken import Taken

MEASURED = ROOT / ".measured"
PERMISSION = (  # files in which every fault of a condition is tried
    "scope/", "kernel/acts.py", "kernel/areas.py", "people/selectors.py", "people/states.py", "web/middleware.py", "web/sessions.py", "web/checks.py",
    "web/once.py", "api/gate.py", "desk/services/take_form.py", "procedure/states/machine.py", "procedure/states/standing.py", "procedure/services/doors.py",
)
CONDITIONS = {"comparison", "and/or", "condition left out", "condition turned", "filter left out", "not", "another act", "other quantifier", "one left out",
              "refusal left out", "call left out", "breaks off", "goes on"}
SAMPLE = 200  # of the other faults of each part of the core, at scale 1
EQUIVALENT = Path(__file__).parent / "equivalent.toml"


@dataclass
class Told:
    """What became of the faults of one kind."""

    outcomes: Counter = field(default_factory=Counter)
    parts: dict[str, Counter] = field(default_factory=dict)  # by the part of the core

    def add(self, part: str, outcome: str) -> None:
        self.outcomes[outcome] += 1
        self.parts.setdefault(part, Counter())[outcome] += 1


def prove(scale: float, seed: int) -> Result:
    """Every fault of a condition of permission and `scale` × SAMPLE of the others of each part; those kept from before are not tried again."""
    taken, excused = Taken(MEASURED), excuses()
    faults = drawn(scale, seed)
    with Kept(MEASURED / "faults.jsonl") as kept:
        wanted = [mutant for kind, mutant in faults if is_wanted(kind, mutant) and mutant.name not in excused]
        left = [mutant for mutant in wanted if is_left(kept.before(mutant))]
        print(f"  {len(faults)} faults, {len(left)} to try", flush=True)
        if left:
            try_all(left, taken, kept)
        told = {"permission": Told(), "others": Told()}
        for kind, mutant in faults:
            answer = kept.before(mutant)
            outcome = "equivalent" if mutant.name in excused else outcome_of(answer) if answer else "not tried"
            told[kind].add(part_of(mutant), outcome)
            if outcome not in (*NOTICED, "equivalent", "not tried"):
                print(f"  {outcome}: line {mutant.line}: {mutant.name}", flush=True)
        return _result(told, kept.commits([mutant for _, mutant in faults]), seed)


def is_wanted(kind: str, mutant: Mutant) -> bool:
    """Whether this run is to try the fault (MUTATE, MUTATE_FILES)."""
    named = os.environ.get("MUTATE_FILES", "").split()
    return os.environ.get("MUTATE", "") in ("", kind) and (not named or any(name in mutant.path for name in named))


def is_left(before: dict | None) -> bool:
    """Whether there is something to try: nothing is known of the fault, or (AGAIN=1) that no test noticed it."""
    return before is None or (bool(os.environ.get("AGAIN")) and outcome_of(before) not in NOTICED)


def try_all(mutants: list[Mutant], taken: Taken, kept: Kept) -> None:
    """Try the faults in LANES processes, each in a house of its own; what is found is kept at once."""
    waiting: Queue[Mutant] = Queue()
    for mutant in sorted(mutants, key=lambda each: not each.within):  # what needs a process of its own comes last
        waiting.put(mutant)
    noticed_by: dict[tuple[str, str], Counter] = {}
    for told in kept.known.values():
        where = told["key"].split(" ", 3)[3].partition(" | ")[0]
        noticed_by.setdefault(where, Counter()).update([told["killed"]] if "killed" in told else [])

    def work(lane: int) -> None:
        home = os.environ.get("LANE_HOME", "")
        with House(collected(), home and f"{home}{lane}") as house:
            while True:
                try:
                    mutant = waiting.get_nowait()
                except Empty:
                    return
                where = mutant.name.partition(" | ")[0]
                before = noticed_by.setdefault(where, Counter())
                tests, seconds = taken.tests_of(mutant)
                ordered = sorted(tests, key=lambda test: -before[test])
                text = mutant.text((ROOT / mutant.path).read_bytes())
                answer = house.try_out(mutant, text, ordered, seconds, read=taken.is_read(mutant))
                before.update([answer["killed"]] if "killed" in answer else [])
                kept.keep(mutant, tests, answer)

    with ThreadPoolExecutor(lanes := int(os.environ.get("LANES", "1"))) as pool:
        list(pool.map(work, range(1, lanes + 1)))


def excuses() -> dict[str, str]:
    """The faults that change nothing, each with the reason."""
    return {each["fault"]: each["why"] for each in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("equivalent", [])}


def part_of(mutant: Mutant) -> str:
    """The part of the core that the file belongs to."""
    return next(name for name, places in CORE.items() if is_of(mutant.path, places))


def _result(told: dict[str, Told], commits: list[str], seed: int) -> Result:
    whole, others = told["permission"].outcomes, told["others"]
    parts = ", ".join(f"{part} {_share(counts)}" for part, counts in sorted(others.parts.items()) if sum(counts.values()) > counts["not tried"])
    figure = f"permission {_share(whole)}"
    figure += f"; a sample of the others {_share(others.outcomes)} ({parts})" if parts else "; of the others none tried"
    how = (f"own faults by ast, tests by line as measured, a test counts that passes without the fault; every fault of a condition in {', '.join(PERMISSION)}; "
           f"of all other faults of the core a sample drawn by the seed; tried on {', '.join(commits)}")
    return Result("G6 mutation", figure, how, seed, _noticed(whole) == 1 and not whole["not tried"] and not others.outcomes["not tried"]
                  and all(_noticed(counts) >= 0.9 for counts in others.parts.values()))


def _noticed(counts: Counter) -> float:
    tried = sum(counts.values()) - counts["not tried"] - counts["equivalent"]
    return sum(counts[word] for word in NOTICED) / tried if tried else 1.0


def _share(counts: Counter) -> str:
    """`171 of 180 noticed (95.0 %, 91 to 97 %)`: the interval is Wilson's, for a sample."""
    noticed = sum(counts[word] for word in NOTICED)
    tried = sum(counts.values()) - counts["not tried"] - counts["equivalent"]
    low, high = wilson(noticed, tried)
    said = f"{noticed} of {tried} noticed ({_noticed(counts):.1%}, 95 % between {low:.1%} and {high:.1%})"
    more = [(counts["stopped"], "by coming to no end"), (counts["equivalent"], "change nothing (equivalent.toml)"), (counts["not tried"], "not tried")]
    return said + "".join(f", {count} {words}" for count, words in more if count)


def wilson(noticed: int, tried: int) -> tuple[float, float]:
    """The bounds of the share with 95 % certainty (Wilson 1927)."""
    if not tried:
        return 0.0, 1.0
    z, share = 1.96, noticed / tried
    middle, width = share + z * z / (2 * tried), z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    return (middle - width) / (1 + z * z / tried), (middle + width) / (1 + z * z / tried)


def drawn(scale: float, seed: int) -> list[tuple[str, Mutant]]:
    """The faults that count: all of the files of permission, a sample of the others; each a text other than the file's."""
    whole, others = [], {part: [] for part in CORE}
    for path in Taken.files():
        text, inside = path.read_bytes(), path.relative_to(ROOT / "src" / "tuopin").as_posix()
        for each in mutants_of(ROOT, path.relative_to(ROOT).as_posix()):
            if inside.startswith(PERMISSION) and each.kind in CONDITIONS:
                whole += [each] if each.text(text) is not None else []
            else:
                others[part_of(each)].append((each, text))
    sample = [each for part, found in others.items() for each in _some(found, round(scale * SAMPLE), f"{seed} {part}")]
    return [("permission", each) for each in whole] + [("others", each) for each in sample]


def _some(found: list[tuple[Mutant, bytes]], wanted: int, seed: str) -> list[Mutant]:
    """So many of these faults, drawn by the seed; those that come to nothing are passed over.

    Each has its lot by itself, so that a change in one file leaves the faults drawn in all others as they were.
    """
    chosen, times = [], Counter()
    for each, text in found:
        times[each.name] += 1
        lot = hashlib.sha256(f"{seed} {each.name} {times[each.name]}".encode()).digest()
        chosen.append((lot, each, text))
    drawn_by_lot = (each for _, each, text in sorted(chosen, key=lambda one: one[0]) if each.text(text) is not None)
    return list(islice(drawn_by_lot, wanted))
