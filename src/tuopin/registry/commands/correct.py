"""`tuopin correct …`: corrects what is recorded of a household, a member or a village, as the pages do, or undoes the last correction."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

import click
import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.days import local_zone
from tuopin.kernel.ids import mask
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.typed_words import read_by
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor, actor_of_command
from tuopin.registry.forms import FactForm, IncomeForm
from tuopin.registry.selectors.fields import CORRECTABLE, MEMBER_CORRECTABLE, VILLAGE_CORRECTABLE, Field
from tuopin.registry.selectors.income import LINES
from tuopin.registry.selectors.last_change import SEALED, Item, last_change
from tuopin.registry.services.correct_contact import correct_contact
from tuopin.registry.services.correct_facts import correct_household_fact, correct_income_line
from tuopin.registry.services.correct_members import correct_member_fact, correct_name
from tuopin.registry.services.correct_village import correct_village_fact
from tuopin.registry.services.undo_correction import undo_correction, undo_name
from tuopin.registry.services.versions import Correction

Again = Callable[[Item, str, int, Actor, date], None]  # what is judged or counted again after a correction
FIELDS = {"household": CORRECTABLE, "member": MEMBER_CORRECTABLE, "village": VILLAGE_CORRECTABLE}
YES_NO = {"是": "yes", "否": "no"}
OPTIONS = (
    click.option("--year", type=click.IntRange(1949, 2100), required=True, help="年度 / year of the fact"),
    click.option("--seen", type=int, help="查看时的版本号,不带新值运行可看到 / the version you read; run without a value to see it"),
    click.option("--reason", default="", help="更正理由,记入痕迹 / why; kept in the trail"),
    click.option("--undo", is_flag=True, help="撤销最近一次更正,恢复原值 / undo the last correction"),
    click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else"),
)

EVIDENCE = click.option("--evidence", default="self_report", show_default=True, help="凭证类型 / what proves it")
NEW = click.option("--new", is_flag=True, help="从标准输入读新号码 / read the new number from standard input")


@dataclass(frozen=True)
class Order:
    """What one call asks for: of which household or village and item, what it shall be, what was read before, and why."""

    number: str
    item: Item
    year: int
    seen: int | None
    reason: str
    undo: bool
    as_json: bool

    @property
    def correction(self) -> Correction:
        return Correction(self.number, self.year, self.seen, self.reason)


def correct_command(again: Again) -> click.Group:
    """The `correct` commands; after a change they let `again` judge or count again, which is no business of this room's."""

    @click.group(help="更正一项记录或撤销更正;不带新值时显示现在的值和版本号 / correct a fact, or undo it; without a value: show it")
    def correct() -> None:
        pass

    def leaf(name: str, words: str, *arguments: click.Command) -> Callable:
        def add(run: Callable) -> None:
            command = asks("correct")(click.command(name, help=words)(_with((*arguments, *OPTIONS), run)))
            correct.add_command(command)

        return add

    number, person = click.argument("number", metavar="户编号"), click.argument("person", metavar="人编号")
    field, value = click.argument("field", metavar="栏目"), click.argument("value", required=False, metavar="[新值]")

    @leaf("household", "更正户的一项 / a fact of a household", number, field, value)
    def household(number, field, value, **rest):
        _run(Order(number, Item("household", field), **rest), value, again)

    @leaf("member", "更正成员的一项 / a fact of a member", number, person, field, value)
    def member(number, person, field, value, **rest):
        _run(Order(number, Item("member", field, person), **rest), value, again)

    @leaf("village", "更正村的一项 / a fact of a village", click.argument("number", metavar="村代码"), field, value)
    def village(number, field, value, **rest):
        _run(Order(number, Item("village", field), **rest), value, again)

    @leaf("income", "更正一项收入 / a line of income", number, click.argument("line", metavar="收入项"), value, EVIDENCE)
    def income(number, line, value, evidence, **rest):
        _run(Order(number, Item("income", line), **rest), value, again, evidence=evidence)

    for kind, words in (("phone", "更正联系电话 / the phone number"), ("account", "更正银行卡号 / the bank account")):
        def sealed(number, new, kind=kind, **rest):
            _run(Order(number, Item(kind), **rest), sys.stdin.readline().strip() if new else None, again)

        leaf(kind, words, number, NEW)(sealed)
    correct.add_command(_name_command(again))
    return correct


