"""Other forms of a known name: inflected (*Webers*, *Katarzynę*), in other letters (*Djordje*, also in disguise), short (*Bob*)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from workbench.sources.people.commonest import is_small_here
from workbench.sources.people.words import NAMES_AND_WORDS, as_name, begins, has_endings, is_english, is_word, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Letters of other alphabets as they are written in Latin letters. What carries no sound of its own is left out.
_ROMAN = {
    pair[0]: pair[2:]
    for pair in words_of(
        "а:a б:b в:v г:g ґ:g д:d е:e ё:e є:e ж:zh з:z и:i і:i ї:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch "
        "ш:sh щ:shch ъ: "
        "ы:i ь: э:e ю:iu я:ia α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:i φ:f "
        "χ:kh ψ:ps ω:o æ:ae œ:oe þ:th ð:d đ:d ł:l ø:o ı:i ђ:d ј:i љ:l њ:n ћ:c џ:d"
    )
}
#: Letters that look like Latin ones: in a word that mixes alphabets they stand for these.
_LOOKS = str.maketrans(
    "аеорсухіјѕԁһԛԝтмнвкАЕОРСУХІЈЅТМНВКοανρυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsdhqwtmhbkAEOPCYXIJSTMHBKoavpuikABEZHIKMNOPTYX"
)
#: Ways to spell one sound, the same in what is known and in what is read: Mueller, Müller; Djordje, Đorđe; Natalya, Natalia.
_SAME = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("dj", "d"), ("ph", "f"), ("kh", "h"), ("y", "i"), ("j", "i"), ("w", "v"))
_DIGRAPHS = 6
_ENDS_ALIKE = re.compile(r"(?<=[aeiou])(?:ch|tsch)$|(?<=ov|ev)ich$")
#: Characters nobody sees, for a class of characters in a pattern.
UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_APART = re.compile(rf"['\u2019\u02bc\s{UNSEEN}-]")
#: A word, also with accents apart and what nobody sees in it; and what may stand between the two halves of a name.
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{UNSEEN}])*")
_CAMEL = re.compile(r"[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]+")
_HALVES = re.compile(r"[ \u00a0'\u2019-]|-\s*\n\s*")
#: What Arabic writes before a name in one word with it: and, in, to, like, the.
_ARABIC = re.compile("^[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644|[\u0628\u0644\u0643])?(?=[\u0621-\u064a]{3})")
#: Short names that are words first of all: at the start of a sentence they are nobody.
_RATHER_WORDS = words_of(
    "art bill chip dot drew fran frank gail gene hans ira kit lex mark mas may memo mina nan page pat ray rich rico rob rod "
    "rose sue toma val van vic will"
)
_LATIN, _OTHER = re.compile(r"[A-Za-z\u00c0-\u024f]"), re.compile(r"[\u0370-\u052f]")
#: What is put behind a whole name in German, English and the Nordic languages: this stays sure of who is meant.
_OWNS = frozenset({"s", "es", "ens", "sche", "schen", "scher", "sches", "schem"})
#: Endings of other languages behind what is left of a name without its own ending, written as `spelt` does.
_LONG = words_of(
    "ovi evi iem ovie ami ach ova eva ovou ovem ego iego iemu emu ich imi ovich ovim ovoi "  # Polish, Czech, Russian
    "lle lla lta ssa sta ksi lia tta nsa "  # Finnish
    "nin nun den dan ten tan lar ler larin lerin lara lere nak nek val vel nal nel hoz hez tol rol ban ben ral rel tal tel"
)  # the last line Turkish and Hungarian
_SHORT = words_of("a e i o u om em im am oi ou iu ia ie ze n na in un da de ta la le ii ul")
_BEHIND: dict[str, frozenset[str]] = {
    "": _LONG | _SHORT,
    "a": words_of("i ie e u o ou oi oiu oiou am ami ach iu"),
    "ka": frozenset({"ce"}), "ga": frozenset({"dze", "ze"}), "ra": frozenset({"rze"}), "ta": frozenset({"cie"}),
    "da": frozenset({"dzie"}), "ha": frozenset({"ze", "se"}),
    "i": words_of("iego iemu ego emu im a ei u iei ich imi iu ia em e oho omu"),
    "ki": frozenset({"ci"}),
    "nen": words_of("sen selle sella selta sessa sesta seen sta set sten sia siin seksi"),
    "as": words_of("o ui u e a ai iene"), "is": words_of("io iui i iu"), "os": words_of("ou o e"),
    "ek": words_of("ka ku kovi kiem kem kom kovie"), "ec": words_of("ca cu covi cem"),
    "el": words_of("la lovi lem lu"), "ko": words_of("ka ku kom kovi"),
}  # fmt: skip
#: *Kowalski* and *Sergei* have other endings; *Koski* has not.
_BEFORE_I = re.compile(r"\w{3}[scz]k$|[ei]$")
_BEFORE = re.compile(r"(?<!\w)(?:(?P<title>Mrs?|Ms|Miss|Dr|Prof|Herr|Frau)\.?|(?P<word>[^\W\d_]+))[ \u00a0]$")
_FIRST_NAME = 24
_ID_BEFORE = re.compile(r"(?<![^\W_])[a-z]{3,20}:[\w-]{0,80}$")
_LONGEST_ID = 110
#: What Finnish surnames end with, and lose: no English word is like the rest with another ending.
_FINNISH = "nen"
_LONGEST_END = 7
_LEAST, _LEAST_STEM, _LONG_STEM, _LEAST_DOUBLE, _LEAST_SMALL, _LEAST_ANYWHERE = 4, 3, 5, 3, 5, 3


class Form(NamedTuple):
    """What a word is a form of: a known name, and whether nobody else can be meant."""

    name: str
    sure: bool


class Forms:
    """The forms of known first names and surnames.

    Parameters
    ----------
    parts
        First names and surnames in small letters, without accents.
    given
        First names, whose short forms are looked for, each with the part that is theirs.
    """

    def __init__(self, parts: Iterable[str], given: Iterable[tuple[str, str]]) -> None:
        self._same: dict[str, Form] = {}
        self._stems: dict[str, list[tuple[str, Form, bool]]] = {}
        self._met: dict[tuple[str, bool], Form | None] = {}
        for part in sorted(set(parts)):
            self._add(part, Form(part, sure=True))
        for name, part in sorted(set(given)):
            for other in _others(spelt(name)):
                self._add(other, Form(part, sure=False))

    def __bool__(self) -> bool:
        return bool(self._same)

    def _add(self, part: str, form: Form) -> None:
        plain = spelt(part)
        if len(plain) < _LEAST_STEM - (not form.sure) or not plain.isalpha():
            return
        self._same.setdefault(plain, form)
        self._same.setdefault(_ARABIC.sub("", plain), form)
        word = not has_endings(part)
        for stem, end in [(plain, "")] if word else _stems(plain):
            self._stems.setdefault(stem, []).append((end, form, word))

    def of(self, word: str, *, english: bool = False) -> Form | None:
        """Return what `word` is a form of; a known name itself is one.

        Parameters
        ----------
        word
            A word as it is written.
        english
            It stands in an English text: there *Victory* is no form of *Victor*.
        """
        strict = english and word.isascii()
        if (word, strict) not in self._met:
            self._met[word, strict] = self._found(spelt(word), strict=strict)
        return self._met[word, strict]

    def _found(self, plain: str, *, strict: bool) -> Form | None:
        if form := self._same.get(plain) or self._same.get(_ARABIC.sub("", plain)):
            return form
        if len(plain) < _LEAST:
            return None
        for cut in range(len(plain) - 1, max(_LEAST_STEM, len(plain) - _LONGEST_END) - 1, -1):
            stem, end = plain[:cut], plain[cut:]
            for own, form, word in self._stems.get(stem, ()):
                if len(stem) + len(own) < _LEAST and not (form.sure and end == "s"):
                    continue  # Katze is none of Kat, nor Files of Phil
                if not own and end in _OWNS and len(stem) >= _LEAST_STEM:
                    return form
                # No English word is what a Polish or Finnish name with another ending is: *Agnieszce*, of Agnieszka.
                far = len(stem) >= _LONG_STEM and (end in _LONG or own == _FINNISH or (len(own) > 1 and end in _BEHIND[own]))
                if not word and end in _BEHIND[own] and (far or not strict):
                    return Form(form.name, sure=False)
        short = plain + "a"  # Kasi, of Kasia
        return Form(self._same[short].name, sure=False) if not strict and plain.endswith("i") and short in self._same else None

    def meant(self, form: Form, text: str, start: int, end: int) -> bool:
        """Say whether a word at ``text[start:end]`` that may be a form of a name is one there."""
        word = text[start:end]
        small = is_small_here(text, start, end, alone=_letters(word) != form.name)  # *This* is none of Thi, nor *Dans* of Dan
        return not (small and not self._beside_a_name(text, start)) and self._meant(form, text, start, end)

    def _meant(self, form: Form, text: str, start: int, end: int) -> bool:
        word = text[start:end]
        sounds = form.sure and (word[0].islower() or begins(text, start)) and _by_sound(word, form.name)
        plain = _letters(word)
        other = plain != form.name and is_word(plain)  # *price* and *Price page* are no Pryce, *Gareth Price* is
        if sounds or word[0].islower():
            return not sounds and _meant_small(form, text, start, end, other=other)
        if not form.sure:
            if begins(text, start) and (plain in _RATHER_WORDS or (len(word) < _LEAST_ANYWHERE and not word.isupper())):
                return False
            return not is_word(plain) or as_name(plain, text, start, end)
        if not is_word(form.name):
            return not other or plain not in NAMES_AND_WORDS or self._beside_a_name(text, start)
        if plain == form.name:  # the name itself was looked at, unless a digit or a line is glued to it
            return text[end : end + 1].isdigit() or "_" in (text[start - 1 : start], text[end : end + 1])
        return as_name(form.name, text, start, end) and not _in_english(form.name, text, start)

    def _beside_a_name(self, text: str, start: int) -> bool:
        """Say whether a title or a known name stands before: *Mr Price*, *Gareth Price*, and not *Tern Price list*."""
        before = _BEFORE.search(text, max(0, start - _FIRST_NAME), start)
        if before is None or before["title"]:
            return before is not None
        return before["word"][0].isupper() and spelt(before["word"]) in self._same

    def found(self, text: str) -> Iterator[tuple[int, int, Form]]:
        """Yield where forms of names stand in a text, in order: start, end, of which.

        A form has a capital, where its writing has capitals and the text as well; a short name that is a word of the language, or
        a word with an ending, only where a capital says something.
        """
        small, ids, strict = text == text.lower(), ":" in text, None
        last: re.Match[str] | None = None
        for token in _WORD.finditer(text):
            word = token[0]
            cut = last is not None and text[last.end()] == "-" and "\n" in text[last.end() : token.start()]
            coded = ids and word[0].islower() and in_code(text, *token.span())
            if word.islower() and word.isascii() and not small and not cut and not coded:
                last = None
                continue
            if not word.islower() and not word.istitle() and not word.isupper():
                yield from self._inside(token)
            form = self.of(word)
            if form and not form.sure and not coded and spelt(word) not in self._same:
                strict = is_english(text) if strict is None else strict
                form = self.of(word, english=strict)
            if form and self.meant(form, text, *token.span()):
                yield *token.span(), form
            elif last and _HALVES.fullmatch(text, last.end(), token.start()):
                whole = self._same.get(spelt(last[0] + word))
                if whole and whole.sure and len(last[0] + word) > _LEAST:
                    yield last.start(), token.end(), whole
            last = token

    def _inside(self, token: re.Match[str]) -> Iterator[tuple[int, int, Form]]:
        """Yield names that words with capitals inside are made of: *TeamNowak*, *USchmitt*."""
        for part in _CAMEL.finditer(token[0]):
            form = self._same.get(spelt(part[0]))
            if form and form.sure and len(part[0]) >= _LEAST and len(part[0]) < len(token[0]):
                yield token.start() + part.start(), token.start() + part.end(), form


def _by_sound(word: str, name: str) -> bool:
    """Say whether a word is only like a name since w sounds like v, and y and j like i: *ovens* for Owen, *prices* for Pryce."""
    if not (word.isascii() and name.isascii()):
        return False
    written = [_APART.sub("", _letters(one)) for one in (word, name)]
    for pair, sound in _SAME[:_DIGRAPHS]:
        written = [one.replace(pair, sound) for one in written]
    return not written[0].removeprefix("mac").startswith(written[1].removeprefix("mac")) and not written[0].startswith("mc")


def _meant_small(form: Form, text: str, start: int, end: int, *, other: bool) -> bool:
    """Say the same of a word without a capital."""
    word = text[start:end]
    if in_code(text, start, end):
        return len(word) >= _LEAST and not other and not (form.sure and is_word(form.name))
    whole = text == text.lower() or spelt(word) == spelt(form.name)
    return form.sure and whole and len(word) >= _LEAST_SMALL and not other and not is_word(form.name)


def in_code(text: str, start: int, end: int) -> bool:
    """Say whether a word is a part of the id of a code, where nothing has a capital: *pain:kasia-cannot-find-it*."""
    before = _ID_BEFORE.search(text, max(0, start - _LONGEST_ID), start)
    return before is not None and not text[end : end + 1].isalnum()


def _in_english(name: str, text: str, start: int) -> bool:
    """Say whether an English word with an ending begins a sentence: *Wills are read*."""
    return name in NAMES_AND_WORDS and begins(text, start)


@lru_cache(maxsize=1 << 15)
def spelt(word: str) -> str:
    """Return how a word sounds, roughly: in small Latin letters, the same for Müller, Mueller and Muller."""
    seen = _APART.sub("", unicodedata.normalize("NFKC", word))
    if _LATIN.search(seen) and _OTHER.search(seen):
        seen = seen.translate(_LOOKS)
    plain = _letters(seen)
    if not plain.isascii():
        plain = "".join(_ROMAN.get(c, c) for c in plain.replace("ου", "ou"))
    if plain.startswith("mc"):
        plain = "mac" + plain[2:]
    plain = _ENDS_ALIKE.sub("c" if not plain.endswith("ich") or len(plain) < _LEAST else "ic", plain)
    for written, sound in _SAME:
        plain = plain.replace(written, sound)
    return plain


def _letters(word: str) -> str:
    """Return a word in small letters, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def _stems(plain: str) -> list[tuple[str, str]]:
    """Return a name without the endings it may have by itself, and the ending."""
    found = [(plain, "")]
    for own in _BEHIND:
        stem = plain.removesuffix(own)
        if own and stem != plain and len(stem) >= _LEAST_STEM and (own != "i" or _BEFORE_I.search(stem)):
            found.append((stem, own))
    if len(plain) > _LEAST_DOUBLE and plain[-2:-1] in "kpt" and plain[-3:-2] == plain[-2:-1]:
        found.append((plain[:-2] + plain[-1], ""))  # Mikko, Mikon
    return found


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    lines = (Path(__file__).parent / "data" / "short-names.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, frozenset[str]] = {}
    for group in (frozenset(map(spelt, line.split())) for line in lines if not line.startswith("#")):
        for name in group:
            found[name] = found.get(name, frozenset()) | group
    return found


def _others(name: str) -> list[str]:
    """Return the other names of whoever is called so, as `spelt` writes them."""
    return sorted(_groups().get(name, frozenset()) - {name})
