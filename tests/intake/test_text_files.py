"""Delimited text in the encodings that clerks' programs write, and the places where it goes wrong."""

import pytest

from intake.corpus import rows
from intake.reading import households, problems, read, refusal

MEMBERS = rows()["家庭成员"]


def as_text(separator: str = ",", ends: str = "\r\n") -> str:
    lines = [list(MEMBERS[0]), *(list(line.values()) for line in MEMBERS)]
    return ends.join(separator.join(str(cell) for cell in line) for line in lines) + ends


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b""), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_members_are_read_in_every_encoding_and_with_every_line_end(tmp_path, encoding, bom, ends):
    path = tmp_path / "家庭成员.csv"
    path.write_bytes(bom + as_text(ends=ends).replace("赵小花", "赵䶮𠮷").encode(encoding))
    found = read(path)
    assert not problems(found)
    assert [m["name"] for h in households(found) for m in h["members"]] == ["盘大山", "赵䶮𠮷"] * 3
    assert all(h["facts"] == {} and h["outcome"] == "accepted" for h in households(found))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_another_separator_waits_for_a_person(tmp_path, separator):
    path = tmp_path / "m.csv"
    path.write_text(as_text(separator), encoding="utf-8")
    found = read(path)
    assert [p["code"] for p in problems(found)] == ["separator-unusual"]
    assert {h["outcome"] for h in households(found)} == {"confirm"}


def test_wide_text_without_its_mark_is_refused(tmp_path):
    (tmp_path / "m.csv").write_bytes(as_text().encode("utf-16-le"))
    assert refusal(read(tmp_path / "m.csv")) in ("encoding-unknown", "null-byte")


@pytest.mark.parametrize(("first", "second"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_two_encodings_are_refused_at_the_first_line_of_the_second(tmp_path, first, second):
    lines = as_text(ends="\n").split("\n")
    data = "\n".join(lines[:4]).encode(first) + b"\n" + "\n".join(lines[4:]).encode(second)
    (tmp_path / "m.csv").write_bytes(data)
    found = read(tmp_path / "m.csv")
    assert refusal(found) == "encoding-mixed" and found[0]["params"] == {"line": 5}


def test_a_quote_without_its_end_is_refused_with_its_line(tmp_path):
    (tmp_path / "m.csv").write_text(as_text(ends="\n").replace("\n10002,", '\n"10002,', 1), encoding="utf-8")
    found = read(tmp_path / "m.csv")
    assert refusal(found) == "quote-unbalanced" and found[0]["params"] == {"line": 4}


def test_a_null_byte_is_refused_with_its_line(tmp_path):
    (tmp_path / "m.csv").write_bytes(as_text(ends="\n").encode().replace(b"\n10002", b"\n\x0010002", 1))
    found = read(tmp_path / "m.csv")
    assert refusal(found) == "null-byte" and found[0]["params"] == {"line": 4}


def test_a_million_columns_are_refused(tmp_path):
    (tmp_path / "m.csv").write_text(as_text() + "," * 1_000_000 + "\n", encoding="utf-8")
    assert refusal(read(tmp_path / "m.csv")) == "too-many-columns"


def test_more_rows_than_the_limit_are_refused(tmp_path):
    (tmp_path / "m.csv").write_text("户编号,姓名\n" + "1,赵\n" * 200_200, encoding="utf-8")
    assert refusal(read(tmp_path / "m.csv")) == "too-many-rows"


def test_a_quoted_cell_may_hold_commas_and_line_ends(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text('户编号,姓名,务工地点\n1,赵小花,"广东,\n深圳"\n', encoding="utf-8")
    assert households(read(path))[0]["members"][0]["work_place"] == "广东,\n深圳"


def test_a_cell_of_ten_megabytes_is_quarantined(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text(f"户编号,姓名,证件号码\n1,{'赵' * 3_400_000},\n", encoding="utf-8")
    assert "cell-too-long" in {p["code"] for p in problems(read(path)) if p["outcome"] == "Q"}
