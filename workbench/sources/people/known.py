"""Names that are known: found in any spelling of case, accents and spaces, whole or in parts, as whole words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

from workbench.sources.people import handles
from workbench.sources.people.codes import codes
from workbench.sources.people.commonest import is_small
from workbench.sources.people.disguised import Disguised
from workbench.sources.people.forms import UNSEEN, Forms
from workbench.sources.people.words import as_name, is_word, word_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class KeyEntry(Protocol):
    """One line of the key file: who is behind a pseudonym."""

    @property
    def pseudonym(self) -> str:
        """What is shown instead."""
        ...

    @property
    def name(self) -> str:
        """The real name."""
        ...

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names of the same."""
        ...

    @property
    def kind(self) -> str:
        """``participant``, ``respondent``, ``interviewer``, ``person``, ``employer`` or ``place``."""
        ...


#: What is shown instead of a short form (*Bob*), since it may be somebody else's.
SOMEBODY = "[name]"
#: Kinds whose first name and surname alone give them away; a word of a firm's name does not.
PEOPLE = frozenset({"participant", "respondent", "interviewer", "person", "colleague"})
_TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "lady", "lord", "rev", "father",
    "sister", "old", "young", "big", "little", "the", "and", "von", "van", "de", "der", "den", "del", "della", "di", "da", "dos",
    "la", "le", "el", "al", "bin", "ibn", "ben", "bint", "jr", "sr", "ii", "iii", "y", "e", "nurse", "aunt", "auntie", "uncle",
    "frau", "herr", "herrn", "fraulein", "freiherr", "graf", "med", "phil", "dipl", "ing", "phd", "msc", "mba", "mme", "mlle",
    "madame", "monsieur", "mademoiselle", "senor", "senora", "senorita", "sra", "srta", "dra", "senhor", "senhora", "dona",
    "pani", "signor", "signora", "signorina", "dott", "dottoressa", "zu", "af", "av", "du", "des",
})  # fmt: skip
#: Words in the names of files that are nobody's name: *interview-001* must not mask the word interview everywhere.
FILES = frozenset({
    "interview", "interviews", "interviewee", "participant", "participants", "respondent", "speaker", "session", "sessions",
    "transcript", "transcripts", "recording", "audio", "video", "meeting", "call", "calls", "chat", "user", "users", "customer",
    "client", "test", "talk", "note", "notes", "file", "track", "zoom", "teams", "otter", "whisper", "copy", "final", "draft",
    "clean", "edited", "anonymised", "anonymized", "round", "wave", "pilot", "group", "focus", "person", "subject",
})  # fmt: skip
#: Words that stand between names in the name of a file, such as *call with Anna.vtt*: a part of it, and nobody's name.
_BETWEEN = frozenset({
    "with", "for", "of", "on", "about", "by", "from", "in", "at", "to", "our", "my", "first", "second", "part", "mit", "und", "im",
    "zum", "zur", "avec", "et", "pour", "con", "para", "com", "gesprach", "entretien", "entrevista", "transkript", "aufnahme",
})  # fmt: skip
#: Words of a device or a room that joined a call ("Front Desk iPad", "Blockstack Meeting"): no part of anybody's name.
_DEVICES = frozenset({
    "meeting", "room", "phone", "iphone", "ipad", "laptop", "macbook", "galaxy", "user", "guest", "team", "office", "desk",
    "zoom", "teams", "host", "admin", "owner", "conference", "call", "computer", "mobile", "android", "participant", "speaker",
    "unknown", "screen", "camera", "studio", "hall", "staff", "support", "community", "group", "account", "unverified", "external",
    "extern", "externe", "ext", "gast", "invite", "invitado", "she/her", "he/him", "they/them", "she", "her", "he", "him", "they",
    "them",
})  # fmt: skip
#: Short words that are somebody's initials too: only *ET* is them, not *et*.
_SHORT_WORDS = word_list("short-words.txt")
_INITIALS = re.compile(r"[^\W\d_]{1,3}")
_NO_PARTS = _TITLES | _DEVICES | FILES | _BETWEEN
#: Of these, what is a name where it comes first (*Ben Oak*, unlike *Ali ben Omar*) or last (*Mia Young*, unlike *Young Mia*).
_FIRST_NAMES, _SURNAMES = frozenset({"ben", "al", "di", "bin", "van"}), frozenset({"young", "little", "graf", "hall"})
_LEAST_PART = 2
#: Up to so many names are looked for at once; of more, only those whose words are in a text.
_FEW = 200
_WORD = re.compile(r"\w+")
_GAPS, _PARTS = re.compile(r"[\s\-]+"), re.compile(r"[^\s,()\"]+")
_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")


