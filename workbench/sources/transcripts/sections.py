"""Several interviews in one file, under headings such as *Participant 2*: whoever is called *P* is somebody else in each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.sources.transcripts import speakers
from workbench.sources.transcripts.labels import role

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADING = re.compile(
    r"^\s*(?P<mark>#{1,6}\s+)?[*_]{0,2}(?P<word>participant|interviewee|respondent|interview|transcript|subject|entretien|entrevista"
    r"|intervista|teilnehmer(?:in)?|befragter?|proband(?:in)?|p)\s*(?:no\.?|nr\.?|number|#)?\s*0*(?P<number>\d{1,3})"
    r"(?P<rest>\s*(?:[-–—:(,|/].{0,60})?)[*_]{0,2}\s*$",
    re.IGNORECASE,
)
_OF_PEOPLE = frozenset({"interview", "transcript", "entretien", "entrevista", "intervista"})
_NUMBER = re.compile(r"\d")
_SENTENCE = (".", "?", "!", "…", ",")


def apart(rows: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return lines in which whoever answers is called by the heading above, if headings number several people; and a note."""
    found = [_number(row) for row in rows]
    numbers = {n for n in found if n}
    if len(numbers) < 2:  # noqa: PLR2004 (one heading is the title)
        return list(rows), ()
    out: list[str] = []
    here, answering, asking = "", set[str](), False
    for row, number in zip(rows, found, strict=True):
        here = number or here
        said = None if number else speakers.split(row)
        asking = asking or (said is not None and role(said.label) == "asks")
        generic = said is not None and role(said.label) == "answers" and not _NUMBER.search(said.label)
        if here and said is not None and generic:
            answering.add(here)
            row = row.replace(said.label, f"Participant {here}", 1)  # noqa: PLW2901 (the line that goes on)
        out.append("" if number else row)
    if len(answering) < 2 or not asking:  # noqa: PLR2004 (as above)
        return list(rows), ()
    note = f"{len(answering)} interviews in one file: whoever answers is somebody else under each heading; better is a file each"
    return out, (note,)


def _number(row: str) -> str:
    """Return the number in a heading; empty if a line is none, as one in which *Participant 2:* says something."""
    match = _HEADING.match(row) if len(row) < 100 else None  # noqa: PLR2004 (a heading is short)
    if match is None or row.rstrip(" *_").endswith(_SENTENCE):
        return ""
    named = bool(match["mark"]) or match["word"].casefold() in _OF_PEOPLE
    return match["number"] if named or not match["rest"].lstrip().startswith((":", ",")) else ""
