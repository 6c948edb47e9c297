"""Names guessed in texts that are not in English, by what gives a name away in many languages.

What is English guesswork elsewhere says nothing there: the language model reads English, a word that no English text has is
any word, and German writes every noun with a capital. So less is guessed, and less is found: a title or an introduction and
what follows it, names on the list of names, and, where a language writes only names so, a capital inside a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from workbench.reading.roster import NAMES_AND_WORDS, WORDS_ABROAD, WORDS_GERMAN, fold, word_list
from workbench.reading.spelling import known_names
from workbench.reading.tongues import SCRIPT, is_small, language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: What one text tells: what is certainly meant as a name, names on the list, capitals inside a sentence.
Told = tuple["list[tuple[int, int]]", "list[tuple[int, int]]", "list[tuple[int, int, bool]]"]

_GERMAN = "de"
#: From such a part of the texts of a source on, those that seem to be in another language are; below, they are mistaken for one.
_PART, _OWN = 20, 10
_LEAST = 3
_LEAST_GENITIVE = 5
_LETTERS = [chr(c) for c in (*range(0x41, 0x530), *range(0x1E00, 0x1F00))]
_BIG = "".join(c for c in _LETTERS if c.isupper() and c.isalpha())
_SMALL = "".join(c for c in _LETTERS if c.islower() and c.isalpha())
#: A word with a capital. No longer than a word is: whoever pastes a page without a space must not be waited for.
_WORD = rf"[{_BIG}](?:\w|['\u2019](?=[{_BIG}])){{1,40}}(?:-[{_BIG}]\w{{1,40}}){{0,3}}"
_JOIN = r"(?: (?:de|del|de la|da|do|dos|das|van|van der|van den|von|von der|zu|ter|di|du|le|la|el|al|bin))?"
_FIRST = r"(?:(?:Van|De|Von|Di|Da|Del|Le|La|El|Ter)(?: (?:den|der|la))? )?"
_NAME = rf"(?P<name>{_FIRST}{_WORD}(?:{_JOIN} {_WORD}){{0,2}})"
_TITLE = (
    r"Frau|Herrn?|Hr\.|Fr(?:ä|ae)ulein|Dr\.?|Prof\.?|Professor|Mme|Madame|Mlle|Mademoiselle|Monsieur|M\.|[Ss]eñor(?:a|ita)?|Sra?\.?|"
    r"Srta\.?|[Dd]on|[Dd]oña|[Ss]enhora?|[Dd]ona|Pani?|Pan[ae]m?|Panią|Paní|[Ss]ignor[ae]?|Sig\.(?:ra)?|[Dd]ott(?:or(?:e|essa)?|\."
    r"(?:ssa)?)|[Mm]evrouw|[Mm]eneer|Mevr\.|Dhr\.|Mw\.|[Ff]ru|[Hh]err|[Rr]ouva|[Hh]erra|[Bb]apak|Mrs?\.?|Ms\.?|Nurse"
)
_TITLED = re.compile(rf"\b(?:{_TITLE})(?: (?:Dr|Prof|med|Ing)\.?){{0,3}} {_NAME}")
_BEHIND = re.compile(rf"\b(?P<name>{_WORD}) (?:Bey|Hanım|Abla|Hoca)\b")
_ME = (
    r"ich hei(?:ß|ss)e|mein name ist|mein name:|namens|nennt? mich|je m['\u2019]appelle|mon nom est|me llamo|mi nombre es|me chamo"
    r"|chamo-me|meu nome é|mi chiamo|il mio nome è|ik heet|mijn naam is|mam na imię|na imię|nazywam się|jag heter|mitt namn är"
    r"|jeg hedder|jeg heter|mit navn er|jmenuji se|jmenuju se|benim adım|adım|nama saya|nimeni on|tôi tên là|tên tôi là"
    r"|меня зовут|мене звати|мо[её] имя"
)
_NAMED = re.compile(rf"\b(?:(?i:{_ME}))(?: (?i:die|der|de))? {_NAME}")
#: In a text without any capital: one word behind an introduction or a title, or two.
_SMALL_NAMED = re.compile(rf"\b(?:{_ME})(?: (?:die|der))? (?P<name>[^\W\d_]{{2,}}(?: [^\W\d_]{{3,}})?)")
_SMALL_TITLED = re.compile(
    r"(?<!e )(?<!r )(?<!n )\b(?:frau|herr|herrn|mme|señora?|mevrouw|meneer)(?: dr\.?)? (?P<name>[^\W\d_]{3,})"
)
#: "meine Kollegin Annika": in German nothing but a name stands there.
_KIN = re.compile(
    r"\b(?:(?i:mein|dein|sein|ihr|unser|euer|eur)e?[rnms]? (?:Chef|Mann|Frau|Bruder|Sohn|Vater|Freund|Nachbar|Partner|Onkel|Opa|Oma"
    r"|Tante|Mutter|Tochter|Azubi|Auszubildende[rn]?|Mitarbeiter|Praktikant|Cousine?|Ärztin|Arzt|Therapeut|Betreuer|Ansprechpartner)(?:in)?"
    rf"|(?:Kolleg(?:e|en|in)|Schwester|Chefin|Nachbarin|Mitarbeiterin|Praktikantin|Pfleger)) (?P<name>{_WORD}(?: {_WORD})?)"
)
_GREETED = re.compile(
    rf"(?:\b(?:Hallo|Hi|Hey|Liebe|Lieber|Servus)|\b(?:LG|VG|MfG|Gru(?:ß|ss)|Grü(?:ß|ss)e),?)\s+"
    rf"(?P<name>{_WORD}(?: {_WORD})?)(?=\s*[,.!]|\s*$)"
)
#: "hat Chidinma gesagt", "Chidinma meinte": people do so.
_DOES = re.compile(
    rf"\b(?:hat|hatte|haben) (?P<name>{_WORD}(?: {_WORD})?) (?:mir|uns|ihr|ihm|gesagt|gemeint|gefragt)\b"
    rf"|(?:^|[.!?:,] |\b(?:und|aber|dass|weil|ob|wie) )(?P<who>{_WORD}(?: {_WORD})?) (?:sagte?|meinte?|fragte?|und ich)\b"
)
_WEAK = (_KIN, _GREETED, _DOES)
_INSIDE = re.compile(rf"(?:(?<=[{_SMALL},;]\s)|(?<=[dlu]['\u2019])){_WORD}(?:{_JOIN} {_WORD})*")
_EAST = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,4}|[\u30a1-\u30fa\u30fc]{2,8})(?:\u3055\u3093|\u3055\u307e|\u69d8(?![\u3005\u5b50\u5f0f\u76f8]))"
    r"|(?P<said>(?<=[\u3001\u3002\s])[\u4e00-\u9fff]{1,4}|[\u30a1-\u30fa\u30fc]{2,8})\u3068(?:\u7533\u3057\u307e\u3059|\u8a00\u3044\u307e\u3059)"
    r"|(?:\u6211\u53eb|\u6211\u59d3|\u6211\u7684\u540d\u5b57\u662f)(?P<called>[\u4e00-\u9fff]{1,3})"
)
_NOBODY_EAST = re.compile(
    "^(?:\u7686|\u304a?\u5ba2|\u5965|\u5a18|\u606f\u5b50|\u7236|\u6bcd|\u5144|\u59c9|\u60a3\u8005|\u696d\u8005|\u5e97\u54e1|\u533b\u8005|\u770b\u8b77\u5e2b|\u6240|\u4f55|\u795e|\u738b)$"
    "|[\u4ed5\u540c\u6a21\u591a\u4e00\u7570\u5404]$"
)
#: Behind these a German noun is no name: no German says "ein Torsten" of somebody, or says it seldom.
_NOUN = re.compile(
    r"\b(?:(?i:k?eine?[nmrs]?|das|des|im|am|ins|dies\w+|jede\w?|welche\w?|viele\w?|alle\w?|manche\w?|mehr|ohne))"
    rf"(?: [a-zäöüß]{{1,40}}e[nrsm]?)? (?P<noun>{_WORD})"
)
_ENDS = re.compile(r"(?:ung|heit|keit|schaft|tion|tät|nis|tum|ismus|chen)(?:en|s|se)?$")
#: Written with a capital out of courtesy or custom, or said to anybody.
_NOBODY = word_list("nobody-abroad.txt")
#: Before a name there is no article in these languages, and several people have no name (in Portuguese *a Maria* is usual).
_ARTICLE = {
    "fr": re.compile(r"(?:\b(?:le|la|du|au|ce|cet|cette|un|une|notre|votre|leur|sa|son|ma|mon)\s+|\bl['\u2019])$", re.IGNORECASE),
    "es": re.compile(r"\b(?:el|la|del|al|un|una|este|esta|ese|esa|nuestro|nuestra|su|mi)\s+$", re.IGNORECASE),
    "it": re.compile(
        r"(?:\b(?:il|lo|del|dello|della|al|allo|alla|nel|nella|dal|dalla|sul|sulla|un|uno|una)\s+|l['\u2019])$", re.IGNORECASE
    ),
}
_PLURAL = {
    "fr": re.compile(r"\b(?:les|des|aux|ces|ses|nos|vos|leurs|quelques|plusieurs|deux|trois)\s+$", re.IGNORECASE),
    "es": re.compile(r"\b(?:los|las|unos|unas|estos|estas|sus|nuestros|nuestras|dos|tres)\s+$", re.IGNORECASE),
    "it": re.compile(r"\b(?:i|gli|le|dei|degli|delle|ai|agli|alle|nei|negli|nelle|dai|dagli|dalle|due|tre)\s+$", re.IGNORECASE),
    "pt": re.compile(r"\b(?:os|dos|nos|aos|uns|seus|nossos|dois|três)\s+$", re.IGNORECASE),
}
_BEFORE, _SHORT = 16, 4
_JOINS = frozenset({"de", "del", "da", "do", "dos", "das", "du", "des", "di", "della", "la", "le", "el"})
#: Where somebody's things are told by an ending.
_GENITIVE = frozenset({_GERMAN, "nl", "sv", "da"})
_NOT_NAMES = word_list("not-names.txt")


@cache
def _words(tongue: str) -> frozenset[str]:
    """Return words on the list of names that are words of the language."""
    return WORDS_GERMAN if tongue == _GERMAN else WORDS_ABROAD | WORDS_GERMAN


def spoken(texts: Sequence[str], sources: Sequence[str] | None = None, mostly: str = "") -> list[str]:
    """Return for each text the language whose rules it is read by; empty for English, and where nobody can say.

    Parameters
    ----------
    texts
        Any texts.
    sources
        Where each is from: a text that is too short to say is in the language of the others. All from one if None.
    mostly
        The language of whatever else there is, for texts of which none is long enough to say.
    """
    where = [""] * len(texts) if sources is None else sources
    told = [language(text) for text in texts]
    by: dict[str, Counter[str]] = {}
    for source, name in zip(where, told, strict=True):
        if name:
            by.setdefault(source, Counter())[name] += 1
    return [_rules(name, by[source]) if source in by else mostly for source, name in zip(where, told, strict=True)]


def _rules(name: str, source: Counter[str]) -> str:
    """Return the language of a text that seems to be in one, in a source where so many are in each."""
    told = source.total()
    away = told - source["en"]
    if away * _PART < told or not away:
        return ""
    most = min((n for n in source if n != "en"), key=lambda n: (-source[n], n))
    if name == "en":  # one short text among many in Portuguese is Portuguese; German guesses so little that it waits for proof
        return most if source[name] * _OWN < told and most != _GERMAN else ""
    if not name:
        return most if 2 * away > told else ""
    return name if source[name] * _OWN >= told else most


def read_abroad(texts: Iterable[str], tongue: str) -> list[Told]:
    """Return what each text in a language tells, whatever is written in the others."""
    return [(list(dict.fromkeys(_said(t, tongue))), list(_listed(t, tongue)), _inside(t, tongue)) for t in texts]


def _said(text: str, tongue: str) -> Iterator[tuple[int, int]]:
    """Yield names behind a title or an introduction; a name that is a word is taken with what stands before it."""
    if tongue == SCRIPT:
        for hit in _EAST.finditer(text):
            kind = hit.lastgroup or ""
            if not _NOBODY_EAST.search(hit[kind]):
                yield hit.span(kind)
    small = text == text.lower()
    cues = (_SMALL_NAMED, _SMALL_TITLED) if small else (_TITLED, _BEHIND, _NAMED)
    if tongue == _GERMAN and not small:
        cues = (*cues, *_WEAK)
    for cue in cues:
        for hit in cue.finditer(text):
            start, end = _cut(text, *hit.span(hit.lastgroup or "name"))
            plain = fold(text[start:end])[0]
            if end - start < _LEAST - 1 or (
                cue in _WEAK and (_word(text[start:end], plain, _words(tongue)) or _ENDS.search(plain))
            ):
                continue
            yield (hit.start(), end) if plain in _words(tongue) or plain in NAMES_AND_WORDS else (start, end)


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Return what is left of a name when words that are none are cut off; nothing if the first is one."""
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text[start:end])]
    small = text == text.lower()
    kept = start
    for begin, stop in words:
        plain = fold(text[begin:stop])[0]
        if plain in _NOBODY or plain in _NOT_NAMES or (is_small(text[begin:stop]) and (small or begin == start == words[-1][0])):
            break
        kept = stop
    return start, kept


