"""Other ways to write a name: user names such as *willgrace82* and *w.grace*, scripts without spaces, Mueller for Müller."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Scripts without spaces between words: a name there is found inside of anything.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]")
#: A user name: words with dots or lines between them, and some digits. Runs over text without case and accents.
_TOKEN = re.compile(r"(?<![^\W_])[^\W\d_]+(?:[._-][^\W\d_]+)*[._-]?(\d{1,6})?(?![^\W_])")
_LETTERS = re.compile(r"[^\W\d_]+")
#: A part of a name that may be glued to another, and a surname that is told from an initial before it.
_LEAST, _LEAST_AFTER_INITIAL = 3, 5
_LEAST_UNSPACED = 2
_THREE, _FOUR = 3, 4
#: Letters that are also written as two: Müller, Mueller.
_AS_TWO = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)


def spellings(name: str) -> list[str]:
    """Return the ways a name is written where letters with dots and rings are not to be had."""
    if name.isascii():
        return [name]
    wide = unicodedata.normalize("NFC", name)
    other = wide.translate(_AS_TWO)
    return [name] if other == wide else [name, other]


def glued(name: str) -> Iterator[tuple[str, str, bool]]:
    """Yield what user names are made of, the surname in it, and whether a sign or digits must be in them for it to be one.

    Parameters
    ----------
    name
        Somebody's name, without case and accents.
    """
    pieces = _LETTERS.findall(name)
    long = [p for p in pieces if len(p) >= _LEAST]
    if len(long) < 2 or "@" in name or any(map(str.isdigit, name)):  # noqa: PLR2004 (a first name and a surname)
        return
    first, last = long[0], long[-1]
    yield from ((whole, last, False) for whole in (first + last, last + first, "".join(long)))
    if len(last) >= _LEAST_AFTER_INITIAL:
        yield from ((whole, last, True) for whole in (first[0] + last, last + first[0]))


def found(folded: str, known: dict[str, tuple[str, bool]]) -> Iterator[tuple[int, int, str]]:
    """Yield where user names made of known names stand, and the name of each as `glued` gave it.

    Parameters
    ----------
    folded
        A text without case and accents.
    known
        What is glued together: the name as it is known, and whether a sign or digits must be in it.
    """
    for token in _TOKEN.finditer(folded) if known else ():
        letters = "".join(_LETTERS.findall(token[0]))
        name, marked = known.get(letters, ("", False))
        if name and (not marked or token[1] or len(letters) < len(token[0])):
            end = token.end() - (len(token[0]) - len(token[0].rstrip("._-")))
            yield token.start(), end, name


def unspaced(names: Sequence[str]) -> list[str]:
    """Return those of `names` (without case and accents) that are found inside of other letters."""
    return [n for n in names if UNSPACED.search(n) and len(unicodedata.normalize("NFC", n)) >= _LEAST_UNSPACED]


def halves(name: str) -> list[str]:
    """Return what people of East Asia are called alone, of a name (without case and accents) that is written without a space.

    The given name of three letters (小明 of 王小明, 민지 of 김민지), both halves of four (田中 and 美咲).
    """
    wide = unicodedata.normalize("NFC", name)
    if not UNSPACED.search(wide) or not wide.isalpha() or len(wide) not in (_THREE, _FOUR):
        return []
    first = 1 if len(wide) == _THREE else 2
    return [unicodedata.normalize("NFKD", half) for half in (wide[:first], wide[first:]) if len(half) > 1]