def _name_command(again: Again) -> click.Command:
    """A name has no versions: what was read is the name itself."""

    @asks("correct")
    @click.command("name", help="更正成员姓名 / the name of a member")
    @click.argument("number", metavar="户编号")
    @click.argument("person", metavar="人编号")
    @click.argument("value", required=False, metavar="[新姓名]")
    @click.option("--year", type=click.IntRange(1949, 2100), required=True, help="年度 / year of the fact")
    @click.option("--seen", required=True, metavar="原姓名", help="查看时的姓名 / the name you read")
    @click.option("--reason", default="", help="更正理由,记入痕迹 / why; kept in the trail")
    @click.option("--undo", is_flag=True, help="撤销最近一次更正,恢复原姓名 / undo the last correction")
    @click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
    def name(number, person, value, year, seen, reason, undo, as_json):
        on = datetime.now(local_zone()).date()
        actor = actor_of_command((click.get_current_context().find_root().obj or {}).get("account"), on=on)
        correction = Correction(number, year, None, reason)
        if undo:
            stands = undo_name(correction=correction, person=person, seen=seen, actor=actor, on=on)
        else:
            stands = correct_name(correction=correction, person=person, seen=seen, name=value or "", actor=actor, on=on)
        if stands.name != seen:
            again(Item("name", person=person), number, year, actor, on)
        if as_json:
            click.echo(orjson.dumps({"item": "name", "name": "", "year": year, "changed": stands.name != seen, "value": stands.name}))
        else:
            click.echo(_("姓名现为 {name}。").format(name=stands.name))

    return name


def _with(parts: tuple, run: Callable) -> Callable:
    for part in reversed(parts):
        run = part(run)
    return run


def _run(order: Order, value: str | None, again: Again, *, evidence: str = "") -> None:
    """Show what stands, or change it and have the household or village judged again."""
    on = datetime.now(local_zone()).date()
    actor = actor_of_command((click.get_current_context().find_root().obj or {}).get("account"), on=on)
    _require_name(order.item)
    if value is None and not order.undo:
        _show(order, actor)
        return
    change = partial(undo_correction, item=order.item) if order.undo else _change(order.item, order.year, value, evidence)
    before = last_change(actor, order.number, order.year, order.item)
    if before is not None and order.seen is None:
        raise Refusal("version-missing", phrase("没有说明更正的是哪一个版本。"), phrase("请先不带新值运行,看清现在的值和版本号,再加上 --seen 版本号。"))
    stands = change(correction=order.correction, actor=actor, on=on)
    changed = before is None or stands.pk != before.stands
    if changed:
        again(order.item, order.number, order.year, actor, on)
    after = last_change(actor, order.number, order.year, order.item)
    _tell(order, {"changed": changed, "value": _shown(order.item, after.now), "version": after.stands},
          _("已更正为 {value}(版本 {version})。") if changed else _("填写的值与现有的相同,没有改动。"))


def _show(order: Order, actor: Actor) -> None:
    found = last_change(actor, order.number, order.year, order.item)
    if found is None:
        _tell(order, {"value": None, "version": None, "by": None, "at": None, "undo_to": None}, _("没有填报。"))
        return
    _tell(order, {
        "value": _shown(order.item, found.now), "version": found.stands, "by": found.source, "at": found.at.isoformat(timespec="seconds"),
        "undo_to": _shown(order.item, found.before) if found.can_be_undone else None,
    }, _("现在的值 {value}(版本 {version},{by} 记录于 {at})。"), at=f"{timezone.localtime(found.at):%Y-%m-%d %H:%M}")


def _tell(order: Order, told: dict, sentence: str, **words: str) -> None:
    """Print what is told as JSON, or as a sentence in which `words` stand for what a person reads otherwise than a program."""
    if order.as_json:
        click.echo(orjson.dumps({"item": order.item.kind, "name": order.item.name, "year": order.year} | told))
    else:
        click.echo(sentence.format(**{key: "—" if value in (None, "") else value for key, value in told.items()} | words))


def _shown(item: Item, value: object) -> object:
    """A value as the command prints it: amounts as text, an income without its evidence, numbers masked."""
    if item.kind == "income" and isinstance(value, tuple):
        value = value[0]
    if item.kind in SEALED and value:
        return mask(value)
    return str(value) if isinstance(value, Decimal) else value


def _change(item: Item, year: int, value: str, evidence: str) -> partial:
    """The service that puts the value in its place; the value is read by the same forms as on the pages."""
    if item.kind in SEALED:
        return partial(correct_contact, what=item.kind, number=value)
    if item.kind == "income":
        said = read_by(IncomeForm({"amount_yuan": value, "evidence": evidence, "reason": "-"}))
        return partial(correct_income_line, line=item.name, amount_yuan=said["amount_yuan"], evidence=said["evidence"])
    field = FIELDS[item.kind][item.name]
    new = read_by(FactForm({"value": _written(field, value), "reason": "-"}, field=field, year=year))["value"]
    if item.kind == "member":
        return partial(correct_member_fact, person=item.person, field=item.name, value=new)
    return partial(correct_village_fact if item.kind == "village" else correct_household_fact, field=item.name, value=new)


def _require_name(item: Item) -> None:
    names = LINES if item.kind == "income" else FIELDS.get(item.kind)
    if names is not None and item.name not in names:
        raise Refusal("no-such-field", phrase("没有栏目“{name}”。"), phrase("可用的栏目:{names}。"), name=item.name[:40], names=list(names))


def _written(field: Field, value: str) -> object:
    """What is typed as the control of the page would send it: a word or its official name, 是 or yes."""
    if field.kind == "yes_no":
        return YES_NO.get(value, value)
    if field.kind not in ("code", "codes") or not value:
        return value
    words = codelists.word(field.codelist, value) or value
    return words.split(",") if field.kind == "codes" else words
