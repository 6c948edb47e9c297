"""Queries to begin with, made from what a study holds: its most used codes, its stages, its attributes, its words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.coding.query.tree import And, Field, Name, Node, Span, Text, code
from workbench.study.records import CLAIM_FAMILIES

if TYPE_CHECKING:
    from workbench.coding.query.ask import Asked

_FAMILIAR = 12  # values: an attribute with more says little in an example


def examples(asked: Asked) -> list[str]:
    """Return three queries that this study can answer; the more is coded, the more they show.

    Parameters
    ----------
    asked
        The study.
    """
    counts = Counter(c.code for c in asked.codings.records if c.coder_kind == "human" and c.stance == "for")
    used = sorted(counts, key=lambda c: (-counts[c], c))
    claims = [c for c in used if c.partition(":")[0] in CLAIM_FAMILIES]
    others = [c for c in used if c.partition(":")[0] not in {*CLAIM_FAMILIES, "stage"}]
    stages = [c for c in used if c.startswith("stage:")]
    trait = _trait(asked)
    subject: Node = Field(claims[0].partition(":")[0], ":", ("*",)) if claims else Text("because")
    found: list[Node | str] = []
    if claims:
        found.append(code(claims[0]))
    if claims and stages:
        found.append(Span("within", subject, Field("stage", ":", (stages[0].partition(":")[2],))))
    if trait:
        found.append(And((subject, trait)))
    if claims and others:
        found.append(f"{code(claims[0])} near(20) {code(others[0])}")
    found += [Text("too expensive"), Name("wish*"), Span("near", Name("price"), Text("too much"), 10)]
    return [str(query) for query in found[:3]]


def _trait(asked: Asked) -> Field | None:
    """Return a condition on people that some meet and some do not."""
    import numpy as np

    for name in asked.traits.names:
        trait = asked.traits.trait(name)
        told = [trait.known, *trait.by_round, *trait.rows.values()]
        held = Counter(np.concatenate(told).tolist())
        held.pop(-1, None)
        if 1 < len(held) <= _FAMILIAR:
            commonest = min(held, key=lambda v: (-held[v], v))
            return Field(name, "=", (trait.values[commonest],))
    return None
