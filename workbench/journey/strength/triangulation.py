"""Do kinds of source say the same? For each claim the kinds it was heard in, kind against kind, and what conflicts.

Kinds in which people were asked are counted in people. Kinds nobody was asked in (tickets, reviews, posts) are counted in
authors on their own, with no "of n". A number counts only where it points the way people say. What conflicts is shown and
never averaged.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from workbench.journey import curve
from workbench.journey.said.memory import once
from workbench.journey.said.parts import grouped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.evidence import Evidence
    from workbench.journey.look import Look

#: What a kind of source says of a claim: that it is so, that it is not, both as often, nothing.
Side = Literal["for", "against", "divided", ""]

METRIC = "metric"
#: Which way a claim of a family points.
_SIGN = {"pain": -1, "need": -1, "delight": 1}
_KINDS = 2
_Counts = dict[str, Any]


def triangulation(
    look: Look,
    *,
    unasked: Mapping[str, Mapping[str, Mapping[str, int]]] | None = None,
    numbers: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return how kinds of source agree about each claim.

    Parameters
    ----------
    look
        Whose words, of which round.
    unasked
        Authors who say so (``k``) and the opposite (``x``), by claim and kind, as `workbench.journey.strength.elsewhere`
        counts them.
    numbers
        Numbers of each stage with ``metric`` and ``agrees``, as `workbench.journey.figures.fuse` says them. A number is
        about a stage, not about a claim: it counts for the claims that point the way people feel there.

    Returns
    -------
    dict
        By claim: ``kinds`` (of each kind ``k``, ``x`` and ``n``, None where nobody was asked; ``alone``, supporters heard in no
        other kind), ``matrix`` (of each two kinds ``a`` and ``b`` that take a side, ``word`` and how many supporters are
        in ``both``), ``distinct`` (kinds that support it), ``word`` (``agree``, ``conflict``, ``one kind``, ``nobody``) and
        ``text``.
    """
    exposed = _Exposed(look)
    feels = _feelings(look) if numbers else {}
    material, out = look.material, {}
    for e in look.evidence:
        authors = (unasked or {}).get(e.code, {})
        points = _SIGN.get(look.family(e.code), 0)
        rows = (numbers or {}).get(e.stage, ()) if points and feels.get(e.stage) == points else ()
        words = tuple(row["agrees"] for row in rows if row.get("agrees"))
        made_from = (e, authors, words, material.spoke.get(e.stage), material.asked.get(e.stage), material.people, look.everyone)
        out[e.code] = once(
            look.memory,
            ("triangulation", e.code),
            made_from,
            lambda e=e, authors=authors, words=words: _one(exposed, e, authors, words),  # type: ignore[misc]
        )
    return out


def _one(exposed: _Exposed, e: Evidence, authors: Mapping[str, Mapping[str, int]], words: tuple[str, ...]) -> dict[str, Any]:
    kinds, people = exposed.kinds(e)
    for kind, found in sorted(authors.items()):
        kinds[kind] = {"k": found["k"], "x": found["x"], "n": None, "alone": found["k"]}
    sides = {kind: _side(c["k"], c["x"]) for kind, c in kinds.items()}
    if words and {"for", "against"} & set(sides.values()):  # it stands beside what is said, and says nothing alone
        agree, conflict = words.count("agrees"), words.count("conflicts")
        sides[METRIC] = "against" if conflict else "for"
        kinds[METRIC] = {"k": agree, "x": conflict, "n": len(words), "alone": agree}
    return _found(kinds, sides, people)


