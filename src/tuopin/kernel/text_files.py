"""Text that people hand in as a file, in the two encodings in which offices save it."""

from __future__ import annotations

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

ENCODINGS = ("utf-8-sig", "gb18030")


def decoded(data: bytes) -> str:
    """What stands in a file in UTF-8 (with or without its mark) or GB18030, signs that no text has among it; raises Refusal for what is neither."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise not_text()


def text_of(data: bytes) -> str:
    """The same of a file that is to hold no NUL; raises Refusal where it does."""
    text = decoded(data)
    if "\x00" in text:
        raise not_text()
    return text


def not_text() -> Refusal:
    """What is said of a file that is no text."""
    return Refusal("not-text", phrase("文件不是文本,或编码认不出。"), phrase("请另存为 UTF-8 编码的文本或 CSV 后重试。"))
