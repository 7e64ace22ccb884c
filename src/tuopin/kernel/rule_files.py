"""The files that decide how work is done: procedures, numbers, rules, policies, code lists, and the pack's own; each with its digest."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tuopin.kernel.pack import PACKS, pack

PACKAGE = PACKS.parent
DECIDES = (".toml", ".tsv")
RULEBOOK = "rulebook"  # the folder of a room in which the program itself is the rule


def rule_files() -> dict[str, str]:
    """Name → SHA-256 of every such file that this system goes by: those of the program by their place in it, those of its pack below `packs/`.

    Packs that it does not go by are left out. A file that cannot be read is an OSError.
    """
    return {name: sha256(path.read_bytes()).hexdigest() for name, path in sorted((*_of_the_program(), *_of_the_pack()))}


def is_of_the_program(name: str) -> bool:
    """Whether a file of that name came with the program: no pack, or a shipped one."""
    return not name.startswith(f"{PACKS.name}/") or pack().folder.parent == PACKS


def _of_the_program() -> Iterator[tuple[str, Path]]:
    for path in PACKAGE.rglob("*"):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] != PACKS.name and (path.suffix in DECIDES or (path.suffix == ".py" and RULEBOOK in inside.parts)):
            yield inside.as_posix(), path


def _of_the_pack() -> Iterator[tuple[str, Path]]:
    folder = pack().folder
    for path in folder.rglob("*"):
        if path.suffix in DECIDES:
            yield f"{PACKS.name}/{folder.name}/{path.relative_to(folder).as_posix()}", path
