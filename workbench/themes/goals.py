"""Goals that went badly: passages coded as a goal or an action, told with a bad feeling, that nobody coded as a pain.

What somebody set out to do and felt bad about may be a need they do not name (implicit indicators, Han et al. 2023). Who codes it
as a pain has seen it already; what is left is worth a look.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.reading.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.study.fold import State
    from workbench.study.records import Coding, Segment

#: Rule of these signals: no words were looked at.
RULE = "GOAL-NEG.coded"
_GOALS = frozenset({"goal", "action"})
#: Somebody coded what is wrong there, so it is no surprise any more.
_KNOWN = frozenset({"pain", "need"})


def obstructed(state: State, segments: Sequence[Segment]) -> list[Signal]:
    """Return a signal ``GOAL-NEG`` for each segment that is coded as a goal or action, feels bad on the whole, and has no pain.

    Parameters
    ----------
    state
        Of the study. Only codings that count are looked at; without codings there is no signal.
    segments
        Of all participants.

    Returns
    -------
    list of Signal
        Sorted; the place is that of the goal within the segment.
    """
    on: defaultdict[tuple[str, str, str], list[Coding]] = defaultdict(list)
    for coding in state.codings.values():
        if state.counts(coding) and coding.stance == "for":
            on[coding.anchor.source, coding.anchor.item, coding.anchor.version].append(coding)
    found = []
    for segment in segments if on else ():
        own = segment.anchor
        there = [
            c for c in on.get((own.source, own.item, own.version), ()) if c.anchor.start < own.end and own.start < c.anchor.end
        ]
        families = {state.codes[c.code].family for c in there if c.code in state.codes}
        feelings = [v for c in there if (v := _valence(state, c)) is not None]
        if families & _GOALS and not families & _KNOWN and feelings and sum(feelings) < 0:
            goal = min(
                (c for c in there if state.codes[c.code].family in _GOALS), key=lambda c: (c.anchor.start, c.anchor.end, c.id)
            )
            start, end = max(goal.anchor.start, own.start) - own.start, min(goal.anchor.end, own.end) - own.start
            found.append(Signal(segment.id, start, end, "GOAL-NEG", RULE))
    return sorted(found)


def _valence(state: State, coding: Coding) -> int | None:
    if coding.valence is not None:
        return coding.valence
    code = state.codes.get(coding.code)
    return code.valence if code else None
