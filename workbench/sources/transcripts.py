"""Any transcript file to a `Draft`: which reader, which title, which date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.sources import plain, vtt
from workbench.sources.draft import Draft, Utterance, date_in, merged, seconds, tidy
from workbench.sources.text import canonical, read_bytes
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FORMATS", "Draft", "Utterance", "parse", "read_transcript"]

#: No transcript is larger (bytes): a day of talk is about 1 MB.
MAX_TRANSCRIPT = 64 * 1024 * 1024
#: No turn is longer (characters): nobody speaks ten hours on end.
MAX_TURN = 1_000_000
#: Files a transcript can come in.
FORMATS = (".vtt", ".srt", ".txt", ".text", ".md", ".lrc", ".docx", ".pdf", ".csv", ".tsv", ".xlsx")
_TEXTS = {".txt": "txt", ".text": "txt", ".md": "md", ".lrc": "txt"}
_WORDS = ("text", "utterance", "words", "transcript", "content", "said", "sentence")
_WHO = ("speaker", "speaker name", "name", "who", "participant", "speaker_name", "speaker label")
_START = ("start", "start time", "start_time", "time", "timestamp", "begin", "from", "start_s")
_END = ("end", "end time", "end_time", "to", "end_s")
_MILLISECONDS_FROM = 5


def read_transcript(path: Path, *, encoding: str | None = None) -> Draft:
    """Return what a transcript file says.

    Parameters
    ----------
    path
        A file in one of `FORMATS`.
    encoding
        If it is a text file that is not UTF-8.

    Returns
    -------
    Draft
        With at least one utterance; speakers as the file calls them.

    Raises
    ------
    Refused
        If the file cannot be read, or nothing is said in it.
    """
    if path.suffix.lower() not in FORMATS:
        found = f"files ending in {path.suffix or 'nothing'} are not read as transcripts"
        raise Refused(path.name, found, f"Save it as one of {', '.join(FORMATS)}.")
    return parse(read_bytes(path, largest=MAX_TRANSCRIPT), name=path.name, suffix=path.suffix.lower(), encoding=encoding)


def parse(raw: bytes, *, name: str, suffix: str, encoding: str | None = None) -> Draft:
    """Return what `raw`, a file called `name` in the format of `suffix`, says; see `read_transcript`."""
    notes: tuple[str, ...]
    if suffix == ".docx":
        from workbench.sources.docx import read_docx

        said, notes, text = read_docx(raw, name=name)
    elif suffix == ".pdf":
        from workbench.sources.pdf import read_pdf

        said, notes, text = read_pdf(raw, name=name)
    elif suffix in {".csv", ".tsv", ".xlsx"}:
        said, notes = _table(raw, name, suffix, encoding)
        text = ""
    else:
        found = canonical(raw, name=name, encoding=encoding)
        text = found.text
        said, more = _text(text, name, suffix)
        notes = (*found.notes, *more)
    if not said:
        raise Refused(name, "nothing is said in it", "Check that it is the transcript and not only its head.")
    longest = max(range(len(said)), key=lambda i: len(said[i].text))
    if len(said[longest].text) > MAX_TURN:
        found_long = f"a turn of {len(said[longest].text):,} characters, and the limit is {MAX_TURN:,}"
        raise Refused(name, found_long, "Is it a transcript? Put a line end where the speaker changes.", f"turn {longest + 1}")
    stem = name.rsplit(".", 1)[0]
    date = date_in(stem) or date_in(plain.head_of(text))
    return Draft(_TEXTS.get(suffix, suffix[1:]), tidy(plain.title_of(text)) or stem, date, said, notes)


def _text(text: str, name: str, suffix: str) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    if suffix in {".vtt", ".srt"}:
        return vtt.read_captions(text, name=name, subrip=suffix == ".srt")
    return plain.read_plain(text, name=name, headings=suffix == ".md")


def _table(raw: bytes, name: str, suffix: str, encoding: str | None) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    from workbench.sources import tables

    table = tables.parse(raw, name=name, suffix=suffix, encoding=encoding)
    by_name = {c.strip().casefold(): c for c in table.frame.columns}
    words, who, start, end = (next((by_name[w] for w in wanted if w in by_name), None) for wanted in (_WORDS, _WHO, _START, _END))
    if words is None:
        found = f"no column called {', '.join(_WORDS[:4])} or the like"
        raise Refused(name, found, "Is it a survey? Then add it with add_survey; else rename the column with the words.")
    columns = [table.frame[c].tolist() if c else [""] * len(table.frame) for c in (who, words, start, end)]
    unit = _unit(columns[2] + columns[3])
    said = [Utterance(tidy(w), t, _time(s, unit), _time(e, unit)) for w, t, s, e in zip(*columns, strict=True)]
    return merged(said), table.notes


def _unit(stamps: list[str]) -> float:
    """Whole numbers of five digits are milliseconds, as Whisper writes them; other numbers are seconds."""
    numbers = [s for s in stamps if s.strip()]
    whole = bool(numbers) and all(s.strip().isdecimal() for s in numbers)
    return 0.001 if whole and max(len(s.strip()) for s in numbers) >= _MILLISECONDS_FROM else 1.0


def _time(stamp: str, unit: float) -> float | None:
    found = seconds(stamp)
    if found is not None:
        return found
    try:
        number = float(stamp) * unit
    except ValueError:
        return None
    return round(number, 3) if 0 <= number < 1e7 else None  # noqa: PLR2004 (as `seconds`)