def _listed(text: str, tongue: str) -> Iterator[tuple[int, int]]:
    """Yield names of the list with a capital, and the surname behind; in a text without capitals in small letters too."""
    small, names, words = text == text.lower(), known_names(), _words(tongue)
    begun: tuple[int, int] | None = None
    for hit in re.finditer(r"(?<![\w@./\\-])[^\W\d_]{1,40}(?:['\u2019-][^\W\d_]{1,40}){0,5}(?![\w@/\\]|\.\w)", text):
        plain, shown = fold(hit.group())[0], small or hit.group()[:1].isupper()
        named = shown and (plain in names or plain.split("-")[0] in names) and not _word(hit.group(), plain, words, small=small)
        if begun and text[begun[1] : hit.start()] == " " and (named or (not small and _surname(hit.group(), plain))):
            yield begun[0], hit.end()
            begun = None
            continue
        if begun:
            yield begun
        begun = hit.span() if named else None
        if not named and shown and tongue in _GENITIVE and _of_somebody(hit.group(), plain, words):
            yield hit.span()  # what stands behind is theirs, and not their surname
    if begun:
        yield begun


def _word(word: str, plain: str, words: frozenset[str], *, small: bool = False) -> bool:
    """Say whether a word on the list of names is one of the language, too."""
    if plain in words or plain in _NOT_NAMES or plain in _NOBODY or is_small(word.lower()) or is_small(plain):
        return True
    return small and (len(plain) <= _LEAST or bool(_ENDS.search(plain)))


