"""Compile the catalogues, so that the translator finds them; whoever reads one meanwhile reads the one before, and never half of one."""

import os
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "src" / "tuopin" / "locale"


def compile_catalogues() -> None:
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        made = path.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(path), encoding="utf-8").save_as_mofile(str(made))
        made.replace(path.with_suffix(".mo"))


if __name__ == "__main__":
    compile_catalogues()
