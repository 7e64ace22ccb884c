"""Small is the normal case: files, functions, parameters."""

import ast

from source import functions, kept_files, modules, name_of

MOST_LINES = 400
MOST_FUNCTION_LINES = 40
MOST_PARAMETERS = 7


def test_no_python_file_is_longer_than_400_lines():
    paths = {p for p in kept_files() if p.suffix == ".py" and "migrations" not in p.parts}
    long = {name_of(p): n for p in paths if (n := len(p.read_text(encoding="utf-8").splitlines())) > MOST_LINES}
    assert not long, f"make each a folder of the same name, one noun or one verb a file: {long}"


def test_no_function_is_longer_than_40_lines():
    long = [
        f"{name_of(p)}:{f.lineno} {f.name} {f.end_lineno - f.lineno + 1}"
        for p in modules() for f in functions(p) if f.end_lineno - f.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert not long, "name a part of it and take it out:\n" + "\n".join(long)


def test_no_function_takes_more_than_seven_parameters():
    def count(f):
        given = [*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs]
        return len([a for a in given if a.arg not in ("self", "cls")])

    many = [
        f"{name_of(p)}:{f.lineno} {f.name} {count(f)}"
        for p in modules() for f in functions(p)
        if count(f) > MOST_PARAMETERS and not any("click." in ast.unparse(d) for d in f.decorator_list)
    ]
    assert not many, "group what belongs together in a dataclass:\n" + "\n".join(many)

