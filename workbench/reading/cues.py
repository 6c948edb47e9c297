"""The cues of need: what people say when something is missing, asked for, got round, or put up with.

The rules stand in ``data/cues.txt``, where their small language is explained. Sources: wishes after Goldberg et al. 2009 and
Ramanand et al. 2010; suggestions after Negi and Buitelaar 2015 (SemEval-2019 task 9); work-arounds as the mark of lead users,
von Hippel 1986; expectation against delivery, Oliver 1980; effort, the customer effort score; a goal with something in its way,
Han et al. 2023.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

GOAL = "GOAL-NEG"
#: What looks like a signal and is none.
NONE = "no signal"
_FILE = Path(__file__).parent / "data" / "cues.txt"
_OTHER = frozenset({"sets", "obstacles", "better", "worse", "praise", "turn", "improve", "contrast", NONE})
#: A rule with this mark is left out where there is no parser.
_GRAMMAR_ONLY = "!"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a class.

    Attributes
    ----------
    id
        Class and place, ``"WISH.03"``.
    line
        Its words.
    checks
        What grammar must not refuse (`workbench.reading.checks`), and ``beside``: another class must stand in the segment.
    first
        Whether it holds only at the beginning of a clause.
    parsed
        Whether it needs a parser to be of use.
    """

    id: str
    line: str
    checks: tuple[str, ...]
    first: bool
    parsed: bool


@lru_cache(maxsize=1)
def sections() -> dict[str, tuple[str, ...]]:
    """Return the lines of ``cues.txt`` by section: ``sets``, each class of signal, and lists of words."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
            found[name] = []
        elif line and not line.startswith("#"):
            found[name].append(line)
    return {section: tuple(lines) for section, lines in found.items()}


@lru_cache(maxsize=1)
def sets() -> dict[str, str]:
    """Return the named sets of words."""
    return dict(line.split(" = ", 1) for line in sections()["sets"])


@lru_cache(maxsize=8)
def words(section: str) -> frozenset[str]:
    """Return the words of a section that is a list of words: ``obstacles``, ``better``, ``worse``."""
    return frozenset(word for line in sections()[section] for word in line.split())


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Return the rules of all classes, and of what is no signal, by id."""
    found = {}
    for section in sorted(set(sections()) - (_OTHER - {NONE})):
        for n, line in enumerate(sections()[section]):
            words, _, checks = line.partition(" : ")
            names = [c for c in checks.split() if c != _GRAMMAR_ONLY]
            bare = words.removesuffix(_GRAMMAR_ONLY).strip()
            name = f"{section}.{n:02}"
            parsed = line.endswith(_GRAMMAR_ONLY)
            found[name] = Rule(name, bare.removeprefix("^"), tuple(names), bare.startswith("^"), parsed)
    return found


@lru_cache(maxsize=1)
def _needed() -> dict[str, tuple[frozenset[str], ...]]:
    """Return by rule what must stand in a text for the rule to match: of each of its sets at least one word."""
    found = {}
    for rule in rules().values():
        tokens = [t for t in pattern(rule.line) if "OP" not in t]
        found[rule.id] = tuple(sorted((frozenset(t["LOWER"]["IN"]) for t in tokens), key=lambda s: (len(s), sorted(s))))
    return found


@lru_cache(maxsize=1)
def _by_word() -> dict[str, tuple[str, ...]]:
    """Return the rules by the words of their smallest set."""
    found: dict[str, list[str]] = {}
    for rule, needed in _needed().items():
        for word in sorted(needed[0]):
            found.setdefault(word, []).append(rule)
    return {word: tuple(own) for word, own in found.items()}


def possible(words: AbstractSet[str]) -> tuple[list[str], list[str]]:
    """Return which rules of the classes, and which of what is no signal, may match a text of these words.

    Matching all rules on every text takes twenty times as long as cutting it into words.
    """
    near = dict.fromkeys(rule for word in sorted(words) for rule in _by_word().get(word, ()))
    able = [rule for rule in near if not any(words.isdisjoint(one) for one in _needed()[rule])]
    signs = sorted(rule for rule in able if not rule.startswith(NONE))
    return signs, sorted(rule for rule in able if rule.startswith(NONE)) if signs else []


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return a hash of the rules and of the modules that apply them: signals found by other rules are other signals."""
    here = Path(__file__).parent
    parts = [_FILE, *(here / name for name in ("cues.py", "checks.py", "grammar.py", "signals.py"))]
    return hashlib.sha256(b"\0".join(p.read_bytes() for p in parts)).hexdigest()[:16]


def pattern(line: str) -> list[dict[str, Any]]:
    """Return one rule as a spaCy token pattern."""
    return [_token(word) for word in line.split()]


def _token(word: str) -> dict[str, Any]:
    if word == "*":
        return {"LOWER": {"NOT_IN": [".", "!", "?", ";", "\n"]}, "OP": "{0,3}"}
    optional = len(word) > 1 and word.endswith("?")
    options = [o for one in word.removesuffix("?").split("|") for o in sets().get(one, one).split("|")]
    token: dict[str, Any] = {"LOWER": {"IN": sorted(set(options))}}
    if optional:
        token["OP"] = "?"
    return token
