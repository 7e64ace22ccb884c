"""Programmes of the pack: a plan as a tree of branches and nodes, each node a piece of work that somebody owns."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from tuopin.kernel.pack import pack_files
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Programme:
    """One programme: its document, its days, and branch by branch its nodes as (code, title)."""

    name: str
    title: str
    document: str
    starts_on: date
    ends_on: date
    verified: bool
    note: str
    branches: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @property
    def nodes(self) -> list[tuple[str, str]]:
        return [node for _title, nodes in self.branches for node in nodes]

    @property
    def source(self) -> str:
        """What the ledger's tasks of the programme name as what asked for them."""
        return f"programme:{self.name}"


@cache
def programmes() -> dict[str, Programme]:
    """The programmes by name."""
    found = {}
    for path in pack_files("programmes"):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        head = said["programme"]
        branches = tuple((b["title"], tuple((code, title) for code, title in b["nodes"])) for b in said["branch"])
        found[head["name"]] = Programme(
            head["name"], head["title"], head["document"], head["from"], head["to"], head["verified"], head.get("note", ""), branches,
        )
    return found


def programme_named(name: str) -> Programme:
    """The programme of the name; raises NotFound."""
    found = programmes().get(name)
    if found is None:
        raise NotFound("no-such-programme", phrase("没有这个行动计划。"), phrase("请从列表中选择。"))
    return found
