"""The policy catalogue: each policy with its document, tier, batch, target, amount and evidence, read from the files of the pack."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from tuopin.benefits.states.vocabulary import vocabulary
from tuopin.engine.expressions import HOUSEHOLD, PERSON, Sentence, compile_amount, compile_condition
from tuopin.engine.numbers import Numbers, numbers_of
from tuopin.kernel.codelists import code_list
from tuopin.kernel.days import covers
from tuopin.kernel.pack import pack_files
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.declared import EDUCATION, STUDENT

UNITS = {"household": HOUSEHOLD, "person": PERSON}
TIERS = {"general": phrase("三农普惠"), "sector": phrase("部门优惠"), "special": phrase("扶贫特惠")}
BATCHES = {
    "production": phrase("发展生产"), "relocation": phrase("易地搬迁"), "ecology": phrase("生态补偿"), "education": phrase("发展教育"),
    "security": phrase("社会保障兜底"),
}
SOURCES = {"special": phrase("专项扶贫"), "sector": phrase("行业扶贫"), "social": phrase("社会扶贫")}
EFFECTS = {"own_income": phrase("造血"), "transfusion": phrase("输血")}
BENEFITS = {"cash": phrase("现金"), "kind": phrase("实物"), "service": phrase("服务"), "discount": phrase("减免、代缴")}
CLAIMS = {"right": phrase("应享尽享"), "choice": phrase("自愿申请"), "decision": phrase("按批准名单")}
SPANS = {"year": phrase("每年"), "once": phrase("一次")}
WORDS = {
    "tier": TIERS, "batch": BATCHES, "source": SOURCES, "effect": EFFECTS, "benefit": BENEFITS, "claim": CLAIMS, "every": SPANS, "of": UNITS,
}
NEEDED = ("name", "title", "number", "document", "issuer", "article", "from", "kind", "verified", *WORDS)


class PolicyUnfit(Refusal):
    """A policy that must not be gone by: without source, in no batch or in two, with a target that cannot be asked."""


@dataclass(frozen=True)
class Policy:
    """One policy. Rule numbers are dated; `claim` says whether whoever meets the target is owed it or may only ask for it."""

    name: str
    title: str
    number: str
    document: str
    issuer: str
    article: str
    verified: bool
    note: str
    starts_on: date
    ends_on: date | None
    words: Mapping[str, str]  # tier, batch, source, effect, benefit, claim, every, of
    kind: str  # a word of the code list `measure-kind`
    causes: tuple[str, ...]  # the causes of poverty that it answers
    group: str  # of the policies of one group a beneficiary draws one
    evidence: tuple[str, ...]
    target: Mapping[str, Sentence]
    titles: Mapping[str, str]
    amount: Sentence | None  # whole fen that are due; None = no amount is set nationally
    limit: str  # the number that an amount may not go beyond
    numbers: Numbers
    examples: tuple[Mapping, ...]
    area: str = ""  # where a local policy holds; "" = wherever the pack does

    @property
    def unit(self) -> str:
        return UNITS[self.words["of"]]

    @property
    def by_right(self) -> bool:
        return self.words["claim"] == "right"

    @property
    def source_text(self) -> str:
        return f"{self.document}({self.number}){self.article}"

    def in_force(self, on: date) -> bool:
        return covers(self.starts_on, self.ends_on, on)

    @property
    def needs(self) -> dict[str, set[str]]:
        """The columns that target and amount read, by table."""
        found: dict[str, set[str]] = {HOUSEHOLD: set(), PERSON: set()}
        for sentence in (*self.target.values(), *((self.amount,) if self.amount else ())):
            for table, names in sentence.needs.items():
                found[table] |= names
        if STUDENT in found[PERSON]:
            found[PERSON].add(EDUCATION)
        return found


@cache
def catalogue() -> dict[str, Policy]:
    """All policies of the pack by name, in the order of their batches; raises PolicyUnfit when one is not fit to go by."""
    found = [read_policy(path.read_text(encoding="utf-8"), path.stem) for path in pack_files("policies")]
    order = {word: n for n, word in enumerate(BATCHES)}
    for policy in found:
        if policy.group and any(one.group == policy.group and one.unit != policy.unit for one in found):
            raise _unfit(policy.name, f"group = {policy.group}: of households and of persons")
    found.sort(key=lambda p: (order[p.words["batch"]], p.starts_on, p.name))
    return {policy.name: policy for policy in found}


def policy_named(name: str) -> Policy:
    """The policy of the name; raises NotFound."""
    found = catalogue().get(name)
    if found is None:
        raise NotFound("no-such-policy", phrase("政策目录中没有“{name}”。"), phrase("请从政策目录中选择。"), name=name[:40])
    return found


def policies_on(on: date) -> list[Policy]:
    """The policies in force on the day."""
    return [policy for policy in catalogue().values() if policy.in_force(on)]


def others_of_group(policy: Policy) -> list[Policy]:
    """The policies that a beneficiary of this one cannot draw beside it, in force or not: a house that was given keeps."""
    return [one for one in catalogue().values() if policy.group and one.group == policy.group and one.name != policy.name]


def with_others_of_group(policies: Iterable[Policy]) -> list[Policy]:
    """The policies and all that cannot be drawn beside one of them, each once."""
    return list({one.name: one for policy in policies for one in (policy, *others_of_group(policy))}.values())


def read_policy(text: str, where: str) -> Policy:
    """One policy out of its file's text; raises PolicyUnfit or Unsaid."""
    try:
        said = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise _unfit(where, str(fault)) from fault
    faults = list(_faults(said))
    if faults:
        raise _unfit(where, "; ".join(faults))
    head, unit = said["policy"], UNITS[said["policy"]["of"]]
    numbers = numbers_of(head["name"], {"rule": {"document": head["document"], "article": head["article"]}} | dict(said.get("numbers", {})))
    words = vocabulary(numbers)
    return Policy(
        head["name"], head["title"], head["number"], head["document"], head["issuer"], head["article"], head["verified"], head.get("note", ""),
        head["from"], head.get("to"), {word: head[word] for word in WORDS}, head["kind"], tuple(head.get("causes", ())), head.get("group", ""),
        tuple(head["evidence"]), {name: compile_condition(text, unit, words) for name, text in said["target"].items()}, said["titles"],
        compile_amount(head["amount"], unit, words) if head.get("amount") else None, head.get("limit", ""), numbers,
        tuple(said["example"]), head.get("area", ""),
    )


