"""How people who say so rate, beside people who could have said so and do not: NPS, CSAT, churn, any rating.

Whoever says so may differ in more than that, so a difference is an association and no effect, and the words say so.
Compared are people, of those exposed to the claim whose words somebody coded; a claim nobody coded in somebody's words is
no silence. People who spoke together are one voice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.journey import stats
from workbench.journey.change.moved import by_chance, minus, points
from workbench.journey.change.verdicts import Rules
from workbench.journey.figures import means
from workbench.journey.figures.fuse import title
from workbench.journey.figures.scores import scores
from workbench.journey.figures.sides import sides
from workbench.journey.figures.ways import better

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.look import Look

ASSOCIATION = "an association, not an effect"
_SIGNS = "+\u2212"


@dataclass(frozen=True)
class Measure:
    """Something every person has at most one value of: an outcome of ``participants.csv``, or a rating.

    Attributes
    ----------
    name, source
        What it is called, and where it stands.
    values
        By person.
    better
        Which way is good: ``up``, ``down``, or empty.
    """

    name: str
    source: str
    values: Mapping[str, float]
    better: str

    @property
    def share(self) -> bool:
        """Whether it is yes or no, as churn is."""
        return all(v in {0.0, 1.0} for v in self.values.values())


def measures(look: Look) -> list[Measure]:
    """Return everything the people of a look have a value of; of ratings in several rounds a person's newest."""
    records, people = look.folder.participants(), look.material.people
    found = []
    for name in sorted({o for p in records.values() for o in p.outcomes}):
        values = {p: float(records[p].outcomes[name]) for p in sorted(people & records.keys()) if name in records[p].outcomes}
        if values:
            found.append(Measure(name, "participants.csv", values, better(name)))
    newest: dict[str, Measure] = {}
    kinds: dict[str, str] = {}
    for round_ in look.rounds if look.round is None else (look.round,):
        for score in scores(look, round_):
            before = newest[score.name].values if score.name in newest else {}
            kinds[score.name] = score.kind
            newest[score.name] = Measure(score.name, score.name, {**before, **score.ratings}, score.better)
    return [*found, *(replace(newest[name], name=_called(name, kinds)) for name in sorted(newest))]


def _called(name: str, kinds: Mapping[str, str]) -> str:
    """Return what a rating is called: the steps of its scale, not the score; with its question where several are of one kind."""
    kind = kinds[name]
    if kind == "rating":
        return name
    return f"{kind} rating ({name})" if list(kinds.values()).count(kind) > 1 else f"{kind} rating"


def outcomes(look: Look) -> dict[str, Any]:
    """Return how each outcome differs between people who say so and people who do not.

    Returns
    -------
    dict
        ``measures``: name, source, n, mean, ``share``. ``claims`` and ``touchpoints``: one row for each of them and
        measure with ``with`` and ``without`` (n and mean of both sides), ``difference`` (who says so, less who does not),
        its interval ``lo`` to ``hi`` and ``p`` (of means see `workbench.journey.figures.sides`; of yes or no Newcombe 1998b and
        Fisher's mid-p), ``q`` corrected over all rows of the table (Benjamini and Hochberg 1995), ``word`` (``higher``,
        ``lower``, ``no detectable difference``, ``too few people``) and ``text``. What differs first, the surest first.
    """
    held = measures(look)
    coded = {person for person, _, _ in look.material.coded}
    claims = [
        _row(look, e.code, e.stage, set(e.supporters), e.exposed & coded, measure)
        for e in look.evidence if e.k for measure in held
    ]  # fmt: skip
    points = [
        _row(look, code, stage, who, exposed & coded, measure)
        for code, stage, who, exposed in _touched(look) for measure in held
    ]  # fmt: skip
    return {
        "measures": [
            {
                "name": m.name, "source": m.source, "n": len(m.values), "share": m.share,
                "mean": stats.mean([m.values[p] for p in sorted(m.values)]),
            }
            for m in held
        ],
        "claims": _ranked(claims, Rules.of(look.cuts)),
        "touchpoints": _ranked(points, Rules.of(look.cuts)),
    }  # fmt: skip


def _touched(look: Look) -> list[tuple[str, str, set[str], frozenset[str]]]:
    """Return each touchpoint with who speaks of it, and who spoke about or was asked about its stage."""
    material, found = look.material, []
    for code in sorted(c for c in material.mentions if look.family(c) == "touchpoint"):
        said = [m for m in material.mentions[code] if m.stance == "for"]
        stages = [s for m in said for s in m.stages]
        stage = min(set(stages), key=lambda s: (-stages.count(s), s), default="")
        who = {m.participant for m in said}
        here = material.who_spoke(stage) | material.who_was_asked(stage) if stage else set(material.people)
        if who:
            found.append((code, stage, who, frozenset(here | who)))
    return found


