"""Which segments speak for a topic: typical ones that differ, each from another person; and how a long one is cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.themes.words import content

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

#: So many, so that some are left when those who do not consent are out.
MOST = 12
#: Only so many of the most typical are looked at: the rest of a large topic is no better.
_LOOKED_AT = 400
_DIGITS = 6
#: What a speaker begins with before there is anything to say.
_FILLERS = re.compile(
    r"^(?:(?:u[mh]+|e+rm?|mm+|hm+|well|so|yeah|yes|okay|ok|right|like|and|but|I mean|you know)\s*[,.\u2026]+\s+)+(?=\S)",
    re.IGNORECASE,
)
#: Characters of a quote in a statement.
_QUOTE = 140


def quotes(
    names: Sequence[str], people: Sequence[str], points: NDArray[np.float32], middle: NDArray[np.float32]
) -> tuple[str, ...]:
    """Return up to `MOST` of the segments `names`, each person's once, the most typical first.

    The first is nearest to the centre. Each further one, of the more typical half of people, is the least like those before it, so
    the corners of a topic are heard as well as its middle (farthest first, Gonzalez 1985); then the other half likewise. Of a
    person with several, the most typical stands for them.

    Parameters
    ----------
    names, people
        Id and participant of each segment.
    points
        Unit rows, one a segment.
    middle
        Centre of the topic.
    """
    import numpy as np

    near = np.round((points @ middle).astype(np.float64), _DIGITS)
    first: dict[str, int] = {}
    for n in sorted(range(len(names)), key=lambda i: (-near[i], names[i])):
        first.setdefault(people[n], n)
        if len(first) >= _LOOKED_AT:
            break
    left = list(first.values())
    rows = points[left]
    seen, half = np.full(len(left), -np.inf), -(-len(left) // 2)
    chosen: list[int] = []
    taken = np.zeros(len(left), bool)
    while len(chosen) < min(MOST, len(left)):
        end = half if len(chosen) < half else len(left)
        # The lower place wins a tie: places are in order of typicality and name.
        best = int(np.argmin(np.where(taken, np.inf, seen)[:end]))
        chosen.append(best)
        taken[best] = True
        seen = np.maximum(seen, np.round((rows @ rows[best]).astype(np.float64), _DIGITS))
    return tuple(names[left[n]] for n in chosen)


def shortened(text: str, words: Collection[str], most: int = _QUOTE) -> str:
    """Return at most `most` characters of `text`, whole sentences where they fit: those with the most of `words`."""
    flat = _FILLERS.sub("", " ".join(text.split())) or text
    if len(flat) <= most:
        return flat
    sentences = re.split(r"(?<=[.!?])\s+", flat)
    best = max(range(len(sentences)), key=lambda n: (len(set(content(sentences[n])) & set(words)), -n))
    chosen = sentences[best]
    if best + 1 < len(sentences) and len(chosen) + 1 + len(sentences[best + 1]) <= most:
        chosen += " " + sentences[best + 1]
    if len(chosen) > most:
        chosen = chosen[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "\u2026"
    return chosen
