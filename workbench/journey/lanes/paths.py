"""Paths: the order in which each person tells their journey, with loops and re-entries, and what all paths have in common.

A path is no funnel: it may begin anywhere, go back, and come round again. It is the order of *telling*, which an interviewer's
questions shape; and only conversations have one, since a questionnaire sets the order of its answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workbench.journey import curve
from workbench.journey.lanes.items import Spans
from workbench.study.kinds import UNASKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.journey.lanes.items import Told
    from workbench.journey.said.material import Mention

#: Where a path begins and ends.
START, END = "start", "end"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one person's words that lies in one stage."""

    participant: str
    source: str
    item: str
    round: str
    start: int
    end: int
    stage: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One stage of a path: where it is told, and how the person felt there (mean of passages; None if they showed nothing)."""

    stage: str
    start: int
    end: int
    valence: float | None
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """One conversation of one person: the stages in the order they tell them."""

    participant: str
    source: str
    round: str
    date: str
    stops: tuple[Stop, ...]


def stretches(told: Told) -> Iterator[Stretch]:
    """Yield everybody's words cut where the stage changes, in the order of texts; words without a stage are left out.

    Where coders differ, the stage most of them gave counts; of equals the one told before, else the first on the journey.
    An answer nobody gave a stage lies in the one its question asks about.
    """
    yield from _talked(told)
    yield from _wrote(told)


def _talked(told: Told) -> Iterator[Stretch]:
    people, round_ = told.material.people, told.look.round
    for t in told.look.transcripts:
        before: dict[str, str] = {}
        for turn in t.turns if round_ in {None, t.round} else ():
            who = turn.participant
            for start, end, stage in (
                _cut(told, (t.id, ""), turn.start, turn.end, before.get(who or "", "")) if who in people else ()
            ):
                if who:
                    before[who] = stage
                    yield Stretch(who, t.id, "", t.round, start, end, stage)


def _wrote(told: Told) -> Iterator[Stretch]:
    people, round_ = told.material.people, told.look.round
    for s in told.look.surveys:
        if s.kind in UNASKED or round_ not in {None, s.round}:
            continue
        for answer, who, text in zip(*(s.answers[c].tolist() for c in ("answer", "participant", "text")), strict=True):
            if who not in people or not isinstance(text, str) or not text.strip():
                continue
            where = s.id, str(answer)
            found = list(_cut(told, where, 0, len(text), "")) if where in told.passages else []
            if not found and where in told.asks:
                found = [(0, len(text), told.asks[where])]
            for start, end, stage in found:
                yield Stretch(who, *where, s.round, start, end, stage)


def _cut(told: Told, text: tuple[str, str], start: int, end: int, before: str) -> Iterator[tuple[int, int, str]]:
    """Yield the stretches of one turn, by majority of the coders at each place."""
    spans = told.passages.get(text)
    here = spans.on(start, end) if spans else []
    edges = sorted({max(start, s) for s, _, _ in here} | {min(end, e) for _, e, _ in here})
    index = Spans(here)
    pieces: list[tuple[int, int, str]] = []
    for low, high in pairwise(edges):
        votes: dict[str, set[str]] = {}
        for _, _, (stage, coder) in index.on(low, high):
            votes.setdefault(stage, set()).add(coder)
        if not votes:
            continue
        most = max(map(len, votes.values()))
        tied = [stage for stage, coders in votes.items() if len(coders) == most]
        before = before if before in tied else min(tied, key=lambda s: told.order[s])
        if pieces and pieces[-1][1:] == (low, before):
            low = pieces.pop()[0]  # noqa: PLW2901 (it goes on)
        pieces.append((low, high, before))
    yield from pieces


def paths(told: Told, participant: str | None = None) -> list[Path]:
    """Return the path of each conversation, by person, then by date.

    Parameters
    ----------
    told
        What people told.
    participant
        Only theirs.
    """
    talks = {t.id: t for t in told.look.transcripts}
    order = {round_: place for place, round_ in enumerate(told.look.rounds)}
    own: dict[tuple[str, str], list[Stretch]] = {}
    for stretch in stretches(told):
        if not stretch.item and participant in {None, stretch.participant}:
            own.setdefault((stretch.participant, stretch.source), []).append(stretch)
    said = _said(told)
    found = [
        Path(who, source, talks[source].round, talks[source].date or "", tuple(_stops(run, said.get((who, source)))))
        for (who, source), run in own.items()
    ]
    return sorted(found, key=lambda p: (p.participant, order.get(p.round, len(order)), p.date, p.source))


def _said(told: Told) -> dict[tuple[str, str], Spans[Mention]]:
    """Return what each person said in each conversation, for and against, by place."""
    found: dict[tuple[str, str], list[tuple[int, int, Mention]]] = {}
    for _, mentions in sorted(told.material.mentions.items()):
        for m in mentions:
            if not m.item:
                found.setdefault((m.participant, m.source), []).append((m.start, m.end, m))
    return {key: Spans(spans) for key, spans in found.items()}


def _stops(run: Sequence[Stretch], said: Spans[Mention] | None) -> Iterator[Stop]:
    """Yield the stops of one conversation: stretches of one stage that follow each other are one."""
    at = 0
    while at < len(run):
        last = at
        while last + 1 < len(run) and run[last + 1].stage == run[at].stage:
            last += 1
        within = {
            m.id: m for s in run[at : last + 1] for a, _, m in (said.on(s.start, s.end) if said else ()) if s.start <= a < s.end
        }
        felt = [m for m in within.values() if m.code.startswith("emotion:") and m.stance == "for"]
        yield Stop(run[at].stage, run[at].start, run[last].end, curve.person_mean(felt), tuple(within))
        at = last + 1


def flow(told: Told) -> list[dict[str, Any]]:
    """Return the ways from stage to stage that people tell, by how many people take each: a table of flows, no funnel.

    Returns
    -------
    list of dict
        ``from`` and ``to`` (a stage, ``start`` or ``end``), ``way`` (``on`` to the next stage, ``skip`` over some, ``back``,
        ``start``, ``end``), ``k`` of ``n`` people with a path, ``lo``, ``hi``, ``m`` (how often), ``change`` of feeling across it
        (mean over people from -4 to +4 with its interval; None where it is not known). Most people first.
    """
    taken: dict[tuple[str, str], dict[str, list[float | None]]] = {}
    known = paths(told)
    for path in known:
        stops: list[tuple[str, float | None]] = [(START, None), *((s.stage, s.valence) for s in path.stops), (END, None)]
        for (a, felt_a), (b, felt_b) in pairwise(stops):
            change = felt_b - felt_a if felt_a is not None and felt_b is not None else None
            taken.setdefault((a, b), {}).setdefault(path.participant, []).append(change)
    base = frozenset(p.participant for p in known)
    rows = []
    for (a, b), people in taken.items():
        k, n, share = told.share(people, base)
        changes = {p: sum(v) / len(v) for p, values in people.items() if (v := [c for c in values if c is not None])}
        rows.append(
            {
                "from": a,
                "to": b,
                "way": _way(told, a, b),
                "k": k,
                "n": n,
                "lo": share.lo if share else None,
                "hi": share.hi if share else None,
                "m": sum(map(len, people.values())),
                "change": told.mean(changes, (-4.0, 4.0)),
            }
        )
    place = {START: -1, **told.order, END: len(told.order)}
    return sorted(rows, key=lambda r: (-r["k"], place[r["from"]], place[r["to"]]))


def _way(told: Told, a: str, b: str) -> str:
    if START in {a, b}:
        return START
    if b == END:
        return END
    ahead = told.order[b] - told.order[a]
    return "back" if ahead < 0 else "on" if ahead == 1 else "skip"


def returns(told: Told) -> dict[str, dict[str, Any]]:
    """Return, for each stage, how many people leave it and come round to it again, of those who tell of it."""
    there: dict[str, set[str]] = {}
    again: dict[str, set[str]] = {}
    for path in paths(told):
        seen: set[str] = set()
        for stop in path.stops:
            (again if stop.stage in seen else there).setdefault(stop.stage, set()).add(path.participant)
            seen.add(stop.stage)
    out = {}
    for stage in told.stages.ids:
        if stage in there:
            k, n, share = told.share(again.get(stage, set()), frozenset(there[stage]))
            out[stage] = {"k": k, "n": n, "lo": share.lo if share else None, "hi": share.hi if share else None}
    return out