def find_known(text: str, roster: Sequence[KeyEntry]) -> Iterator[tuple[int, int, str, str]]:
    """Yield (start, end, kind, pseudonym) for every mention of somebody on the roster.

    Parameters
    ----------
    text
        Any text.
    roster
        Entries of the key file. People are found by full name, alias, first name and surname, and by user names that are made of
        these; firms and places whole.

    Yields
    ------
    tuple
        In order, none over another; longer names first where several begin at one place. A short name, or one with an ending
        that another name may have too, is `SOMEBODY`.
    """
    known = _known(roster)
    if known is None:
        return
    exact = list(_exact(text, known))
    taken = [(start, end) for start, end, _, _ in exact]
    others = []
    for start, end, form in known.forms.found(text):
        if not any(s < end and start < e for s, e in taken):
            pseudonym, kind = known.whose[form.name] if form.sure else (SOMEBODY, "person")
            others.append((start, end, kind, pseudonym))
    yield from sorted([*exact, *others]) if others else exact


def _exact(text: str, known: _Known) -> Iterator[tuple[int, int, str, str]]:
    """Yield the places of names that are written as they are known, but for case, accents and spaces."""
    whose, initials = known.whose, known.initials
    folded, origin = fold(text)
    pattern = known.pattern or _pattern(*_likely(known, folded))
    places = [(*hit.span(), _spaced(hit.group())) for hit in pattern.finditer(folded)] if pattern else []
    for start, end, name in _outermost([*handles.found(folded, known.handles), *known.disguised.found(folded), *places]):
        pseudonym, kind = whose[name]
        is_handle = _spaced(folded[start:end]) != name
        start, end = _in_text(text, origin[start], origin[end - 1] + 1)  # noqa: PLW2901 (places in the text itself)
        word = is_word(name) or (name not in initials and is_small(text[start:end]))
        if word and not is_handle and not as_name(name, text, start, end):
            continue
        if name in initials and not _are_initials(text, start, end):
            continue
        yield start, end, kind, pseudonym


def forms_of(roster: Sequence[KeyEntry]) -> Forms:
    """Return the other forms of the names of people on the roster."""
    known = _known(tuple(roster))
    return known.forms if known else Forms((), ())


