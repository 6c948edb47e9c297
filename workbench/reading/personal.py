"""Find personal data in a text: names that are known, then patterns, then names a model guesses.

What is found is a list of suggestions for a person to confirm. It is never proof that nothing is left (docs/methods.md gives
the recall that was measured).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from operator import itemgetter
from typing import TYPE_CHECKING

from workbench.reading.abroad import Evidence, read_abroad, spoken
from workbench.reading.alike import alike
from workbench.reading.entities import entities
from workbench.reading.patterns import Kind, Span, patterns
from workbench.reading.roster import SOMEBODY, KeyEntry, find_known, fold, word_list
from workbench.reading.spelling import listed, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbench.reading.entities import Entity

#: What one text tells: names on the list of names, words that are no English, and `_capitals`.
Alone = tuple["list[tuple[int, int]]", "list[tuple[int, int]]", "list[tuple[int, int, bool]]"]

__all__ = ["Alone", "KeyEntry", "Kind", "Span", "find_personal", "find_personal_in", "guess_names"]

_NAMED = re.compile(
    r"\b(?:[Mm]y name is|[Mm]y name's|[Cc]alled|[Nn]amed|(?:Dr|Mr|Mrs|Ms|Miss|Prof|Nurse|Sister|Auntie|Uncle)\.?)\s+"
    r"((?:[A-Z][\w'\u2019-]+)(?:\s+[A-Z][\w'\u2019-]+){0,2})"
)
_NOT_NAMES = word_list("not-names.txt")
#: A capital letter inside a sentence: in English a name of something.
_CAPITAL = re.compile(
    r"(?<=[a-z,;]\s)(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof)\.? )?[A-Z](?:[a-z\u00df-\u024f]+|['\u2019][A-Z][a-z]+)[\w-]*"
    r"(?: [A-Z][a-z\u00df-\u024f'\u2019-]+)*"
)
_LEAST_NAME = 3


def find_personal(
    text: str,
    roster: Sequence[KeyEntry],
    *,
    ner: bool = True,
    firms: bool = False,
    places: bool = False,
    keep: frozenset[str] = frozenset(),
) -> list[Span]:
    """Return what in `text` may tell who somebody is.

    Parameters
    ----------
    text
        Any text.
    roster
        Known people, employers and places, as in the key file.
    ner
        Whether names that are not on the roster are guessed: by a language model, by a capital letter inside a sentence,
        and by having been found elsewhere in the same texts.
    firms, places
        Whether names of organisations and places the model finds count too: more is found, more is masked for nothing.
    keep
        Words that are never guessed to be names (lower case), such as the product's.

    Returns
    -------
    list of Span
        In order, none overlapping another. The roster goes before patterns, patterns before guesses; but an address
        that holds a known name is masked whole.
    """
    return find_personal_in([text], roster, ner=ner, firms=firms, places=places, keep=keep)[0]


def find_personal_in(
    texts: Sequence[str],
    roster: Sequence[KeyEntry],
    *,
    ner: bool = True,
    firms: bool = False,
    places: bool = False,
    keep: frozenset[str] = frozenset(),
    names: Mapping[str, Span] | None = None,
    mostly: str = "",
) -> list[list[Span]]:
    """Return `find_personal` of many texts: the model reads them in batches, which is several times faster.

    With `names` (see `guess_names`) the model does not read these texts at all: the names guessed in a larger body of
    text, such as the whole study, are looked up in them. A quote is then masked the same way wherever it is shown.
    Texts of which none is long enough to say are taken to be in the language `mostly` (`workbench.reading.abroad.spoken`).
    """
    guesses: list[list[Span]] = [[] for _ in texts]
    if names is not None:
        guesses = _everywhere(texts, guesses, names)
    elif ner:
        tongues = spoken(texts, mostly=mostly)
        guesses = list(_guessed(texts, firms=firms, places=places, keep=keep, tongues=tongues))
        guesses = _everywhere(texts, guesses, _spelled(texts, guesses))
    found = []
    for text, guessed in zip(texts, guesses, strict=True):
        known = [Span(s, e, _kind(kind), pseudonym) for s, e, kind, pseudonym in find_known(text, roster)]
        heard = [Span(s, e, "person", SOMEBODY) for s, e in alike(text, roster)] if ner else []
        if keep:  # a name on the list is masked, whatever else it is; what may be a form of one is not
            known, heard = ([s for s in some if s.replacement != SOMEBODY or text[s.start : s.end].casefold() not in keep]
                            for some in (known, heard))  # fmt: skip
        sure = patterns(text)
        addresses = [s for s in sure if s.kind in {"e-mail", "link", "handle"}]
        found.append(_apart(text, [*addresses, *known, *sure, *guessed, *heard]))
    return found


def guess_names(
    texts: Sequence[str],
    *,
    keep: frozenset[str] = frozenset(),
    seen: Sequence[Sequence[Entity]] | None = None,
    alone: Sequence[Alone] | None = None,
    tongues: Sequence[str] | None = None,
) -> dict[str, Span]:
    """Return the names a language model and capital letters give away in `texts`: spelling to the span first seen.

    `seen` is what the model takes for names in each text, `alone` what `read_alone` found, and `tongues` what
    `workbench.reading.abroad.spoken` did, for those who kept it.
    """
    guessed = _guessed(texts, firms=False, places=False, keep=keep, seen=seen, alone=alone, tongues=tongues)
    return _spelled(texts, list(guessed))


def read_alone(texts: Sequence[str], keep: frozenset[str], tongue: str = "") -> list[Alone]:
    """Return what the spelling and the capitals of each text tell, whatever is written in the others.

    `tongue` is the language all of them are in; empty for English.
    """
    if tongue:
        return read_abroad(texts, tongue)
    return [(list(listed(t, keep)), list(spelled(t, keep)), _capitals(t)) for t in texts]


def guessed_in(
    texts: Sequence[str], *, keep: frozenset[str] = frozenset(), tongues: Sequence[str] | None = None
) -> Iterator[list[Span]]:
    """Yield what a language model and capital letters alone give away in each text, firms and places as well.

    In a text that is not in English: all that is guessed there.
    """
    yield from _guessed(texts, firms=True, places=True, keep=keep, spelling=False, tongues=tongues)


def _guessed(
    texts: Sequence[str],
    *,
    firms: bool,
    places: bool,
    keep: frozenset[str],
    spelling: bool = True,
    seen: Sequence[Sequence[Entity]] | None = None,
    alone: Sequence[Alone] | None = None,
    tongues: Sequence[str] | None = None,
) -> Iterator[list[Span]]:
    """Yield the names a language model sees in each text; in a text that is not in English those `Evidence` has."""
    wanted: dict[str, tuple[Kind, str]] = {"PERSON": ("person", "[name]")}
    if firms:
        wanted["ORG"] = ("employer", "[employer]")
    if places:
        wanted |= dict.fromkeys(("GPE", "LOC", "FAC"), ("place", "[place]"))
    tongues = spoken(texts) if tongues is None else tongues
    english = [text for text, tongue in zip(texts, tongues, strict=True) if not tongue]
    common = _written_small(text for text in english if text != text.lower())  # where all is small, small says nothing
    abroad = Evidence(text for text, tongue in zip(texts, tongues, strict=True) if tongue)
    read = iter(entities(english) if seen is None and english else ())  # not to load a model for nothing
    for number, (text, tongue) in enumerate(zip(texts, tongues, strict=True)):
        if tongue:
            (told,) = read_alone([text], keep, tongue) if alone is None else (alone[number],)
            yield [Span(s, e, *wanted["PERSON"]) for s, e in abroad.names(text, tongue, told, keep)]
            continue
        ents = next(read) if seen is None else seen[number]
        (told,) = (alone[number],) if alone else read_alone([text], keep) if spelling else (([], [], _capitals(text)),)
        on_list, unknown, capitals = told
        sure = (*on_list, *(span for span in unknown if fold(text[slice(*span)])[0] not in common))
        guesses = [(s, e, "PERSON") for s, e, said in capitals if said]
        guesses += [entity for entity in ents if entity[2] in wanted]
        other = [(s, e) for s, e, label in ents if label in {"DATE", "TIME", "LANGUAGE", "NORP", "EVENT"}]
        for start, end in ((s, e) for s, e, said in capitals if not said):
            inside = any(s < end and start < e for s, e in other)
            if not inside and text[start:end].lower() not in common:
                guesses.append((start, end, "PERSON"))
        tidy = [(_tidy(text, s, e, keep, common), label) for s, e, label in guesses]
        found = [*(Span(*span, *wanted["PERSON"]) for span in sure), *(Span(*span, *wanted[label]) for span, label in tidy if span)]
        yield [s for s in found if text[s.start : s.end].casefold() not in keep]


def _capitals(text: str) -> list[tuple[int, int, bool]]:
    """Return where a text may name somebody: "my name is", which says so, or a capital letter alone."""
    said = [(*m.span(1), True) for m in _NAMED.finditer(text)]
    return said + [(*m.span(), False) for m in _CAPITAL.finditer(text) if len(m.group()) >= _LEAST_NAME]


def _written_small(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that these texts also write without a capital: words, not names."""
    return frozenset(w for text in texts for w in re.findall(r"(?<![\w@./'\u2019-])[a-z]{3,}(?![\w@./-])", text))


