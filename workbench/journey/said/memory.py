"""What was computed before and need not be computed again: an answer is kept together with everything it was made from."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

#: What was asked -> what it was made from, and the answer.
Memory = dict["Hashable", tuple[tuple[Any, ...], Any]]

_Answer = TypeVar("_Answer")


def once(memory: Memory, what: Hashable, made_from: tuple[Any, ...], make: Callable[[], _Answer]) -> _Answer:
    """Return what `make` gives, or what it gave before if it would be made from the same.

    Parameters
    ----------
    memory
        Where answers are kept: the last one to each question.
    what
        The question.
    made_from
        Everything the answer depends on, and nothing that changes in place. The same object is the same; others are
        compared.
    make
        Gives the answer. Whoever gets it must not change it.
    """
    before = memory.get(what)
    if before is not None and _same(before[0], made_from):
        answer: _Answer = before[1]
        return answer
    answer = make()
    memory[what] = (made_from, answer)
    return answer


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    if len(one) != len(other):
        return False
    if all(map(is_, one, other)):  # nearly always
        return True
    return all(a is b or a == b for a, b in zip(one, other, strict=True))
