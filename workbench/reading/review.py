"""Names found in a study, for a person to look at: what they are, how they were found, where; and what the person says.

Nothing here decides. The key file learns what a person confirms, ``study.toml`` what they reject; the texts change only
when they are pseudonymised. `workbench.reading.recall.sentence` says how much is found, and belongs beside every list.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from workbench.reading.abroad import spoken
from workbench.reading.alike import alike
from workbench.reading.guesses import MOST
from workbench.reading.patterns import patterns
from workbench.reading.personal import guessed_in
from workbench.reading.roster import NAMES_AND_WORDS, SOMEBODY, find_known, fold, word_list
from workbench.reading.spelling import listed, spelled
from workbench.sources import store as files
from workbench.sources.people.key import KeyEntry, KeyFile
from workbench.study.errors import UserError
from workbench.study.notnames import reject_name
from workbench.study.settings import FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.study.folder import Folder

How = Literal[
    "key file", "pattern", "like the key file", "list of names", "language model", "spelling", "only at the start of sentences"
]
#: Surest first: a name found in several ways is said to be found in the first of these.
HOW: tuple[How, ...] = (
    "key file", "pattern", "like the key file", "list of names", "language model", "spelling", "only at the start of sentences",
)  # fmt: skip
#: How, number of the text, start, end, kind, pseudonym.
_Hit = tuple[How, int, int, int, str, str]
_KINDS = ("person", "place", "employer")
_NO_NAME = "no name"
_PLACES, _CONTEXT, _LEAST, _MANY = 3, 40, 3, 5000
_FIRST = re.compile(r"(?:^|[.!?\u2026]\s+|\n)([A-Z][a-z\u00df-\u024f]{2,})(?![\w@./-])")
#: What follows who did something: "Harsh did", "Mei and I".
_DID = re.compile(
    r"\s+(?:did|does|told|said|says|was|is|has|had|never|always|wanted|wants|showed|shows|asked|rang|went|came|gave|got|sent|called"
    r"|thinks|thought|knows|knew|used|uses|made|took|left|and (?:I|me|my))\b"
)
_NOBODY = frozenset({
    "nobody", "everybody", "everyone", "somebody", "someone", "anybody", "anyone", "nothing", "everything", "something", "anything",
    "which", "what", "who", "there", "here", "this", "that", "these", "those", "another", "other", "others", "none", "one", "some",
    "they", "she", "how", "why", "when", "where", "then", "both", "each", "all", "most", "whoever", "whatever", "people", "our",
})  # fmt: skip
_SMALL_CUE = re.compile(r"\b(?:called|named|told|asked|met|rang|thanks|cheers|hi|hey|dear|with|from|and)\s+([a-z]{3,})(?![\w@./-])")
_NOT_NAMES = word_list("not-names.txt")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands, with some words around it."""

    source: str
    item: str
    start: int
    end: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """A name, or what looks like one.

    Attributes
    ----------
    name
        As it is written most often.
    kind
        ``person``, ``employer``, ``place``, ``e-mail``, ``phone``, ``handle``, ``link`` or ``account``.
    count
        How often it stands in the study.
    people
        How many participants say it.
    how
        How it was found, one of `HOW`.
    places
        Up to three of them.
    sources
        In how many sources it stands.
    known
        Its pseudonym, if the key file has it.
    """

    name: str
    kind: str
    count: int
    people: int
    how: How
    places: tuple[Place, ...]
    sources: int = 1
    known: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """One turn or answer: where it stands, who says it."""

    source: str
    item: str
    start: int
    text: str
    who: str


@dataclass
class _Hits:
    """Everything found under one name."""

    spellings: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    hows: set[How] = field(default_factory=set)
    at: set[tuple[int, int, int]] = field(default_factory=set)  # text, start, end
    known: str = ""


