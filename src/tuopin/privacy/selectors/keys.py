"""How the keys stand: which there are, what each has sealed, whether they are on paper, which alarms there were."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path

from django.db import connection

from tuopin.kernel.crypto import ALGORITHMS, key_of
from tuopin.kernel.home import alarm_file, home, keyring
from tuopin.kernel.keystore import fingerprint
from tuopin.kernel.sealed_columns import SealedColumn
from tuopin.kernel.sealed_files import START, key_of_file
from tuopin.kernel.stores import evidence_store
from tuopin.privacy.selectors.sealed_columns import SEALED

PAPER_MARK = "keys-on-paper"  # file of the home folder: the fingerprint of the keys of which the paper shares are


def keys_status() -> dict:
    """The keys by number with how many values each has sealed; no key and no value is in it."""
    ring, values = keyring(), {}
    for column in SEALED:
        for number, count in values_by_key(column).items():
            values[number] = values.get(number, 0) + count
    names = {number: name for name, number in ALGORITHMS.items()}
    return {
        "sealing": [
            {"number": n, "algorithm": names[key.algorithm], "current": n == ring.current, "values": values.get(n, 0)}
            for n, key in sorted(ring.sealing.items())
        ],
        "unknown_keys": {n: count for n, count in values.items() if n not in ring.sealing},
        "indexing": sorted(ring.indexing), "on_paper": on_paper(), "disk_encrypted": disk_encrypted(home()),
        "alarms": [{"at": alarm.at.isoformat(), "what": alarm.what, "place": alarm.place} for alarm in alarm_file().alarms()],
    }


def values_by_key(column: SealedColumn) -> dict[int, int]:
    """How many values of the column each key has sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT get_byte({column.column}, 2) * 256 + get_byte({column.column}, 3), count(*) FROM {column.table} "
            f"WHERE length({column.column}) > 3 GROUP BY 1"
        )
        return dict(cursor.fetchall())


def files_by_key() -> dict[int, int]:
    """How many sealed files each key has sealed: uploads that wait for their turn, and the evidence store."""
    found: Counter[int] = Counter()
    for path in (home() / "uploads").glob("*.sealed"):
        with suppress(FileNotFoundError), path.open("rb") as file:
            found[key_of_file(file.read(START)) or 0] += 1
    store = evidence_store()
    for name in store.names():
        found[key_of(store.get(name)) or 0] += 1
    return dict(found)


def on_paper() -> bool:
    """Whether the last paper shares are of exactly the present keys."""
    mark = home() / PAPER_MARK
    return mark.exists() and mark.read_text() == fingerprint(keyring())


def disk_encrypted(folder: Path) -> bool:
    """Whether the folder lies on a device that the system's dm-crypt (LUKS) opened, or in a folder that gocryptfs or eCryptfs shows."""
    mount, device, kind = _mount_of(folder)
    if kind in ("ecryptfs", "fuse.gocryptfs", "fuse.cryfs"):
        return True
    try:
        number = f"{(at := Path(mount).stat().st_dev) >> 8 & 0xFFF}:{at & 0xFF}"
        return (Path("/sys/dev/block") / number / "dm" / "uuid").read_text().startswith("CRYPT-")
    except OSError:
        return False


def _mount_of(folder: Path) -> tuple[str, str, str]:
    """Mount point, device and kind of file system under the folder."""
    found = ("/", "", "")
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return found
    for line in lines:
        device, mount, kind, *_ = line.split()
        if folder.is_relative_to(mount) and len(mount) >= len(found[0]):
            found = (mount, device, kind)
    return found
