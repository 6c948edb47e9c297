"""The share gate: the last look at a finished file, through every disguise in which a name leaves a study unseen.

A chart carries its data, a widget its state, a notebook its attachments; JSON escapes what is not ASCII, HTML has
entities, links have percent signs, pictures are base64. A search for a name in the bytes finds none of these.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from bisect import bisect_right
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from workbench.reading.patterns import patterns
from workbench.reading.roster import PEOPLE, find_known, fold
from workbench.sources.people.traces import runs_in
from workbench.study.errors import CheckFailed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from workbench.reading.roster import KeyEntry
    from workbench.share.withheld import Runs

_TOKEN = re.compile(
    r"sk-[A-Za-z-]{0,12}[A-Za-z0-9]{20,}|gh[pousr]_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{10,}|eyJ[\w-]{10,}\.[\w-]{10,}\."
    r"|[?&]token=[0-9A-Za-z]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY"
)
_HOME = re.compile(r"(?:/home/|/Users/|[A-Za-z]:(?:\\+|/)Users(?:\\+|/))[^/\\\s\"'<>]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
#: A table printed as text puts numbers in a row that look like a phone's, but for wide gaps and decimals.
_COLUMNS = re.compile(r"\s{2,}|(?<!\d)\d\.\d")
_PERSONAL = {"e-mail": "e-mail", "phone": "phone", "account": "account"}
_BLOCKS = frozenset(
    {"p", "div", "td", "th", "li", "blockquote", "summary", "details", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6",
     "pre", "dt", "dd", "tr", "table", "header", "footer", "nav", "figure", "caption", "ul", "ol", "body", "main", "title", "text"}
)  # fmt: skip
_PROSE = frozenset({"alt", "title", "aria-label", "content", "placeholder", "value", "summary", "label"})
_DEEPEST = 4
#: Initials joined to a first name are words of their own: "Will N." is not in "will not".
_LEAST_PART = 3


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """Something that says who somebody is, where nobody should read it.

    Attributes
    ----------
    kind
        ``name``, ``e-mail``, ``phone``, ``account``, ``token``, ``home path`` or ``withheld words``.
    place
        Where in the file, for a person to find it.
    excerpt
        What was found, masked but for first letters: the report of a leak must not be one.
    """

    kind: str
    place: str
    excerpt: str


def scan(
    document: str, roster: Sequence[KeyEntry] = (), *, allow: Collection[str] = (), withheld: Runs = frozenset()
) -> list[Leak]:
    """Return what in a finished notebook or page gives somebody away.

    Parameters
    ----------
    document
        The text of an ``.ipynb`` or ``.html`` file.
    roster
        Entries of the key file.
    allow
        Words that may stand: the product's own address, say. Compared without case.
    withheld
        Runs of words of people who may not be quoted (`workbench.share.withheld.withheld`).

    Returns
    -------
    list of Leak
        Sorted, each once.
    """
    look = _Look(roster, allow, withheld)
    try:
        book = json.loads(document)
    except ValueError:
        look.html(document, "")
    else:
        look.values(book, "")
    return look.leaks()


def require_clean(
    document: str, roster: Sequence[KeyEntry] = (), *, allow: Collection[str] = (), withheld: Runs = frozenset(),
    name: str = "the file",
) -> None:  # fmt: skip
    """Do nothing if `document` is clean.

    Raises
    ------
    CheckFailed
        Otherwise; the message lists what and where, masked.
    """
    leaks = scan(document, roster, allow=allow, withheld=withheld)
    if leaks:
        shown = [f"  {leak.kind} in {leak.place}: {leak.excerpt}" for leak in leaks[:20]]
        more = [f"  and {len(leaks) - 20} more"] if len(leaks) > 20 else []  # noqa: PLR2004 (as above)
        text = "\n".join([f"{name} is not fit to share: {len(leaks)} places say who somebody is.", *shown, *more])
        raise CheckFailed(text)


class _Look:
    """One look through a document: first every text in it is collected, then all are searched together."""

    def __init__(self, roster: Sequence[KeyEntry], allow: Collection[str], withheld: Runs = frozenset()) -> None:
        self.roster = tuple(roster)
        self.withheld = withheld
        self.allow = {fold(a)[0] for a in allow}
        self._texts: dict[tuple[str, bool], list[str]] = {}  # (text, is prose) -> places
        self._noise: dict[str, list[str]] = {}  # what a picture's bytes look like -> places

    def values(self, value: Any, place: str, key: str = "", depth: int = 0) -> None:  # noqa: ANN401 (any JSON value)
        """Look through a JSON value."""
        if isinstance(value, dict):
            for name, inner in value.items():
                self.text(str(name), f"{place}/{name} (a key)", prose=False, depth=depth)
                self.values(inner, f"{place}/{name}", str(name), depth)
        elif isinstance(value, list):
            if value and all(isinstance(v, str) for v in value):
                self.values("".join(value), place, key, depth)  # notebooks cut text into lines
                if not any(v.endswith("\n") for v in value):
                    self.values("\n".join(value), place, key, depth)
            else:
                for number, inner in enumerate(value):
                    self.values(inner, f"{place}[{number}]", key, depth)
        elif isinstance(value, str):
            markup = key in {"text/html", "image/svg+xml"}
            if markup or value.lstrip()[:1] == "<":
                self.html(value, place, depth)
            # Also as it stands: what is no HTML after all, or hides in its syntax.
            self.text(value, place, prose=not markup and key not in {"id", "source"}, depth=depth)

    def html(self, document: str, place: str, depth: int = 0) -> None:
        """Look through HTML: words, attributes, comments; scripts and styles for what is certain only."""
        from bs4 import BeautifulSoup
        from bs4.element import Comment, NavigableString, Tag

        soup = BeautifulSoup(document, "html.parser")
        block: Tag | None = None
        words: list[str] = []
        where = place or "page"

        def at(tag: Tag | None) -> str:
            line = f"line {tag.sourceline}, " if tag is not None and tag.sourceline and not place else ""
            return f"{where}: {line}<{tag.name}>" if tag is not None else where

        for node in soup.descendants:
            if isinstance(node, Tag):
                for name, value in node.attrs.items():
                    text = value if isinstance(value, str) else " ".join(value)
                    self.text(text, f"{at(node)} {name}", prose=name in _PROSE, depth=depth)
            elif isinstance(node, NavigableString):
                holder = node.parent
                if isinstance(node, Comment) or (holder is not None and holder.name in {"script", "style"}):
                    self.text(str(node), at(holder), prose=False, depth=depth)
                    continue
                nearest = next((p for p in node.parents if p.name in _BLOCKS), None)
                if nearest is not block:
                    self.text("".join(words), at(block), prose=True, depth=depth)
                    words, block = [], nearest
                words.append(str(node))
        self.text("".join(words), at(block), prose=True, depth=depth)

    def text(self, text: str, place: str, *, prose: bool, depth: int = 0) -> None:
        """Look through one text and whatever is encoded in it."""
        if not text.strip():
            return
        for shown in _views(text):
            self._texts.setdefault((shown, prose), []).append(place)
        if depth < _DEEPEST:
            for inner in _decoded(text):
                self._inner(inner, f"{place} (base64)", depth + 1)

    def _inner(self, text: str, place: str, depth: int) -> None:
        if "\0" in text:  # a picture: its noise looks like anything but a full name
            self._noise.setdefault(text, []).append(place)
        elif text.lstrip()[:1] == "<":
            self.html(text, place, depth)
        else:
            self.text(text, place, prose=True, depth=depth)

    def leaks(self) -> list[Leak]:
        """Return what was found in all that was collected."""
        glued = _glued(self.roster)
        certain = {"token": _TOKEN, "home path": _HOME, "e-mail": _EMAIL}
        found: set[Leak] = set()
        for ascii_only in (True, False):  # folding plain ASCII costs nothing, so it is kept apart
            texts = {k: v for k, v in self._texts.items() if k[0].isascii() is ascii_only}
            everything = _Pile([(text, place) for (text, _), places in texts.items() for place in places])
            prose = _Pile([(text, place) for (text, is_prose), places in texts.items() if is_prose for place in places])
            hits = [(kind, *hit.span()) for kind, pattern in certain.items() for hit in pattern.finditer(everything.text)]
            if glued:
                folded, origin = fold(everything.text)
                hits += [("name", origin[hit.start()], origin[hit.end() - 1] + 1) for hit in glued.finditer(folded)]
            found |= self._leaks(everything, hits)
            hits = [("name", start, end) for start, end, _, _ in find_known(prose.text, self.roster)]
            spans = [s for s in patterns(prose.text) if s.kind in _PERSONAL]
            hits += [
                (_PERSONAL[s.kind], s.start, s.end)
                for s in spans
                if s.kind != "phone" or not _COLUMNS.search(prose.text, s.start, s.end)
            ]
            found |= self._leaks(prose, hits)
        noise = _Pile([(text, place) for text, places in self._noise.items() for place in places])
        found |= self._leaks(noise, [("name", *hit.span()) for hit in glued.finditer(noise.text)] if glued else [])
        if self.withheld:
            found |= {
                Leak("withheld words", place.lstrip("/"), _masked(" ".join(run)))
                for (text, _), places in self._texts.items()
                for run in runs_in(text, self.withheld)
                for place in places
            }
        return sorted(found)

    def _leaks(self, pile: _Pile, hits: Sequence[tuple[str, int, int]]) -> set[Leak]:
        """Return leaks for spans of a pile, but for words that are allowed."""
        leaks = set()
        for kind, start, end in hits:
            words = pile.text[start:end]
            if fold(words.strip())[0] not in self.allow:
                leaks |= {Leak(kind, place.lstrip("/"), _masked(words)) for place in pile.places(start)}
        return leaks


class _Pile:
    """Many texts as one, so that a search with hundreds of names starts once."""

    #: No name, number or address reaches over this, nor does a word that makes a number a phone's.
    BETWEEN = "\n| x | x | x | x |.\n"

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._places: dict[str, list[str]] = {}
        for text, place in pairs:
            self._places.setdefault(text, []).append(place)
        self._starts = []
        at = 0
        for text in self._places:
            self._starts.append(at)
            at += len(text) + len(self.BETWEEN)
        self.text = self.BETWEEN.join(self._places)
        self._lists = list(self._places.values())

    def places(self, at: int) -> list[str]:
        """Return every place where the text around `at` stands."""
        return self._lists[bisect_right(self._starts, at) - 1]


def _masked(words: str) -> str:
    return re.sub(r"(\w)\w*", lambda m: m[1] + "\u2022" * min(8, len(m[0]) - 1), words.casefold())[:60]


def _views(text: str) -> Iterator[str]:
    """Yield `text` and, if it differs, what is left when entities, percent signs and escapes are resolved."""
    yield text
    shown = text
    for _ in range(3):
        plain = unescape(unquote(shown)) if "%" in shown or "&" in shown else shown
        plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), plain) if "\\u" in plain else plain
        if plain == shown:
            break
        shown = plain
    if shown != text:
        yield shown


def _decoded(text: str) -> Iterator[str]:
    for hit in _BASE64.finditer(re.sub(r"(?<=[A-Za-z0-9+/])\s*\n\s*(?=[A-Za-z0-9+/=])", "", text)):
        raw = hit.group().rstrip("=")
        try:
            data = b64decode(raw[: len(raw) - (len(raw) % 4 == 1)] + "=" * (-len(raw) % 4))
        except ValueError:
            continue
        try:
            yield data.decode()
        except UnicodeDecodeError:
            yield "\0" + data.decode("utf-8", "ignore")


def _glued(roster: Sequence[KeyEntry]) -> re.Pattern[str] | None:
    """Return a pattern of full names written together or joined by anything: ``mary.calder``, ``CalderMary``."""
    found: set[str] = set()
    for entry in roster:
        for name in (entry.name, *entry.aliases):
            parts = [re.escape(p) for p in re.findall(r"\w+", fold(name)[0]) if len(p) >= _LEAST_PART]
            if entry.kind in PEOPLE and len(parts) > 1:
                found |= {r"[\W_]{0,3}".join(parts), r"[\W_]{0,3}".join([parts[-1], *parts[:-1]])}
    if not found:
        return None
    ways = "|".join(sorted(found, key=lambda p: (-len(p), p)))
    return re.compile(rf"(?<![^\W\d_])(?:{ways})(?![^\W\d_])")