class _Exposed:
    """Who could have said so, by kind of source."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._of: dict[str, dict[str, set[str]]] = {}

    def kinds(self, e: Evidence) -> tuple[dict[str, _Counts], dict[str, set[str]]]:
        """Return the counts of each kind, and its supporters."""
        yes, no = e.heard_in, e.denied_in
        found = {}
        exposed = self._exposed(e)
        for kind in sorted(exposed.keys() | yes.keys() | no.keys()):
            mine = yes.get(kind, set())
            others = set().union(*(who for k, who in yes.items() if k != kind))
            found[kind] = {
                "k": len(mine),
                "x": len(no.get(kind, ())),
                "n": len(exposed.get(kind, set()) | mine | no.get(kind, set())),
                "alone": len(mine - others),
            }
        return found, yes

    def _exposed(self, e: Evidence) -> Mapping[str, set[str]]:
        material = self._look.material
        stage = e.stage if e.stage in material.named else ""
        if stage not in self._of:
            heard = (
                material.spoke[stage] | material.asked[stage]
                if stage
                else {(p, "", kind) for p in material.people for kind in self._look.everyone[p].kinds(self._look.round)}
            )
            self._of[stage] = grouped((kind, person) for person, _, kind in heard)
        return self._of[stage]


def _feelings(look: Look) -> dict[str, int]:
    """Return which way people feel at each stage, where the interval of the curve leaves zero out."""
    found = {}
    for stage, people in curve.feelings(look.material, look.codes).items():
        p = curve.point(people, look.codes, look.material.together, look.cuts)
        if p["lo"] is not None and (p["lo"] > 0 or p["hi"] < 0):
            found[stage] = 1 if p["lo"] > 0 else -1
    return found


def _side(k: int, x: int) -> Side:
    if k == x:
        return "divided" if k else ""
    return "for" if k > x else "against"


def _found(kinds: dict[str, _Counts], sides: Mapping[str, Side], people: Mapping[str, set[str]]) -> dict[str, Any]:
    takes = [kind for kind in kinds if sides[kind] in {"for", "against"}]
    matrix = [
        {
            "a": a,
            "b": b,
            "word": "agree" if sides[a] == sides[b] else "conflict",
            "both": len(people.get(a, set()) & people.get(b, set())),
        }
        for a, b in combinations(takes, 2)
    ]
    supports = [kind for kind in takes if sides[kind] == "for"]
    against = [kind for kind in takes if sides[kind] == "against"]
    word = _word(supports, against, kinds, people)
    return {
        "kinds": kinds,
        "matrix": matrix,
        "distinct": len(supports),
        "word": word,
        "text": _text(word, supports, against, kinds),
    }


def _word(supports: Sequence[str], against: Sequence[str], kinds: Mapping[str, _Counts], people: Mapping[str, set[str]]) -> str:
    if supports and against:
        return "conflict"
    if len(supports) >= _KINDS:
        # One person who says so in an interview and in a survey is one voice twice, not two kinds that agree; a number is none.
        asked = [people[kind] for kind in supports if kind in people]
        voices = len(set().union(*asked)) + sum(kind not in people and kind != METRIC for kind in supports)
        return "agree" if voices >= _KINDS else "one kind"
    return "one kind" if any(c["k"] or c["x"] for c in kinds.values()) else "nobody"


def _text(word: str, supports: Sequence[str], against: Sequence[str], kinds: Mapping[str, _Counts]) -> str:
    if word == "nobody":
        return "nobody says so in any kind of source"

    def told(names: Sequence[str], side: str) -> str:
        return ", ".join(_told(kind, kinds[kind], side) for kind in names)

    if word == "conflict":
        return f"kinds of source conflict: {told(supports, 'k')} say so; {told(against, 'x')} say the opposite"
    if word == "agree":
        return f"{len(supports)} kinds of source agree: {told(supports, 'k')}"
    number = f"; {_told(METRIC, kinds[METRIC], 'k')} the same way" if METRIC in supports else ""
    one = [kind for kind in supports if kind != METRIC] or against
    if len(one) > 1:
        return f"the same person in {' and '.join(one)}: one voice{number}"
    if not one:
        return "people take both sides as often"
    silent = [f"{kind} (0 of {c['n']})" for kind, c in kinds.items() if kind not in one and c["n"] and not c["k"] and not c["x"]]
    split = [f"{kind} ({c['k']} and {c['x']})" for kind, c in kinds.items() if c["k"] and c["k"] == c["x"]]
    also = f"; as many for as against in {', '.join(split)}" if split else ""
    also += f"; not heard in {', '.join(silent)}" if silent else ""
    return f"one kind of source only: {told(one, 'k' if supports else 'x')}{also}{number}"


def _told(kind: str, counts: Mapping[str, Any], side: str) -> str:
    if kind == METRIC:
        return f"{counts[side]} number{'s' * (counts[side] != 1)} of the stage"
    of = f" of {counts['n']}" if counts["n"] is not None else f" author{'s' * (counts[side] != 1)}, unasked"
    return f"{kind} {counts[side]}{of}"
