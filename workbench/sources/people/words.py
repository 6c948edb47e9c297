"""Names that are words as well (*Mark*, *Klein*, *Paz*), and where such a word is the name."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.sources.people.commonest import is_small_here

_DATA = Path(__file__).parent / "data"


def word_list(name: str) -> frozenset[str]:
    """Return the words of a list in ``data``: lower case, white space between, lines with # are remarks."""
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return words_of(" ".join(line for line in lines if not line.startswith("#")))


def words_of(text: str) -> frozenset[str]:
    """Return words with white space between as a set."""
    return frozenset(text.split())


#: Words of English.
NAMES_AND_WORDS = word_list("names-that-are-words.txt")
#: Words of German, and of French, Spanish, Portuguese, Italian and more.
WORDS_GERMAN, WORDS_ABROAD = word_list("words-german.txt"), word_list("words-abroad.txt")
_GERMAN, _ELSEWHERE = WORDS_GERMAN | word_list("surnames-german.txt"), WORDS_ABROAD | word_list("names-abroad.txt")
#: Of those, the ones that any text needs: without a capital they are nobody, also where nothing has one.
_NEEDED = word_list("words-needed.txt")
#: After a name that is a word and begins a sentence, these show it was the word: "Will you", "May I", "Mark the".
_NOT_AFTER = frozenset({
    "i", "you", "we", "they", "he", "she", "it", "the", "a", "an", "this", "that", "these", "those", "there", "be",
    "not", "to", "my", "your", "our", "of",
})  # fmt: skip
#: Behind these a German noun is a thing: *im Sommer*, *letzten Winter*, *ein Koch*.
_THING = re.compile(
    r"\b(?:im|am|ins|ans|das|des|k?eine?[nmrs]?|dies\w{1,2}|jede[nmrs]?|letzte[nmrs]?|nächste[nmrs]?|vorige[nmrs]?|ganze[nmrs]?"
    r"|pro|viele[nr]?|mehr|alle[nr]?)\s+$",
    re.IGNORECASE,
)
_BEFORE = 16
#: What stands before each thing of a list.
_POINTS = "-*\u2013\u2014\u2022"
#: Behind these a word is a name, however it is written: *herr-klein*.
_TITLE = re.compile(
    r"(?<![^\W_])(?:herrn?|frau|fr\.|hr\.|mr|mrs|ms|mx|dr|prof|se[ñn]or(?:a|ita)?|sra?|don|do[ñn]a|pani?|panie|mme|madame|monsieur|mlle"
    r"|signor[ae]?|senhora?|mevrouw|meneer|fru|bay|bayan)[\s._-]{1,2}$",
    re.IGNORECASE,
)
#: Months that people are called after: beside a number they are months (*12 Jan*, *May 2026*).
MONTHS = words_of("jan mar march april apr abril avril may mai maj june juni jun july juli julio julia august agosto aug sep")
_DAY = re.compile(r"\d(?:st|nd|rd|th)?\.?[\s\u00a0-]+(?:(?:of|de)\s+)?$")
_YEAR = re.compile(r"\.?,?[\s\u00a0-]+(?:de\s+)?['\u2019]?\d")
#: Words that a text in English is full of.
_ENGLISH = re.compile(
    r"\b(?:the|and|of|is|was|it|that|for|my|with|not|have|they|this|you|told|said|asked|(?-i:I))\b", re.IGNORECASE
)
_WORDS_TO_ONE = 12
#: Written with a capital out of courtesy.
_POLITE = words_of("sie ihr ihre ihrem ihren ihrer ihnen euch euer eure u uw lei loro su ud vous votre pan pani państwo anda you")
#: Behind a name, and behind no such word but a pronoun: what people do.
_DOES = re.compile(
    r"['\u2019]s\b|[ \u00a0]+(?:said|says|told|tells|asked|asks|called|calls|rang|thinks|thought|wants|wanted|helped|showed|knows"
    r"|knew|works|worked|and I|sagte?|meinte?|fragte?|und ich|dit|disait|dijo|dice|disse|diz|zei|zegt|vroeg|en ik|mówi|powiedzia\w+"
    r"|dedi|dedim|ringte|ringde|sade|sier)\b"
)
_LOUD, _LOUD_BEHIND = re.compile(r"[A-Z]{2,}[^\w\s]?\s+$"), re.compile(r"[^\w\s]?\s+[A-Z]{2,}\b")
_PRONOUNS = words_of(
    "he she you me it we they i who one no er es sie wir ich man il elle on ils elles je tu nous ella el ellos ele ela eles"
    " lui lei io noi hij zij ze ik wij hun hon han de vi jag jeg ona ono o ben biz onlar hän"
)
#: In *How Can We Help* each word has a capital.
_HEADING = re.compile(r"[ \u00a0]+(?:A|An|Are|Do|For|I|In|Is|It|Not|Of|On|Our|The|They|This|To|We|With|You|Your)\b")