def _of_somebody(word: str, plain: str, words: frozenset[str]) -> bool:
    """Say whether a word with a capital is a listed name in the genitive: *Annikas Konto*, *Astrids konto*."""
    return (
        word[:1].isupper() and plain.endswith("s") and len(plain) > _LEAST_GENITIVE and plain[:-1] in known_names()
        and not _word(word, plain, words) and not _word(word[:-1], plain[:-1], words)
    )  # fmt: skip


def _surname(word: str, plain: str) -> bool:
    """Say whether a word with a capital behind a first name can be the surname."""
    if not word[:1].isupper() or len(word) == 1 or is_small(word.lower()):  # "DANKE AN HEIKE FÜR": all is in capitals
        return False
    return plain not in _NOBODY and plain not in _NOT_NAMES and not _ENDS.search(plain)


def _inside(text: str, tongue: str) -> list[tuple[int, int, bool]]:
    """Return capitals inside a sentence, where the language writes only names so."""
    if tongue == _GERMAN:
        return []
    found = []
    for hit in _INSIDE.finditer(text):
        span = _somebody(text, *hit.span(), tongue)
        plain = fold(text[slice(*span)])[0] if span else ""
        if span and len(plain) >= _LEAST and plain not in _NOBODY and plain not in _NOT_NAMES and not is_small(plain):
            found.append((*span, False))
    return found


