"""Texts as a search wants them: without accents, marks, widths and what nobody sees; and every disguise taken off."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Stands between texts that are searched together. No name, number or address reaches over it.
BETWEEN = "\x1e"
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
_LETTERS = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe",
            "Œ": "OE", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2010": "-",
            "\u2011": "-", "\u00a0": " "}  # fmt: skip
_ESCAPES = re.compile(
    r"\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|((?:\\x[0-9a-fA-F]{2})+)|\\N\{([A-Z -]+)\}"
)
_PRINTABLE = re.compile(r"((?:=[0-9A-F]{2}){1,})|=\r?\n")
_HAS_PRINTABLE = re.compile(r"=[0-9A-F]{2}(?:=[0-9A-F]{2})|[a-z]=\r?\n[a-z]")
#: The second and third byte of UTF-8, read as letters of one byte.
_TWICE = re.compile("[\u00c2-\u00df\u00e0-\u00ef][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122\u0192]")
_ROUNDS = 3


def plain(text: str) -> str:
    """Return `text` without accents, other widths and characters nobody sees; case stays."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text)
    for letter in set(text):  # a text has many letters, and few different ones
        if letter > "\x7f" and (other := _instead(letter)) != letter:
            text = text.replace(letter, other)
    return text


@lru_cache(maxsize=4096)
def _instead(letter: str) -> str:
    """Return what stands for a letter that is not ASCII: nothing for marks and for what is not seen."""
    if unicodedata.combining(letter) or _UNSEEN.match(letter):
        return ""
    return _LETTERS.get(letter, letter)


def views(text: str) -> Iterator[str]:
    """Yield what is left of `text` when entities, percent signs, escapes and a wrong encoding are resolved, if it differs."""
    shown = text
    for _ in range(_ROUNDS):
        before = shown
        if "%" in shown:
            shown = unquote(shown)
        if "&" in shown:
            shown = unescape(shown)
        if "\\" in shown:
            shown = _ESCAPES.sub(_resolved, shown)
        if shown == before:
            break
    if "=" in shown and _HAS_PRINTABLE.search(shown):
        yield _PRINTABLE.sub(lambda m: _bytes(bytes.fromhex(m[1].replace("=", ""))) if m[1] else "", shown)
    if not shown.isascii() and _TWICE.search(shown):
        yield from _once(shown)
    if shown != text:
        yield shown


def _resolved(found: re.Match[str]) -> str:
    if found[4]:
        return _bytes(bytes.fromhex(found[4].replace("\\x", "")))
    if found[5]:
        try:
            return unicodedata.lookup(found[5])
        except KeyError:
            return found[0]
    code = int(found[1] or found[2] or found[3], 16)
    return chr(code) if code <= sys.maxunicode else found[0]


def _bytes(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _once(text: str) -> Iterator[str]:
    """Yield a text whose UTF-8 was read as an encoding of one byte, read rightly."""
    for encoding in ("cp1252", "latin-1"):
        try:
            yield text.encode(encoding, "ignore").decode("utf-8", "ignore")
        except UnicodeError:
            continue