def found_names(folder: Folder) -> list[Found]:
    """Return what may tell who somebody is, rarest first: what stands once is what nobody thinks of.

    Looked for in this order: names of the key file, what has a shape, names on a list, what a language model and capital
    letters give away, what no English text spells so, and words that these texts write with a capital only and only at
    the start of a sentence. In a study of more than 20,000 texts the model is left out.

    Parameters
    ----------
    folder
        The study; nothing is changed.

    Returns
    -------
    list of Found
        By count, then by name.
    """
    texts = list(_texts(folder))
    keep = frozenset(w.casefold() for w in folder.settings.not_names)
    roster = names_of(KeyFile.of(folder))
    hits: dict[str, _Hits] = {}
    taken: dict[int, list[tuple[int, int]]] = {}
    for how, number, start, end, kind, known in _with_full_names(list(_everything(texts, roster, keep)), texts):
        words = texts[number].text[start:end]
        if words.casefold() in keep and not known:
            continue
        if any(s < end and start < e and (s, e) != (start, end) for s, e in taken.get(number, ())):
            continue  # inside or across what was found more surely
        taken.setdefault(number, []).append((start, end))
        one = hits.setdefault(" ".join(fold(words)[0].split()), _Hits())
        one.spellings[words] += (number, start, end) not in one.at
        one.kinds[kind] += 1
        one.hows.add(how)
        one.at.add((number, start, end))
        one.known = one.known or known
    return sorted((_found(one, texts) for one in hits.values()), key=lambda f: (f.count, f.name.casefold(), f.name))


def abroad(folder: Folder) -> tuple[int, int]:
    """Return how many texts of a study are not in English, where less is guessed, and how many there are."""
    texts = list(_texts(folder))
    return sum(map(bool, spoken([t.text for t in texts], [t.source for t in texts]))), len(texts)


def names_of(held: KeyFile) -> tuple[KeyEntry, ...]:
    """Return the names to look for in texts; without respondents where they are so many that each would be somebody."""
    return tuple(held.names(respondents=len(held.entries.many) <= _MANY))


def _with_full_names(found: list[_Hit], texts: Sequence[_Text]) -> list[_Hit]:
    """Add every mention, in any capitals, of the names of two words or more; these go before what is only a part of them."""
    full: dict[str, How] = {}
    for how, number, start, end, kind, known in found:
        words = texts[number].text[start:end]
        if kind == "person" and not known and " " in words.strip():
            full.setdefault(" ".join(fold(words)[0].split()), how)
    entries = [KeyEntry(name, name, (), "person") for name in sorted(full)]
    more: list[_Hit] = []
    for number, one in enumerate(texts if entries else ()):
        for start, end, _, _ in find_known(one.text, entries):
            way = full.get(" ".join(fold(one.text[start:end])[0].split()))
            if way is not None:
                more.append((way, number, start, end, "person", ""))
    sure = [hit for hit in found if hit[0] in HOW[:2]]
    return [*sure, *more, *(hit for hit in found if hit[0] not in HOW[:2])]


def _found(hits: _Hits, texts: Sequence[_Text]) -> Found:
    at = sorted(hits.at)
    where = [texts[number] for number, _, _ in at]
    name = min(hits.spellings, key=lambda s: (-hits.spellings[s], s))
    kind = min(hits.kinds, key=lambda k: (-hits.kinds[k], k))
    how = next(h for h in HOW if h in hits.hows)
    places = tuple(_place(texts[number], start, end) for number, start, end in at[:_PLACES])
    people = len({t.who for t in where if t.who})
    return Found(name, kind, len(at), people, how, places, len({t.source for t in where}), hits.known)


def _place(text: _Text, start: int, end: int) -> Place:
    before, after = text.text[max(0, start - _CONTEXT) : start], text.text[end : end + _CONTEXT]
    return Place(text.source, text.item, text.start + start, text.start + end, before, text.text[start:end], after)


def _texts(folder: Folder) -> Iterator[_Text]:
    for t in folder.transcripts():
        yield from (_Text(t.id, "", turn.start, t.text[turn.start : turn.end], turn.participant or "") for turn in t.turns)
    for s in folder.surveys():
        for item, who, text in zip(*(s.answers[c].tolist() for c in ("answer", "participant", "text")), strict=True):
            yield _Text(s.id, item, 0, text, who)


