"""Queries to begin with, made from what a study holds: its most used codes, its stages, its attributes, its words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.coding.query.traits import numeric
from workbench.coding.query.tree import And, Field, Name, Node, Span, Text, code
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.coding.query.ask import Asked

_SHOWN, _TRAITS = 3, 2
_FAMILIAR = 16  # values: an attribute with more says little in an example


def examples(asked: Asked) -> list[str]:
    """Return three queries that this study can answer; the more is coded, the more they show.

    Parameters
    ----------
    asked
        The study.
    """
    tried = {text: bool(len(asked.query(text))) for text in _ideas(asked)}
    return sorted(tried, key=lambda text: not tried[text])[:_SHOWN]  # those that find something first


def _ideas(asked: Asked) -> Iterator[str]:
    counts = Counter(c.code for c in asked.codings.records if c.coder_kind == "human" and c.stance == "for")
    used = sorted(counts, key=lambda c: (-counts[c], c))
    claims = [c for c in used if c.partition(":")[0] in CLAIM_FAMILIES]
    others = [c for c in used if c.partition(":")[0] not in {*CLAIM_FAMILIES, "stage"}]
    stages = [c for c in used if c.startswith("stage:")]
    subject: Node = Field(claims[0].partition(":")[0], ":", ("*",)) if claims else Text("because")
    if claims:
        yield code(claims[0])
    if claims and stages:
        yield str(Span("within", subject, Field("stage", ":", (stages[0].partition(":")[2],))))
    for trait in _traits(asked):
        yield str(And((subject, trait)))
    if claims and others:
        yield f"{code(claims[0])} near(20) {code(others[0])}"
    yield from map(str, (Text("too expensive"), Name("wish*"), Span("near", Name("price"), Text("too much"), 10)))


def _traits(asked: Asked) -> Iterator[Field]:
    """Yield conditions on people that some meet and some do not: attributes, not numbers, and two at most."""
    import numpy as np

    found = 0
    for name in asked.traits.names:
        trait = asked.traits.trait(name)
        held = Counter(np.concatenate([trait.known, *trait.by_round, *trait.rows.values()]).tolist())
        held.pop(-1, None)
        if 1 < len(held) <= _FAMILIAR and found < _TRAITS and not numeric(trait.values):
            found += 1
            yield Field(name, "=", (trait.values[min(held, key=lambda v: (-held[v], v))],))