def _spelled(texts: Sequence[str], guesses: Sequence[Sequence[Span]]) -> dict[str, Span]:
    """Return each guessed name with the first span that holds it."""
    names: dict[str, Span] = {}
    for text, spans in zip(texts, guesses, strict=True):
        for span in spans:
            name = text[span.start : span.end]
            if len(name) >= _LEAST_NAME:
                names.setdefault(name, span)
    return names


def _everywhere(texts: Sequence[str], guesses: list[list[Span]], names: Mapping[str, Span]) -> list[list[Span]]:
    """Add the other mentions of each guessed name, in the same spelling: a name in one text is a name in all.

    A text all in small letters, such as the label of a topic, has the names of several words in small letters too.
    """
    if not names:
        return guesses
    small = {n.lower(): span for n, span in names.items() if " " in n} if any(map(str.islower, texts)) else {}
    spelt, lower = _any_of(names), _any_of(small)
    found = ((text, lower, small) if small and text.islower() else (text, spelt, names) for text in texts)
    return [
        [*spans, *(Span(*m.span(), held[m.group()].kind, held[m.group()].replacement) for m in pattern.finditer(text))]
        for (text, pattern, held), spans in zip(found, guesses, strict=True)
    ]


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of any of these names as whole words, the longest first."""
    ordered = sorted(names, key=lambda n: (-len(n), n))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)")


def _tidy(text: str, start: int, end: int, keep: frozenset[str], common: frozenset[str]) -> tuple[int, int] | None:
    """Trim a guessed name to its capitalised words; None if nothing is left that could be a name."""
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"[\w'\u2019&.-]+", text[start:end])]

    def wrong(span: tuple[int, int]) -> bool:
        word = re.sub(r"['\u2019]s$", "", text[slice(*span)]).strip("'\u2019.-").lower()
        return not word or not text[span[0]].isupper() or word in _NOT_NAMES or word in keep or word in common

    while words and wrong(words[0]):
        words.pop(0)
    while words and wrong(words[-1]):
        words.pop()
    if not words:
        return None
    begin, stop = words[0][0], words[-1][1]
    tail = re.search(r"(?:['\u2019]s|[.'\u2019-])$", text[begin:stop])
    return begin, stop - (len(tail.group()) if tail else 0)


def _kind(kind: str) -> Kind:
    return "employer" if kind == "employer" else "place" if kind == "place" else "person"


def _beside(taken: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return what of a stretch lies beside others, which are in order and apart from each other."""
    found, at = [], start
    for begin, stop in taken[bisect_right(taken, start, key=itemgetter(1)) : bisect_left(taken, end, key=itemgetter(0))]:
        if at < begin:
            found.append((at, begin))
        at = stop
    return [*found, (at, end)] if at < end else found


def _apart(text: str, spans: Iterable[Span]) -> list[Span]:
    """Keep spans in the order given; of a later one keep what lies beside those before it. Return them in order of the text."""
    kept: list[Span] = []
    taken: list[tuple[int, int]] = []  # in order of the text: a long text may hold thousands
    for span in spans:
        for start, end in _beside(taken, span.start, span.end):
            words = [m.span() for m in re.finditer(r"\w[\w'\u2019.-]*", text[start:end])]
            if (start, end) == (span.start, span.end):
                kept.append(span)
            elif words and any(map(str.isupper, text[start:end])):
                kept.append(Span(start + words[0][0], start + words[-1][1], span.kind, span.replacement))
            else:
                continue
            insort(taken, (kept[-1].start, kept[-1].end))
    joined: list[Span] = []
    for span in sorted(kept):
        last = joined[-1] if joined else None
        if last and last.replacement == span.replacement and re.fullmatch(r"[\s\-]{0,2}", text[last.end : span.start]):
            joined[-1] = Span(last.start, span.end, last.kind, last.replacement)  # "Calderón" "Vidal": one person, one mask
        else:
            joined.append(span)
    return joined
