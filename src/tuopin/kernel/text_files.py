"""Text that people hand in as a file, in the two encodings in which offices save it."""

from __future__ import annotations

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

ENCODINGS = ("utf-8-sig", "gb18030")


def text_of(data: bytes) -> str:
    """The text of a file in UTF-8 (with or without its mark) or GB18030; raises Refusal for what is neither, or holds a NUL."""
    for encoding in ENCODINGS if b"\x00" not in data else ():
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("not-text", phrase("文件不是文本,或编码认不出。"), phrase("请另存为 UTF-8 编码的文本或 CSV 后重试。"))
