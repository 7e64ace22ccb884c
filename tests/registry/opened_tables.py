"""Opens a table as a spreadsheet program would and says what in it would be run."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

from openpyxl import load_workbook

from tuopin.kernel.tables import is_live

PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|")
PAYLOAD = "cmd|'/C calc'!A0"


def live_parts(path: Path) -> list[str]:
    """Every cell, heading or sheet name of the table that a spreadsheet program would take for a formula."""
    if path.suffix == ".zip":
        return _live_in_archive(path)
    if path.suffix == ".csv":
        return _live_in_text(path.read_bytes().decode("utf-8-sig"), path.name)
    found = []
    book = load_workbook(path)
    for sheet in book:
        if is_live(sheet.title):
            found.append(f"sheet {sheet.title!r}")
        for row in sheet.iter_rows():
            for cell in row:
                quoted = cell.data_type == "s" or cell.data_type == "inlineStr"
                if cell.data_type == "f" or (isinstance(cell.value, str) and is_live(cell.value) and not quoted):
                    found.append(f"{sheet.title}!{cell.coordinate} {cell.value!r}")
    return found


def _live_in_archive(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = [f"name {name!r}" for name in archive.namelist() if is_live(name)]
        return names + [live for name in archive.namelist() for live in _live_in_text(archive.read(name).decode("utf-8-sig"), name)]


def _live_in_text(text: str, name: str) -> list[str]:
    return [
        f"{name}:{number} {cell!r}" for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1) for cell in row
        if is_live(cell) and not _is_number(cell)
    ]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.strip() == cell


def formulas_in_libreoffice(paths: list[Path], folder: Path) -> int | None:
    """How many formulas LibreOffice finds in the tables; None where it is not on this machine."""
    office = shutil.which("soffice")
    if office is None:
        return None
    folder.mkdir(exist_ok=True)
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "fods", "--outdir", str(folder), *map(str, paths)],
        check=True, capture_output=True, timeout=900,
    )
    made = [folder / f"{path.stem}.fods" for path in paths]
    assert all(path.exists() for path in made), [path for path in made if not path.exists()]
    return sum(path.read_text(encoding="utf-8").count("table:formula=") for path in made)
