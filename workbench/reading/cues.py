"""The cues of need: what people say when something is missing, asked for, got round, or put up with.

The rules stand in ``data/cues.txt``, where their small language is explained. Sources: wishes after Goldberg et al. 2009 and
Ramanand et al. 2010; suggestions after Negi and Buitelaar 2015 (SemEval-2019 task 9); work-arounds as the mark of lead users,
von Hippel 1986; expectation against delivery, Oliver 1980; effort, the customer effort score; a goal with something in its way,
Han et al. 2023.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

GOAL = "GOAL-NEG"
_FILE = Path(__file__).parent / "data" / "cues.txt"


@lru_cache(maxsize=1)
def sections() -> dict[str, tuple[str, ...]]:
    """Return the lines of ``cues.txt`` by section: ``sets``, each class of signal, ``obstacles``."""
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


@lru_cache(maxsize=1)
def obstacles() -> frozenset[str]:
    """Return the words that tell that something was in the way of a goal."""
    return frozenset(word for line in sections()["obstacles"] for word in line.split())


def rules(*, goals: bool = False) -> dict[str, str]:
    """Return the lines of the rules by id: of all classes but goals, or of goals alone."""
    classes = [GOAL] if goals else sorted(set(sections()) - {"sets", "obstacles", GOAL})
    return {f"{kind}.{n:02}": line for kind in classes for n, line in enumerate(sections()[kind])}


def compiled(*, goals: bool = False) -> dict[str, list[list[dict[str, Any]]]]:
    """Return the rules as spaCy token patterns, by rule id."""
    return {rule: [pattern(line)] for rule, line in rules(goals=goals).items()}


@lru_cache(maxsize=1)
def anchored() -> frozenset[str]:
    """Return the ids of the rules that hold only at the beginning of a sentence."""
    return frozenset(rule for rule, line in rules().items() if line.startswith("^"))


def pattern(line: str) -> list[dict[str, Any]]:
    """Return one rule as a spaCy token pattern."""
    return [_token(word) for word in line.removeprefix("^").split()]


def _token(word: str) -> dict[str, Any]:
    if word == "*":
        return {"LOWER": {"NOT_IN": [".", "!", "?", ";", "\n"]}, "OP": "{0,3}"}
    optional = len(word) > 1 and word.endswith("?")
    options = [o for one in word.removesuffix("?").split("|") for o in sets().get(one, one).split("|")]
    token: dict[str, Any] = {"LOWER": {"IN": sorted(set(options))}}
    if optional:
        token["OP"] = "?"
    return token
