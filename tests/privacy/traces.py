"""People who leave no trace: made up with unmistakable numbers and names, and looked for in every byte that a system writes."""

from __future__ import annotations

import base64
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from rosters import a_member, a_roster_household
from tuopin.kernel.ids import check_digit

AREA = "532329"  # a county that no other test takes its people from
GIVEN = "曌翀赟翯燊犇骉鱻麤龘靐齉彧甪忞翊颢禛玥珩"


@dataclass(frozen=True)
class Seeded:
    """One person: what must not be found."""

    name: str
    certificate: str
    phone: str
    card: str


def people(count: int, seed: int) -> list[Seeded]:
    """Well-formed, unmistakable, all different."""
    chance, made = Random(seed), {}
    while len(made) < count:
        born_on = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
        first = f"{AREA}{born_on:%Y%m%d}{chance.randrange(1000):03d}"
        certificate = first + check_digit(first)
        made[certificate] = Seeded(
            f"霓{''.join(chance.sample(GIVEN, 2))}{chance.choice(GIVEN)}", certificate, f"19{chance.randrange(10**9):09d}",
            f"6236{chance.randrange(10**15):015d}",
        )
    return list(made.values())


def households_of(seeded: list[Seeded], *, village: str, first: int = 1000) -> list[dict]:
    """A roster's household for each three of them, all told as a roster tells them; health in words."""
    made = []
    for n in range(0, len(seeded) - 2, 3):
        three, position = seeded[n : n + 3], first + n // 3
        members = [
            a_member(f"1043112{position:04d}", place, 姓名=who.name, 证件号码=who.certificate, 性别="男" if int(who.certificate[16]) % 2 else "女",
                     健康状况=("健康", "长期慢性病", "患有大病")[place - 1], 与户主关系="户主" if place == 1 else "其他")
            for place, who in enumerate(three, 1)
        ]
        made.append(a_roster_household(position, village=village, members=members, 联系电话=three[0].phone, 开户银行="农业银行", 银行卡号=three[0].card))
    return made


def disguises(text: str) -> set[bytes]:
    """The text as bytes of any kind that a system may write: encodings, hexadecimal, base64 at each of its three beginnings."""
    plain = text.encode()
    found = {plain, text.encode("gb18030"), text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode(), plain.hex().upper().encode()}
    for skipped in range(3):
        coded = base64.b64encode(bytes(skipped) + plain)
        found.add(coded[4 if skipped else 0 : len(coded) - 4])
    found.add(plain if text.isascii() else "".join(f"\\u{ord(c):04x}" for c in text).encode())
    return {piece for piece in found if len(piece) >= 6}


def files_with(folders: list[Path], texts: list[str], tmp_path: Path) -> dict[str, list[Path]]:
    """Which files below the folders hold which of the texts, in any disguise; grep reads every byte of them."""
    looked_for = tmp_path / "looked-for"
    looked_for.write_bytes(b"\n".join(sorted({piece for text in texts for piece in disguises(text)})) + b"\n")
    said = subprocess.run(
        ["grep", "-rlaF", "-f", str(looked_for), *(str(folder) for folder in folders if folder.exists())], capture_output=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, check=False,
    )
    found: dict[str, list[Path]] = {}
    for path in map(Path, said.stdout.decode(errors="replace").splitlines()):
        content = path.read_bytes() if path != looked_for else b""
        for text in texts:
            if any(piece in content for piece in disguises(text)):
                found.setdefault(text, []).append(path)
    return found
