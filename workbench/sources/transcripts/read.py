"""Any transcript file to a `Draft`: which reader, which title, which date."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING
from unicodedata import category

from workbench.sources.text import canonical, clean, read_bytes, replaced_note
from workbench.sources.transcripts import grid, lrc, mails, objects, otranscribe, plain, sniff, speakers, tiers, timed_xml, vtt
from workbench.sources.transcripts.draft import ASKED, Draft, Utterance, date_in, merged, seconds, tidy
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbench.sources.transcripts.plain import Spoken

__all__ = ["FORMATS", "Draft", "Utterance", "parse", "read_transcript"]

#: No transcript is larger (bytes): a day of talk is about 1 MB.
MAX_TRANSCRIPT = 64 * 1024 * 1024
#: No text is longer (bytes): pictures may make a Word file large, words do not.
MAX_TEXT = 16 * 1024 * 1024
#: No turn is longer (characters): nobody speaks ten hours on end.
MAX_TURN = 1_000_000
#: Kinds of characters that are in no text (control signs, private, unassigned), how many signs are looked at, too many of them.
_NO_TEXT, _LOOKED_AT, _MUCH = frozenset({"Cc", "Cn", "Co", "Cs"}), 100_000, 0.1
#: Files a transcript can come in.
FORMATS = (
    ".vtt", ".srt", ".txt", ".text", ".md", ".lrc", ".docx", ".rtf", ".pdf", ".json", ".jsonl", ".csv", ".tsv", ".xlsx",
    ".textgrid", ".cha", ".eaf", ".exb", ".sbv", ".eml", ".odt", ".ttml", ".otr",
)  # fmt: skip
#: Files that are something else by their name are looked into too: a DOCX may be called .doc.
_LOOKED_INTO = (*FORMATS, ".ndjson", ".doc", ".pages", ".dfxp", ".srv1", ".srv3", ".html", ".htm", ".zip", ".xml", "")
_MILLISECONDS = re.compile(r"\s*\d{1,10}\s*", re.ASCII)
_SBV = re.compile(r"(?m)^(\d{1,2}:\d{2}:\d{2}\.\d{3}),(\d{1,2}:\d{2}:\d{2}\.\d{3})$")
_CALLED = {
    "text": "txt", "htm": "html", "jsonl": "json", "ndjson": "json", "otr": "json", "dfxp": "ttml", "srv1": "ttml", "srv3": "ttml",
}  # fmt: skip
#: Signs that programs escape as they write Markdown: *\\[00:01:02\\]*.
_ESCAPED, _OFTEN = re.compile(r"\\([\[\]_()!~<>&])"), 4
_DOCUMENTS = ("docx", "odt", "rtf", "pdf")
_END = ("end", "end time", "end_time", "to", "end_s", "ende", "fin", "fine", "fim", "einde")
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
    if path.suffix.lower() not in _LOOKED_INTO:
        found = f"files ending in {path.suffix or 'nothing'} are not read as transcripts"
        raise Refused(path.name, found, f"Save it as one of {', '.join(FORMATS)}.")
    return parse(read_bytes(path, largest=MAX_TRANSCRIPT), name=path.name, suffix=path.suffix.lower(), encoding=encoding)


def parse(raw: bytes, *, name: str, suffix: str, encoding: str | None = None) -> Draft:
    """Return what `raw`, a file called `name` in the format of `suffix`, says; see `read_transcript`.

    The bytes decide where they say what they are; `suffix` is believed for the rest.
    """
    called = _CALLED.get(suffix[1:], suffix[1:])
    kind = sniff.content(raw, suffix)
    kind = _CALLED.get(kind, kind)
    sniff.refuse(kind, name)
    if kind not in {f[1:] for f in FORMATS}:
        found = f"files ending in {suffix or 'nothing'} are not read as transcripts, and this one does not say what it is"
        raise Refused(name, found, f"Save it as one of {', '.join(FORMATS)}.")
    if kind not in {*_DOCUMENTS, "xlsx"} and len(raw) > MAX_TEXT:
        found = f"{len(raw) / 2**20:,.0f} MB of text, and the limit is {MAX_TEXT / 2**20:,.0f} MB: a day of talk is about 1 MB"
        raise Refused(name, found, "Is it a transcript? If it is a table of answers, add it with add_survey; else split it.")
    said, notes, text = _spoken(raw, name, kind, encoding)
    if kind != called:
        notes = (f"its name says {called or 'nothing'}, its content is {kind}: read as that", *notes)
    said, odd = _whole(said)
    notes = (*notes, *odd)
    if not said:
        raise Refused(name, "nothing is said in it", "Check that it is the transcript and not only its head.")
    _check(said, name)
    stem = name.rsplit(".", 1)[0]
    date = date_in(stem) or date_in(plain.head_of(text))
    return Draft(kind, tidy(plain.title_of(text)) or stem, date, said, notes)


def _whole(said: Sequence[Utterance]) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    """Replace what no text may hold: a JSON file writes it as an escape, a document as a character of its own."""
    found, replaced = [], 0
    for utterance in said:
        speaker, first = clean(utterance.speaker)
        text, second = clean(utterance.text)
        replaced += first + second
        found.append(replace(utterance, speaker=speaker, text=text) if first or second else utterance)
    return tuple(found), replaced_note(replaced)


def _check(said: tuple[Utterance, ...], name: str) -> None:
    words = "".join(u.text for u in said[:_LOOKED_AT])[:_LOOKED_AT]
    odd = sum(category(sign) in _NO_TEXT or sign == "\ufffd" for sign in words if not sign.isspace())
    if odd > _MUCH * len(words) or not any(map(str.isalnum, words)):
        found = "no text: it holds no words, or mostly characters of no writing there is"
        raise Refused(name, found, "Open it where it was made, and save it as .vtt, .srt, .docx or .txt (UTF-8).")
    longest = max(range(len(said)), key=lambda i: len(said[i].text))
    if len(said[longest].text) > MAX_TURN:
        found_long = f"a turn of {len(said[longest].text):,} characters, and the limit is {MAX_TURN:,}"
        raise Refused(name, found_long, "Is it a transcript? Put a line end where the speaker changes.", f"turn {longest + 1}")
    names = len({u.speaker for u in said})
    if names > speakers.LIMIT:
        found = f"{names:,} different speakers, and the limit is {speakers.LIMIT}"
        raise Refused(name, found, "Is it a transcript? If it is a table of answers, add it with add_survey.")


def _spoken(raw: bytes, name: str, kind: str, encoding: str | None) -> tuple[tuple[Utterance, ...], tuple[str, ...], str]:
    """Return what is said, notes, and the text in which a title and a date may stand."""
    if kind in _DOCUMENTS:
        read = getattr(import_module(f"workbench.sources.transcripts.{kind}"), f"read_{kind}")
        found_there: tuple[tuple[Utterance, ...], tuple[str, ...], str] = read(raw, name=name)
        return found_there
    if kind == "eml":
        raw, kind = mails.text_of(raw, name=name).encode(errors="replace"), "txt"
    if kind in {"csv", "xlsx"} or (kind == "tsv" and not sniff.is_whisper_table(raw)):
        said, notes = _table(raw, name, f".{kind}", encoding)
        return said, notes, ""
    found = canonical(raw, name=name, encoding=encoding)
    said, more = _text(found.text, name, kind)
    head = tiers.day(found.text) if kind in tiers.KINDS else "" if kind in {"json", "ttml"} else found.text
    return said, (*found.notes, *more), head


def _text(text: str, name: str, kind: str) -> Spoken:
    if kind == "json" and (page := otranscribe.page_of(text)) is not None:
        text, kind = page, "txt"
    if kind in {"json", "ttml"}:
        return (objects.read_objects if kind == "json" else timed_xml.read_timed)(text, name=name)
    if kind == "tsv":
        return _whisper(text)
    if kind in tiers.KINDS:
        return tiers.read_tiers(text, name=name, kind=kind)
    if kind in {"vtt", "srt", "sbv"}:
        return vtt.read_captions(_SBV.sub(r"\1 --> \2", text) if kind == "sbv" else text, name=name, subrip=kind != "vtt")
    if kind == "lrc" and lrc.is_lrc(text.split("\n")):
        return lrc.read_lrc(text.split("\n"), name=name)
    if kind == "md" and len(_ESCAPED.findall(text)) >= _OFTEN:
        text = _ESCAPED.sub(r"\1", text)
    return plain.read_plain(text, name=name, headings=kind == "md")


def _table(raw: bytes, name: str, suffix: str, encoding: str | None) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    from workbench.sources.tables import read as tables

    table = tables.parse(raw, name=name, suffix=suffix, encoding=encoding)
    by_name = {c.strip().casefold(): c for c in reversed(table.frame.columns)}
    kinds = grid.kinds(table.frame.columns)
    words, who, start = (kinds.get(k) for k in ("words", "who", "when"))
    end = next((by_name[w] for w in _END if w in by_name), None)
    if words is None and {"asked", "answered"} <= kinds.keys():
        cells = (table.frame[c].tolist() for c in (kinds["asked"], kinds["answered"]))
        pairs = [u for q, a in zip(*cells, strict=True) for u in (Utterance(ASKED, q), Utterance("", a))]
        return merged(pairs), table.notes
    if words is None:
        found = "no column called text, utterance, words, transcript or the like"
        raise Refused(name, found, "Is it a survey? Then add it with add_survey; else rename the column with the words.")
    columns = [table.frame[c].tolist() if c else [""] * len(table.frame) for c in (who, words, start, end)]
    unit = _unit(columns[2] + columns[3])
    said = [Utterance(tidy(w), t, _time(s, unit), _time(e, unit)) for w, t, s, e in zip(*columns, strict=True)]
    return merged(said), table.notes


def _whisper(text: str) -> Spoken:
    """Read Whisper's own table: milliseconds, a tab, and words as they are, in which a quotation mark is no quoting."""
    said, odd = [], 0
    for row in text.split("\n")[1:]:
        start, _, rest = row.partition("\t")
        end, tab, words = rest.partition("\t")
        if not (tab and _MILLISECONDS.fullmatch(start) and _MILLISECONDS.fullmatch(end)):
            odd += bool(row.strip())
            said += [Utterance("", row)] if row.strip() else []
            continue
        said.append(Utterance("", words, round(int(start) / 1000, 3), round(int(end) / 1000, 3)))
    return merged(speakers.labelled(said)), ((f"{odd} lines have no times",) if odd else ())


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