def _faults(said: Mapping) -> Iterator[str]:
    head = said.get("policy", {})
    yield from (f"policy.{name}" for name in NEEDED if head.get(name) in (None, ""))
    yield from (f"{word} = {head.get(word)}" for word, known in WORDS.items() if not isinstance(head.get(word), str) or head[word] not in known)
    if head.get("kind") not in code_list("measure-kind").values:
        yield f"kind = {head.get('kind')}"
    yield from (f"cause {cause}" for cause in head.get("causes", ()) if cause not in code_list("cause").values)
    if not head.get("evidence"):
        yield "evidence"
    if not said.get("target") or set(said["target"]) != set(said.get("titles", {})):
        yield "target, titles"
    yield from (f"numbers.{name}.title" for name, listed in said.get("numbers", {}).items() if not all(entry.get("title") for entry in listed))
    if head.get("limit") and head["limit"] not in said.get("numbers", {}):
        yield f"limit = {head['limit']}"
    if not any(True in example.get("entitled", ()) for example in said.get("example", ())):
        yield "example"


def _unfit(where: str, fault: str) -> PolicyUnfit:
    return PolicyUnfit("policy-unfit", phrase("政策“{where}”不能采用:{fault}。"), phrase("请改正这份政策文件。"), where=where[:60], fault=fault[:300])


def file_text(name: str) -> str:
    """The policy's file as it is written, for whoever wants to read it."""
    return next(Path(p) for p in pack_files("policies") if p.stem == name).read_text(encoding="utf-8")
