"""Names out, pseudonyms in: what every text goes through on its way out of the study.

A detector finds suggestions, not everything: the gate (`workbench.share.gate`) looks again at the finished file.
"""

from __future__ import annotations

import re
from copy import deepcopy
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from workbench.share.quoted import capped
from workbench.share.small_cells import without_small
from workbench.sources.people.words import is_word
from workbench.study.names import slug, unique
from workbench.study.participants import today

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from workbench.reading.personal import KeyEntry, Span

    Find = Callable[..., Iterable[Sequence[Span]]]


class Redactor:
    """Replaces what says who somebody is.

    Parameters
    ----------
    roster
        Entries of the key file.
    find
        ``find(texts, roster, ner=bool, names=...)`` returns spans for each text; None takes
        `workbench.reading.personal.find_personal_in`.
    names
        Returns the names guessed in the whole study (`workbench.reading.guesses.study_names`); asked once, when first
        needed. None, or a return of None: names are guessed in the texts as they come.
    day
        ISO date on which it is shown: consent may have run out by then. Today if empty.
    quotes
        So many quotes of one person are shown on one card of a map (`workbench.share.quoted.capped`); None for all.
    least
        Where people are broken down by what they are, the smallest count that is shown (`workbench.share.small_cells`).
    coders
        Who coded: in a map their names stand for themselves, also where a participant is called so.
    """

    def __init__(
        self,
        roster: Sequence[KeyEntry] = (),
        find: Find | None = None,
        names: Callable[[], Mapping[str, Span] | None] | None = None,
        *,
        day: str = "",
        quotes: int | None = None,
        least: int = 0,
        coders: Collection[str] = (),
    ) -> None:
        self.least = least
        self.day, self.quotes = day, quotes
        self.roster, self._coders = tuple(roster), frozenset(coders)
        self._find = find
        self._ask = names
        self._asking = Lock()
        self._names: Mapping[str, Span] | None = None
        self._known: dict[tuple[str, bool], str] = {}
        self._edits: dict[tuple[str, bool], list[tuple[int, int, str]]] = {}

    def text(self, text: str, *, guess: bool = True) -> str:
        """Return `text` with names, e-mails and phones replaced; each text is searched once.

        Parameters
        ----------
        text
            Any words.
        guess
            Also look for names that nobody listed. Right for what participants said; off for headings, where a
            detector takes stages for people.
        """
        return self.texts([text], guess=guess)[0]

    def texts(self, texts: Sequence[str], *, guess: bool = True) -> list[str]:
        """Return many texts redacted: the detector reads them together, which is faster and finds more."""
        new = sorted({t for t in texts if t.strip() and (t, guess) not in self._known})
        if new:
            if self._find is None:
                from workbench.reading.personal import find_personal_in

                self._find = find_personal_in
            if guess:
                self.prepare()
            names = self._names if guess else None
            for text, spans in zip(new, self._find(new, self.roster, ner=guess, names=names), strict=True):
                self._edits[text, guess] = edits = _apart(spans)
                self._known[text, guess] = _replaced(text, edits)
        return [self._known.get((t, guess), t) for t in texts]

    @property
    def prepared(self) -> bool:
        """Whether the names guessed in the whole study were asked for."""
        return self._ask is None

    def prepare(self) -> None:
        """Ask for the names guessed in the whole study, which takes a minute where nobody asked before.

        Whoever holds a lock that others wait for asks first, then takes the lock.
        """
        with self._asking:
            if self._ask is not None:
                self._names, self._ask = self._ask(), None

    def edits(self, texts: Sequence[str], *, guess: bool = True) -> list[list[tuple[int, int, str]]]:
        """Return what `texts` would replace in each text, in order: start, end and what stands there instead."""
        self.texts(texts, guess=guess)
        return [self._edits.get((t, guess), []) for t in texts]

    def model(self, model: dict[str, Any]) -> dict[str, Any]:
        """Return a redacted deep copy of a map model; quotes without consent lose their words altogether.

        So do those of somebody of whom enough is quoted on a card. Numbers stay, and so do ids but for those that were made from
        somebody's name: every number still leads to its quotes.
        """
        copy = deepcopy(consented(model, self.day))
        if self.quotes is not None:
            copy = capped(copy, self.quotes)
        copy = without_small(copy, self.least)
        quotes = copy.pop("quotes")
        ids = {identity for key, claim in copy["claims"].items() for identity in (key, claim["code"])} | self._coders
        words: list[str] = []
        _walk(copy, ids, lambda text: words.append(text) or text)  # type: ignore[func-returns-value]
        masked = dict(zip(words, self.texts(words, guess=False), strict=True))  # searched together, which is faster
        masked |= {text: signed for text in words if (signed := self._decided(text))}
        copy = cast("dict[str, Any]", _walk(copy, ids, masked.__getitem__))
        self.texts([q["text"] for q in quotes.values() if q["consent"]])
        for quote in quotes.values():
            quote["text"], quote["source"] = self.text(quote["text"]), self.text(quote["source"], guess=False)
            who, colon, question = str(quote.get("item", "")).partition(":")
            if question:
                quote["item"] = who + colon + self.text(question, guess=False)
        named = self._ids(copy, model)
        copy["quotes"] = quotes
        return _renamed(copy, named) if named else copy

    def _decided(self, text: str) -> str:
        """Return a sentence that says what a coder decided, masked but for who did; nothing if it is none."""
        who, decided, what = text.partition(_DECIDED)
        return who + decided + self.text(what, guess=False) if decided and who in self._coders else ""

    def _ids(self, model: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, str]:
        """Return a new id for each id that holds a name: of claims, codes, items of lanes, questions, personas.

        One that was made from a label is made again from the masked one: *rose-and-ann-wait* says no more who is Rose.
        """
        new: dict[str, str] = {}
        labels = {slug(label): label for label in _labels(before)}
        taken = set(_identities(model)) - self._coders
        wanted = [identity for identity in sorted(taken) if not _NO_NAME.fullmatch(identity)]
        as_written = [_WORD.sub(_with_capital, identity) for identity in wanted]  # a form such as Bobby is told by its capital
        for identity, masked, other, written in zip(
            wanted, self.texts(wanted, guess=False), self.texts(as_written, guess=False), as_written, strict=True
        ):
            label = labels.get(identity.rpartition(":")[2], "")
            if label and (plain := self.text(label, guess=False)) != label:
                new[identity] = unique(f"{identity[: len(identity) - len(slug(label))]}{slug(plain)}", taken)
            elif masked != identity or other != written:
                new[identity] = unique(masked if masked != identity else other.lower(), taken)
            taken = taken | {new.get(identity, identity)}
        return new


