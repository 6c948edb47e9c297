"""What the adjudicator shows, as plain dicts: rows of cases, one case with its surroundings, agreement of families.

Offsets in these dicts are code points of the text that is sent along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.study.canon import sha256_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from workbench.coding.adjudicate import Case
    from workbench.coding.agreement import Agreement
    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Transcript

_SHORT = 140


def titles(folder: Folder) -> dict[str, str]:
    """Return what each source is called."""
    return {t.id: t.title or t.id for t in folder.transcripts()} | {s.id: s.title or s.id for s in folder.surveys()}


def row(case: Case, state: State, titles: Mapping[str, str], before: AbstractSet[str]) -> dict[str, Any]:
    """Return one line of the list of cases; `before` holds the codings that were ever decided about."""
    sides, way = [], [case.family]
    for coder, keys in case.sides.items():
        given = [state.codings[key] for key in keys]
        sides.append({"coder": coder, "codes": list(dict.fromkeys(one.code for one in given))})
        way += [coder, *sorted({f"{one.code} {one.stance}" for one in given})]
    quote = " ".join(case.quote.split())
    decided = case.decided is not None
    return {
        "case": case.id, "family": case.family, "participant": case.participant, "place": titles.get(case.anchor.source, ""),
        "quote": quote if len(quote) <= _SHORT else f"{quote[:_SHORT]}…", "sides": sides, "decided": decided,
        "again": not decided and not case.codings.isdisjoint(before), "way": sha256_text("\n".join(way))[:12],
    }  # fmt: skip


def case(one: Case, folder: Folder) -> dict[str, Any]:
    """Return all there is to see of a case: the turn or answer, what was said around it, and what each coder said."""
    state, a = folder.state(), one.anchor
    transcript = next((t for t in folder.transcripts() if t.id == a.source), None)
    if transcript is None:
        start, end, before, after = 0, len(folder.text(a.source, a.item)), None, None
    else:
        start, end, before, after = _around(transcript, a.start, a.end)
    text = folder.text(a.source, a.item)[start:end]
    sides = []
    for coder, keys in one.sides.items():
        given = sorted((state.codings[k] for k in keys), key=lambda c: (c.anchor.start, c.anchor.end, c.code, c.id))
        sides.append({"coder": coder, "codings": [
            {"id": c.id, "code": c.code, "start": max(c.anchor.start, start) - start, "end": min(c.anchor.end, end) - start,
             "valence": c.valence, "stance": c.stance, "memo": c.memo} for c in given]})  # fmt: skip
    d = one.decided
    decided = {"coder": d.coder, "at": d.at, "reason": d.reason, "stands": list(d.stands)} if d else None
    return {
        "case": one.id, "family": one.family, "participant": one.participant, "place": titles(folder).get(a.source, a.source),
        "about": f"{one.family} · {titles(folder).get(a.source, a.source)}", "text": text, "before": before, "after": after,
        "start": a.start - start, "end": a.end - start, "sides": sides, "decided": decided, "blocked": "",
    }  # fmt: skip


def _around(transcript: Transcript, start: int, end: int) -> tuple[int, int, dict[str, str] | None, dict[str, str] | None]:
    """Return the span of the turns a passage lies in, and the turns before and after."""
    ordered = sorted(transcript.turns, key=lambda t: (t.start, t.end))
    touched = [n for n, t in enumerate(ordered) if t.start < end and start < t.end]
    if not touched:
        return start, end, None, None

    def beside(n: int) -> dict[str, str] | None:
        if not 0 <= n < len(ordered):
            return None
        turn = ordered[n]
        return {"speaker": turn.speaker, "text": transcript.text[turn.start : turn.end]}

    first, last = ordered[touched[0]], ordered[touched[-1]]
    return min(first.start, start), max(last.end, end), beside(touched[0] - 1), beside(touched[-1] + 1)


def families(pooled: Mapping[str, Agreement]) -> list[dict[str, Any]]:
    """Return how far coders agree on each family."""
    return [
        {"family": family, "alpha": found.value.alpha, "lo": found.alpha_lo, "hi": found.alpha_hi,
         "heard": f"by {found.unit}, {found.documents} texts of {found.people} people"}
        for family, found in pooled.items()
    ]  # fmt: skip
