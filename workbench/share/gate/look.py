"""One look: first every text of a file is collected, out of whatever it is packed in, then all are searched together."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from bisect import bisect_right
from dataclasses import replace
from html import unescape
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from workbench.share.gate import unpack
from workbench.share.gate.certain import certain
from workbench.share.gate.leak import Leak, Level, masked
from workbench.share.gate.markup import Markup
from workbench.share.gate.methods import of_a_method
from workbench.share.gate.plain import BETWEEN, plain, views
from workbench.share.gate.spot import Place, Spot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from workbench.share.gate.names import Names
    from workbench.share.gate.said import Said

#: Base64 in base64 in base64 in base64 is looked into, no deeper; nor into more than this in all.
DEEPEST, MOST = 5, 128 * 2**20
_LEAST_CODED = 16
_IDENTITY = re.compile(r"(?<![\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\w-])")
_CODED = bytes(97 if c < 128 and (chr(c).isalnum() or chr(c) in "+/-_=") else 32 for c in range(256))  # noqa: PLR2004
_BREAKS = re.compile(r"(?<=[A-Za-z0-9+/])[ \t]*\r?\n[ \t]*(?=[A-Za-z0-9+/=])")
_LONG_CODED = re.compile(r"[A-Za-z0-9+/_-]{120,}={0,2}")
_WORDY = re.compile(r"[a-z]+(?:[-_/][a-z]+)*|[A-Z]+(?:[-_/][A-Z]+)*|[A-Z]?[a-z]+|\d+")
_MARKUP = re.compile(r"<[a-zA-Z!?/]")
_HTML_KEYS = frozenset({"text/html", "image/svg+xml"})
_CERTAIN_KEYS = frozenset({"id", "_esm", "_css", "cell_id", "sha256", "digest"})
_WIDE = (
    (re.compile(rb"(?:[\x20-\xff]\x00|[\x00-\xff][\x01\x02]){6,}"), "utf-16-le"),
    (re.compile(rb"(?:\x00[\x20-\xff]|[\x01\x02][\x00-\xff]){6,}"), "utf-16-be"),
)
_NOISE = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufffd]{6,}")
#: What is shorter is taken for base64 only if it comes out as text.
#: From how many letters on, and how many of them signs.
_PROGRAM, _SIGNS = 400, 0.05
_PACKED = (b"\x1f\x8b", b"x\x9c", b"x\xda", b"x\x01", b"PK\x03\x04")
_SHORT, _MOSTLY, _LONG = 90, 0.75, 120
_LETTERS = bytes(c for c in range(256) if (chr(c).isascii() and chr(c).isalnum()) or c in b" \t\r\n.,;:'\"<>=/@_-()")


class Look:
    """A look through a file.

    Parameters
    ----------
    names
        Who must not be named.
    said
        Words that may not be read.
    allow
        Words that may stand, folded.
    coders
        How coders sign: spelt just so it says who coded, also where a participant is called so.
    """

    def __init__(self, names: Names, said: Said, allow: Collection[str] = (), coders: Collection[str] = ()) -> None:
        self._names, self._said, self._allow = names, said, allow
        ways = "|".join(re.escape(c) for c in sorted(coders, key=lambda c: (-len(c), c)))
        self._signed = re.compile(rf"(?<![^\W\d_])(?:{ways})(?![^\W\d_])") if coders else None
        self._fresh: dict[Level, dict[str, list[Place]]] = {level: {} for level in Level}
        self._seen: dict[str, Level] = {}
        self._left = MOST
        self._depth = 0
        self._found: set[Leak] = set()

    # What is collected ------------------------------------------------------------------------------------------------

    def text(self, text: str, place: Place, level: Level = Level.PROSE) -> None:
        """Take in a text as it stands; in an identity made of hexadecimal digits there is a name only by chance."""
        if text and not text.isspace():
            text = _IDENTITY.sub(lambda found: " " * len(found[0]), text)
            self._fresh[level].setdefault(text, []).append(place)

    def document(self, text: str, place: Place = "", *, office: bool = False) -> None:
        """Take in a text that may be JSON, markup or neither."""
        head = text.lstrip("\ufeff \t\r\n")[:1]
        if head in {"{", "["}:
            try:
                self.values(json.loads(text), str(place))
            except (ValueError, RecursionError):
                pass
            else:
                return
        if _MARKUP.match(text.lstrip("\ufeff \t\r\n")):
            self.markup(text, place, office=office)
        elif _is_program(text):
            self.markup(f"<script>{text}</script>", place)
        else:
            self.text(text, place or "text")

    def markup(self, text: str, place: Place, *, office: bool = False) -> None:
        """Take in HTML or XML."""
        page = Markup(text, office=office)
        for words, level, where in page.texts():
            self.text(words, Spot(place, page, words, where), level)
        for value, where in page.values():
            self.values(value, str(Spot(place, page, "", where)))

    def values(self, value: Any, place: Place, key: str = "") -> None:  # noqa: ANN401 (any JSON value)
        """Take in a JSON value; a notebook's cells as what they are."""
        if isinstance(value, dict):
            code = value.get("cell_type") == "code"
            for name, inner in value.items():
                self.text(str(name), f"{place}/{name} (a key)", Level.CODE)
                if name == "source" and "cell_type" in value:
                    self._source(inner, f"{place}/{name}", code=code)
                else:
                    self.values(inner, f"{place}/{name}", str(name))
        elif isinstance(value, list):
            if value and all(isinstance(v, str) for v in value):
                self.values("".join(value), place, key)  # notebooks cut text into lines
                if len(value) > 1 and not value[0].endswith("\n"):
                    self.values("\n".join(value), place, key)
            else:
                for number, inner in enumerate(value):
                    self.values(inner, f"{place}[{number}]", key)
        elif isinstance(value, str):
            self._string(value, place, key)

    def _source(self, source: Any, place: str, *, code: bool) -> None:  # noqa: ANN401 (a string, or its lines)
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        self.text(text, place, Level.CODE if code else Level.PROSE)
        if not code and "<" in text:
            self.markup(text, place)

    def _string(self, value: str, place: Place, key: str) -> None:
        marked = key in _HTML_KEYS or ("<" in value and _MARKUP.search(value) is not None)
        if marked:
            self.markup(value, place)
        if key not in _HTML_KEYS:
            level = (
                Level.CERTAIN if key in _CERTAIN_KEYS else Level.CODE if marked and _MARKUP.match(value.lstrip()) else Level.PROSE
            )
            self.text(value, place, level)

    def raw(self, data: bytes, place: Place, name: str = "") -> None:
        """Take in bytes of any kind: what they hold is looked into as far as that is possible."""
        self._left -= len(data)
        if self._left < 0:
            self._found.add(
                Leak("not looked at", str(place).lstrip("/") or name, "more is packed in it than can be looked through")
            )
            return
        unpack.into(self, data, place, name)

    @property
    def room(self) -> int:
        """How many bytes more may be unpacked."""
        return max(0, self._left)

    def unheard(self, place: Place, why: str) -> None:
        """Say of a part that it could not be looked into."""
        self._found.add(Leak("not looked at", str(place).lstrip("/"), why))

    def noise(self, data: bytes, place: Place) -> None:
        """Take in bytes that are a picture or a font: only whole names are more than chance there."""
        self.text(BETWEEN.join(_NOISE.findall(data.decode("utf-8", "replace"))), place, Level.CERTAIN)
        for pattern, encoding in _WIDE:
            self.text(BETWEEN.join(run.decode(encoding, "replace") for run in pattern.findall(data)), place, Level.CERTAIN)

    # What is found ----------------------------------------------------------------------------------------------------

    def leaks(self) -> list[Leak]:
        """Return what was found in all that was collected."""
        for depth in range(DEEPEST + 1):
            self._depth = depth
            now, self._fresh = self._fresh, {level: {} for level in Level}
            if not any(now.values()):
                break
            for level, texts in now.items():
                new = {text: places for text, places in texts.items() if self._seen.get(text, -1) < level or depth == 0}
                self._seen.update(dict.fromkeys(new, level))
                for ascii_only in (True, False):  # plain ASCII needs no folding, so it is kept apart
                    alike = {t: p for t, p in new.items() if t.isascii() is ascii_only}
                    if alike:
                        self._search(alike, level)
        return sorted({replace(leak, place=self._tidy(leak.place)) for leak in self._found})

    def _tidy(self, place: str) -> str:
        """Return a place with the names in it masked: those of members, keys and attachments may be somebody's."""
        place = place.encode("utf-8", "replace").decode()
        told = plain(place)
        spans = list(self._names.found(told, Level.PROSE)) if self._names else []
        spans += [(start, end) for _, start, end in certain(told, Level.PROSE)]
        for start, end in sorted(spans, reverse=True) if spans else ():
            told = told[:start] + masked(told[start:end]) + told[end:]
        return told if spans else place

    def _search(self, texts: dict[str, list[Place]], level: Level) -> None:
        lists = list(texts.values())
        originals = list(texts)
        runs = list(_runs(originals))
        shown = [unescape(t) for t in _without_codes(originals, runs)]
        pile = _Pile(_plain(shown))
        self._take(pile, level, lists)
        resolved = [(view, at) for at, t in enumerate(shown) if "%" in t or "&" in t or "\\" in t or "=" in t or not t.isascii()
                    for view in views(t)]  # fmt: skip
        if resolved:
            self._take(_Pile(_plain([view for view, _ in resolved])), level, [lists[at] for _, at in resolved])
        if level > Level.CERTAIN and self._depth < DEEPEST:
            for before, after, places in (
                *zip(originals, shown, lists, strict=True), *((shown[at], view, lists[at]) for view, at in resolved)
            ):  # fmt: skip
                if after is not before and _MARKUP.search(after) and not _MARKUP.search(before):
                    self.markup(after, places[0])
        self._coded(runs, lists)
        self._coded(_runs([view for view, _ in resolved]), [lists[at] for _, at in resolved])

    def _take(self, pile: _Pile, level: Level, places: Sequence[list[Place]]) -> None:
        """Add what is in a pile: `places` says for each of its texts where that stands."""
        unsigned = self._signed.sub(lambda m: BETWEEN * len(m[0]), pile.text) if self._signed else pile.text
        named = self._names.found(unsigned, level) if self._names else ()
        hits = [("name", *span) for span in named if not of_a_method(pile.text, *span)]
        hits += certain(pile.text, level)
        for kind, start, end in hits:
            words = pile.text[start:end]
            if plain(words).casefold().strip() not in self._allow:
                self._add(kind, places[pile.which(start)], masked(words))
        if self._said:
            for at, words in self._said.found(pile.texts):
                self._add("withheld words", places[at], masked(words))

    def _add(self, kind: str, places: Sequence[Place], excerpt: str) -> None:
        every = (one for place in places for one in ([place] if isinstance(place, str) else place.every()))
        self._found |= {Leak(kind, one.lstrip("/"), excerpt) for one in every}

    def _coded(self, runs: Iterable[tuple[int, str]], places: Sequence[list[Place]]) -> None:
        """Take in what is written in texts as base64."""
        for at, run in runs:
            data = _decoded(run)
            if self._depth >= DEEPEST and _is_readable(data):
                self.unheard(places[at][0], "packed in itself more often than can be looked through")
            elif self._depth < DEEPEST and (len(data) > _SHORT or data.startswith(_PACKED) or _is_readable(data)):
                self.raw(data, Spot(places[at][0], suffix=" (base64)"))