def is_word(name: str) -> bool:
    """Say whether a name (lower case, without accents) is a word of some language, too."""
    return name in NAMES_AND_WORDS or name in _GERMAN or name in _ELSEWHERE or name in MONTHS


def as_name(name: str, text: str, start: int, end: int, *, certainly: bool = False) -> bool:
    """Say whether a known name, found at ``text[start:end]``, is the name there, and not the word that it also is.

    Parameters
    ----------
    name
        In small letters, without accents.
    text, start, end
        Where it was found.
    certainly
        Do not take a word that any text needs for a name, because the text around it is in another language.
    """
    if in_date(name, text, start, end) or (name in NAMES_AND_WORDS and not is_name(text, start, end)):
        return False
    if is_small_here(text, start, end) and not _stands_out(text, start, end):
        return False
    if (name not in _GERMAN and name not in _ELSEWHERE) or _TITLE.search(text[max(0, start - _BEFORE) : start]):
        return True
    if text[start].isupper() and not (name in _NEEDED and text.isupper()):
        return name not in _GERMAN or not _THING.search(text[max(0, start - _BEFORE) : start])
    return (is_english(text) and not (certainly and name in _NEEDED)) or (name not in _NEEDED and not _mixed(text))


def _stands_out(text: str, start: int, end: int) -> bool:
    """Say whether a word that its language cannot do without is a name here: *Frau Mai*, *and then Can said so*, *Can's desk*."""
    if _TITLE.search(text[max(0, start - _BEFORE) : start]):
        return True
    if not text[start].isupper() or text.isupper() or _HEADING.match(text, end):
        return False
    if text[start:end].isupper() and end - start > 1:  # initials, or a whole heading in capitals
        return not _LOUD.search(text[max(0, start - _BEFORE) : start]) and not _LOUD_BEHIND.match(text, end)
    return does(text, start, end) or (not begins(text, start) and text[start:end].lower() not in _POLITE)


def does(text: str, start: int, end: int) -> bool:
    """Say whether what stands behind a word at the start of a sentence is what people do: *Will said*, and not *She said*."""
    return _DOES.match(text, end) is not None and text[start:end].lower() not in _PRONOUNS


def is_name(text: str, start: int, end: int) -> bool:
    """Say whether a word that may be a name is one here: a capital, and no verb's company at the start of a sentence."""
    if not text[start].isupper():
        return False
    before = text[:start].rstrip()
    if before and before[-1] not in '.!?\u2026:\n"\u201c':
        return True
    following = re.match(r"\s+([a-z']+|I\b)", text[end : end + 20])
    return not (following and following.group(1).lower() in _NOT_AFTER)


def in_date(name: str, text: str, start: int, end: int) -> bool:
    """Say whether a name that is a month, too, stands in a date."""
    if name not in MONTHS:
        return False
    return bool(_DAY.search(text[max(0, start - _BEFORE) : start]) or _YEAR.match(text, end))


def begins(text: str, start: int) -> bool:
    """Say whether a sentence begins here, where a capital says nothing."""
    before = text[max(0, start - _BEFORE) : start].rstrip()
    return (
        not before
        or (before[-1] in _POINTS and text[start - 1].isspace())
        or before[-1] in '.!?\u2026:;\n"\u201c\u201e(|\u00b7\x1e'
    )


def is_english(text: str) -> bool:
    """Say whether a text is certainly in English: one word in twelve is one of its commonest."""
    return len(_ENGLISH.findall(text)) * _WORDS_TO_ONE >= len(text.split())


def has_endings(name: str) -> bool:
    """Say whether endings of other languages may be looked for behind a name: not if German or English has words so (*Kochen*)."""
    return name not in NAMES_AND_WORDS and name not in _GERMAN


def _mixed(text: str) -> bool:
    """Say whether a text has capitals and small letters: then a name has a capital."""
    return text not in (text.lower(), text.upper())
