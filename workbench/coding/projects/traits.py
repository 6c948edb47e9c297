"""What is known of people and sources, as variables of a type that every value fits."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.coding.projects import qde
from workbench.coding.projects.records import Value, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.coding.projects.records import VariableType

#: A number with a zero in front is a name for something, not a number.
_WHOLE = re.compile(r"0|-?[1-9]\d{0,14}")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,11})(?:\.\d{1,9})?")


class Traits:
    """Collects what is known, and says of which type each variable is when all of it is there."""

    def __init__(self) -> None:
        self._seen: dict[str, set[str]] = {}
        self._held: dict[str, dict[str, str]] = defaultdict(dict)

    def add(self, holder: str, name: str, text: str) -> None:
        """Say what `name` is for a case or a source; an empty text says nothing."""
        if text:
            self._seen.setdefault(name, set()).add(text)
            self._held[holder][name] = text

    def values(self, holder: str) -> tuple[Value, ...]:
        """Return what is known of a case or a source, by name."""
        return tuple(Value(_id(name), text) for name, text in sorted(self._held.get(holder, {}).items()))

    def variables(self) -> tuple[Variable, ...]:
        """Return every variable, by name."""
        return tuple(Variable(_id(name), name, kind(texts)) for name, texts in sorted(self._seen.items()))


def kind(texts: Iterable[str]) -> VariableType:
    """Return the narrowest type that all values fit as they are written."""
    every = list(texts)
    if all(_WHOLE.fullmatch(t) for t in every):
        return "Integer"
    if all(_DECIMAL.fullmatch(t) for t in every):
        return "Float"
    return "Date" if all(qde.fits(t, "Date") for t in every) else "Text"


def number(value: float) -> str:
    """Return a number as a variable holds it: without a power of ten, whole where it is whole."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 10**15 else f"{value:.9f}".rstrip("0").rstrip(".")


def readable(name: str) -> str:
    """Return what a column is called, as people write it: ``team_size`` and ``team-size`` are one thing."""
    return " ".join(name.replace("_", " ").replace("-", " ").split()) or name


def _id(name: str) -> str:
    return qde.derived("variable", name)
