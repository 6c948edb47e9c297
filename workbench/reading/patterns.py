"""Personal data that has a shape: addresses, links to people, account and phone numbers, handles."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.reading.facts import addresses, births, hidden_emails, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["person", "employer", "place", "e-mail", "phone", "handle", "link", "account", "birth", "address"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Personal data at ``text[start:end]``, what it is, and what to show instead."""

    start: int
    end: int
    kind: Kind
    replacement: str


_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%-]+@(?:[\w-]+\.)+[^\W\d_]{2,}", re.UNICODE)
#: "marguerite at bluegatecafe dot example", "j dot smith at mail dot co dot uk"
_SPOKEN_EMAIL = re.compile(
    r"\b\w+(?:\s+(?:dot|underscore|dash|hyphen|minus)\s+\w+)*\s+at\s+\w+(?:\s+(?:dash|hyphen)\s+\w+)*"
    r"(?:\s+dot\s+(?!dot\b)\w+)+\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://|www\.)?(?:[\w.-]{1,80}\.)?(?:linkedin\.com/(?:in|pub)|github\.com|gitlab\.com|twitter\.com|x\.com|instagram\.com|"
    r"xing\.com/profile|bsky\.app/profile|researchgate\.net/profile|threads\.(?:net|com)|snapchat\.com/add|vk\.com|behance\.net|"
    r"facebook\.com|fb\.me|tiktok\.com|t\.me|wa\.me|medium\.com|youtube\.com/(?:user|c|channel)|reddit\.com/u(?:ser)?)/@?"
    r"(?:profile\.php\?id=)?[\w.%+-]+"
    r"|https?://[^\s/@]{1,300}@[^\s<>\"]+"
    r"|https?://[^\s<>\"]{0,2000}/(?:~|users?/|u/|people/|profile/|member/|@)[\w.%+-]+[^\s<>\"]*"
    r"|(?<![\w/])u/[A-Za-z][\w-]{2,20}(?=\W|$)|\bskype:[\w.-]{3,}|(?!(?:issue|bug|ticket|order|case)#)\b[A-Za-z][\w.]{2,30}#\d{4}\b"
    r"|(?:/home/|/Users/|[A-Za-z]:\\Users\\)[^\s/\\<>\"]+",
    re.IGNORECASE,
)
_LINKS = re.compile(r"[/#\\]|skype:", re.IGNORECASE)  # one of these is in every link
_HANDLE = re.compile(r"(?<![\w@./+-])@[^\W\d]\w*(?:[.\-]\w+)*")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_CARD = re.compile(r"\b(?:\d{4}[ -]){3}\d{4}\b")
_NATIONAL = re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b|\b\d{3}-\d{2}-\d{4}\b")
#: East Asia writes no space between a word and a number.
_GLUED = r"A-Za-z\u00c0-\u1fff\d_"
_DIGITS = re.compile(rf"(?<![{_GLUED}.,:/#€$£-])(?:\+|\(\+?)?\d(?:[\d\s().\u00a0\u2011\u2013/-]{{4,}}\d)(?![{_GLUED}%]|[.,:]\d)")
_SAID = (
    "zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben"
    "|acht|neun|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf"
)
_SPOKEN_PHONE = re.compile(rf"\b(?:plus\s+)?(?:{_SAID})(?:[\s,-]+(?:{_SAID})){{6,}}\b", re.IGNORECASE)
_BEFORE_PHONE = re.compile(
    r"(?:phone|tel|call|ring|mobile|cell|whatsapp|text|number|contact|fax|dial|nummer|handy|número|numéro|numer|móvil|portable"
    r"|номер|тел|电话|手机|電話|携帯|전화|رقم|هاتف|नंबर)\w*\W*(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(?:[€$£¥]|USD|EUR|GBP)\s*$|^\s*(?:€|£|\$|%|euros?|pounds?|dollars?|quid|kg|km|GB|MB)\b", re.IGNORECASE)
