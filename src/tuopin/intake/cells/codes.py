"""Reading coded answers: yes and no, the official lists, area codes, household and person numbers, phones, accounts."""

from __future__ import annotations

import re

from tuopin.intake.cells.flaws import Cell, Flawed, accept, confirm, quarantine, untrusted, whole_number
from tuopin.intake.cells.text import APOSTROPHES, DASHES, as_text, read_text, squeezed, unsafe
from tuopin.kernel import answers, codelists
from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.pack import pack

YES = frozenset(["√", "✓", "✔", "☑", "1", "Y", "YES", "T", "TRUE", "有", "对", "已", "是的", "已解决", "已参加", "参加", "享受", "属于", "达标", "安全", "通", "已通"])
NO = frozenset(["×", "✗", "✘", "X", "0", "N", "NO", "F", "FALSE", "无", "没有", "错", "未", "不是", "未解决", "未参加", "不参加", "未享受", "不享受", "不属于", "不达标", "不安全", "不通", "未通", "非"])
POOR_VILLAGE = {answers.POOR_VILLAGE: True, answers.OTHER_VILLAGE: False}
NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,39}")
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{2,3}-?[2-9]\d{6,7}(-\d{1,6})?")
SHORT_LANDLINE = re.compile(r"[2-9]\d{6,7}")
ACCOUNT = re.compile(r"\d{8,30}")
APART = re.compile("[;,、]")  # of half width
PHONE_FORM = "1[3-9][0-9]{9}" if pack().section("phone").get("scheme") == "mainland" else pack().section("phone").get("form", r"\+?[0-9]{6,15}")
PHONE = None if pack().section("phone").get("scheme") == "mainland" else re.compile(PHONE_FORM)
POINT_ZERO = re.compile(r"\.0+$")


def read_yes_no(cell: Cell, extra: dict[str, bool] | None = None) -> bool | Flawed | None:
    """Yes, no, or None for an empty cell; `extra` names further answers that are official in the column."""
    if cell == answers.YES or cell == answers.NO:
        return cell == answers.YES
    if extra and isinstance(cell, str) and cell in extra:
        return extra[cell]
    if isinstance(cell, (bool, float)):
        return accept(bool(cell)) if cell in (0, 1) else quarantine("not-yes-or-no")
    if not isinstance(cell, str):
        return untrusted(cell) or quarantine("not-yes-or-no")
    text = squeezed(cell).upper()
    if not text:
        return None
    if text in (answers.YES.upper(), answers.NO.upper()):
        return accept(text == answers.YES.upper())
    if extra and text in extra:
        return accept(extra[text])
    if text in YES or text in NO:
        return accept(text in YES)
    return confirm(None, "dash-for-empty") if text in DASHES else unsafe(cell) or quarantine("not-yes-or-no")


def read_code(cell: Cell, name: str, single: bool = False) -> str | Flawed:
    """The word of the code list `name`; "" for an empty cell. In a list of several values the words are joined by ","."""
    known = codelists.code_list(name)
    if isinstance(cell, str) and (found := known.official.get(cell)):
        return found
    text = whole_number(cell) if isinstance(cell, float) else cell
    if not isinstance(text, str):
        return untrusted(cell) or quarantine("not-in-list", list=name)
    if flaw := unsafe(text):
        return flaw
    text = POINT_ZERO.sub("", squeezed(text)) if isinstance(cell, str) else text
    if not text:
        return ""
    found = codelists.word(name, text)
    if found is None:
        return confirm("", "dash-for-empty") if text in DASHES else quarantine("not-in-list", list=name)
    if "," in found:
        if single:
            return quarantine("one-value-only", list=name)
        if (rest := codelists.without_contradiction(name, found)) != found:
            return confirm(rest, "contradicts-itself", list=name)
        official = all(part in known.official for part in re.split("[,，、;；]", cell))
        return found if official else accept(found)
    return accept(found)


def read_open_code(cell: Cell, name: str, size: int) -> str | Flawed:
    """The word of a list that also takes other text (a work place may be a code or a province's name)."""
    got = read_code(cell, name)
    if isinstance(got, Flawed) and got.code == "not-in-list":
        return read_text(cell, size)
    return got


def read_evidence(cell: Cell) -> str | Flawed:
    """What proves which line of income (工资性收入:银行卡记录;低保金:合同), as `evidence_by_line` reads it; "" for an empty cell."""
    if not isinstance(cell, str):
        return untrusted(cell) or quarantine("not-in-list", list="income-evidence")
    if flaw := unsafe(cell):
        return flaw
    found = {}
    for part in filter(None, APART.split(squeezed(cell))):
        line, _colon, proof = part.partition(":")
        words = codelists.word("income-line", line), codelists.word("income-evidence", proof)
        if None in words or words[0] in found:
            return quarantine("not-in-list", list="income-evidence")
        found[words[0]] = words[1]
    return ";".join(f"{line}:{found[line]}" for line in sorted(found))