def _in_text(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a place with the accents that belong to its last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return start, end


def _outermost(places: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield places in order, none over another; of two, the one that begins first, then the longer one."""
    at = 0
    for start, end, name in sorted(places, key=lambda p: (p[0], -p[1])):
        if start >= at:
            yield start, end, name
            at = end


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Return `text` without case and accents, and for each of its characters the offset it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    out: list[str] = []
    origin: list[int] = []
    for run in _RUNS.finditer(text):
        if run[0].isascii():
            out.append(run[0].lower())
            origin += range(*run.span())
        else:
            _fold(run[0], run.start(), out, origin)
    return "".join(out), origin


def _fold(text: str, start: int, out: list[str], origin: list[int]) -> None:
    """Add characters beyond ASCII without case and accents to `out`, and where each came from to `origin`."""
    for at, char in enumerate(text, start):
        for plain in unicodedata.normalize("NFKD", char):
            if unicodedata.combining(plain) or _UNSEEN.match(plain):
                continue
            for low in _PLAIN.get(plain, plain).casefold():
                out.append(low)
                origin.append(at)


#: Letters with a stroke do not decompose; apostrophes and hyphens come in several shapes.
_PLAIN = {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe",
          "ð": "d", "Ð": "d", "þ": "th", "Þ": "th",
          "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-"}  # fmt: skip
#: Characters nobody sees.
_UNSEEN = re.compile(f"[{UNSEEN}]")


def _spaced(name: str) -> str:
    return name if name.isalnum() else " ".join(filter(None, _GAPS.split(name)))


class _Known(NamedTuple):
    """A roster, ready to be looked for.

    A pattern of all names, or, where they are many, names by their first word, each with all of its words, and those found inside
    of other letters; whose each is; those that are initials; user names; other forms; and names spelled out.
    """

    pattern: re.Pattern[str] | None
    beginning: dict[str, list[tuple[str, list[str]]]]
    inside: list[str]
    whose: dict[str, tuple[str, str]]
    initials: frozenset[str]
    handles: dict[str, tuple[str, bool]]
    forms: Forms
    disguised: Disguised


_last: list[tuple[tuple[KeyEntry, ...], _Known | None]] = []


def _known(roster: Sequence[KeyEntry]) -> _Known | None:
    if _last and roster is _last[0][0]:  # a tuple of entries that do not change: text after text is looked through
        return _last[0][1]
    found = _compiled(tuple((e.pseudonym, e.name, tuple(e.aliases), e.kind) for e in roster))
    if isinstance(roster, tuple):
        _last[:] = [(roster, found)]
    return found


def _likely(known: _Known, folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of which all words are in a text, and those inside of other letters of which the first is."""
    words = set(_WORD.findall(folded))
    there = (pair for word in {"", *words} for pair in known.beginning.get(word, ()))
    return tuple(name for name, own in there if words.issuperset(own)), tuple(n for n in known.inside if n[:1] in folded)


@lru_cache(maxsize=1024)
def _pattern(names: tuple[str, ...], inside: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds `names` as whole words, of two at one place the longer one, and `inside` anywhere; None for no names."""
    ordered = [sorted(some, key=lambda n: (-len(n), n)) for some in (names, inside)]
    words, within = ("|".join(re.escape(n).replace(r"\ ", r"[\s\-]+") for n in some) for some in ordered)
    either = [rf"(?<!\w)(?:{words})(?!\w)"] * bool(words) + [f"(?:{within})"] * bool(within)
    return re.compile("|".join(either)) if either else None


@lru_cache(maxsize=8)
def _compiled(entries: tuple[tuple[str, str, tuple[str, ...], str], ...]) -> _Known | None:
    whose: dict[str, tuple[str, str]] = {}
    full: dict[str, tuple[str, str]] = {}
    parts: dict[str, set[tuple[str, str]]] = {}
    initials: dict[str, bool] = {}
    glued: dict[str, tuple[str, bool]] = {}
    given: set[tuple[str, str]] = set()
    whole = codes(name for _, name, aliases, kind in entries if kind == "respondent" and not aliases)
    for pseudonym, name, aliases, kind in sorted(entries):
        if name in whole and kind == "respondent":
            full.setdefault(_spaced(name.lower()), (pseudonym, kind))
            continue
        for known in (way for given in (name, *aliases) for way in handles.spellings(given)):
            plain = _spaced(fold(known)[0])
            if not plain:
                continue
            full.setdefault(plain, (pseudonym, kind))
            initials[plain] = initials.get(plain, True) and known.isupper() and bool(_INITIALS.fullmatch(known))
            if kind in PEOPLE:
                for handle, last, marked in handles.glued(plain):
                    held = glued.setdefault(handle, (plain, marked))[0]
                    glued[handle] = (plain if full.get(held) == (pseudonym, kind) else last, marked)
                given.update(_given(known))
                for part in (*parts_of(known), *handles.halves(plain)):
                    initials[part] = initials.get(part, True) and part == plain
                    parts.setdefault(part, set()).add((pseudonym, kind))
    whose.update(full)
    for part, owners in parts.items():
        # Two people share a first name: it is masked all the same, by neither's pseudonym.
        only = min(owners) if len(owners) == 1 else ("[person]", "person")
        whose.setdefault(part, only)
    if not whose:
        return None
    glued = {handle: (name, marked) for handle, (name, marked) in glued.items() if name in whose}
    forms = Forms(parts, given)
    return _ready(whose, frozenset(name for name, are in initials.items() if are), glued, forms)


def _ready(whose: dict[str, tuple[str, str]], initials: frozenset[str], glued: dict[str, tuple[str, bool]], forms: Forms) -> _Known:
    inside, disguised = handles.unspaced(sorted(whose)), Disguised(whose)
    if len(whose) <= _FEW:
        return _Known(_pattern(tuple(whose), tuple(inside)), {}, [], whose, initials, glued, forms, disguised)
    beginning: dict[str, list[tuple[str, list[str]]]] = {}
    for name in whose:
        words = _WORD.findall(name)
        beginning.setdefault(words[0] if words else "", []).append((name, words))
    return _Known(None, beginning, inside, whose, initials, glued, forms, disguised)


def parts_of(name: str) -> list[str]:
    """Return first names and surnames of `name`, and both halves of double-barrelled ones."""
    found: set[str] = set()
    words = [word.strip(".'") for word in _PARTS.findall(fold(name)[0])]
    for at, plain in enumerate(words):
        no_name = (
            plain in _NO_PARTS and not (plain in _FIRST_NAMES and at == 0) and not (plain in _SURNAMES and at == len(words) - 1)
        )
        for part in {plain, *plain.split("-")}:
            if len(part) >= _LEAST_PART and not _is_number(part) and not (no_name if part == plain else part in _NO_PARTS):
                found.add(_spaced(part))
    return sorted(found - {""})


def _is_number(part: str) -> bool:
    """Say whether a part of a name is a number, *Q1* of ``call_2026-Q1`` or *group2*: it would mask the name of the round."""
    bare = part.replace("_", "").strip("0123456789")
    return part.isdigit() or (bare != part and (len(bare) <= _LEAST_PART or bare in _NO_PARTS))


def _given(name: str) -> Iterator[tuple[str, str]]:
    """Yield first names of `name`, all but its last word or what stands behind the comma, and the part of it that each is.

    Two stand also as one: José María is called Chema.
    """
    last, comma, first = name.partition(",")
    words = (first if comma else last).split()
    parts = [part for word in (words[:-1] if len(words) > 1 and not comma else words) for part in parts_of(word)]
    yield from zip(parts, parts, strict=True)
    yield from ((one + two, one) for one, two in pairwise(parts))


def _are_initials(text: str, start: int, end: int) -> bool:
    """Say whether up to three letters are somebody's initials here: in capitals, or a name (*Jo*) and no word such as *et*."""
    written = text[start:end]
    return written.isupper() or (len(written) > 1 and fold(written)[0] not in _SHORT_WORDS)
