"""What the system says when it will not do a thing: what was refused, why, and what to do next."""

from __future__ import annotations

from tuopin.kernel.words import Phrase


class Refusal(Exception):
    """A request that was understood and refused.

    `code` is a stable kebab-case word; `message` (what and why) and `fix` (what to do) are Chinese sentences
    marked with `phrase()`, with `{name}` places filled from `params` by the face that shows them, in its language.
    Never put a personal value (an ID number, a phone, an account) in `params`.
    """

    def __init__(self, code: str, message: str, fix: str = "", /, **params: object) -> None:
        self.code, self.message, self.fix, self.params = code, message, fix, params
        super().__init__(f"{code}: {message.format(**params)}")

    def __reduce__(self) -> tuple:
        """How a refusal is carried to another process, whole: with its words and what it speaks of."""
        return _once_more, (type(self), self.code, self.message, self.fix, self.params), vars(self)

    def say(self, translate=lambda sentence: sentence) -> tuple[str, str]:
        """The message and the fix, translated by `translate` and filled; a list is read out with commas between, what is a `Phrase` translated too."""
        comma = translate("、")

        def told_of(value: object) -> object:
            if isinstance(value, (list, tuple)):
                return comma.join(str(told_of(each)) for each in value)
            return translate(str(value)) if isinstance(value, Phrase) and value else value

        told = {name: told_of(value) for name, value in self.params.items()}
        return translate(self.message).format(**told), translate(self.fix).format(**told)


def _once_more(kind: type[Refusal], code: str, message: str, fix: str, params: dict) -> Refusal:
    told = kind.__new__(kind)
    Refusal.__init__(told, code, message, fix, **params)
    return told


class NotFound(Refusal):
    """The thing does not exist, or is not the asker's to see: the two are told apart nowhere."""


class Forbidden(Refusal):
    """The asker's posts do not allow this act."""
