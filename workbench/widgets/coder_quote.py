"""A quote with its reference, to be pasted anywhere: what leaves by the clipboard is masked like what leaves in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.study import participants
from workbench.study.errors import UserError
from workbench.widgets import asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.study.records import Transcript, Turn


def quote(folder: Folder, transcript: Transcript, spans: Sequence[dict[str, Any]], redactor: Redactor | None) -> str:
    """Return words with who said them, when and where, a line for each turn.

    Parameters
    ----------
    folder
        The study: who of it may be quoted.
    transcript
        Where the words stand.
    spans
        As `workbench.widgets.asked.anchor` takes them.
    redactor
        Masks names; everything as it is if not given.

    Raises
    ------
    UserError
        If nothing is selected, somebody did not agree to be quoted, or names are still being looked for.
    """
    if not spans:
        raise UserError("select the words to copy first")
    anchors = [asked.anchor(transcript, span) for span in spans]
    turns = {turn.index: turn for turn in transcript.turns}
    by = [turns[int(span["turn"])] for span in spans]
    silent = participants.silent(folder.participants().values(), redactor.day if redactor else "")
    if mute := sorted({turn.participant for turn in by if turn.participant} & silent):
        raise UserError(f"nothing was copied: {', '.join(mute)} did not agree to be quoted")
    if redactor is not None and not redactor.prepared:
        raise UserError("nothing was copied: names are still being looked for in the whole study; press it again in a minute")
    words = [transcript.text[a["start"] : a["end"]] for a in anchors]
    shown = redactor.texts(words) if redactor else words
    named = redactor.texts([turn.speaker for turn in by], guess=False) if redactor else [turn.speaker for turn in by]
    return "\n".join(
        f"“{' '.join(one.split())}” ({', '.join(part for part in (who, _clock(turn), transcript.id) if part)})"
        for one, who, turn in zip(shown, named, by, strict=True)
    )


def _clock(turn: Turn) -> str:
    if turn.start_s is None:
        return ""
    minutes, seconds = divmod(int(turn.start_s), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
