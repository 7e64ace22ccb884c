"""Values and happenings of a household as a sentence would say them, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.kernel import codelists
from tuopin.kernel.words import phrase
from tuopin.privacy.states.reveals import FIELDS, PURPOSES
from tuopin.registry.selectors.fields import CORRECTABLE, MEMBER_CORRECTABLE
from tuopin.registry.selectors.households import Happening
from tuopin.trail.states.verbs import VERBS

NUMBERS = {"certificate": phrase("证件号码"), "phone": phrase("联系电话"), "account": phrase("银行卡号")}
ROSTER = phrase("花名册")
KINDS = {
    "identified": phrase("识别"), "pre_exit": phrase("预脱贫"), "exited": phrase("脱贫"), "returned": phrase("返贫"), "removed": phrase("清退"),
}


def value_in_words(value: object) -> str:
    """A value or threshold of a verdict: an amount with thousands, a count, a grade, yes or no; a dash where it is not known."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def happening_in_words(happening: Happening) -> tuple[str, str]:
    """What happened, and to what: a title and the rest of the sentence."""
    if happening.kind == "status":
        return _(KINDS.get(happening.what, happening.what)), ""
    titles = {"correct": _("更正"), "judge": _("重新评判"), "import_household": _("名册入库"), "move_household": _("随村调整"),
              "reveal": _("查看完整号码"), "reveal_refused": _("查看号码被拒"), "erase": _("删除个人信息")}
    text = _corrected(happening.detail) if happening.what == "correct" else _revealed(happening.detail)
    word = titles.get(happening.what) or _(VERBS.get(happening.what, happening.what))
    return word, text


def _revealed(detail: dict) -> str:
    """Which number, and what for; nothing for other happenings."""
    if "purpose" not in detail:
        return ""
    return f"{_(FIELDS.get(detail.get('field', ''), ''))} · {_(PURPOSES.get(detail['purpose'], ''))}"


def basis_in_words(basis: str) -> str:
    """The document or reason behind an act; a roster or a case is called one in the reader's language."""
    kind, _colon, number = basis.partition(":")
    if kind == "case" and number.isdecimal():
        return _("办理事项 #{number}").format(number=number)
    return f"{_(ROSTER)}{basis.removeprefix(ROSTER)}" if basis.startswith(f"{ROSTER} ") else basis


def day_in_words(happening: Happening) -> str:
    """The day as far as it was stated: a status known by its year or month says no more."""
    places = {"year": 4, "month": 7}.get(happening.detail.get("precision"), 10)
    return happening.on.isoformat()[:places]


def _corrected(detail: dict) -> str:
    if "line" in detail:
        name, before, after = codelists.label("income-line", detail["line"], get_language()), *(_yuan(detail.get(k)) for k in ("before", "after"))
    elif detail.get("field") in NUMBERS:  # of a number only that it changed
        return _("{year} 年{name}").format(year=detail.get("year", ""), name=_(NUMBERS[detail["field"]]))
    else:
        field = (MEMBER_CORRECTABLE if "person" in detail else CORRECTABLE).get(detail.get("field", ""))
        name = str(field.label) if field else _("姓名") if detail.get("field") == "name" else detail.get("field", "")
        before, after = (_fact(field, detail.get(k)) for k in ("before", "after"))
    return _("{year} 年{name}:{before} → {after}").format(year=detail.get("year", ""), name=name, before=before, after=after)


def _yuan(text: object) -> str:
    return "—" if text is None else f"{Decimal(str(text)):,.2f}"


def _fact(field, value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return codelists.label(field.codelist, str(value), get_language()) if field and field.codelist else str(value)
