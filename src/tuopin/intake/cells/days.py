"""Reading days, months and years, in every way clerks write them; what could be two days is not guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from tuopin.intake.cells.flaws import Cell, Flawed, accept, confirm, quarantine, untrusted
from tuopin.intake.cells.text import BLANKS, DASHES, INVISIBLE, half_width, squeezed, unsafe
from tuopin.kernel.days import local_zone

ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
WITH_TIME = re.compile(DAY.pattern[:-2] + r"(?:日T?|T)(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?")  # 2018/3/1 18:30 is not the 11th at 8:30
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})")
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
MONTH = re.compile(r"(\d{4})(?:[-./年](\d{1,2})月?|(\d{2})(?:\.0+)?)")
YEAR = re.compile(r"(\d{4})(?:年度?|\.0+)?")
DAY_LAST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{2}|\d{4})")
IN_WORDS = re.compile(r"[〇○零一二三四五六七八九十]{2,}年|[正腊冬]月|初[一二三四五六七八九十]|农历|阴历")
OPEN_END = frozenset({"至今", "长期", "今", "现在"})
EARLIEST = date(1900, 3, 1)  # before it a spreadsheet's serial numbers are one day wrong: it believes in 29 February 1900
EARLIEST_YEAR, LATEST_YEAR = 1949, 2100


class DayReader:
    """Reads the days of one workbook, whose serial numbers count from 1900 or from 1904."""

    def __init__(self, from_1904: bool = False) -> None:
        self.from_1904 = from_1904

    def read_day(self, cell: Cell) -> date | Flawed | None:
        """One day; None for an empty cell or an end that is still open."""
        if isinstance(cell, datetime):
            return accept(cell.date()) if cell.time() != time(0) else self._in_range(cell.date())
        if isinstance(cell, date):
            return self._in_range(cell)
        if isinstance(cell, float):
            return self._from_number(cell)
        if not isinstance(cell, str):
            return untrusted(cell) or quarantine("not-a-date")
        if flaw := unsafe(cell):
            return flaw
        return self._from_text(cell.strip())

    def read_period(self, cell: Cell) -> str | Flawed | None:
        """A year, a month or a day as `2014`, `2014-03` or `2014-03-01`, as exactly as the cell states it."""
        if isinstance(cell, float) and cell - cell == 0:
            if cell == int(cell) and EARLIEST_YEAR <= cell <= LATEST_YEAR:
                return str(int(cell))
            if EARLIEST_YEAR <= cell < LATEST_YEAR:  # 2014.03 typed as a number; 2014.1 may have been 2014.10
                month = f"{cell:.2f}"[5:]
                read = f"{int(cell)}-{month}"
                if not "01" <= month <= "12":
                    return quarantine("not-a-date")
                return confirm(read, "month-typed-as-number") if month == "10" else accept(read)
            if cell == int(cell) and _month(str(int(cell))):
                return accept(_month(str(int(cell))))
        if isinstance(cell, str):
            if flaw := unsafe(cell):
                return flaw
            text = squeezed(cell)
            if match := YEAR.fullmatch(text):
                return _year_in_range(match[1], plain=text == match[1])
            if month := _month(text):
                return month if month == text else accept(month)
        got = self.read_day(cell)
        if isinstance(got, Flawed):
            return Flawed(got.value.isoformat() if got.value else None, got.code, got.outcome, got.params)
        return got.isoformat() if got else None

    def _from_number(self, number: float) -> date | Flawed:
        if number - number != 0:
            return quarantine("not-a-date")
        if number == int(number) and (match := DIGITS.fullmatch(str(int(number)))):
            return _made(match, accepted=True)
        if self.from_1904 and 0 <= number < 80_000:
            return accept(date(1904, 1, 1) + timedelta(days=int(number)))
        if 61 <= number < 80_000:
            return accept(date(1899, 12, 30) + timedelta(days=int(number)))
        return quarantine("serial-before-march-1900") if 0 <= number < 61 else quarantine("not-a-date")

    def _from_text(self, text: str) -> date | Flawed | None:
        if match := ISO.fullmatch(text):
            return _made(match, accepted=False)
        if INSTANT.fullmatch(text):
            return _of_instant(text)
        short = squeezed(text)
        if not short:
            return None
        if short in OPEN_END or short in DASHES:
            return accept(None)
        if match := DAY.fullmatch(short) or DIGITS.fullmatch(short) or WITH_TIME.fullmatch(_apart(text)) or WITH_TIME.fullmatch(short):
            return _made(match, accepted=True)
        if re.fullmatch(r"\d{5}(\.0+)?", short):
            return self._from_number(float(short))
        if DAY_LAST.fullmatch(short):
            return quarantine("date-ambiguous")
        if _month(short) or YEAR.fullmatch(short):
            return quarantine("day-missing")
        return quarantine("date-in-words" if IN_WORDS.search(short) else "not-a-date")

    @staticmethod
    def _in_range(day: date) -> date | Flawed:
        return day if day >= EARLIEST else quarantine("serial-before-march-1900")


def _apart(text: str) -> str:
    """The text with a T where its blanks are, which keep a day of one digit from the hour after it."""
    return BLANKS.sub("T", INVISIBLE.sub("", half_width(text)).strip())


def _made(match: re.Match, accepted: bool) -> date | Flawed:
    groups = match.groups()
    try:
        day = date(int(groups[0]), int(groups[1]), int(groups[2]))
        if len(groups) > 3 and groups[3] == "24" and groups[4] == "00":
            day += timedelta(days=1)  # 24:00 is the next day's first moment
    except (ValueError, OverflowError):
        return quarantine("no-such-day")
    if not EARLIEST.year < day.year <= LATEST_YEAR:
        return quarantine("no-such-day")
    return accept(day) if accepted else day


def _of_instant(text: str) -> date | Flawed:
    """The day in China of a moment that names its time zone."""
    try:
        day = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(local_zone()).date()
    except (ValueError, OverflowError):
        return quarantine("no-such-day")
    return accept(day) if EARLIEST.year < day.year <= LATEST_YEAR else quarantine("no-such-day")


def _month(text: str) -> str | None:
    match = MONTH.fullmatch(text)
    if not match:
        return None
    month = int(match[2] or match[3])
    return f"{match[1]}-{month:02d}" if 1 <= month <= 12 and EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR else None


def _year_in_range(year: str, plain: bool) -> str | Flawed:
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        return quarantine("year-out-of-range")
    return year if plain else accept(year)


def read_year(cell: Cell) -> int | Flawed | None:
    """A calendar year; None for an empty cell."""
    if isinstance(cell, float):
        fits = cell == cell and EARLIEST_YEAR <= cell <= LATEST_YEAR and cell == int(cell)
        return int(cell) if fits else quarantine("year-out-of-range")
    if isinstance(cell, (date, datetime)):
        return confirm(cell.year, "year-from-day")
    if not isinstance(cell, str):
        return untrusted(cell) or quarantine("year-out-of-range")
    text = squeezed(cell)
    if not text:
        return None
    if text in DASHES:
        return accept(None)
    match = YEAR.fullmatch(text)
    if not match:
        return confirm(int(_month(text)[:4]), "year-from-day") if _month(text) else quarantine("year-out-of-range")
    got = _year_in_range(match[1], plain=text == match[1])
    return Flawed(int(got.value), got.code, got.outcome) if isinstance(got, Flawed) and got.value else (
        got if isinstance(got, Flawed) else int(got)
    )