def _somebody(text: str, start: int, end: int, tongue: str) -> tuple[int, int] | None:
    """Return what of a run of capitals may be a name: not *Segunda Guerra Mundial* nor *les Romains*, *Ruiz* of *la Clínica Ruiz*.

    A run that begins with a name of the list is one as it stands: *Juan Guerra*.
    """
    before = text[max(0, start - _BEFORE) : start]
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text[start:end])]
    parts = [(begin, stop, fold(text[begin:stop])[0].strip("'")) for begin, stop in words]
    first = parts[0][2]
    if first in known_names() and not _word(text[slice(*words[0])], first, _words(tongue)):
        return start, end
    if tongue in _PLURAL and _PLURAL[tongue].search(before):
        return None
    if tongue in _ARTICLE and _ARTICLE[tongue].search(before):
        parts = parts[1:]
    while parts and _is_public(text, *parts[0]):
        parts.pop(0)
    begun = len(parts) < len(words)  # otherwise the last word may be the surname of somebody nobody listed: *Ximo Guerra*
    while len(parts) > 1 and _is_public(text, *parts[-1]) and (begun or parts[-2][2] in _JOINS or parts[-1][2] in _JOINS):
        parts.pop()
    return (parts[0][0], parts[-1][1]) if parts else None


def _is_public(text: str, start: int, end: int, plain: str) -> bool:
    """Say whether a word at an end of a run is nobody's: a small word, an abbreviation, a number, a word of public things."""
    word = text[start:end]
    if not word[0].isupper() or (word.isupper() and len(word) <= _SHORT):
        return True
    exact, stems = _public()
    return any(
        part in exact or any(part[:n] in stems for n in range(_LEAST, len(part) + 1))
        for part in (plain, plain.split("'", maxsplit=1)[0])
    )


