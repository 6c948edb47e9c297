"""Topics under broader topics: the most alike are put together first, so the broader always hold the finer whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.themes.heard import heard
from workbench.themes.near import unit
from workbench.themes.words import telling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.records import Segment
    from workbench.themes.topics import Topics

#: From so many topics on there are two layers of broader ones.
_TWO_LAYERS = 40
#: Fewer topics than this need no broader ones.
_FEW = 4
_LABEL = 3


@dataclass(frozen=True, slots=True)
class Branch:
    """A topic, or several under one roof.

    Attributes
    ----------
    id
        Of a topic its own; of several ``b-`` and a hash of theirs.
    label
        Its three most telling words against the other branches of its layer; of one topic its own.
    topics
        Ids of all topics in it.
    size, people, unasked
        Segments, participants, and authors nobody asked, each once.
    alike
        Mean cosine between the segments' topics on its two sides when they were put together; 1 for one topic.
    under
        Its parts, the largest first; none for one topic.
    """

    id: str
    label: str
    topics: tuple[str, ...]
    size: int
    people: int
    unasked: int
    alike: float
    under: tuple[Branch, ...] = ()


def hierarchy(topics: Topics, segments: Sequence[Segment], layers: Sequence[int] | None = None) -> tuple[Branch, ...]:
    """Return the broadest topics, the largest first; each holds finer ones, down to `topics`.

    Parameters
    ----------
    topics
        A fit.
    segments
        Those that were fitted.
    layers
        How many broader topics each layer has, the broadest first. If not given: about the root of the number of topics, and
        from 40 on two layers, of about the cube root and its square. None for fewer than four.

    Returns
    -------
    tuple of Branch
        Ward's linkage (1963) on the centres of topics, each weighing as much as it has segments: what is put together is what
        blurs least, so no branch swallows nearly all. A branch with one part is that part.
    """
    ids = [t.id for t in topics.topics]
    wanted = _layers(len(ids)) if layers is None else tuple(sorted({max(1, n) for n in layers if n < len(ids)}))
    partitions = _linked([topics.centroids[name] for name in ids], [t.size for t in topics.topics], wanted) if ids else []
    inside: dict[str, list[Segment]] = {name: [] for name in ids}
    for segment in sorted(segments, key=lambda s: s.id):
        if (name := topics.assignment.get(segment.id, "")) in inside:
            inside[name].append(segment)
    below: dict[tuple[int, ...], Branch] = {(n,): _leaf(topics, n, inside) for n in range(len(ids))}
    for partition in partitions:
        labels = _labels([tuple(ids[n] for n in group) for group in partition], inside)
        made = {}
        for group, alike in partition.items():
            parts = sorted((b for own, b in below.items() if set(own) <= set(group)), key=lambda b: (-b.size, b.id))
            made[group] = parts[0] if len(parts) == 1 else _joined(tuple(ids[n] for n in group), parts, labels, alike, inside)
        below = made
    return tuple(sorted(below.values(), key=lambda b: (-b.size, b.id)))


def _layers(count: int) -> tuple[int, ...]:
    if count < _FEW:
        return ()
    return (round(count ** (1 / 3)), round(count ** (2 / 3))) if count >= _TWO_LAYERS else (round(count**0.5),)


def _linked(middles: Sequence[Sequence[float]], sizes: Sequence[int], counts: Sequence[int]) -> list[dict[tuple[int, ...], float]]:
    """Return for each of `counts`, the finest first, the groups of that many, and how alike their two sides were."""
    import numpy as np

    rows = np.asarray(unit(middles), np.float64)
    alike = np.round(rows @ rows.T, 6)
    centre, weight = rows.copy(), np.asarray(sizes, np.float64)
    groups: dict[int, tuple[tuple[int, ...], float]] = {n: ((n,), 1.0) for n in range(len(rows))}
    found = []
    for count in sorted(counts, reverse=True):
        while len(groups) > count:
            one, other = _nearest(centre, weight, sorted(groups))
            groups[one] = tuple(sorted(groups[one][0] + groups.pop(other)[0])), float(alike[one, other])
            share = weight[other] / (weight[one] + weight[other])
            centre[one] += share * (centre[other] - centre[one])
            alike[one] += share * (alike[other] - alike[one])
            alike[:, one] = alike[one]
            weight[one] += weight[other]
        found.append(dict(groups.values()))
    return found


def _nearest(centre: NDArray[np.float64], weight: NDArray[np.float64], left: Sequence[int]) -> tuple[int, int]:
    """Return the two groups that lose least when they become one: by what it adds to the squares about the centres."""
    import numpy as np

    own, mass = centre[list(left)], weight[list(left)]
    apart = (own**2).sum(1)[:, None] + (own**2).sum(1)[None, :] - 2 * own @ own.T
    loss = np.round(apart * mass[:, None] * mass[None, :] / (mass[:, None] + mass[None, :]), 6)
    np.fill_diagonal(loss, np.inf)
    one, other = sorted(divmod(int(np.argmin(loss)), len(left)))
    return left[one], left[other]


def _leaf(topics: Topics, n: int, inside: Mapping[str, Sequence[Segment]]) -> Branch:
    topic = topics.topics[n]
    asked, unasked = heard(inside[topic.id])
    return Branch(topic.id, topic.label, (topic.id,), topic.size, len(asked), len(unasked), 1.0)


def _joined(
    ids: tuple[str, ...], parts: Sequence[Branch], labels: Mapping[tuple[str, ...], str], alike: float,
    inside: Mapping[str, Sequence[Segment]],
) -> Branch:  # fmt: skip
    asked, unasked = heard(s for name in ids for s in inside[name])
    name = "b-" + hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:8]
    size = sum(part.size for part in parts)
    return Branch(name, labels[ids], tuple(sorted(ids)), size, len(asked), len(unasked), alike, tuple(parts))


def _labels(groups: Sequence[tuple[str, ...]], inside: Mapping[str, Sequence[Segment]]) -> dict[tuple[str, ...], str]:
    """Return the words that set each group of topics apart from the others."""
    rows = [(n, s) for n, group in enumerate(groups) for name in group for s in inside[name]]
    words = telling([s.text for _, s in rows], [s.participant for _, s in rows], [n for n, _ in rows], _LABEL)
    return {group: ", ".join(words.get(n, ())) or "(no words)" for n, group in enumerate(groups)}
