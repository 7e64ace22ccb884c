"""A bundle of households that the reader laid out, taken up again: as a whole, or any one of them as the record it stands for."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate

from tuopin.intake.tables import ORDER
from tuopin.kernel.copy_text import fen, reader


class Laid:
    """One bundle. Households are told by their position in it; members stand in the order of their households."""

    def __init__(self, body: dict, layout: dict[str, list]) -> None:
        self.body, self.layout = body, layout
        self.keys: list[str] = body["keys"]
        self.starts = [0, *accumulate(body["persons"])]  # where the members of each household begin

    @property
    def numbers(self) -> list[str | None]:
        """The person numbers of all members."""
        return self._of_members("number")

    @property
    def certificates(self) -> list[str | None]:
        """The certificate numbers of all members."""
        return self._of_members("certificate")

    def _of_members(self, name: str) -> list:
        return self.body["member_others"].get(name) or [None] * self.starts[-1]

    def other(self, name: str) -> list:
        """A fact of the households that is not among the columns of their form; Nones when the file does not have it."""
        return self.body["others"].get(name) or [None] * len(self.keys)

    def record(self, place: int) -> dict:
        """One household as the reader would have told it by itself."""
        body, people = self.body, range(self.starts[place], self.starts[place + 1])
        return {
            "t": "household", "key": self.keys[place], "village_code": body["villages"][place], "outcome": "accepted",
            "rows": self._rows(place, people),
            "pairings": [
                {"helper": helper, "starts_on": starts_on, "ends_on": ends_on, "row": row, "outcome": ORDER[level]}
                for helper, starts_on, ends_on, row, level in body["pairings"][place]
            ],
            "persons": len(people), "facts": self._facts(place), "income": self._income(place),
            "members": [self._member(index) for index in people],
        }  # fmt: skip

    def _rows(self, place: int, people: range) -> list[list]:
        body, titles = self.body, self.body["sheets"]
        rows = [[titles["household"], body["rows"][place], ORDER[body["outcomes"][place]]]]
        rows += [[titles["member"], body["member_rows"][i], ORDER[body["member_outcomes"][i]]] for i in people]
        return rows + [[titles["pairing"], row, ORDER[level]] for *_pairing, row, level in body["pairings"][place]]

    def _facts(self, place: int) -> dict:
        told = self._household.read(self.body["forms"][place])
        return {name: told[name] if name in told else self.body["others"][name][place] for name in self.body["facts"]}

    def _income(self, place: int) -> dict[str, int | None]:
        lines = self.body["incomes"][place]
        return {name: fen(amount) for name, amount in (line.split("\t") for line in lines.split("\n"))} if lines else {}

    def _member(self, index: int) -> dict:
        told = self._person.read(self.body["identities"][index]) | self._form.read(self.body["member_forms"][index])
        return {name: told[name] if name in told else self.body["member_others"][name][index] for name in self.body["said"]}

    @cached_property
    def _household(self) -> _Line:
        return _Line(self.layout["household"])

    @cached_property
    def _person(self) -> _Line:
        return _Line(self.layout["person"])

    @cached_property
    def _form(self) -> _Line:
        return _Line(self.layout["member"])


class _Line:
    """Reads the lines of a table back into values by name."""

    def __init__(self, columns: list) -> None:
        self.columns = [(name, reader(kind)) for name, kind, _default in columns]

    def read(self, line: str) -> dict:
        return {name: read(value) for (name, read), value in zip(self.columns, line.split("\t"), strict=True)}