def _everything(texts: Sequence[_Text], roster: Sequence[KeyEntry], keep: frozenset[str]) -> Iterator[_Hit]:
    """Yield how, text, start, end, kind and pseudonym of everything found, the surest ways first."""
    tongues = spoken([t.text for t in texts], [t.source for t in texts])
    small = _written_small(t.text for t in texts)
    english = [(number, one) for number, one in enumerate(texts) if not tongues[number]]
    for number, one in enumerate(texts):
        for start, end, kind, known in find_known(one.text, roster):
            if known != SOMEBODY:
                yield "key file", number, start, end, kind if kind in _KINDS else "person", known
    for number, one in enumerate(texts):
        yield from (("pattern", number, s.start, s.end, s.kind, "") for s in patterns(one.text))
    for number, one in enumerate(texts):
        forms = [(start, end) for start, end, _, known in find_known(one.text, roster) if known == SOMEBODY]
        yield from (("like the key file", number, *span, "person", "") for span in [*forms, *alike(one.text, roster)])
    for number, one in english:
        yield from (("list of names", number, *span, "person", "") for span in listed(one.text, keep))
    seen = guessed_in([t.text for t in texts], keep=keep, tongues=tongues) if len(texts) <= MOST else ()
    for number, spans in enumerate(seen):
        how: How = "spelling" if tongues[number] else "language model"
        yield from ((how, number, s.start, s.end, s.kind, "") for s in spans)
    for number, one in english:
        yield from (("spelling", number, *span, "person", "") for span in spelled(one.text, keep | small))
    for number, one in english:
        yield from (("only at the start of sentences", number, *span, "person", "") for span in _begins(one.text, keep, small))


def _written_small(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that these texts also write small, where small says something."""
    return frozenset(w for t in texts if t != t.lower() for w in re.findall(r"(?<![\w@./'\u2019-])[a-z]{3,}(?![\w@./-])", t))


def _begins(text: str, keep: frozenset[str], small: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield words that may be names although they are words: they begin a sentence and are never written small."""
    hits = [m for m in _FIRST.finditer(text) if m.group(1).lower() in NAMES_AND_WORDS or _DID.match(text, m.end(1))]
    if text == text.lower():
        hits += [m for m in _SMALL_CUE.finditer(text) if m.group(1) in NAMES_AND_WORDS]
    for hit in hits:
        plain = fold(hit.group(1))[0]
        if len(plain) >= _LEAST and not any(plain in words for words in (small, keep, _NOT_NAMES, _NOBODY)):
            yield hit.span(1)


def confirm(folder: Folder, name: str, as_: str) -> str:
    """Say what a found name is: the key file learns it, or ``study.toml`` that it is none.

    Parameters
    ----------
    folder
        The study.
    name
        As it is written in the texts.
    as_
        A pseudonym: another name of that participant. ``person``, ``place`` or ``employer``: somebody or something of its
        own. ``no name``: never masked or suggested again.

    Returns
    -------
    str
        The pseudonym that stands for it; empty for ``no name``.

    Raises
    ------
    UserError
        If `as_` is none of these, or the name is somebody else's already.
    """
    tidy = " ".join(name.split())
    if not tidy or ";" in tidy:
        raise UserError("That is no name: give it as it is written in the texts.")
    with files.locked(folder):
        if as_ == _NO_NAME:
            folder.settings = reject_name(folder.root / FILE, tidy)
            return ""
        held = KeyFile.of(folder)
        owner = held.find(tidy)
        if as_ in _KINDS:
            if owner is not None and held.entries[owner].kind != as_:
                raise UserError(f"That name is {owner}'s already, which is a {held.entries[owner].kind}.")
            pseudonym = held.pseudonym_for(tidy, as_)  # type: ignore[arg-type]
        else:
            pseudonym = as_.strip().upper()
            if pseudonym not in held.entries:
                raise UserError(f"{as_!r} is no pseudonym of the key: give one, or {', '.join(_KINDS)}, or {_NO_NAME}.")
            if owner not in {None, pseudonym}:
                raise UserError(f"That name is {owner}'s already. If both are one person, link them.")
            held.add_aliases(pseudonym, [tidy])
        held.save()
    return pseudonym
