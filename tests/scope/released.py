"""The file of released guards, kept for both kinds of system: what both have alike, what stands only with the room that can be left out, what only without."""

from __future__ import annotations

from tuopin.kernel.pack import PLUG_INS
from tuopin.scope.selectors.laid_down import RELEASED

ROOM, = PLUG_INS  # a second one would make four kinds of system: one more must then be made and written
EVERYWHERE, WITH, WITHOUT = "", f"+{ROOM}", f"-{ROOM}"


def lines() -> list[tuple[str, str, str]]:
    """Each line as it is: the guard, its digest, the room that it takes."""
    return [tuple(line.split("\t")) for line in RELEASED.read_text(encoding="utf-8").splitlines()]


def write_released(found: dict[str, str], kind: str) -> None:
    """Keep what stands in a system of this kind beside what the file says of the other kind."""
    other_kind = WITHOUT if kind == WITH else WITH
    other = {name: digest for name, digest, room in lines() if room in (EVERYWHERE, other_kind)}
    kept = {(name, digest, EVERYWHERE if other.get(name) == digest else kind) for name, digest in found.items()}
    kept |= {(name, digest, other_kind) for name, digest in other.items() if found.get(name) != digest}
    RELEASED.write_text("".join("\t".join(line) + "\n" for line in sorted(kept)), encoding="utf-8")