_DATE = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})")
_DECIMAL = re.compile(r"\d+[.,]\d+")
#: A number with the beginning of its interval, "33.77 (10.20 to 55.1)": after a decimal no phone number opens a bracket.
_ESTIMATE = re.compile(r"\+?\d+\.\d+\s*\(-?\d+\.\d+(?:\s*[-\u2013]\s*-?\d+\.\d+)?")
_YEARS = re.compile(r"(?:(?:19|20)\d\d)(?:\D{1,3}(?:19|20)?\d\d)+")
_VERSION = re.compile(r"(?!0\d(?:\.\d\d){4}$)\d{1,3}(?:\.\d{1,3}){2,}")
#: How many digits, with country code, a number may have (ITU-T E.164 allows 15).
_LEAST_DIGITS, _MOST_DIGITS = 7, 15
_BARE_DIGITS = 10
_CHINESE = re.compile(r"1[3-9]\d{9}")
#: North America, India, China, the pairs of the Nordic countries and France: without the leading 0 or + that others have.
_GROUPS = frozenset({
    (3, 3, 4), (1, 3, 3, 4), (5, 5), (4, 3, 3), (5, 6), (3, 4, 4), (2, 4, 4), (2, 5, 4), (2, 2, 2, 2), (2, 2, 2, 2, 2),
    (3, 2, 2, 2),
})  # fmt: skip


def patterns(text: str) -> list[Span]:
    """Return e-mail addresses, links to people, account numbers, phone numbers and handles, the surest kinds first."""
    at, dot = "@" in text, "dot" in text.lower()  # most texts have neither, and searching is dear
    spans = [Span(*m.span(), "e-mail", "[e-mail]") for m in _EMAIL.finditer(text)] if at else []
    spans += [Span(*m.span(), "e-mail", "[e-mail]") for m in _SPOKEN_EMAIL.finditer(text)] if dot else []
    spans += [Span(s, e, "e-mail", "[e-mail]") for s, e in hidden_emails(text)]
    spans += [Span(*m.span(), "link", "[link]") for m in _LINK.finditer(text)] if _LINKS.search(text) else []
    spans += [Span(*m.span(), "account", "[account]") for p in (_IBAN, _CARD, _NATIONAL) for m in p.finditer(text)]
    spans += [Span(s, e, "account", "[number]") for s, e in numbers(text)]
    spans += [Span(s, e, "birth", "[date of birth]") for s, e in births(text)]
    spans += [Span(s, e, "address", "[address]") for s, e in addresses(text)]
    spans += [Span(s, e, "phone", "[phone]") for s, e in _phones(text)]
    spans += [Span(*m.span(), "handle", "[handle]") for m in _HANDLE.finditer(text)] if at else []
    return spans


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for hit in _DIGITS.finditer(text):
        for start, end in _lines(text, *hit.span()):
            if _is_phone(text, start, end):
                yield start, end
    for hit in _SPOKEN_PHONE.finditer(text):
        yield hit.span()


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a run of digits where a line ends or two spaces stand: no number runs over these."""
    for piece in re.finditer(r"[^\s](?:[^\n]*?[^\s])?(?=\s{2,}|\n|$)", text[start:end]):
        yield start + piece.start(), start + piece.end()


def _is_phone(text: str, start: int, end: int) -> bool:
    """Say whether a run of digits is a phone number and not a year, a price, a version, a date, a time or a count."""
    number = text[start:end]
    digits = "".join(str(unicodedata.digit(c)) for c in number if c.isdigit())  # also Arabic ones, and those of full width
    before, after = text[max(0, start - 40) : start], text[end : end + 12]
    if not _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS or _MONEY.search(before) or _MONEY.search(after):
        return False
    if _ESTIMATE.fullmatch(number):
        return False
    if number.startswith(("+", "(+")) or digits.startswith("00"):
        return not _DECIMAL.fullmatch(number)
    if any(p.fullmatch(number.strip("() ")) for p in (_DATE, _YEARS, _VERSION, _DECIMAL)):
        return False
    return bool(_BEFORE_PHONE.search(before)) or _has_shape(number, digits)


def _has_shape(number: str, digits: str) -> bool:
    """Say whether digits that nothing around them explains are grouped as some country writes its numbers."""
    groups = tuple(len(g) for g in re.findall(r"\d+", number))
    if len(groups) == 1:
        if _CHINESE.fullmatch(digits):
            return True
        return len(digits) == _BARE_DIGITS or (digits.startswith("0") and len(digits) >= _BARE_DIGITS - 1)
    if number.startswith(("0", "(")):
        return True
    if any(p.match(number) for p in (_DATE, _YEARS)):
        return False
    if groups == (3, 3, 3):
        return number[0] in "6789" and " " in number  # Spain, Portugal, Poland; with commas or dots it is a count
    return groups in _GROUPS or (groups == (3, 4) and "-" in number)