def _row(look: Look, code: str, stage: str, who: set[str], exposed: frozenset[str], measure: Measure) -> dict[str, Any]:
    together = look.material.together
    known = {p: v for p, v in measure.values.items() if p in exposed}
    yes, no = {p: v for p, v in known.items() if p in who}, {p: v for p, v in known.items() if p not in who}
    joint = any(p in together for p in known)
    said, silent = (means.voices(yes, together), means.voices(no, together)) if joint else (yes, no)
    found = None
    if min(len(said), len(silent)) >= means.FEWEST:
        found = _shares(yes, no) if measure.share and not joint else sides(silent, said)
    if found and joint:  # the difference is that of the people beside it; how sure it is, is that of the voices
        value = _mean(yes) - _mean(no)
        found = replace(found, value=value, lo=value + found.lo - found.value, hi=value + found.hi - found.value)
    if found and measure.share:  # a share can differ by no more than all of it
        found = replace(found, lo=max(-1.0, found.lo), hi=min(1.0, found.hi))
    return {
        "id": code, "label": title(look, code), "kind": look.family(code), "stage": stage, "measure": measure.name,
        "source": measure.source, "share": measure.share, "better": measure.better, "with": _side(yes), "without": _side(no),
        "difference": found.value if found else None, "lo": found.lo if found else None, "hi": found.hi if found else None,
        "p": found.p if found else None,
    }  # fmt: skip


def _shares(yes: Mapping[str, float], no: Mapping[str, float]) -> means.Difference:
    k1, n1, k0, n0 = int(sum(yes.values())), len(yes), int(sum(no.values())), len(no)
    d = stats.newcombe(k1, n1, k0, n0)
    return means.Difference(d.value, d.lo, d.hi, stats.fisher_mid_p(k1, n1, k0, n0), 0.0, 0)


def _side(values: Mapping[str, float]) -> dict[str, Any]:
    return {"n": len(values), "mean": _mean(values) if values else None}


def _mean(values: Mapping[str, float]) -> float:
    """Return the mean over people."""
    return stats.mean([values[p] for p in sorted(values)])


def _ranked(rows: Sequence[dict[str, Any]], rules: Rules) -> list[dict[str, Any]]:
    tested = [i for i, row in enumerate(rows) if row["p"] is not None]
    q = dict(zip(tested, stats.benjamini_hochberg([rows[i]["p"] for i in tested]), strict=True))
    out = [row | {"q": q.get(i)} | _said(row, q.get(i), len(tested), rules) for i, row in enumerate(rows)]
    order = {"lower": 0, "higher": 0, "no detectable difference": 1, "too few people": 2}
    return sorted(out, key=lambda r: (order[r["word"]], r["q"] if r["q"] is not None else 1.0, r["id"], r["source"]))


def _said(row: Mapping[str, Any], q: float | None, compared: int, rules: Rules) -> dict[str, str]:
    n1, n0 = row["with"]["n"], row["without"]["n"]
    if q is None:
        few = min(n1, n0) < means.FEWEST
        why = f"{n1} who say so and {n0} who do not have a value" if few else "nothing varies"
        return {"word": "too few people", "text": f"{row['measure']}: {why}, so nothing can be compared"}
    sure = row["p"] <= rules.p and q <= rules.q and not row["lo"] <= 0 <= row["hi"]
    word = ("higher" if row["difference"] > 0 else "lower") if sure else "no detectable difference"
    size, lo, hi = (_signed(row[k], share=row["share"]) for k in ("difference", "lo", "hi"))
    alone = "" if sure or row["lo"] <= 0 <= row["hi"] else by_chance(compared)
    size += " points" if row["share"] else ""
    counts = f"{n1} people who say so, {n0} who do not"
    small = "; few people, so only large differences would show" if min(n1, n0) < rules.percent else ""
    said = f"{row['measure']} {word} by {size.lstrip(_SIGNS)}" if sure else f"{row['measure']}: {word}, {size}"
    return {"word": word, "text": f"{said} ({lo} to {hi}; {counts}){small}{alone}; {ASSOCIATION}"}


def _signed(value: float, *, share: bool) -> str:
    return points(value) if share else minus(f"{round(value, 2) + 0.0:+.2f}".replace("+0.00", "0.00"))
