"""A transcript after a change: its text, its turns and its history. Nothing is written here.

Every change is a list of edits of the text, so the alignment with the version before is exact, and the turns follow.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from workbench.sources.text import clean
from workbench.sources.transcripts import cast
from workbench.study import diff
from workbench.study.align import Edit, apply_edits
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.study.align import Alignment
    from workbench.study.records import Transcript, Turn

_BREAK = "\n\n"


def edited(transcript: Transcript, edits: Iterable[Edit]) -> Transcript:
    """Return the transcript with words changed.

    Parameters
    ----------
    transcript
        As it is.
    edits
        Spans of its text, each within the words of one turn, and the words to put there.

    Raises
    ------
    UserError
        If an edit is not within one turn, two overlap, or a turn would be left without words.
    """
    wanted = [Edit(e.start, e.end, clean(e.text)[0]) for e in edits]
    for edit in wanted:
        if not any(t.start <= edit.start <= edit.end <= t.end for t in transcript.turns):
            raise UserError(f"{transcript.id}: characters {edit.start} to {edit.end} are not within the words of one turn.")
    fine = [finer for edit in wanted for finer in _finer(transcript.text, edit)]
    made = _applied(transcript, fine, transcript.turns)
    for turn in made.turns:
        old = transcript.turns[turn.index]
        if not made.text[turn.start : turn.end].strip() and transcript.text[old.start : old.end].strip():
            raise UserError(f"{transcript.id}: turn {turn.index} would be left without words. Merge it with another instead.")
    return made


def _finer(text: str, edit: Edit) -> list[Edit]:
    """Return an edit of several words as edits of those that differ, so that the others stay where they are."""
    old = text[edit.start : edit.end]
    if len(old.split()) < 2 or len(edit.text.split()) < 2:  # noqa: PLR2004 (one word is replaced whole)
        return [edit]
    out, at, to = [], 0, 0
    for piece in [*diff.common(old, edit.text), diff.Piece(len(old), len(old), len(edit.text))]:
        if piece.start > at or piece.at > to:
            out.append(Edit(edit.start + at, edit.start + piece.start, edit.text[to : piece.at]))
        at, to = piece.end, piece.to
    return out


def split(transcript: Transcript, turn: int, at: int, *, seconds: float | None = None) -> Transcript:
    """Return the transcript with a turn made two, by the same speaker.

    Parameters
    ----------
    transcript
        As it is.
    turn
        Index of the turn.
    at
        Where the second begins, in code points from the start of the turn.
    seconds
        When the second begins, if that is known.

    Raises
    ------
    UserError
        If there is no such turn, or one of the two would have no words.
    """
    old = the_turn(transcript, turn)
    words = transcript.text[old.start : old.end]
    if not (0 < at < len(words) and words[:at].strip() and words[at:].strip()):
        raise UserError(f"{transcript.id}: turn {turn} has {len(words)} characters; {at} does not cut it into two with words.")
    left = old.start + len(words[:at].rstrip())
    right = old.start + at + len(words[at:]) - len(words[at:].lstrip())
    label = _label(transcript, old)
    sign = _BREAK + (transcript.text[label[0] : old.start] if label else "")
    text, alignment = apply_edits(transcript.text, [Edit(left, right, sign)])
    start = left + len(sign)
    first = replace(old, end=left, end_s=seconds)
    second = replace(old, start=start, end=start + old.end - right, start_s=seconds)
    shift = len(sign) - (right - left)
    later = [replace(t, start=t.start + shift, end=t.end + shift) for t in transcript.turns[turn + 1 :]]
    return _made(transcript, text, [*transcript.turns[:turn], first, second, *later], alignment)


def merged(transcript: Transcript, first: int, last: int) -> Transcript:
    """Return the transcript with the turns `first` to `last`, all by one speaker, made one.

    Raises
    ------
    UserError
        If there are no such turns, or somebody else speaks in between.
    """
    the_turn(transcript, first)
    the_turn(transcript, last)
    some = transcript.turns[first : last + 1]
    if len(some) < 2:  # noqa: PLR2004 (two make one)
        raise UserError(f"{transcript.id}: turns {first} to {last} are not two turns or more.")
    if others := sorted({t.speaker for t in some} - {some[0].speaker}):
        raise UserError(f"{transcript.id}: {', '.join(others)} speaks between turns {first} and {last}. Reassign these first.")
    gaps = [Edit(a.end, b.start, " ") for a, b in pairwise(some)]
    ends = [t.end_s for t in some if t.end_s is not None]
    begins = [t.start_s for t in some if t.start_s is not None]
    one = replace(some[0], end=some[-1].end, start_s=min(begins, default=None), end_s=max(ends, default=None))
    return _applied(transcript, gaps, [*transcript.turns[:first], one, *transcript.turns[last + 1 :]])


def relabelled(transcript: Transcript, turns: Sequence[int], speaker: str, participant: str | None) -> Transcript:
    """Return the transcript with some turns given to another speaker.

    Parameters
    ----------
    transcript
        As it is.
    turns
        Their indices.
    speaker
        The name shown: a pseudonym, *Interviewer*, or the label of somebody else in the room.
    participant
        The pseudonym if they are a participant, whose words are evidence; else None.
    """
    labels = [(i, _label(transcript, the_turn(transcript, i))) for i in sorted(set(turns))]
    edits = [Edit(*label, speaker) for _, label in labels if label]
    mine = {i for i, _ in labels}
    after = [replace(t, speaker=speaker, participant=participant) if t.index in mine else t for t in transcript.turns]
    made = _applied(transcript, edits, after)
    before = cast.title(transcript.kind, people(transcript), transcript.date, transcript.round)
    if transcript.title == before:
        made = replace(made, title=cast.title(made.kind, people(made), made.date, made.round))
    return made


def people(transcript: Transcript) -> tuple[str, ...]:
    """Return the participants who speak, sorted."""
    return tuple(sorted({t.participant for t in transcript.turns if t.participant}))


def the_turn(transcript: Transcript, index: int) -> Turn:
    """Return a turn by its index.

    Raises
    ------
    UserError
        If there is none.
    """
    if not 0 <= index < len(transcript.turns):
        raise UserError(f"{transcript.id} has turns 0 to {len(transcript.turns) - 1}; there is no turn {index}.")
    return transcript.turns[index]


def _label(transcript: Transcript, turn: Turn) -> tuple[int, int] | None:
    """Return where the speaker's name stands before a turn; None if the text does not show it there."""
    sign = f"{turn.speaker}: "
    start = turn.start - len(sign)
    shown = start >= 0 and transcript.text.startswith(sign, start)
    return (start, start + len(turn.speaker)) if shown else None