#: What stands behind who decided on a moment of truth.
_DECIDED = " decided that this is "
#: Keys of a map model under which there are ids, dates and fixed words; whatever stands under any other may name somebody.
_FIXED = frozenset({
    "at", "because", "beneath", "code", "coder", "coders", "codings", "contradicts", "date", "digest", "filter", "format",
    "grade", "hidden", "id", "inbox", "item", "kind", "kinds", "lane", "lanes", "level", "newest", "participant", "previous",
    "quotes", "round", "shown", "stage", "status", "supports", "under", "until", "version", "word",
})  # fmt: skip


_WORD = re.compile(r"[^\W\d_]+")


def _with_capital(word: re.Match[str]) -> str:
    """Return a word of an id with a capital, but for words that a name may be as well: *bill*."""
    return word[0] if is_word(word[0]) else word[0].capitalize()


#: Ids in which there is no name: words of ours, dates, hashes, pseudonyms.
_NO_NAME = re.compile(r"[a-z_]+|\d{4}-\d\d.*|[0-9a-f]{8,}|[A-Z]\d+|")


def _labels(value: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401 (any JSON value)
    """Yield whatever may have become an id: labels, statements, names."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _labels(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _labels(inner, key)
    elif isinstance(value, str) and key in {"label", "statement", "name", "title", "question"}:
        yield value


def _identities(value: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401 (any JSON value)
    """Yield whatever is a key of a table or stands as an id, a date or a fixed word in a map model."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _identities(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _identities(inner, key)
    elif isinstance(value, str) and key in _FIXED:
        yield value


def _walk(value: Any, ids: Collection[str], said: Callable[[str], str]) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a copy of `value` with every text that may hold words replaced by what `said` returns for it."""
    if isinstance(value, dict):
        return {key: inner if key in _FIXED and not _nested(inner) else _walk(inner, ids, said) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(inner, ids, said) for inner in value]
    return said(value) if isinstance(value, str) and value and value not in ids else value


def _nested(value: Any) -> bool:  # noqa: ANN401 (any JSON value)
    """Say whether there are tables in a value: then the keys within say what is fixed."""
    if isinstance(value, dict):
        return True
    return isinstance(value, list | tuple) and any(isinstance(inner, dict | list | tuple) for inner in value)


def quotable(quote: Mapping[str, Any], day: str = "") -> bool:
    """Say whether a quote of a map may be shown on `day` (ISO; today if empty): consent given, and not run out."""
    until = quote.get("until", "")
    return bool(quote["consent"]) and not (until and (day or today()) >= until)


def consented(model: dict[str, Any], day: str = "") -> dict[str, Any]:
    """Return `model` with the words left out that may not be shown to others on `day` (ISO; today if empty).

    What is left no longer says until when: the day is applied once.
    """
    shown = day or today()
    quotes: dict[str, dict[str, Any]] = {}
    for key, quote in model["quotes"].items():
        said = {k: v for k, v in quote.items() if k != "until"}
        quotes[key] = said if quotable(quote, shown) else said | {"consent": False, "text": ""}
    return {**model, "quotes": quotes}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a copy of `value` in which every key and text that is one of `names` is the new one."""
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def _apart(spans: Iterable[Span]) -> list[tuple[int, int, str]]:
    """Return spans as edits in order of the text, none overlapping another."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if span.end > at:  # otherwise inside what was replaced already
            found.append((max(at, span.start), span.end, span.replacement))
            at = span.end
    return found


def _replaced(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    out: list[str] = []
    at = 0
    for start, end, instead in edits:
        out += [text[at:start], instead]
        at = end
    return "".join([*out, text[at:]])
