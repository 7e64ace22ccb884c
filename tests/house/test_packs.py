"""The core knows no country: Chinese places and bodies are named in packs, and outside them only where this list says why."""

import ast
import re

from source import PACKAGE, tree

NAMED = re.compile(r"国务院|中共|中央|扶贫办|乡村振兴局|民政|水利部|财政部|湖南|湖北|山西|河南|永州|江华|岢岚|忻州|南召|Hunan|Jianghua|Xinzhou")
PACKS = ("packs/", "policy/rulebook/", "procedure/declared/", "locale/")  # what a country brings with it
ALLOWED = {  # shrinking: why each may still name one
    "cli/sample/": "sentences of the sample; every other pack says them in its own words",
}


def _strings(path):
    defined = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    told = {
        id(node.body[0].value) for node in ast.walk(tree(path))
        if isinstance(node, defined) and node.body and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
    }
    return [n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in told]


def _naming():
    found = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        where = path.relative_to(PACKAGE).as_posix()
        if where.startswith(PACKS) or "migrations" in where:
            continue
        texts = _strings(path) if path.suffix == ".py" else [path.read_text(encoding="utf-8")]
        words = sorted({word for text in texts for word in NAMED.findall(text)})
        if words:
            found[where] = words
    return found


def test_no_room_of_the_core_names_a_chinese_place_or_body_outside_a_pack():
    naming = {where: words for where, words in _naming().items() if not where.startswith(tuple(ALLOWED))}
    assert not naming, f"move the words into the pack, or say in ALLOWED why not: {naming}"


def test_the_list_of_exceptions_holds_nobody_who_names_none():
    idle = [start for start in ALLOWED if not any(where.startswith(start) for where in _naming())]
    assert not idle, idle