def evidence_by_line(told: str | None) -> dict[str, str]:
    """The evidence by the line of income, from what `read_evidence` gives."""
    return dict(part.split(":") for part in told.split(";")) if told else {}


def read_area(cell: Cell) -> str | Flawed | None:
    """The twelve-digit code of a village; whether it exists is for the register to say."""
    text = whole_number(cell) if isinstance(cell, float) else cell
    if not isinstance(text, str):
        return untrusted(cell) or quarantine("village-code-form")
    text = POINT_ZERO.sub("", squeezed(text))
    if not text:
        return None
    if not is_code(text) or level_of(text) != 5:
        return quarantine("village-code-form")
    return text if text == cell else accept(text)


def read_key(cell: Cell) -> str | Flawed | None:
    """A household, person or helper number; kept as it is but for blanks."""
    if isinstance(cell, str) and cell.isalnum() and cell.isascii() and len(cell) <= 40:
        return cell
    if isinstance(cell, float):
        text = whole_number(cell)
        return accept(text, "number-stored-as-number") if text and cell >= 0 else quarantine("number-lost-digits")
    if not isinstance(cell, str):
        return untrusted(cell) or quarantine("number-form")
    if flaw := unsafe(cell):
        return flaw
    text = POINT_ZERO.sub("", squeezed(cell).strip(APOSTROPHES))
    if not text:
        return None
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
        return quarantine("number-lost-digits")
    if not NUMBER.fullmatch(text):
        return quarantine("number-form")
    return text if text == cell else accept(text)


def read_phone(cell: Cell) -> str | Flawed | None:
    """A phone number as digits; None for an empty cell."""
    return _chinese_phone(cell) if PHONE is None else _phone_of_the_pack(cell)


def _phone_of_the_pack(cell: Cell) -> str | Flawed | None:
    """A number of the form that the pack declares, without blanks, brackets and dashes."""
    text = whole_number(cell) if isinstance(cell, float) else cell
    if not isinstance(text, str):
        return untrusted(cell) or quarantine("phone-form")
    if flaw := unsafe(text):
        return flaw
    text = re.sub(r"[-()]", "", squeezed(text).strip(APOSTROPHES))
    if not text or text in DASHES:
        return None
    if "*" in text:
        return quarantine("phone-masked")
    if not PHONE.fullmatch(text):
        return quarantine("phone-form")
    return text if text == cell else accept(text)


def _chinese_phone(cell: Cell) -> str | Flawed | None:
    if isinstance(cell, str) and len(cell) == 11 and MOBILE.fullmatch(cell) and cell.isascii():
        return cell
    text = whole_number(cell) if isinstance(cell, float) else cell
    if not isinstance(text, str):
        return untrusted(cell) or quarantine("phone-form")
    if flaw := unsafe(text):
        return flaw
    text = POINT_ZERO.sub("", squeezed(text).strip(APOSTROPHES))
    if not text or text in DASHES:
        return None
    if "*" in text or "×" in text or re.search(r"\dX+\d", text.upper()):
        return quarantine("phone-masked")
    if LANDLINE.fullmatch(text):
        return text
    digits = re.sub(r"^(\+?86|0086)-?(?=1)", "", text).replace("-", "")
    if MOBILE.fullmatch(digits) and digits.isascii():
        return accept(digits)
    if len(parts := [part for part in re.split("[/、,;]", text) if part]) > 1 and all(MOBILE.fullmatch(p) for p in parts):
        return confirm(parts[0], "phone-two-numbers")
    if digits.isascii() and digits.isdigit() and len(digits) <= 20:
        return confirm(digits, "phone-length", length=len(digits))
    return quarantine("phone-form")


def read_account(cell: Cell) -> str | Flawed | None:
    """A bank account as digits; a number cell has lost its last digits, as with identity numbers."""
    if not isinstance(cell, str):
        return untrusted(cell) or quarantine("account-stored-as-number")
    if flaw := unsafe(cell):
        return flaw
    text = squeezed(cell).strip(APOSTROPHES).replace("-", "")
    if not text or text in DASHES:
        return None
    if "*" in text:
        return quarantine("account-masked")
    if not ACCOUNT.fullmatch(text) or not text.isascii():
        return quarantine("account-form")
    return text if text == cell else accept(text)


def listed(cell: Cell) -> str:
    """A cell's text for comparing with the words that begin a row of totals."""
    return squeezed(as_text(cell)).rstrip(":") if isinstance(cell, str) else ""
