"""Codings as a table whose every row opens its quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from workbench.study.folder import Folder
    from workbench.study.records import Coding, Turn

COLUMNS = (
    "id", "source", "item", "version", "turn", "participant", "round", "kind", "date", "code", "family", "coder", "coder_kind",
    "start", "end", "quote", "valence", "stance", "memo", "at", "speech",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor lies: whose words, in which turn, round and kind of source, on which date."""

    participant: str
    turn: int
    round: str
    kind: str
    date: str
    quote: str
    speech: str  # "participant", "interviewer", or "mixed" when an anchor crosses speakers


class Places:
    """Find the place of any anchor of a study, fast enough for a hundred thousand codings.

    Parameters
    ----------
    folder
        The study.
    """

    def __init__(self, folder: Folder) -> None:
        self._transcripts = {t.id: t for t in folder.transcripts()}
        self._answers = {}
        for survey in folder.surveys():
            frame = survey.answers
            dates = frame["date"] if "date" in frame else [None] * len(frame)
            rows = zip(frame["answer"], frame["participant"], frame["text"], frame["version"], dates, strict=True)
            self._answers[survey.id] = (survey, {a: (p, t, v, d or "") for a, p, t, v, d in rows})
        self.orphans: list[str] = []

    def find(self, coding: Coding) -> Place | None:
        """Return the place of a coding; None if its text is not here in that version (then it is an orphan)."""
        anchor = coding.anchor
        if transcript := self._transcripts.get(anchor.source):
            if transcript.version != anchor.version or anchor.end > len(transcript.text):
                self.orphans.append(coding.id)
                return None
            touched = [t for t in transcript.turns if t.start < anchor.end and anchor.start < t.end]
            speakers = {t.participant for t in touched}
            who = next((t.participant for t in touched if t.participant), None) or _asked(transcript.turns, touched)
            speech = "mixed" if len(speakers) > 1 else ("participant" if speakers - {None} else "interviewer")
            quote = transcript.text[anchor.start : anchor.end]
            turn = touched[0].index if touched else -1
            return Place(who, turn, transcript.round, transcript.kind, transcript.date or "", quote, speech)
        survey, answers = self._answers.get(anchor.source, (None, {}))
        row = answers.get(anchor.item)
        if survey is None or row is None or row[2] != anchor.version:
            self.orphans.append(coding.id)
            return None
        participant, text, _, date = row
        return Place(participant, 0, survey.round, survey.kind, str(date), text[anchor.start : anchor.end], "participant")


def _asked(turns: tuple[Turn, ...], touched: list[Turn]) -> str:
    """Return whom an interviewer's turn was put to: the next participant to speak, else the last before it."""
    if not touched:
        return ""
    index = touched[-1].index
    after = next((t.participant for t in turns if t.index > index and t.participant), None)
    before = next((t.participant for t in reversed(turns) if t.index < index and t.participant), None)
    return after or before or ""


def codings_frame(folder: Folder) -> pd.DataFrame:
    """Return every live coding, one row each, sorted by source, place and code.

    Parameters
    ----------
    folder
        The study.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`. ``turn`` is the index in a transcript, 0 in an answer. ``speech`` is
        ``interviewer`` where the words are a question: such a coding says who was asked and is never evidence.
        Codings whose text is not here in the version they were made on are left out; ``frame.attrs["orphans"]``
        names them.
    """
    import pandas as pd

    state = folder.state()
    places = Places(folder)
    rows = []
    for coding in state.codings.values():
        place = places.find(coding)
        if place is None:
            continue
        anchor = coding.anchor
        family = state.codes[coding.code].family if coding.code in state.codes else "free"
        rows.append((
            coding.id, anchor.source, anchor.item, anchor.version, place.turn, place.participant, place.round, place.kind,
            place.date, coding.code, family, coding.coder, coding.coder_kind, anchor.start, anchor.end, place.quote,
            coding.valence, coding.stance, coding.memo, coding.at, place.speech,
        ))  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"valence": "Int64"})
    frame = frame.sort_values(["source", "item", "start", "end", "code", "coder", "id"], ignore_index=True)
    frame.attrs["orphans"] = sorted(places.orphans)
    return frame


