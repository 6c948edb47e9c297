"""A query whose names mean something: which codes, which words, which conditions, and what each part finds or takes away."""

from __future__ import annotations

from dataclasses import dataclass

#: Stands for any value, any code.
ANY = "*"


@dataclass(frozen=True, slots=True)
class Coded:
    """Codings of these codes."""

    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words that were said or written."""

    words: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on codings, or on people and places (`of_codings` says which); `key` as `Traits.find` gives it for traits."""

    key: str
    op: str
    values: tuple[str, ...]
    of_codings: bool = False
    trait: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """See `Span`."""

    op: str
    left: Bound
    right: Bound
    n: int
    without: bool


@dataclass(frozen=True, slots=True)
class Never:
    """See `Not`."""

    item: Bound


@dataclass(frozen=True, slots=True)
class Every:
    """See `And`."""

    items: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """See `Or`."""

    items: tuple[Bound, ...]


Bound = Coded | Spoken | Condition | Beside | Never | Every | Some


def coding_conditions(bound: Bound) -> bool:
    """Say whether a condition is about codings; one within what finds passages by itself is about those."""
    if isinstance(bound, Every | Some):
        return any(map(coding_conditions, bound.items))
    if isinstance(bound, Never):
        return not finds(bound.item) and coding_conditions(bound.item)
    return isinstance(bound, Condition) and bound.of_codings


def finds(bound: Bound) -> bool:
    """Say whether a tree finds passages by itself: codes or words, not only conditions; what is negated finds nothing."""
    if isinstance(bound, Coded | Spoken | Beside):
        return True
    if isinstance(bound, Every | Some):
        return any(map(finds, bound.items))
    return False


def coded(bound: Bound) -> bool:
    """Say whether any passages a tree finds come from codings."""
    if isinstance(bound, Beside):
        return coded(bound.left) or (not finds(bound.left) and coding_conditions(bound.left))
    if isinstance(bound, Every | Some):
        return any(map(coded, bound.items))
    return isinstance(bound, Coded)
