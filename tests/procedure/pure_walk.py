"""A walker who tries everything on the pure judgement: half of what it wishes is nearly right, the rest is somebody's trick."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from procedure.oracle import faults
from procedure.pure import COUNTY, EXIT, HOLDS, NEIGHBOUR, SEATS, START, TOWN, VILLAGE, a_deed, a_setting
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.states import Deed, Seat, Setting, Verdict, allow, standing_of

DAY = timedelta(days=1)
OTHERS = (
    Seat(VILLAGE, "clerk", "会计"), Seat(TOWN, "clerk", "干事"), Seat(COUNTY, "clerk"), Seat(NEIGHBOUR, "head"), Seat(VILLAGE, "reader"),
    Seat("431100000000", "head"), Seat("000000000000", "auditor"),
)


class PureWalk:
    """One case after another, each walked until it ends or grows old; counts what happened and keeps what should never be."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.steps = self.allowed = self.exits = self.ended = 0
        self.wrong: list[str] = []
        self.refused: dict[str, int] = {}
        self._begin()

    def walk(self, steps: int) -> PureWalk:
        for _ in range(steps):
            self._step()
        return self

    def _begin(self) -> None:
        chance = self.chance
        names = list(SEATS)
        # Persons 1-6 sit where they should; 7-9 are others; some sit on two seats, some are kin or of the household.
        self.seats = {n: [seat] for n, seat in enumerate(SEATS.values(), 1)} | {n: [chance.choice(OTHERS)] for n in (7, 8, 9)}
        for _ in range(chance.randrange(3)):
            self.seats[chance.randint(1, 9)].append(SEATS[chance.choice(names)])
        kin = frozenset({frozenset(chance.sample(range(1, 10), 2))}) if chance.random() < 0.3 else frozenset()
        self.setting: Setting = a_setting(kin=kin, avoiding=frozenset({chance.randint(1, 9)}) if chance.random() < 0.2 else frozenset())
        self.deeds: list[Deed] = []
        self.now, self.old = START, 0

    def _step(self) -> None:
        chance = self.chance
        self.steps += 1
        self.old += 1
        self.now += chance.choice((timedelta(minutes=5), timedelta(hours=9), DAY, 4 * DAY, 7 * DAY, -2 * DAY, timedelta(seconds=1)))
        deed = self._replayed() if self.deeds and chance.random() < 0.06 else self._wished()
        for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
            deed = self._tricked(deed)
        try:
            standing = allow(self.setting, self.deeds, deed)
        except Refusal as refusal:
            self.refused[refusal.code] = self.refused.get(refusal.code, 0) + 1
        else:
            self.allowed += 1
            self.deeds.append(deed)
            if standing.is_ended:
                self._end(standing.state)
        if self.old > 60:
            self._begin()

    def _end(self, state: str) -> None:
        self.ended += 1
        if state == "completed":
            self.exits += 1
            self.wrong += faults(self.setting, self.deeds)
        self._begin()

    def _replayed(self) -> Deed:
        return replace(self.chance.choice(self.deeds), at=self.now)

    def _wished(self) -> Deed:
        """Mostly what is due, by whoever may have that seat."""
        chance, standing = self.chance, standing_of(self.setting, self.deeds)
        step = standing.due if chance.random() < 0.85 else chance.choice(EXIT.steps)
        kind = "publish" if step.notice else "step"
        if standing.state == "on_notice" and chance.random() < 0.9:
            kind, step = chance.choice(("close", "close", "close", "object", "answer")), standing.due
        if chance.random() < 0.02:
            kind = "withdraw"
        who = {"appraise": "clerk", "verify": "head", "publish": "town_clerk", "review": "town_head", "approve": "county_head"}[step.name]
        who = "town_deputy" if kind == "answer" else who
        changes = {"note": "理由"}
        if kind == "answer":
            changes |= {"refers": (standing.open_objections or (3,))[0], "outcome": chance.choice(("dismissed", "dismissed", "dismissed", "upheld"))}
        return a_deed(kind, step.name, who, self.now, **changes)

    def _tricked(self, deed: Deed) -> Deed:
        """One thing about it changed, as somebody would who wants it through."""
        chance = self.chance
        person = chance.randint(1, 9)
        tricks = (
            lambda: replace(deed, person=person, seat=chance.choice(self.seats[person])), lambda: replace(deed, person=person),
            lambda: replace(deed, seat=chance.choice((*SEATS.values(), *OTHERS))),
            lambda: replace(deed, happened_on=deed.happened_on + chance.choice((-9, -3, -1, 1, 5)) * DAY),
            lambda: replace(deed, pieces=deed.pieces[1:]), lambda: replace(deed, pieces=deed.pieces * 2),
            lambda: self._pieces(deed, subject=chance.choice(("household:H0002", f"village:{VILLAGE}", f"village:{NEIGHBOUR}"))),
            lambda: self._pieces(deed, accepted_at=self.now - chance.choice((1, 2, 31, -1)) * DAY),
            lambda: self._pieces(deed, kind=chance.choice(("photo", "scan", "signature", "document"))),
            lambda: self._pieces(deed, digest=chance.choice([p.digest for d in self.deeds for p in d.pieces] or ["f" * 64])),
            lambda: replace(deed, verdict=chance.choice((None, HOLDS, Verdict("household-exit", False), Verdict("household-exit", None), Verdict("x", True)))),
            lambda: replace(deed, present=chance.choice((None, 3, 61)), in_favour=chance.choice((None, 2, 22))),
            lambda: replace(deed, sealed_at=None), lambda: replace(deed, refers=chance.randint(0, 9)),
            lambda: replace(deed, step=chance.choice(EXIT.steps).name), lambda: replace(deed, note=""),
        )
        return chance.choice(tricks)()

    def _pieces(self, deed: Deed, **change: object) -> Deed:
        if not deed.pieces:
            return deed
        place = self.chance.randrange(len(deed.pieces))
        return replace(deed, pieces=tuple(replace(p, **change) if n == place else p for n, p in enumerate(deed.pieces)))