def _is_program(text: str) -> bool:
    """Say whether a text is a program or a style sheet: signs that words do not need stand everywhere in it."""
    signs = sum(text.count(sign) for sign in "(){}=;")
    return len(text) > _PROGRAM and signs > _SIGNS * len(text) and text.count("{") > _SIGNS * signs


def _is_readable(data: bytes) -> bool:
    """Say whether a few bytes are text, and not what comes out of a long word that is no base64 at all."""
    letters = len(data) - len(data.translate(None, _LETTERS))
    return bool(data) and (letters > _MOSTLY * len(data) or data.count(0) * 2 > _MOSTLY * len(data))


def _plain(texts: Sequence[str]) -> list[str]:
    """Return texts as a search wants them: all at once, which is faster."""
    if any(BETWEEN in t for t in texts):
        return [plain(t) for t in texts]
    return plain(BETWEEN.join(texts)).split(BETWEEN)


class _Pile:
    """Many texts as one, so that a search with hundreds of names starts once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [t.replace(BETWEEN, " ") if BETWEEN in t else t for t in texts]
        self._starts = list(accumulate((len(t) + 1 for t in self.texts), initial=0))
        self.text = BETWEEN.join(self.texts)

    def which(self, at: int) -> int:
        """Return the number of the text in which the character `at` of the pile is."""
        return bisect_right(self._starts, at) - 1


def _without_codes(texts: Sequence[str], runs: Iterable[tuple[int, str]]) -> list[str]:
    """Return texts without their long runs of base64, which are looked into apart."""
    out = list(texts)
    for at in {at for at, run in runs if len(run) >= _LONG}:
        out[at] = _LONG_CODED.sub(" ", out[at])
    return out


def _runs(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield what may be base64, and the number of the text in which it stands."""
    joined = [_BREAKS.sub("", t) if "\n" in t and len(t) > _LEAST_CODED else t for t in texts]
    pile = _Pile(joined)
    raw = pile.text.encode("latin-1", "replace").translate(_CODED)
    wanted = b"a" * _LEAST_CODED
    at = raw.find(wanted)
    while at >= 0:
        end = raw.find(b" ", at)
        end = len(raw) if end < 0 else end
        run = pile.text[at:end]
        if _WORDY.fullmatch(run) is None:
            yield pile.which(at), run
        at = raw.find(wanted, end)


def _decoded(run: str) -> bytes:
    """Return the bytes that a run of base64 stands for; none if it stands for nothing that can be read."""
    plain_run = run.replace("-", "+").replace("_", "/").rstrip("=").lstrip("=")
    pieces = [plain_run] if "=" not in plain_run else plain_run.split("=")
    out = b""
    for piece in pieces:
        whole = piece[: len(piece) - (len(piece) % 4 == 1)]
        try:
            out += b64decode(whole + "=" * (-len(whole) % 4))
        except ValueError:
            continue
    return out
