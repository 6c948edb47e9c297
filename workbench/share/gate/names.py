"""Every name of a key file in one pass: which words of it are there at all, and only around those a closer look."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.reading.spelling import everyday
from workbench.share.gate.leak import Level
from workbench.share.gate.plain import BETWEEN, plain
from workbench.sources.people.disguised import Disguised
from workbench.sources.people.forms import in_code
from workbench.sources.people.handles import UNSPACED, halves, spellings
from workbench.sources.people.known import PEOPLE, fold, forms_of, parts_of
from workbench.sources.people.words import NAMES_AND_WORDS, as_name, does, in_date, is_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.sources.people.known import KeyEntry

#: Parts of a name that may be written together, or be told from an initial.
_LEAST_GLUED, _LEAST_AFTER_INITIAL, _LEAST_GLUED_INITIAL = 3, 5, 6
#: What stands between the parts of a name: anything that is no letter, or as much white space as there is.
_GAP, _GAP_NEEDED = rf"(?:[ \t\r\n]+|[^\w{BETWEEN}]{{0,3}}|_{{0,3}})", rf"(?:[ \t\r\n]+|[^\w{BETWEEN}]{{1,3}}|_{{1,3}})"
_LETTERS = re.compile(r"[^\W\d_]+")
_PIECES_APART = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"[^\W\d_a-z]?[a-z]+|[^\W\d_a-z]+(?![a-z])")
_HEX = re.compile(r"(?<![0-9a-fA-F])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9a-fA-F])")
_HEXES = bytes(97 if chr(c) in "0123456789abcdefABCDEF" else 32 for c in range(256))
#: So many names are hashed at most: of more, a hash tells little, and it takes long.
_HASHED = 5_000
#: Shorter ones of letters and digits say nobody: they are cells of a sheet, and steps of a list.
_LEAST_ID = 4
_WINDOW = 60
#: What stands before the first word of a sentence, a heading, a cell.
_ENDS = '.!?\u2026:;|\u00b7"\u201c('
#: Words of our own headings and footers that are surnames, too.
_OURS = frozenset({"lane", "page"})
_ONLY_HEX = frozenset("abcdef")


@dataclass(frozen=True, slots=True)
class _Form:
    """One way a name may be written.

    Attributes
    ----------
    pattern
        All of it, around its longest word; empty if it is that word alone.
    least
        The lowest level at which it is looked for.
    capital
        It must begin with a capital letter, at least in code.
    word
        It is a word of the language as well, or several: a name only where each has a capital.
    everyday
        It is one that no text can do without: a name only where it has a capital inside a sentence. Else nobody called End or
        One could be in a study, since pages speak of the end of an interval, and begin with "One person said so".
    """

    pattern: str
    least: Level
    capital: bool = False
    word: bool = False
    everyday: bool = False


class Names:
    """The names of a key file, ready to be searched for.

    Parameters
    ----------
    roster
        Entries of the key file.
    """

    def __init__(self, roster: Sequence[KeyEntry]) -> None:
        forms: defaultdict[str, dict[str, _Form]] = defaultdict(dict)
        self._others = forms_of(roster)
        self._inside: set[str] = set()
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        self._own = frozenset(_PIECES_APART.sub("", entry.pseudonym).casefold() for entry in roster)
        for entry in roster:
            for known in (entry.name, *entry.aliases):
                for name in spellings(known):
                    self._add(forms, name, people=entry.kind in PEOPLE)
        self._disguised = Disguised(
            fold(one)[0] for e in roster if e.kind in PEOPLE for name in (e.name, *e.aliases) for one in (name, *parts_of(name))
        )
        self._forms = {anchor: tuple(sorted(ways.values(), key=lambda f: (-f.least, f.pattern))) for anchor, ways in forms.items()}
        self._roster = tuple(roster) if len(roster) <= _HASHED else ()

    def __bool__(self) -> bool:
        return bool(self._forms or self._inside or self._ids)

    def _add(self, forms: defaultdict[str, dict[str, _Form]], name: str, *, people: bool) -> None:
        low = plain(name).casefold()
        if UNSPACED.search(low):
            whole = re.sub(r"[\s\u00b7\u30fb]+", "", low)
            self._inside |= {whole, " ".join(low.split()), *(halves(low) if people else ())} if len(whole) > 1 else set()
        elif any(map(str.isdigit, low)):
            compact = _PIECES_APART.sub("", low)
            if len(compact) >= _LEAST_ID and compact not in self._own:
                self._ids[_shape(low)].add(compact)
        else:
            for way, gap, least in _ways(name, _LETTERS.findall(low), people=people):
                anchor = max((w for word in way for w in _LETTERS.findall(word)), key=len)
                whole = "" if len(way) == 1 and anchor == way[0] else gap.join(map(re.escape, way))
                often = len(way) == 1 and (way[0] in everyday() or way[0] in _OURS)
                words = often or all(part in NAMES_AND_WORDS or part in everyday() for part in way)
                form = _Form(whole, least, least > Level.CERTAIN, words, often)
                held = forms[anchor].get(whole, form)
                forms[anchor][whole] = form if form.least < held.least else held

    def found(self, pile: str, level: Level) -> Iterator[tuple[int, int]]:
        """Yield where in `pile` a name stands.

        Parameters
        ----------
        pile
            Plain texts (`workbench.share.gate.plain.plain`), joined by `BETWEEN`.
        level
            How they are read.
        """
        words = set(_LETTERS.findall(pile))
        for word in words:
            low = word.casefold()
            if (forms := self._forms.get(low)) is not None and any(f.least <= level for f in forms):
                yield from self._around(pile, word, [f for f in forms if f.least <= level], level)
            elif word != low and not word.isupper() and self._in_camel(word, level):
                yield from ((at, at + len(word)) for at in _places(pile, word))
            elif level == Level.PROSE:
                yield from self._in_another_form(pile, word)
        if level == Level.PROSE:
            yield from ((start, end) for start, end, _ in self._disguised.found(_same_length(pile)))
        if self._ids and level == Level.PROSE:
            yield from self._numbered(pile)
        if self._inside:
            low = _same_length(pile)
            for name in sorted(self._inside):
                yield from ((at, at + len(name)) for at in _places(low, name, anywhere=True))
        if self._roster and b"a" * 32 in pile.encode("latin-1", "replace").translate(_HEXES):
            digests = _digests(tuple(e.name for e in self._roster if e.name))
            yield from (hit.span() for hit in _HEX.finditer(pile) if hit[0].lower() in digests)

    def _in_another_form(self, pile: str, word: str) -> Iterator[tuple[int, int]]:
        """Yield where a name stands with an ending, in other letters or short: *Webers*, *Djordje*, *Bob*."""
        form = self._others.of(word, english=True)
        if form is None:
            return
        for at in _places(pile, word):
            around, begin = _around(pile, at, at + len(word))
            small = word[0].islower() and not in_code(around, at - begin, at - begin + len(word))
            if not small and self._others.meant(form, around, at - begin, at - begin + len(word)):
                yield at, at + len(word)

    def _numbered(self, pile: str) -> Iterator[tuple[int, int]]:
        """Yield where names of letters and digits stand."""
        front = BETWEEN + pile
        for shape, ids in self._ids.items():
            for found in _shaped(shape).finditer(front):
                if _PIECES_APART.sub("", found[1]).casefold() in ids:
                    yield found.start(1) - 1, found.end(1) - 1

    def _in_camel(self, word: str, level: Level) -> bool:
        """Say whether a word is put together from others of which some are a name: ``interviewMariaWozniak``."""
        parts = [p.casefold() for p in _CAMEL.findall(word)]
        return len(parts) > 1 and any(
            f.least <= level and not f.capital for a, b in pairwise(parts) for f in self._forms.get(a + b, ())
        )

    def _around(self, pile: str, word: str, forms: Sequence[_Form], level: Level) -> Iterator[tuple[int, int]]:
        low = word.casefold()
        alone = [f for f in forms if not f.pattern]
        alone = [f for f in alone if word[0].isupper() or not (f.word or (f.capital and level < Level.PROSE))]
        if level < Level.PROSE:
            alone = [f for f in alone if not f.word]
        wider = [f for f in forms if f.pattern]
        for at in _places(pile, word):
            end = at + len(word)
            around, begin = _around(pile, at, end)
            span = self._widest(around, at - begin, wider, level) if wider else None
            if span is not None:
                yield begin + span[0], begin + span[1]
            elif alone and (len(low) > 1) and _is_word(around, at - begin, end - begin, alone[0], level):
                yield at, end

    @staticmethod
    def _widest(around: str, at: int, forms: Sequence[_Form], level: Level) -> tuple[int, int] | None:
        folded = around.casefold()
        if len(folded) != len(around):
            folded = around.lower() if len(around.lower()) == len(around) else around
        for form in forms:
            for hit in _compiled(form.pattern).finditer(folded):
                if hit.start() <= at < hit.end():
                    words = around[hit.start() : hit.end()]
                    parts = _LETTERS.findall(words.casefold())
                    of_ids = max(map(len, parts)) < _LEAST_GLUED or _ONLY_HEX.issuperset("".join(parts))
                    if of_ids and _beside_digits(around, *hit.span()):
                        continue  # somebody called A B, and one id that ends with b before another that begins with a
                    capital = words[:1].isupper() or not form.capital or level == Level.PROSE
                    if capital and (not form.word or _written_as_name(words)):
                        return hit.span()
        return None


def _same_length(pile: str) -> str:
    """Return a text without case, if every character stays where it is."""
    return low if len(low := pile.casefold()) == len(pile) else pile


def _around(pile: str, at: int, end: int) -> tuple[str, int]:
    """Return what stands around a place in its own text, and where that begins."""
    begin = max(pile.rfind(BETWEEN, max(0, at - _WINDOW), at) + 1, at - _WINDOW, 0)
    stop = pile.find(BETWEEN, end, end + _WINDOW)
    return pile[begin : stop if stop >= 0 else end + _WINDOW], begin


def _shape(name: str) -> str:
    """Return what names that are letters and digits look like, as a pattern: ``T-1001`` and ``t1002`` do so alike."""
    out = []
    for run in re.finditer(r"[^\W\d_]+|\d+|[\W_]+", name.strip()):
        kind = r"[^\W\d_]" if run[0][0].isalpha() else r"\d" if run[0][0].isdigit() else ""
        out.append(f"{kind}{{{len(run[0])}}}" if kind else r"[ \t]{1,3}" if run[0].isspace() else r"[._/@+-]{0,3}")
    return "".join(out)


@lru_cache(maxsize=64)
def _shaped(shape: str) -> re.Pattern[str]:
    return re.compile(rf"[\W_]({shape})(?![^\W_])")


def _ways(name: str, pieces: Sequence[str], *, people: bool) -> Iterator[tuple[Sequence[str], str, Level]]:
    """Yield the words of each way a name is written, what stands between them, and the lowest level that looks for it."""
    if not people or len(pieces) == 1:
        yield from [(pieces, _GAP, Level.CODE)] if pieces else ()
    if not people:
        return
    for part in parts_of(name):
        if words := _LETTERS.findall(plain(part).casefold()):
            yield words, _GAP, Level.CODE
    if len(pieces) > 1:
        least = Level.CERTAIN if min(map(len, pieces)) > 1 else Level.CODE  # an initial is beside anything
        yield pieces, _GAP_NEEDED, least
        yield [pieces[-1], *pieces[:-1]], _GAP_NEEDED, least
    if "@" in name:
        return  # the end of an address is no surname: s…@mail.example is nobody called Examples
    long = [p for p in pieces if len(p) >= _LEAST_GLUED]
    if len(long) < 2:  # noqa: PLR2004 (a first name and a surname)
        return
    first, last = long[0], long[-1]
    for pair in ((first, last), (last, first)):
        yield pair, _GAP, Level.CERTAIN
        yield ["".join(pair)], "", Level.CERTAIN
    yield ["".join(long)], "", Level.CERTAIN
    if last not in NAMES_AND_WORDS:
        yield from _initials(first[0], last)


def _initials(first: str, last: str) -> Iterator[tuple[Sequence[str], str, Level]]:
    """Yield what user names and names of files are made of: m.wozniak, mwozniak, wozniakm."""
    for pair in ((first, last), (last, first)):
        if len(last) >= _LEAST_AFTER_INITIAL:
            yield pair, r"[._-]", Level.CODE
        if len(last) >= _LEAST_GLUED_INITIAL:
            yield ["".join(pair)], "", Level.CODE


def _written_as_name(words: str) -> bool:
    """Say whether words of the language are a name here: each with a capital, or joined by a sign; not as in *the price rose*."""
    parts = _LETTERS.findall(words)
    return all(part[0].isupper() for part in parts) or (len(parts) > 1 and not any(map(str.isspace, words)))


def _beside_digits(around: str, start: int, end: int) -> bool:
    """Say whether a digit stands right before or behind: ids are made of letters and digits."""
    return any(c.isdigit() for c in around[max(0, start - 1) : start] + around[end : end + 1])


def _is_word(around: str, start: int, end: int, form: _Form, level: Level) -> bool:
    """Say whether what was found is a word of its own, and a name rather than the word it also is."""
    low = around[start:end].casefold()
    if _beside_digits(around, start, end):  # a whole name in one word is one also with the digits of a user name behind it
        part = form.capital and not around[start].isupper()
        if part or _ONLY_HEX.issuperset(low) or len(low) < _LEAST_GLUED:
            return False
    if form.everyday and (around[:start].rstrip() or ".")[-1] in _ENDS and not does(around, start, end):
        return False
    if form.word and around[start - 1 : start].isdigit():  # "2026-Q1Mark my words": what stands before is in another element
        around, start, end = around[start:], 0, end - start
    if in_date(low, around, start, end) or (form.word and not is_name(around, start, end)):
        return False
    return level < Level.PROSE or as_name(low, around, start, end, certainly=True)


def _places(pile: str, word: str, *, anywhere: bool = False) -> Iterator[int]:
    """Yield where a word stands that is not a part of a longer one."""
    at = pile.find(word)
    while at >= 0:
        end = at + len(word)
        if anywhere or not (pile[at - 1 : at].isalpha() or pile[end : end + 1].isalpha()):
            yield at
        at = pile.find(word, end)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_]){pattern}(?![^\W\d_])")


@lru_cache(maxsize=2)
def _digests(names: tuple[str, ...]) -> frozenset[str]:
    """Return what the usual functions without a key make of names: a list of three names undoes it."""
    ways = {way for name in names for way in (name, name.lower(), name.strip(), name.strip().lower())}
    return frozenset(
        make(way.encode(), usedforsecurity=False).hexdigest()
        for way in ways
        for make in (hashlib.md5, hashlib.sha1, hashlib.sha256)
    )
