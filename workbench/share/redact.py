"""Names out, pseudonyms in: what every text goes through on its way out of the study.

A detector finds suggestions, not everything: the gate (`workbench.share.gate`) looks again at the finished file.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Person(Protocol):
    """A row of the key file: who is behind a pseudonym."""

    @property
    def pseudonym(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def aliases(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102


class Found(Protocol):
    """A stretch of text that says who somebody is."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def replacement(self) -> str: ...  # noqa: D102


#: What stands where something was found that has no pseudonym.
_INSTEAD = {
    "name": "[name]", "person": "[name]", "e-mail": "[e-mail]", "email": "[e-mail]", "phone": "[phone]", "handle": "[handle]",
    "url": "[link]", "organisation": "[organisation]", "org": "[organisation]", "employer": "[organisation]", "place": "[place]",
}  # fmt: skip


class Redactor:
    """Replaces what says who somebody is.

    Parameters
    ----------
    roster
        Entries of the key file (`workbench.sources.people`), or anything with their four fields.
    find
        ``find(text, roster, ner=bool)`` returns spans; None takes `workbench.reading.personal.find_personal`.
    """

    def __init__(self, roster: Sequence[Person] = (), find: Callable[..., Iterable[Found]] | None = None) -> None:
        self.roster = tuple(roster)
        self._find = find
        self._known: dict[tuple[str, bool], str] = {}

    def text(self, text: str, *, guess: bool = True) -> str:
        """Return `text` with names, e-mails and phones replaced; each text is searched once.

        Parameters
        ----------
        text
            Any words.
        guess
            Also look for names that nobody listed. Right for what participants said; off for headings, where a
            detector takes stages for firms.
        """
        if not text.strip():
            return text
        key = (text, guess)
        if key not in self._known:
            self._known[key] = self._replaced(text, guess=guess)
        return self._known[key]

    def _replaced(self, text: str, *, guess: bool) -> str:
        if self._find is None:
            from workbench.reading.personal import find_personal

            self._find = find_personal
        out: list[str] = []
        at = 0
        for span in sorted(self._find(text, self.roster, ner=guess), key=lambda s: (s.start, -s.end)):
            if span.end <= at:
                continue  # inside what was replaced already
            start = max(at, span.start)
            out += [text[at:start], span.replacement or _INSTEAD.get(span.kind.casefold(), "[name]")]
            at = span.end
        return "".join([*out, text[at:]])

    def model(self, model: dict[str, Any]) -> dict[str, Any]:
        """Return a redacted deep copy of a map model; quotes without consent lose their words altogether.

        Ids and numbers stay, so every number still leads to its quotes.
        """
        copy = deepcopy(model)
        plain = lambda text: self.text(text, guess=False) if isinstance(text, str) else text  # noqa: E731 (used a dozen times)
        copy["study"] = {k: plain(v) for k, v in copy["study"].items()}
        copy["notices"] = [plain(n) for n in copy["notices"]]
        if copy["persona"]:
            copy["persona"]["name"] = plain(copy["persona"]["name"])
        for stage in copy["stages"]:
            self._stage(stage, plain)
        for claim in copy["claims"].values():
            claim["statement"], claim["owner"] = plain(claim["statement"]), plain(claim["owner"])
            for concern in claim["concerns"]:
                concern["why"] = plain(concern["why"])
            if claim["verdict"]:
                claim["verdict"]["text"] = plain(claim["verdict"]["text"])
        for quote in copy["quotes"].values():
            quote["text"] = self.text(quote["text"]) if quote["consent"] else ""
            quote["source"] = plain(quote["source"])
        return copy

    @staticmethod
    def _stage(stage: dict[str, Any], plain: Callable[[Any], Any]) -> None:
        stage["label"], stage["goal"] = plain(stage["label"]), plain(stage["goal"])
        if stage["moment"]:
            stage["moment"]["why"] = plain(stage["moment"]["why"])
        for gap in stage["gap"]:
            gap["statement"] = plain(gap["statement"])
        for number in stage["numbers"]:
            number["metric"], number["source"] = plain(number["metric"]), plain(number["source"])
