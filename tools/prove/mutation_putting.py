"""Puts a fault into the running house: the code of its functions, or what is worked out once when a file is read."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

PLAIN = (int, str, bool, float, bytes, type(None))
HOLDING = (tuple, list, set, frozenset, dict)
COUNTED = {"creation_counter"}  # what an object has by the order in which it was made


class Places:
    """Every function of the house with the file it stands in, and whatever remembers earlier calls; looked up once."""

    def __init__(self) -> None:
        self.functions, self.remembered = {}, []
        for each in gc.get_objects():
            if isinstance(each, FunctionType):
                self.functions.setdefault(each.__code__.co_filename, []).append(each)
            elif isinstance(each, _lru_cache_wrapper) and getattr(each, "__module__", "").startswith("tuopin"):
                self.remembered.append(each)
                self.functions.setdefault(each.__wrapped__.__code__.co_filename, []).append(each.__wrapped__)

    def put_in(self, path: Path, text: str, *, read: bool) -> int:
        """Give the functions of the file the code of this text, or (`read`) its constants their values; how many are other than before."""
        changed = _constants(path, text) if read else self._codes(path, text)
        for each in self.remembered:
            each.cache_clear()
        return changed

    def _codes(self, path: Path, text: str) -> int:
        codes, changed = {}, 0
        _collect(compile(text, str(path), "exec", dont_inherit=True), codes)
        for each in self.functions.get(str(path), ()):
            code = codes.get((each.__code__.co_qualname, each.__code__.co_firstlineno, each.__code__.co_freevars))
            if code is not None:
                changed += each.__code__ != code
                each.__code__ = code
        return changed


def _collect(code: CodeType, codes: dict) -> None:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            codes[part.co_qualname, part.co_firstlineno, part.co_freevars] = part
            _collect(part, codes)


def _constants(path: Path, text: str) -> int:
    """Read the text anew beside the module and give every place that holds one of its constants the value it has now."""
    module = next(each for each in list(sys.modules.values()) if getattr(each, "__file__", None) == str(path))
    read = ModuleType(module.__name__)
    read.__dict__.update(__file__=str(path), __package__=module.__package__, __path__=getattr(module, "__path__", None))
    sys.modules[module.__name__] = read  # what is declared in it asks for its module by name
    try:
        exec(compile(text, str(path), "exec", dont_inherit=True), read.__dict__)
    finally:
        sys.modules[module.__name__] = module
    other = {id(was): (was, now) for name, was in vars(module).items()
             if (now := vars(read).get(name, was)) is not was and isinstance(was, (*PLAIN, *HOLDING, re.Pattern)) and _shape(was) != _shape(now)}
    names = {name: vars(read)[name] for name, was in vars(module).items() if id(was) in other}
    vars(module).update(names)
    for each in list(sys.modules.values()):
        for name, held in list(vars(each).items()) if _is_ours(each) else ():
            if id(held) in other and (name in names or isinstance(held, HOLDING)):
                setattr(each, name, other[id(held)][1])
    return len(names) + _of_one(vars(module), vars(read), module.__name__)


def _of_one(was: Mapping, now: Mapping, module: str) -> int:
    """Give the functions and classes of a module, or of one of its classes, the defaults and values that were read now; how many are other than before."""
    changed = 0
    for name, held in list(was.items()):
        other = now.get(name)
        if isinstance(held, FunctionType) and isinstance(other, FunctionType):
            if [_shape(held.__defaults__), _shape(held.__kwdefaults__)] != [_shape(other.__defaults__), _shape(other.__kwdefaults__)]:
                held.__defaults__, held.__kwdefaults__, changed = other.__defaults__, other.__kwdefaults__, changed + 1
        elif isinstance(held, type) and isinstance(other, type) and held.__module__ == module:
            changed += _of_one(vars(held), vars(other), module)
            for key, mine in list(vars(held).items()):
                if isinstance(mine, (*PLAIN, *HOLDING)) and not key.startswith("__") and key in vars(other) and _shape(mine) != _shape(vars(other)[key]):
                    setattr(held, key, vars(other)[key])
                    changed += 1
    return changed


def _is_ours(module: ModuleType) -> bool:
    """Whether it is a module of the house or of its tests, which may hold a constant under its name as well."""
    return getattr(module, "__name__", "").startswith("tuopin") or "/tests/" in (getattr(module, "__file__", None) or "")


def _shape(value: object, depth: int = 4) -> object:
    """What a value says, whichever object says it; of objects within objects as far as `depth`."""
    if isinstance(value, PLAIN):
        return type(value).__name__, value
    if isinstance(value, (set, frozenset)):
        return sorted(map(repr, map(_shape, value)))
    if isinstance(value, dict):
        return [(_shape(key, depth), _shape(held, depth)) for key, held in value.items()]
    if isinstance(value, (tuple, list)):
        return [_shape(held, depth) for held in value]
    if isinstance(value, FunctionType):
        return value.__code__.co_code, repr([const for const in value.__code__.co_consts if not isinstance(const, CodeType)])
    if isinstance(value, re.Pattern):
        return value.pattern
    told = {each.name: getattr(value, each.name, None) for each in fields(value)} if is_dataclass(value) else getattr(value, "__dict__", {})
    return type(value).__qualname__, [] if isinstance(value, type) or not depth else [
        (name, _shape(held, depth - 1)) for name, held in told.items() if not name.startswith("_") and name not in COUNTED]
