"""How an answer to a program is said: what a value is, which operation answers with it, and the answer itself as JSON."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter

import orjson
from django.http import HttpRequest, HttpResponse

from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase

Schema = dict
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
AMOUNT: Schema = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "description": "十进制数 / a decimal number, as text so that none of it is lost"}
LARGEST_PAGE, USUAL_PAGE = 200, 50
LONGEST_CURSOR = 1000
FIRST_YEAR, LAST_YEAR = 2012, 2100


def maybe(schema: Schema) -> Schema:
    """The value, or null where it is not known."""
    return schema | {"type": [schema["type"], "null"]}


def rows_of(schema: Schema) -> Schema:
    """A list of such values."""
    return {"type": "array", "items": schema}


def thing(**parts: Schema) -> Schema:
    """An object with exactly these parts."""
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def named(schema: Schema) -> Schema:
    """Such values by name, whatever the names are."""
    return {"type": "object", "additionalProperties": schema}


def page_of(schema: Schema) -> Schema:
    """One page of a list: its rows, and what to send as `after` for the next; null on the last."""
    return thing(rows=rows_of(schema), after=maybe(TEXT))


@dataclass(frozen=True)
class Operation:
    """What one address answers: a sentence for people, what it takes beside the path, what it answers with."""

    says: str
    answers: Schema
    takes: dict[str, Schema] = field(default_factory=dict)


def answering(says: str, answers: Schema, *, act: str = "read", **takes: Schema) -> Callable:
    """Declare a view of the programs: the act it asks, what it takes, and the schema of its answer, which the tests hold it to."""

    def declare(view: Callable) -> Callable:
        view.operation = Operation(says, answers, takes)
        return asks(act, takes=tuple(takes))(view)

    return declare


def as_json(told: object, *, status: int = 200, **headers: str) -> HttpResponse:
    """The answer; decimals as text, days as YYYY-MM-DD, moments with their zone."""
    response = HttpResponse(orjson.dumps(told, default=_plain), status=status, content_type="application/json", headers=headers)
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def wanted(request: HttpRequest, name: str, usual: str = "", *, longest: int = 80) -> str:
    """A word of the address; Refusal where it stands there twice: which of the two is meant cannot be known."""
    if len(told := request.GET.getlist(name)) > 1:
        raise Refusal("given-twice", phrase("参数“{name}”给出了不止一次。"), phrase("请只保留一个后重新请求。"), name=name)
    return told[0][:longest] if told else usual


def cursor_wanted(request: HttpRequest) -> str:
    """Where the page begins, as the one before gave it; "" for the first."""
    return wanted(request, "after", longest=LONGEST_CURSOR)


def area_wanted(request: HttpRequest) -> str:
    """The place asked about, else the widest of the asker's; NotFound for another."""
    area = wanted(request, "area") or request.actor.home
    request.actor.require("read", area)
    return area


def number_wanted(request: HttpRequest, name: str, usual: int, least: int, most: int) -> int:
    """A whole number of the address; Refusal for what is none, or is out of its bounds."""
    text = wanted(request, name, str(usual))
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise Refusal("bad-number", phrase("“{name}”须是 {least} 至 {most} 的整数。"), phrase("请更正后重新请求。"), name=name, least=least, most=most)
    return int(text)


def year_wanted(request: HttpRequest) -> int:
    """The year asked about, else this one."""
    return number_wanted(request, "year", request.on.year, FIRST_YEAR, LAST_YEAR)


def choice_wanted(request: HttpRequest, name: str, choices: Collection[str], usual: str = "") -> str:
    """One of the words that there are; Refusal for another, so that a slip of the pen is not an empty list."""
    word = wanted(request, name) or usual
    require_choices(name, [word], choices)
    return word


def require_choices(name: str, told: Iterable[str], choices: Collection[str]) -> None:
    """Refusal for a word of the address that is none of those that there are."""
    if any(word not in choices for word in told):
        said = ", ".join(choice for choice in choices if choice)
        raise Refusal("bad-choice", phrase("“{name}”须是其中之一:{choices}。"), phrase("请更正后重新请求。"), name=name, choices=said)


def paged(request: HttpRequest, rows: Callable, told: Callable, *, key: Callable = attrgetter("pk")) -> dict:
    """One page by a cursor over numbers that only grow (`key` of a row): `rows(after, how many)` gives those behind the number, in order."""
    limit = number_wanted(request, "limit", USUAL_PAGE, 1, LARGEST_PAGE)
    found = list(rows(_opened(cursor_wanted(request)), limit + 1))
    return {"rows": told(found[:limit]), "after": _sealed(key(found[limit - 1])) if len(found) > limit else None}


def _sealed(number: int) -> str:
    return urlsafe_b64encode(f"after:{number}".encode()).decode()


def _opened(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        found = re.fullmatch(r"after:([0-9]{1,18})", urlsafe_b64decode(cursor.encode()).decode())
    except ValueError:
        found = None
    if found is None:
        raise Refusal("bad-cursor", phrase("“after”不是上一页给出的值。"), phrase("请从第一页重新开始。"))
    return int(found.group(1))


def nothing_there() -> NotFound:
    """What is not there, or not theirs to see."""
    return NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))


def words(values: Iterable[object]) -> list[str]:
    """The values as texts."""
    return [str(value) for value in values]
