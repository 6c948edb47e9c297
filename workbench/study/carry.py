"""Anchors that were made on an earlier version of a source, carried to the one that is there now.

An anchor is carried only as far as the changes are known: the same words at the place the edits put them (``exact``), the
same ends around edited words (``changed``: somebody should look), or nowhere (``orphan``: listed, never dropped).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from weakref import WeakKeyDictionary

from workbench.study import align
from workbench.study.codings import Codings
from workbench.study.errors import Refused
from workbench.study.records import Anchor, Transcript

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.study.align import Alignment
    from workbench.study.fold import State
    from workbench.study.records import Adjudication, Assignment, Coding, Decision, Dismissal, Example, Placement, Survey
    from workbench.study.store import Store

    _Anchored = Coding | Example | Decision | Adjudication | Placement

_Several = TypeVar("_Several", "Assignment", "Dismissal")
Status = Literal["exact", "changed", "orphan"]


@dataclass(frozen=True, slots=True)
class Carried:
    """Where an anchor is now; None and ``orphan`` if its passage is there no more. `was`: as it was made, if that is known."""

    anchor: Anchor | None
    status: Status
    was: Anchor | None = None


ORPHAN = Carried(None, "orphan")


def carry(anchor: Anchor, alignments: Sequence[Alignment]) -> Carried:
    """Carry an anchor from version to version.

    Parameters
    ----------
    anchor
        Made on the version the first alignment begins with.
    alignments
        Each begins where the one before ends.

    Returns
    -------
    Carried
        ``exact`` if all of it was kept in one piece, by each. ``changed`` if words inside were edited, or one end was and
        at least half of it stayed; the new anchor then holds what stayed and what was put between, nothing else.

    Raises
    ------
    ValueError
        If the alignments do not begin with the anchor's version or do not follow one another.
    """
    status: Status = "exact"
    for alignment in alignments:
        if alignment.before != anchor.version:
            raise ValueError("the alignment is of another version than the anchor")
        found = _step(alignment, anchor.start, anchor.end)
        if found is None:
            return ORPHAN
        start, end, whole = found
        anchor = Anchor(anchor.source, anchor.item, alignment.after, start, end)
        status = status if whole else "changed"
    return Carried(anchor, status)


def _step(alignment: Alignment, start: int, end: int) -> tuple[int, int, bool] | None:
    """Return where ``[start, end)`` is after one alignment, and whether all of it stayed in one piece."""
    kept = alignment.kept
    pieces = [(max(a, start), min(b, end), c + max(a, start) - a) for a, b, c in kept if a < end and start < b]
    if len(pieces) == 1 and pieces[0][:2] == (start, end):
        at = pieces[0][2]
        return at, at + end - start, True
    # An edit that replaced what the anchor begins or ends with, and nothing outside it, left the end where it was.
    flush = alignment.how == "edits"
    begins = {b: c + b - a for a, b, c in kept} if flush else {}
    ends = {a: c for a, _, c in kept} if flush else {}
    stayed = sum(b - a for a, b, _ in pieces)
    if pieces:
        low, high = pieces[0], pieces[-1]
        sure = (low[0] == start or start in begins) and (high[1] == end or end in ends)
        first = low[2] if low[0] == start else begins.get(start, low[2])
        last = high[2] + high[1] - high[0] if high[1] == end else ends.get(end, high[2] + high[1] - high[0])
        certain = flush and sure
        return (first, last, False) if certain or 2 * stayed >= end - start else None
    if start in begins and end in ends and begins[start] < ends[end]:
        return begins[start], ends[end], False
    return None


# A whole study -------------------------------------------------------------------------------------------------------


@dataclass
class _Memory:
    """What is known of the sources of one store, as long as no source is replaced."""

    stamp: object = None
    sources: dict[str, Transcript | Survey] = field(default_factory=dict)  # those that have an earlier version
    ways: dict[tuple[str, str, str, str], tuple[Alignment, ...] | None] = field(default_factory=dict)
    results: dict[Anchor, Carried] = field(default_factory=dict)
    made: dict[str, tuple[_Anchored, _Anchored]] = field(default_factory=dict)
    last: tuple[State, object, State, dict[str, Carried]] | None = None


_known: WeakKeyDictionary[Store, _Memory] = WeakKeyDictionary()


def which(state: State, store: Store) -> dict[str, Carried]:
    """Return, by id, the codings, examples and placements whose anchor is on an earlier version of a source that is still here."""
    return _carried(state, store)[1]


def carried(state: State, store: Store) -> State:
    """Return `state` with the anchors of everything in it on the current versions of their sources.

    Those that cannot be carried keep the anchor they were made with, so they are seen to be of another version.
    """
    return _carried(state, store)[0]


def _carried(state: State, store: Store) -> tuple[State, dict[str, Carried]]:
    memory = _known.setdefault(store, _Memory())
    stamp = store.stamp()
    if memory.last is not None and memory.last[0] is state and memory.last[1] == stamp:
        return memory.last[2:]
    if memory.stamp != stamp:
        memory.stamp, memory.results = stamp, {}
        memory.sources = {source.id: source for source in store.replaced()}
    found: dict[str, Carried] = {}
    out = state
    if memory.sources:
        held = Codings.of(state.codings)
        earlier = held.on(memory.sources)
        others = {key: one for key, one in state.examples.items() if one.anchor.source in memory.sources}
        codings, examples = _moved(earlier, memory, store, found), _moved(others, memory, store, found)
        said = {key: one for key, one in state.decisions.items() if one.anchor.source in memory.sources}
        decisions = _moved(said, memory, store, {})  # whose passage is gone need not be listed: nothing rests on them
        ruled = {key: one for key, one in state.adjudications.items() if one.anchor.source in memory.sources}
        rulings = _moved(ruled, memory, store, {})
        tasks = _several(state.assignments, memory, store)
        dismissed = _several(state.dismissed, memory, store)
        put = {one.id: one for one in state.placed.values() if one.anchor.source in memory.sources}
        places = _moved({key: one for key, one in put.items() if one.theme}, memory, store, found)
        places |= _moved({key: one for key, one in put.items() if not one.theme}, memory, store, {})  # in none: nothing is lost
        if codings or examples or decisions or rulings or tasks or dismissed or places:
            held.update(codings)
            out = replace(
                state, codings=held, examples={**state.examples, **examples}, decisions={**state.decisions, **decisions},
                adjudications={**state.adjudications, **rulings}, assignments={**state.assignments, **tasks},
                dismissed={**state.dismissed, **dismissed},
                placed=_put(state.placed.values(), places) if places else state.placed,
            )  # fmt: skip
    memory.last = (state, stamp, out, found) if memory.stamp is not None else None
    return out, found


def _moved(made: Mapping[str, Any], memory: _Memory, store: Store, found: dict[str, Carried]) -> dict[str, Any]:
    """Return those of `made` that can be carried, with their anchors of today; say of all in `found`."""
    out: dict[str, Any] = {}
    _look_up(memory, store, {one.anchor for one in made.values()} - memory.results.keys())
    for key, one in made.items():
        result = memory.results[one.anchor]
        if result.anchor == one.anchor:
            continue
        found[key] = replace(result, was=one.anchor)
        if result.anchor is None:
            continue
        known = memory.made.get(key)
        if known is None or known[0] != one or known[1].anchor != result.anchor:
            known = memory.made[key] = (one, replace(one, anchor=result.anchor))
        out[key] = known[1]
    return out


def _several(made: Mapping[str, _Several], memory: _Memory, store: Store) -> dict[str, _Several]:
    """Return what is about passages that lie elsewhere by now, with these where they are; gone ones stay as they were."""
    out: dict[str, _Several] = {}
    for key, one in made.items():
        _look_up(memory, store, {a for a in one.anchors if a.source in memory.sources} - memory.results.keys())
        now = tuple(memory.results[a].anchor or a if a in memory.results else a for a in one.anchors)
        if now != one.anchors:
            out[key] = replace(one, anchors=now)
    return out


def _put(placed: Iterable[Placement], moved: Mapping[str, Placement]) -> dict[Anchor, Placement]:
    """Return what was placed by where it is now. Two passages may have become one: then the last word counts."""
    out: dict[Anchor, Placement] = {}
    for was in placed:
        one = moved.get(was.id, was)
        out.pop(one.anchor, None)
        out[one.anchor] = one
    return out


def _look_up(memory: _Memory, store: Store, anchors: set[Anchor]) -> None:
    """Find out where `anchors` are now."""
    by_source: dict[str, list[Anchor]] = {}
    for anchor in sorted(anchors):
        by_source.setdefault(anchor.source, []).append(anchor)
    for name, mine in by_source.items():
        source = memory.sources[name]
        try:
            if isinstance(source, Transcript):
                found = _spoken(memory, store, source, mine)
            else:
                found = _written(memory, store, source, mine)
        except Refused:  # a damaged file: nothing is known as long as it is
            found, memory.stamp = dict.fromkeys(mine, ORPHAN), None
        memory.results |= found


def _spoken(memory: _Memory, store: Store, transcript: Transcript, anchors: list[Anchor]) -> dict[Anchor, Carried]:
    out = {}
    for anchor in anchors:
        key = (anchor.source, "", anchor.version, transcript.version)
        if key not in memory.ways:
            memory.ways[key] = way(store, transcript, anchor.version)
        found = memory.ways[key]
        out[anchor] = ORPHAN if found is None or anchor.item else carry(anchor, found)
    return out


def way(store: Store, transcript: Transcript, version: str) -> tuple[Alignment, ...] | None:
    """Return how `version` of a transcript became the one that is here; None if that cannot be known.

    The record says it; else the texts are compared, if the earlier one was kept. If a version was there several times,
    the last time counts.
    """
    if version == transcript.version:
        return ()
    for number in reversed(range(len(transcript.history))):
        if transcript.history[number].before == version:
            return transcript.history[number:]
    old = store.old_text(transcript.id, version)
    return None if old is None else (align.between(old, transcript.text),)


def _written(memory: _Memory, store: Store, survey: Survey, anchors: list[Anchor]) -> dict[Anchor, Carried]:
    frame = survey.answers
    rows = frame[frame["answer"].isin(sorted({a.item for a in anchors}))]
    now = {item: (version, text) for item, version, text in zip(rows["answer"], rows["version"], rows["text"], strict=True)}
    gone = {
        (a.item, a.version)
        for a in anchors
        if a.item in now and a.version != now[a.item][0] and (a.source, a.item, a.version, now[a.item][0]) not in memory.ways
    }
    old = store.old_answers(survey.id, gone)
    sure = _known_by_id(survey)
    out = {}
    for anchor in anchors:
        version, text = now.get(anchor.item, ("", ""))
        if version == anchor.version:
            out[anchor] = Carried(anchor, "exact")
            continue
        key = (anchor.source, anchor.item, anchor.version, version)
        if key not in memory.ways:
            words = old.get((anchor.item, anchor.version))
            memory.ways[key] = None if words is None or not version else (align.between(words, text),)
        found = memory.ways[key]
        result = ORPHAN if found is None else carry(anchor, found)
        out[anchor] = replace(result, status="changed") if result.status == "exact" and not sure else result
    return out


def _known_by_id(survey: Survey) -> bool:
    """Say whether an answer's id means the same answer in every version: not if answers are told apart by their order."""
    who = survey.origin.get("options", {}).get("participant", "")
    return survey.kind == "survey" and who is not None