@cache
def _public() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of public things as they are, and the beginnings of others."""
    words = word_list("institutions.txt")
    return frozenset(w for w in words if not w.endswith("*")), frozenset(w[:-1] for w in words if w.endswith("*"))


class Evidence:
    """What all texts together say of a word: written small more often, or a noun.

    Parameters
    ----------
    texts
        Texts that are not in English.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._small: Counter[str] = Counter()
        self._big: Counter[str] = Counter()
        self._noun: Counter[str] = Counter()
        for text in texts:
            if text == text.lower():
                continue  # where all is small, small says nothing
            for word in re.findall(r"[^\W\d_]{3,}", text):
                (self._small if word.islower() else self._big)[word.lower()] += 1
            self._noun.update(hit["noun"].lower() for hit in _NOUN.finditer(text))

    def word(self, name: str, tongue: str) -> bool:
        """Say whether what looks like a name is a word by the way in which it is written elsewhere."""
        lower = name.lower()
        if self._small[lower] > self._big[lower]:
            return True
        return tongue == _GERMAN and 4 * self._noun[lower] > self._big[lower]

    def names(self, text: str, tongue: str, told: Told, keep: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Yield the places of names in a text: what was said to be one, then what looks like one and is no word."""
        said, on_list, inside = told
        guessed = [(s, e) for s, e in on_list] + [(s, e) for s, e, _ in inside]
        for start, end in (*said, *(span for span in guessed if not self.word(text[slice(*span)], tongue))):
            if text[start:end].casefold() not in keep:
                yield start, end
