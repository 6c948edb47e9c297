"""What the browser asked, part by part: nothing that came from there is believed before it was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from workbench.study.records import Transcript

_LIMIT = 2  # valence goes from -2 to +2


def anchor(transcript: Transcript, span: dict[str, Any]) -> dict[str, Any]:
    """Return the anchor of a span, after checking that the browser and the disk mean the same words.

    Parameters
    ----------
    transcript
        The text as it is on the disk.
    span
        ``turn``, ``start`` and ``end`` in code points from the start of the turn, and ``quote``, the words themselves.

    Raises
    ------
    UserError
        If the turn has no such words.
    """
    number, start, end = int(span["turn"]), int(span["start"]), int(span["end"])
    turn = next((x for x in transcript.turns if x.index == number), None)
    if turn is None or not 0 <= start < end <= turn.end - turn.start:
        raise UserError(f"turn {number} has no words from {start} to {end}; run the cell again")
    start, end = turn.start + start, turn.start + end
    if transcript.text[start:end] != span["quote"]:
        raise UserError("the words on the screen are not the words on the disk at this place; run the cell again")
    return {"source": transcript.id, "item": "", "version": transcript.version, "start": start, "end": end}


def valence(value: Any) -> int | None:  # noqa: ANN401 (whatever the browser sent)
    """Return a feeling from -2 to +2 or None.

    Raises
    ------
    UserError
        If it is anything else.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not -_LIMIT <= value <= _LIMIT:
        raise UserError(f"a feeling is a whole number from -2 to +2, not {value!r}")
    return value


def stance(value: Any) -> str:  # noqa: ANN401 (whatever the browser sent)
    """Return "for" or "against".

    Raises
    ------
    UserError
        If it is anything else.
    """
    if value not in {"for", "against"}:
        raise UserError(f"a passage speaks for or against, not {value!r}")
    return str(value)
