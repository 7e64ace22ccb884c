"""Ways through the reader that a sound file on a quiet machine never takes: what each is there for."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from functools import partial
from io import BytesIO

import pikepdf
import pytest

from intake.corpus import rows, write_book
from intake.reading import read
from tuopin.intake.beside import FarSheet
from tuopin.intake.container import PIECE, pieces
from tuopin.intake.media import documents
from tuopin.intake.media.documents import read_document
from tuopin.intake.media.parent import _taken_apart
from tuopin.intake.parent import read_lines
from tuopin.intake.sheets import Sheet
from tuopin.kernel.refusals import Refusal


def packed(tmp_path, text: bytes) -> tuple[zipfile.ZipFile, zipfile.ZipInfo]:
    """An archive with one part that holds the text, deflated."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", text)
    archive = zipfile.ZipFile(tmp_path / "a.zip")
    return archive, archive.infolist()[0]


def test_a_part_of_nothing_has_no_pieces(tmp_path):
    assert list(pieces(*packed(tmp_path, b""))) == []


def test_what_the_unpacking_holds_back_at_the_end_of_a_piece_is_given_too(tmp_path):
    for beyond in range(1, 258, 16):
        text = os.urandom(9) + b"y" * (PIECE + beyond - 9)  # the last repetition begins in the first piece and ends behind it
        told = list(pieces(*packed(tmp_path, text)))
        assert b"".join(told) == text and len(told) == 2, beyond


def test_two_writings_in_one_file_are_told_by_the_line_that_is_of_the_other(tmp_path):
    path = tmp_path / "a.csv"
    for other in ("张三李四\n", "一二三四,甲乙\n"):  # the first could be GB18030 as well, of words that nobody writes
        path.write_bytes("户编号,户主姓名\n".encode("gb18030") + other.encode())
        (told,) = read(path)
        assert (told["code"], told["params"]["line"]) == ("encoding-mixed", 2)


def _gone(sheet: Sheet) -> None:
    os._exit(1)


def test_who_asks_a_second_process_that_is_gone_is_told_so_and_can_still_let_it_go():
    sheet = FarSheet("表", partial(Sheet, "表", list))
    dead = sheet.ask(_gone)
    with pytest.raises(MemoryError):
        dead()
    os.waitid(os.P_PID, sheet.process, os.WEXITED | os.WNOWAIT)
    for _again in range(2):
        with pytest.raises(MemoryError):
            sheet.ask(_gone)
    sheet.end()
    with pytest.raises(ChildProcessError):
        os.waitpid(sheet.process, os.WNOHANG)  # it was waited for


def test_a_reader_whose_words_nobody_takes_ends(tmp_path):
    path = write_book(tmp_path / "r.xlsx", rows())
    with subprocess.Popen([sys.executable, "-m", "tuopin.intake.child", str(path), "--year", "2018"], stdout=subprocess.PIPE) as reader:
        reader.stdout.close()
        assert reader.wait(60) == 1


@pytest.mark.parametrize("words", ["printf '{\"t\":\"end\"'", "printf '{\"t\":\"sheet\"}\\n{\"t\":\"en'"])
def test_a_reader_cut_off_in_the_middle_of_a_line_has_not_ended(tmp_path, monkeypatch, words):
    (tmp_path / "reader").write_text(f"#!/bin/sh\n{words}\n")
    (tmp_path / "reader").chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "reader"))
    told = list(read_lines(write_book(tmp_path / "r.xlsx", rows()), year=2018))
    assert told[-1] == b'{"t":"refused","code":"reader-stopped","params":{}}' and all(line.endswith(b"\n") for line in told[:-1])


def framed(head: bytes, body: bytes = b"") -> bytes:
    return len(head).to_bytes(4, "big") + head + body


@pytest.mark.parametrize("answer", [
    framed(b'{"kept":2,"thumbnail":1,"media_type":"image/png","width":1,"height":1,"pages":1,"facts":{},"prints":[]}', b"xx"),
    framed(b"[]"), framed(b"5"), framed(b"null"), framed(b'"refused"'), framed(b'{"refused":"evidence-damaged"}'),
framed(b'{"refused":"evidence-damaged","params":[1]}'),
    framed(b'{"kept":0,"thumbnail":0,"media_type":"image/png","width":1,"height":1,"pages":1,"facts":{},"prints":3}'),
    framed(b'{"kept":"0","thumbnail":0}'), framed(b"[" * 100_000),
])
def test_an_answer_of_another_form_than_the_reader_s_is_none(answer):
    with pytest.raises(Refusal) as refused:
        _taken_apart(answer)
    assert refused.value.code == "evidence-reader-stopped"


def a_document(nested: int = 0) -> bytes:
    document, out = pikepdf.new(), BytesIO()
    document.add_blank_page()
    inner = pikepdf.Array([])
    for _level in range(nested):
        inner = pikepdf.Array([inner])
    document.Root.X = inner
    document.save(out)
    return out.getvalue()


def test_a_document_of_too_many_parts_or_parts_too_deep_inside_one_another_is_refused(monkeypatch):
    assert read_document(a_document(documents.DEEPEST - 2)) == 1
    with pytest.raises(Refusal, match="evidence-damaged"):
        read_document(a_document(documents.DEEPEST + 1))
    monkeypatch.setattr(documents, "MOST_OBJECTS", 2)
    with pytest.raises(Refusal, match="evidence-damaged"):
        read_document(a_document())
