"""What an import would do with a file, before it does: nothing is written, and of a big table only the head is read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.sources import store
from workbench.sources import text as texts
from workbench.sources.numbers import analytics
from workbench.sources.numbers.figures import looks_numeric
from workbench.sources.people import agreed
from workbench.sources.people.key import KeyFile
from workbench.sources.seen import ColumnSeen, Preview, SpeakerSeen
from workbench.sources.tables import asked, columns, records
from workbench.sources.tables import read as tables
from workbench.sources.tables.framed import sniff
from workbench.sources.tables.personal import holds_personal, is_reply, tells_people_apart
from workbench.sources.tables.survey import Roles, guess_roles, headed
from workbench.sources.transcripts import cast, grid
from workbench.sources.transcripts import read as transcripts
from workbench.study.errors import Refused
from workbench.study.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from workbench.sources.tables.read import Table
    from workbench.sources.transcripts.draft import Draft
    from workbench.study.folder import Folder

__all__ = ["ColumnSeen", "Preview", "SpeakerSeen", "preview"]

#: Of a table larger than this (bytes), so many bytes are read.
BIG, HEAD = 8 << 20, 1 << 20
#: A table larger than this (bytes) is no conversation.
LONGEST_TALK = 2 << 20
_TEXT_TABLES = frozenset({".csv", ".tsv", ".tab"})
_QUESTIONS, _MOSTLY = 200, 0.8
_WIDE = ("utf-16", "utf-32", "utf16", "utf32", "+")
_SAMPLES = 3
#: Notes of an import that say what each column was taken for: the columns show it.
_SHOWN = ("respondent: ", "open answers: ", "ratings: ", "date: ", "attributes: ", "a scale in words, ", "no column of dates")
_ASKS = "speakers={"  # notes of an import that offer to say who is one person


def preview(
    path: str | Path,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    folder: Folder | None = None,
    held: KeyFile | None = None,
) -> Preview:
    """Say what importing a file would do; nothing is written.

    Parameters
    ----------
    path
        Any file that `add_transcript`, `add_survey` or `add_metrics` would take.
    encoding
        If it is a text file that is not UTF-8.
    sheet
        Sheet of a workbook; None: the first in which people say something.
    folder
        The study it would go into: then pseudonyms are those of its key, and a file that is in it already is known.
    held
        Who is known after the files before this one, as `nobody_yet` returns it: of several files each is somebody else.

    Returns
    -------
    Preview
        Print it, or let a notebook show it. It is for the researcher's own eyes: it holds names as the file has them.

    Raises
    ------
    Refused
        If the file cannot be read: the import would refuse it with the same words.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    held = nobody_yet(folder) if held is None else held
    if suffix in tables.SUFFIXES:
        return _table(file, encoding, sheet, folder, held)
    try:
        return _transcript(file, transcripts.read_transcript(file, encoding=encoding), folder, held, ())
    except Refused:
        if suffix not in records.SUFFIXES:
            raise
        note = "it is imported as a table if you say --kind survey, review or ticket"
        seen = _table(file, encoding, sheet, folder, held)
        return replace(seen, notes=(*seen.notes, note))


def nobody_yet(folder: Folder | None) -> KeyFile:
    """Return who is known before a file is looked at: whom the study knows, if there is one. It learns, and is never written."""
    nowhere = Path("study")
    return KeyFile.of(folder) if folder else KeyFile(nowhere.with_suffix(".key.csv"), nowhere)


# Tables -----------------------------------------------------------------------------------------------------------


def _table(file: Path, encoding: str | None, sheet: str | None, folder: Folder | None, held: KeyFile) -> Preview:
    try:
        table, scale = _head(file, encoding, sheet)
    except Refused:
        numbers = _numbers(file, encoding, sheet)  # the head of an analytics export is no table, but what follows is
        if numbers is None:
            raise
        return numbers
    if _is_talk(table):
        note = ("it has columns of a transcript; if each row is an answer to a survey, say --kind survey, or call add_survey",)
        try:
            return _transcript(file, transcripts.read_transcript(file, encoding=encoding), folder, held, note)
        except Refused:
            pass
    frame, numbers_, header_notes = headed(table)
    if not len(frame):
        raise Refused(file.name, "no rows: there is only a header", "Export it again with the answers.")
    settings = folder.settings if folder else Settings()
    known = folder.surveys() if folder else ()
    notes: tuple[str, ...]
    try:
        frame, _, roles, notes = asked.roles_of(table, asked.Asked(), file.name, settings=settings, known=known)
    except Refused as error:
        shaped = _numbers(file, encoding, sheet)
        if shaped is not None:
            return shaped
        roles, notes = guess_roles(frame), (*header_notes, f"as a survey it would be refused: {error.found}. {error.remedy}")
    taken = next((n for n in header_notes if " header, as " in n), "")
    read = len(numbers_)
    notes = tuple(n for n in notes if n != taken and not n.startswith(_SHOWN)) + _there_already(file, folder)
    seen = tuple(_column(frame[c], roles) for c in frame.columns)
    return Preview(file.name, table.format, "table", round(read * scale), read, columns=seen, taken=taken, notes=notes)


