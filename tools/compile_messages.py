"""Compile the catalogues, so that the translator finds them."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "src" / "tuopin" / "locale"


def compile_catalogues() -> None:
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(path), encoding="utf-8").save_as_mofile(str(path.with_suffix(".mo")))


if __name__ == "__main__":
    compile_catalogues()
