"""What the gate finds: of which kind, where, and a mask of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

#: Kinds of leak, the worst first, and what they are in words.
KINDS = {
    "name": "the name of somebody in the key file",
    "withheld words": "words of somebody who may not be quoted",
    "e-mail": "an e-mail address",
    "phone": "a phone number",
    "account": "the number of an account, a card or an identity",
    "birth": "the day on which somebody was born",
    "address": "a street with the number of a house",
    "token": "a password or a key to some service",
    "home path": "a folder of somebody's machine",
    "not looked at": "something the gate cannot look into",
}
_LONGEST = 60
_STARS = 8


class Level(IntEnum):
    """How a text is read: what is a name among words is none among identifiers."""

    #: Identifiers, styles, noise: only whole names, and what is certain.
    CERTAIN = 0
    #: Code, keys and attributes: also first names and surnames, if written with a capital letter.
    CODE = 1
    #: What somebody reads: names in any case, phone and account numbers.
    PROSE = 2


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """Something that says who somebody is, where nobody should read it.

    Attributes
    ----------
    kind
        One of `KINDS`.
    place
        Where in the file, for a person to find it.
    excerpt
        What was found, masked but for first letters: the report of a leak must not be one.
    """

    kind: str
    place: str
    excerpt: str


def masked(words: str) -> str:
    """Return words with all but their first letters hidden."""
    tidy = " ".join(words.encode("utf-8", "replace").decode().split())
    return re.sub(r"(\w)\w*", lambda m: m[1] + "\u2022" * min(_STARS, len(m[0]) - 1), tidy.casefold())[:_LONGEST]
