"""Which pack this system goes by: the country's policies, procedures, words and titles, read from one folder of files.

The core knows no country. What is Chinese lies in the pack `china`, what a graduation programme abroad needs in another; a country may
bring one of its own in `packs/` of the home folder, and nothing of the program is changed for it. The pack is chosen when a system is set up (`TUOPIN_PACK`, then kept in the home folder) and stays: a register is not moved from one to another.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from tuopin.kernel.folders import home
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

PACKS = Path(__file__).resolve().parent.parent / "packs"
USUAL = "china"
PLUG_INS = ("party",)  # the rooms that can be left out: a pack names those it works with, under [register] rooms
OWN = "packs"  # the folder of the home folder in which a system may bring a pack of its own
KEPT = "pack"  # the file of the home folder that names the pack for good
NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True)
class Phase:
    """A stretch of years with policies of its own, and the document that opened it."""

    name: str
    title: str
    starts_on: date
    ends_on: date | None
    document: str
    verified: bool


@dataclass(frozen=True)
class Pack:
    """A pack: its name, its titles, the language it is written in, its phases, its folder."""

    name: str
    title: str
    en: str
    language: str
    phases: tuple[Phase, ...]
    folder: Path
    judged: tuple[str, ...] = ()  # facts of the household form, yes or no, that its rules read beside the usual ones
    titles: Mapping[str, str] = field(default_factory=dict)  # what the roles are called
    rooms: tuple[str, ...] = ()  # of the rooms that can be left out, those it works with
    hotline: str = ""  # where the public may object by telephone; none when empty
    languages: tuple[str, ...] = ()  # of the pages, those it offers; all of them when it names none
    said: Mapping = field(default_factory=dict)  # the whole file: sections that one room alone reads

    @property
    def in_chinese(self) -> bool:
        """Whether its own language, of headings, exports and papers, is Chinese; any other is told in English letters."""
        return self.language.startswith("zh")

    @property
    def without_rules(self) -> tuple[str, ...]:
        """The usual rules, by name, that are not asked here."""
        return tuple(self.section("register").get("without_rules", ()))

    @property
    def zone(self) -> str:
        """The name of the time zone in which its days begin and end."""
        return self.section("time").get("zone", "UTC")

    def section(self, name: str) -> Mapping:
        """A section of its file; empty where it says nothing."""
        return self.said.get(name, {})

    def phase_on(self, on: date) -> Phase | None:
        """The phase of the day; None outside all of them."""
        return next((p for p in self.phases if p.starts_on <= on and (p.ends_on is None or on < p.ends_on)), None)


@cache
def pack() -> Pack:
    """The pack of this system; raises Refusal when what was asked for is none, or another than the system was set up with."""
    kept = home() / KEPT
    asked = os.environ.get("TUOPIN_PACK", "")
    chosen = kept.read_text(encoding="utf-8").strip() if kept.exists() else asked or USUAL
    if asked and asked != chosen:
        raise Refusal(
            "other-pack", phrase("本系统按政策包“{chosen}”建立,不能改用“{asked}”。"), phrase("请用另一个文件夹(TUOPIN_HOME)建立新的系统。"),
            chosen=chosen, asked=asked[:40],
        )
    return read_pack(chosen)


def keep_pack() -> Pack:
    """Note in the home folder which pack the system goes by, once and for all."""
    found, kept = pack(), home() / KEPT
    if not kept.exists():
        kept.write_text(found.name + "\n", encoding="utf-8")
    return found


def read_pack(name: str) -> Pack:
    """The pack of the name; raises Refusal."""
    folder = next((found for found in _folders() if found.name == name), None) if NAME.fullmatch(name) else None
    if folder is None:
        raise Refusal(
            "no-such-pack", phrase("没有名为“{name}”的政策包。"), phrase("现有:{known}。"), name=name[:40], known=", ".join(pack_names())
        )
    said = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    head = said["pack"]
    phases = tuple(
        Phase(p["name"], p["title"], p["from"], p.get("to"), p["document"], p["verified"]) for p in said.get("phase", ())
    )
    register = said.get("register", {})
    rooms = tuple(register.get("rooms", ()))
    if strange := sorted(set(rooms) - set(PLUG_INS)):
        raise Refusal(
            "no-such-room", phrase("政策包“{name}”要用的部分不存在:{rooms}。"), phrase("现有:{known}。"), name=name, rooms=strange, known=", ".join(PLUG_INS)
        )
    _require_zone(name, said.get("time", {}).get("zone", "UTC"))
    return Pack(
        head["name"], head["title"], head["en"], head["language"], phases, folder, tuple(register.get("judged", ())), said.get("titles", {}), rooms, head.get("hotline", ""),
        tuple(head.get("languages", ())), said,
    )


def _require_zone(name: str, zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError) as fault:
        raise Refusal(
            "no-such-zone", phrase("政策包“{name}”的时区“{zone}”不存在。"), phrase("请写 IANA 时区名称,如 Asia/Shanghai。"), name=name, zone=zone[:40]
        ) from fault


def pack_names() -> list[str]:
    """The packs that are there."""
    return sorted({folder.name for folder in _folders()})


def _folders() -> list[Path]:
    """The folders of the packs: the shipped ones, then those that lie with the system itself; a shipped name is nobody else's."""
    return [path.parent for under in (PACKS, home() / OWN) for path in sorted(under.glob("*/pack.toml"))]


def pack_files(kind: str, suffix: str = ".toml") -> list[Path]:
    """The pack's files of one kind (`policies`, `procedures` …), by name."""
    return sorted((pack().folder / kind).glob(f"*{suffix}"))
