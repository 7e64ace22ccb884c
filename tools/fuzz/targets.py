"""What is fuzzed: for each reader a function that takes any bytes, and seeds that are nearly right."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))  # the builders of sound files

FOLDER = Path(tempfile.mkdtemp(prefix="tuopin-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
LAST = ("end", "refused")
SHEETS = {
    "id": ("家庭成员.csv", ("户编号", "人编号", "姓名", "证件号码", "与户主关系"), ("10001", "1000101", "赵甲", None, "户主")),
    "day": ("结对帮扶.csv", ("户编号", "帮扶人编号", "帮扶开始时间"), ("10001", "B001", None)),
    "amount": ("贫困户.csv", ("户编号", "年度", "行政村代码", "户主姓名", "工资性收入"), ("10001", "2018", "431129210213", "赵甲", None)),
    "text": ("家庭成员.csv", ("户编号", "人编号", "姓名", "证件号码"), ("10001", "1000101", None, "")),
}  # fmt: skip
CELLS = {
    "id": ("431129197103051112", "431129 1971 0305 1112", "4.31129197103051E+17", "431129710305111", "43112919710305111Ｘ", "H12345678", "P12345678"),
    "day": ("2017-03-01", "2017/3/1", "2017年3月1日", "20170301", "42795", "2017-03", "1/3/2017", "二〇一七年三月", "2017-02-28T16:00:00Z", "2017-02-28 24:00"),
    "amount": ("10000", "10,000.50", "￥1万元", "1e12", "-3", "三千", "#REF!", "10%", "１００", "1.005", "约3000", "0x10", "1_000"),
    "text": ("赵甲", "买买提·艾山", "=1+1", "\u202ea", "锟斤拷", "赵\ue000", "'x", '"', "a,b"),
}  # fmt: skip


def _read(path: Path) -> None:
    """The file is read to its end or refused; nothing else comes out."""
    from tuopin.intake.child import records

    last = None
    for record in records(path, 2018, {}):
        last = record["t"]
    if last not in LAST:
        raise AssertionError(f"the last record is {last}")


def _kept(name: str, data: bytes) -> Path:
    path = FOLDER / name
    path.write_bytes(data)
    return path


def workbook_bytes(data: bytes) -> None:
    """Any bytes as a workbook: the look at the archive."""
    _read(_kept("r.xlsx", data))


def workbook_parts(data: bytes) -> None:
    """A sound archive one of whose parts is made up: the look at the sheets and the quick reader behind it."""
    if not data:
        return
    parts = dict(_parts())
    parts[list(parts)[data[0] % len(parts)]] = data[1:]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    _read(_kept("r.xlsx", out.getvalue()))


def delimited(data: bytes) -> None:
    """Any bytes as a text table."""
    _read(_kept("家庭成员.csv", data))


def cell(kind: str) -> Callable[[bytes], None]:
    """Any text in one column of a text table, quoted as it has to be."""
    name, headings, row = SHEETS[kind]

    def target(data: bytes) -> None:
        text = data.decode("utf-8", "replace").replace("\0", "").replace('"', '""')
        line = ",".join(f'"{text}"' if value is None else value for value in row)
        _read(_kept(name, f"{','.join(headings)}\n{line}\n".encode()))

    return target


def mapping(data: bytes) -> None:
    """Any words as headings, and as what a person says they mean."""
    from tuopin.intake.headings import find_layout
    from tuopin.kernel.refusals import Refusal

    words = data.decode("utf-8", "replace").split("\n")
    try:
        find_layout(words[0], [words[1:40], ["1"] * len(words[1:40])], dict(zip(words[1::2], words[2::2], strict=False)))
    except Refusal as refusal:
        refusal.say()


def media(kind: str) -> Callable[[bytes], None]:
    """Any bytes as a photo, a signature or a PDF."""
    def target(data: bytes) -> None:
        from tuopin.intake.media.child import read
        from tuopin.kernel.refusals import Refusal

        try:
            made = read(data, kind)
        except Refusal as refusal:
            refusal.say()
        else:
            if not made.kept:
                raise AssertionError("taken, and nothing is kept")

    return target


def apart(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target in a process of its own for each input, as the reader has it: where a library in C dies, the reader dies and the
    file is refused, which `tests/evidence` holds; a fault of our own comes back with its trace."""
    def tried(data: bytes) -> None:
        told, telling = os.pipe()
        child = os.fork()
        if not child:
            try:
                target(data)
            except BaseException:
                os.write(telling, traceback.format_exc().encode()[-4000:])
            finally:
                os._exit(0)
        os.close(telling)
        with os.fdopen(told, "rb") as trace:
            fault = trace.read().decode(errors="replace")
        os.waitpid(child, 0)
        if fault:
            raise AssertionError(fault)

    return tried


APART = frozenset({"document"})  # read by a library in C that can die of a file: a segmentation fault of qpdf is in the corpus
TARGETS: dict[str, Callable[[bytes], None]] = {
    "workbook-bytes": workbook_bytes, "workbook-parts": workbook_parts, "delimited": delimited, "id": cell("id"), "day": cell("day"),
    "amount": cell("amount"), "text": cell("text"), "mapping": mapping, "photo": media("photo"), "signature": media("signature"), "document": apart(media("document")),
}  # fmt: skip


def _parts() -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(_sound())) as archive:
        yield from ((part.filename, archive.read(part)) for part in archive.infolist())


def _sound(cache: list[bytes] = []) -> bytes:  # noqa: B006 (made once a process)
    if not cache:
        from intake.corpus import rows, write_book

        cache.append(write_book(FOLDER / "sound.xlsx", rows()).read_bytes())
    return cache[0]


def seeds(name: str) -> list[bytes]:
    """Input that is right or nearly so, to start from; what once broke a reader comes first."""
    known = [path.read_bytes() for path in sorted((ROOT / "tests" / "corpus" / name).glob("*"))]
    if name == "workbook-bytes":
        return [*known, _sound()]
    if name == "workbook-parts":
        return [*known, *(bytes([n]) + content for n, (_, content) in enumerate(_parts()))]
    if name == "delimited":
        head = "户编号,人编号,姓名,证件号码,与户主关系\r\n10001,1000101,赵甲,431129197103051112,户主\r\n"
        return [*known, *(head.encode(codec) for codec in ("utf-8-sig", "gb18030", "utf-16")), head.replace(",", ";").encode(), head.replace("\r\n", "\r").encode()]
    if name in CELLS:
        return [*known, *(text.encode() for text in CELLS[name])]
    if name == "mapping":
        return [*known, "家庭成员\n户编号\n姓名\n证件号码".encode(), "贫困户\n收入\nhousehold.wage\n编号(AAC001)\nnumber\nx\nmember.name".encode()]
    return [*known, *_media_seeds(name)]


def _media_seeds(name: str) -> Iterator[bytes]:
    from PIL import Image

    import pictures

    if name == "document":
        yield pictures.pdf_bytes(pictures.a_pdf())
        yield pictures.pdf_bytes(pictures.a_pdf(2), linearize=True)
        return
    small = pictures.a_scene(1, (64, 64)) if name == "photo" else pictures.a_signature(1, size=(150, 64))
    yield pictures.as_bytes(small, "JPEG", exif=pictures.exif(at=(24.9, 111.7), taken="2018:12:01 09:00:00"))
    for form in ("PNG", "WEBP"):
        yield pictures.as_bytes(small, form)
    yield pictures.as_bytes(small.convert("P", palette=Image.Palette.ADAPTIVE), "PNG")