def _applied(transcript: Transcript, edits: Sequence[Edit], turns: Sequence[Turn]) -> Transcript:
    """Return the transcript after `edits`, with `turns`, whose spans are still those of the text before."""
    try:
        text, alignment = apply_edits(transcript.text, edits)
    except ValueError as error:
        raise UserError(f"{transcript.id}: {error}.") from None
    order = sorted(edits, key=lambda e: e.end)
    ends = [e.end for e in order]
    grown = [0, *accumulate(len(e.text) - (e.end - e.start) for e in order)]
    put = Counter[int]()  # what is put where a turn begins belongs to the turn
    for edit in order:
        put[edit.start] += len(edit.text) if edit.start == edit.end else 0
    spans: list[Turn] = []
    for turn in turns:
        start = turn.start + grown[bisect_right(ends, turn.start)] - put[turn.start]
        end = turn.end + grown[bisect_right(ends, turn.end)]
        spans.append(replace(turn, start=max(start, spans[-1].end if spans else 0), end=end))
    return _made(transcript, text, spans, alignment)


def _made(transcript: Transcript, text: str, turns: Sequence[Turn], alignment: Alignment) -> Transcript:
    numbered = tuple(replace(t, index=n) for n, t in enumerate(turns))
    if text == transcript.text:
        return replace(transcript, turns=numbered)
    return replace(transcript, text=text, version=alignment.after, turns=numbered, history=(*transcript.history, alignment))
