"""What can be named in a query: conditions with the values there are, and queries to begin with that find something here."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from workbench.coding.query import tree
from workbench.coding.query.errors import QueryError
from workbench.coding.query.traits import numeric
from workbench.study.records import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.coding.query.ask import Asked
    from workbench.study.records import Code

_MOST_VALUES, _MOST_EXAMPLES, _LEAST, _LONGEST, _GROUPS = 200, 5, 2, 60, 12
_ABOUT = {
    "participant": "whose words", "round": "when", "source": "where", "kind": "interview, survey, …", "speaker": "who speaks",
    "question": "of a survey", "coder": "who coded", "valence": "feeling, -2 to 2", "stance": "for, against, any",
    "memo": "words of a memo; * for any", "code": "one code", "family": "a family of codes", "below": "a code and those below it",
    "text": "words that were said",
}  # fmt: skip


def keys(asked: Asked, coders: Iterable[str]) -> list[dict[str, Any]]:
    """Return the conditions of a query: attributes of people first, each with its values and how many people have them."""
    ground, traits = asked.ground, asked.traits
    found: list[dict[str, Any]] = []
    for name, where in traits.names.items():
        trait = traits.trait(name)
        newest = zip(trait.known.tolist(), trait.by_round[-1].tolist(), strict=True)  # the last round falls back on earlier ones
        numbers = Counter(known if known >= 0 else said for known, said in newest)
        listed = sorted(range(len(trait.values)), key=lambda v: (-numbers[v], trait.values[v]))[:_MOST_VALUES]
        about = {"attr.": "of people", "outcome.": "of people, a number", "rating.": "of answers, a number"}[where[0]]
        found.append({"key": name, "about": about, "values": [[trait.values[v], numbers[v]] for v in listed]})
    blocks = Counter(b.source.kind for b in ground.blocks)
    questions = sorted({q.id for b in ground.blocks for q in getattr(b.source, "questions", ())})
    values: dict[str, list[tuple[str, int]]] = {
        "participant": [(p, 0) for p in ground.people[:_MOST_VALUES]],
        "round": [(r, 0) for r in traits.rounds],
        "source": [(b.source.id, 0) for b in ground.blocks[:_MOST_VALUES]],
        "kind": sorted(blocks.items()),
        "speaker": [(s, 0) for s in ("participant", "interviewer", "any")],
        "question": [(q, 0) for q in questions[:_MOST_VALUES]],
        "coder": [(c, 0) for c in [*sorted(coders), "any"]],
        "valence": [(v, 0) for v in ("-2", "-1", "0", "1", "2", "*")],
        "stance": [(s, 0) for s in ("for", "against", "any")],
        "memo": [("*", 0)],
        "family": [(f, 0) for f in FAMILIES],
    }
    found += [{"key": k, "about": _ABOUT[k], "values": [list(v) for v in there]} for k, there in values.items() if there]
    return found + [{"key": k, "about": _ABOUT[k], "values": []} for k in ("below", "text")]


def examples(
    asked: Asked, codes: Iterable[Code], used: Mapping[str, int], *, coder: str, hidden: frozenset[str]
) -> list[list[str]]:
    """Return queries to begin with, and what they find; each finds something in this study."""
    live = sorted((c for c in codes if used.get(c.id) and not c.retired), key=lambda c: (-used[c.id], c.id))
    best = {family: [c for c in live if c.family == family] for family in FAMILIES}
    claim = next((c for family in ("pain", "need", "delight", "free") for c in best[family][:1]), None)
    stage, feeling = next(iter(best["stage"]), None), next(iter(best["emotion"]), None)
    tries: list[tuple[str, str]] = []
    if claim:
        tries.append((tree.code(claim.id), f"everything coded as {claim.label}"))
    if stage and feeling:
        tries.append((f"{tree.code(feeling.id)} within {tree.code(stage.id)}", f"{feeling.label} while in {stage.label}"))
    if best["pain"] and best["emotion"]:
        tries.append(("pain near(20) emotion", "a pain with a feeling within twenty words"))
    trait = _trait(asked)
    if trait and claim:
        tries.append(
            (f"{claim.family} and {tree.bare(trait[0])}={tree.bare(trait[1])}", f"{claim.family}s of people with this {trait[0]}")
        )
    tries.append(("code:* and valence<=-2", "what felt worst"))
    tries.append(("code:* and memo:*", "passages with a memo"))
    tries.append(("code:* and stance:against", "what speaks against a claim"))
    if not live:
        tries.append(('"I"', "words: put them in quotation marks"))
    found: list[list[str]] = []
    for query, about in tries:
        if len(query) > _LONGEST or len(found) == _MOST_EXAMPLES:
            continue
        try:
            if len(asked.query(query, coder=coder, hidden=hidden)) >= (_LEAST if live else 1):
                found.append([query, about])
        except QueryError:  # a code may be called anything
            continue
    return found


def _trait(asked: Asked) -> tuple[str, str] | None:
    """Return an attribute of people that says something of groups of them, and its commonest value."""
    found = []
    for name, where in asked.traits.names.items():
        trait = asked.traits.trait(name)
        known = Counter(v for v in trait.by_round[-1].tolist() + trait.known.tolist() if v >= 0)
        if "attr." in where and 1 < len(trait.values) <= _GROUPS and not numeric(trait.values) and known:
            found.append((len(name), name, trait.values[min(known, key=lambda v: (-known[v], v))]))
    return min(found)[1:] if found else None
