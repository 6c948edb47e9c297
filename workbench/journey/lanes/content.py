"""Content: what people wanted to know in a stage and did not find.

Two kinds: questions they asked (`workbench.journey.lanes.questions`), *open* where they tell of no touchpoint and no channel in the
same turn or answer, so nothing that could have answered; and what they say is missing (signals of the class ABSENCE,
`workbench.reading.signals`). Whether the answer was there and they missed it, nobody can tell from their words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.channels import contacts
from workbench.journey.lanes.items import Spans
from workbench.journey.lanes.questions import questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.journey.lanes.items import Text, Told
    from workbench.journey.lanes.questions import Question
    from workbench.reading.signals import Signal
    from workbench.study.records import Segment

MISSING = "ABSENCE"


def content_gaps(told: Told, heard: Sequence[tuple[Segment, Signal]] = ()) -> list[dict[str, Any]]:
    """Return what people asked and missed in each stage, in the order of the journey.

    Parameters
    ----------
    told
        What people told.
    heard
        Segments with their signals; those of ABSENCE are taken.

    Returns
    -------
    list of dict
        One row a stage: ``stage``, ``asked`` (people who ask something), ``open`` (people with a question that is open),
        ``missing`` (people who say that something is missing), ``k`` (people with an open question or something missing) of ``n``
        with ``lo`` and ``hi``, ``touchpoints`` (how many study.toml plans there), and ``places``: participant, source, item,
        start, end, ``what`` (``question`` or ``missing``), ``form`` and ``open``.
    """
    turns = _Turns(told)
    by: dict[str, list[dict[str, Any]]] = {}
    for q in questions(told):
        by.setdefault(q.stage, []).append(_place(q) | {"what": "question", "form": q.form, "open": turns.alone(q)})
    people, round_ = told.material.people, told.look.round
    for segment, signal in heard:
        if signal.kind == MISSING and segment.participant in people and round_ in {None, segment.round}:
            at = segment.anchor
            start, end = at.start + signal.start, at.start + signal.end
            here = {"participant": segment.participant, "source": at.source, "item": at.item, "start": at.start, "end": at.end}
            row = here | {"what": "missing", "form": "", "open": True}
            by.setdefault(told.stage_at(at.source, at.item, start, end), []).append(row)
    planned: dict[str, int] = {}
    for touchpoint in told.look.settings.touchpoints:
        where = told.stages.find(touchpoint.stage)
        planned[where] = planned.get(where, 0) + 1
    order = sorted(by, key=lambda s: told.order.get(s, len(told.order)))
    return [_row(told, stage, by[stage], planned.get(stage, 0)) for stage in order]


def _row(told: Told, stage: str, places: list[dict[str, Any]], planned: int) -> dict[str, Any]:
    def who(what: str, *, only_open: bool) -> set[str]:
        return {p["participant"] for p in places if p["what"] == what and (p["open"] or not only_open)}

    gap = who("question", only_open=True) | who("missing", only_open=True)
    k, n, share = told.share(gap, told.exposed(stage))
    return {
        "stage": stage,
        "asked": len(who("question", only_open=False)),
        "open": len(who("question", only_open=True)),
        "missing": len(who("missing", only_open=True)),
        "k": k,
        "n": n,
        "lo": share.lo if share else None,
        "hi": share.hi if share else None,
        "touchpoints": planned,
        "places": places,
    }


def _place(q: Question) -> dict[str, Any]:
    return {"participant": q.participant, "source": q.source, "item": q.item, "start": q.start, "end": q.end}


class _Turns:
    """In which turns and answers people tell of a touchpoint or a channel."""

    def __init__(self, told: Told) -> None:
        self._turns = {(t.id, ""): Spans((x.start, x.end, None) for x in t.turns) for t in told.look.transcripts}
        met: dict[Text, list[tuple[int, int, None]]] = {}
        for contact in contacts(told):
            m = contact.mention
            met.setdefault((m.source, m.item), []).append((m.start, m.end, None))
        self._met = {text: Spans(spans) for text, spans in met.items()}

    def alone(self, q: Question) -> bool:
        """Say whether nothing was met in the turn or answer of a question."""
        text = q.source, q.item
        if text not in self._met:
            return True
        turn = self._turns[text].on(q.start, q.end) if text in self._turns else []
        start, end = (turn[0][0], turn[-1][1]) if turn else (0, q.end + 10**9)
        return not self._met[text].on(start, end)