def is_transcript(path: str | Path, *, encoding: str | None = None, sheet: str | None = None) -> bool:
    """Say whether a table holds a conversation, so that its speakers are people who speak and no attribute of an answer."""
    file = Path(path)
    if file.suffix.lower() not in tables.SUFFIXES or file.stat().st_size > LONGEST_TALK:
        return False
    try:
        return _is_talk(_head(file, encoding, sheet)[0])
    except Refused:
        return False  # whoever reads it says why


def _head(file: Path, encoding: str | None, sheet: str | None) -> tuple[Table, float]:
    """Return a table, of a big one only its first rows, and how many times as large the file is."""
    size = file.stat().st_size if file.is_file() else 0
    big = file.suffix.lower() in _TEXT_TABLES and size > BIG and not any(w in (encoding or "").casefold() for w in _WIDE)
    raw = _first_rows(file, encoding) if big else None
    if raw:
        try:
            table = tables.parse(raw, name=file.name, suffix=file.suffix.lower(), encoding=encoding)
        except Refused:
            pass  # whatever is wrong is said of the whole file, with its line
        else:
            return table, size / len(raw)
    return tables.read_table(file, encoding=encoding, sheet=sheet), 1.0


def _first_rows(file: Path, encoding: str | None) -> bytes | None:
    """Return the head of a text table up to the end of a row; None if it must be read whole."""
    with file.open("rb") as stream:
        raw = stream.read(HEAD)
    raw = raw[: raw.rfind(b"\n") + 1]
    try:
        text = raw.decode(encoding or "utf-8-sig")
        delimiter = sniff(text.encode())
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        ends = [0]
        try:
            ends += [reader.line_num for _ in reader]
        except csv.Error:
            ends.append(ends[-1])  # the last row is cut in the middle of a quoted cell
    except (UnicodeError, LookupError, Refused):
        return None
    whole = text.splitlines(keepends=True)[: ends[-2]] if len(ends) > 2 else []  # noqa: PLR2004 (a header and a row)
    return "".join(whole).encode(encoding or "utf-8") or None


