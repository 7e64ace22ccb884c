"""Pack the yearly editions of the statistics bureau's division list into the one file that the system ships.

    python tools/pack_divisions.py FOLDER

FOLDER holds 2016.parquet, 2018.parquet, 2020.parquet and 2023.parquet with the columns code, name, level; pyarrow must be
installed (the `bench` extra). A line of the packed file is `ending TAB name TAB editions`: the ending replaces the last
digits of the code on the line before, and `editions` is a hexadecimal digit with bit n set when edition n has the pair.
What became of places between two editions is found here once and shipped beside it, a line per finding: the later edition,
predecessor, successor, kind and confidence in hundredths.
"""

import lzma
import sys
from os.path import commonprefix
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"
TARGET = SOURCE / "tuopin/divisions/editions/china.tsv.xz"
LINEAGE = TARGET.with_name("lineage.tsv.xz")
YEARS = (2016, 2018, 2020, 2023)


def editions_of(folder: Path) -> dict[tuple[str, str], int]:
    """Every pair of code and name, with the editions that have it as bits.

    A few places are listed at two levels under one code (东莞市 as city and as county): one row is enough, since the
    level is read off the code.
    """
    import pyarrow.parquet as parquet

    found: dict[tuple[str, str], int] = {}
    for bit, year in enumerate(YEARS):
        table = parquet.read_table(folder / f"{year}.parquet", columns=["code", "name"])
        pairs = zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True)
        for code, name in pairs:
            name = " ".join(name.split())
            if len(code) != 12 or not (code.isascii() and code.isdigit()) or not name:
                raise SystemExit(f"{year}: not a division: {code!r} {name!r}")
            found[code, name] = found.get((code, name), 0) | 1 << bit
    return found


def packed(editions: dict[tuple[str, str], int]) -> bytes:
    """The lines in the order of the codes, compressed."""
    lines, before = [], ""
    for (code, name), bits in sorted(editions.items()):
        lines.append(f"{code[len(commonprefix((before, code))):]}\t{name}\t{bits:x}")
        before = code
    return lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME)


def lineage(editions: dict[tuple[str, str], int]) -> bytes:
    """What became of places between each edition and the next, compressed."""
    sys.path.insert(0, str(SOURCE))
    from tuopin.divisions.states.lineage import successions_between

    lines = []
    for later in range(1, len(YEARS)):
        earlier = {bits: (bits >> (later - 1) & 1, bits >> later & 1) for bits in range(1 << len(YEARS))}
        gone = {code: name for (code, name), bits in editions.items() if earlier[bits] == (1, 0)}
        come = {code: name for (code, name), bits in editions.items() if earlier[bits] == (0, 1)}
        lines += [f"{later}\t{f.predecessor}\t{f.successor}\t{f.kind}\t{round(f.confidence * 100)}"
                  for f in sorted(successions_between(gone, come))]
    return lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    editions = editions_of(Path(sys.argv[1]))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(packed(editions))
    LINEAGE.write_bytes(lineage(editions))
    print(f"{len(editions):,} pairs of code and name, {TARGET.stat().st_size:,} bytes: {TARGET}")


if __name__ == "__main__":
    main()