def _is_talk(table: Table) -> bool:
    """Say whether a table is a transcript: words, and speakers who come back, called so or with times beside them.

    Or nothing but times and words, as Whisper writes them; or nothing but the questions and answers of one person.
    """
    found = grid.kinds(table.frame.columns)
    if {"asked", "answered"} <= found.keys() and len(found) == len(table.frame.columns):
        questions = table.frame[found["asked"]]
        return len(questions) <= _QUESTIONS and questions.nunique() >= _MOSTLY * len(questions)
    if not {"who", "words"} <= found.keys():
        others = [c for c in table.frame.columns if c != found.get("words")]
        return {"when", "words"} <= found.keys() and all(looks_numeric(table.frame[c].head(200).tolist()) for c in others)
    speakers = table.frame[found["who"]]
    come_back = speakers.nunique() <= max(2, len(speakers) // 3)
    return bool(come_back) and ("speaker" in found["who"].casefold() or "when" in found)


def _numbers(file: Path, encoding: str | None, sheet: str | None) -> Preview | None:
    """Return the preview of an analytics export; None if it is none."""
    try:
        found = [(t, s) for t in analytics.sheets_of(file, encoding=encoding, sheet=sheet) if (s := analytics.shape_of(t))]
    except Refused:
        return None
    if len(found) != 1:
        return None
    table, shape = found[0]
    seen = tuple(
        ColumnSeen(c, "number" if looks_numeric(cells) else "words", "of an export", _share(cells), _first(cells))
        for c, cells in table.columns.items()
    )
    dated = f"its numbers are for {table.date}" if table.date else "it names no period: if no column is one, give date=…"
    notes = (f"read by add_metrics as {analytics.SAID[shape]} (shape={shape!r})", dated)
    return Preview(file.name, file.suffix.lower()[1:], "numbers", len(table.rows), len(table.rows), columns=seen, notes=notes)


def _column(column: pd.Series, roles: Roles) -> ColumnSeen:
    name = str(column.name)
    cells = [str(c) for c in columns.filled(column).tolist()]
    role, why = _role(column, name, cells, roles)
    share = float((column.str.strip() != "").mean()) if len(column) else 0.0
    return ColumnSeen(name, role, why, share, _first(cells))


def _role(column: pd.Series, name: str, cells: list[str], roles: Roles) -> tuple[str, str]:
    different = len(set(cells))
    if name == roles.participant:
        return "respondent", "an id, or an address" if different == len(cells) else f"{different:,} people in {len(cells):,} rows"
    if name == roles.date:
        days = sorted(d for d in columns.iso_dates(column)[0].tolist() if d)
        return "date", f"{days[0]} to {days[-1]}" if days else "dates that can be read two ways"
    if name in roles.text:
        words = sum(len(c.split()) for c in cells) / max(1, len(cells))
        return "open question", f"own words: {different:,} of {len(cells):,} differ, {words:.0f} words each"
    if name in roles.ratings:
        return "rating", _scale(name, cells, roles)
    if name in roles.attributes:
        yes = f"{sum(map(agreed.agrees, cells)):,} say yes; who does not is counted and not quoted"
        return ("consent", yes) if agreed.asks(name) else ("attribute", f"{different:,} different answers")
    return "left out", _why_left(column, name, cells, different)


def _scale(name: str, cells: list[str], roles: Roles) -> str:
    if name in roles.scales:
        steps = sorted(roles.scales[name].items(), key=lambda s: (s[1], s[0]))
        return "a scale in words: " + ", ".join(f"{label.strip()} = {n}" for label, n in steps)
    numbers = [n for n in columns.on_scale(list(dict.fromkeys(cells))) if n is not None]
    return f"numbers from {min(numbers):g} to {max(numbers):g}" if numbers else "numbers"


def _why_left(column: pd.Series, name: str, cells: list[str], different: int) -> str:
    if not cells:
        return "blank"
    if is_reply(name) or columns.is_personal(name):
        return "what the company answered" if is_reply(name) else "its name says personal data"
    if holds_personal(columns.filled(column)) or tells_people_apart(name, columns.filled(column)):
        return "it holds personal data"
    if columns.is_date(column):
        return "dates; another column is taken as the date"
    if columns.is_running_number(column):
        return "counts the rows"
    return f"neither own words nor choices: {different:,} different short cells"


def _share(cells: list[str]) -> float:
    return sum(bool(c.strip()) for c in cells) / max(1, len(cells))


def _first(cells: list[str]) -> tuple[str, ...]:
    return tuple(list(dict.fromkeys(c for c in cells if c.strip()))[:_SAMPLES])


# Transcripts --------------------------------------------------------------------------------------------------------


def _transcript(file: Path, draft: Draft, folder: Folder | None, held: KeyFile, notes: tuple[str, ...]) -> Preview:
    labels = cast.order(draft.utterances)
    try:
        made = cast.assign(draft, held, called=file.stem, file=file.name)
        shown, said = made.shown, made.notes
        evidence = set(made.participants)
    except Refused as error:
        shown, said, evidence = tuple(x or "?" for x in labels), (f"it would be refused: {error.found}. {error.remedy}",), set()
    turns = Counter(u.speaker for u in draft.utterances)
    words: Counter[str] = Counter()
    for u in draft.utterances:
        words[u.speaker] += len(u.text.split())
    first = {u.speaker: u.text for u in reversed(draft.utterances)}
    seen = tuple(
        SpeakerSeen(label, _part(name, evidence), name, turns[label], words[label], first[label])
        for label, name in zip(labels, shown, strict=True)
    )
    offers = tuple(n for n in said if _ASKS in n)
    ends = [s for u in draft.utterances for s in (u.start_s, u.end_s) if s is not None]
    facts = (
        f"{sum(words.values()):,} words" + (f", {max(ends) / 60:.0f} minutes" if ends else ", no times"),
        f"date: {draft.date}" if draft.date else "no date in its name or head",
    )
    rest = tuple(n for n in said if n not in offers)
    count = len(draft.utterances)
    return Preview(
        file.name, draft.format, "transcript", count, count, speakers=seen, offers=offers,
        notes=(*facts, *draft.notes, *rest, *notes, *_there_already(file, folder)),
    )  # fmt: skip


def _part(name: str, evidence: set[str]) -> str:
    if name == cast.INTERVIEWER:
        return "interviewer"
    return "participant" if name in evidence else "other"


def _there_already(file: Path, folder: Folder | None) -> tuple[str, ...]:
    """Say if these bytes are in the study."""
    if folder is None:
        return ()
    same = store.same_file([*folder.transcripts(), *folder.surveys()], store.sha256(texts.read_bytes(file)))
    return (f"these bytes are in the study already, as {same.id} of round {same.round}",) if same else ()
