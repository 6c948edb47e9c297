"""What a file is, by its bytes: names lie (a DOCX called .doc, captions called .txt)."""

from __future__ import annotations

import io
import re
import zipfile

from workbench.sources.transcripts.tiers import begins_as
from workbench.sources.transcripts.timed_xml import is_captions
from workbench.sources.transcripts.vtt import TIMING
from workbench.study.errors import Refused

_HEAD = 65_536
_SAVE = "Save it as .docx or .txt"
_TEXTS = frozenset({"vtt", "srt", "txt", "text", "md", "lrc", "json", "html", "csv", "tsv"})
_MAGIC = (
    (b"%PDF-", "pdf"), (b"{\\rtf", "rtf"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"ID3", "sound"), (b"OggS", "sound"), (b"fLaC", "sound"), (b"RIFF", "sound"), (b"\xff\xfb", "sound"), (b"\xff\xf3", "sound"),
    (b"\x1aE\xdf\xa3", "sound"), (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"),
)  # fmt: skip
_REMEDIES = {
    "doc": ("it is a Word file of before 2007", f"{_SAVE}."),
    "pages": ("it is a document of Apple Pages", "Export it as Word (.docx) or plain text."),
    "html": ("it is a web page", "Open it in a browser, copy the conversation, and save it as .txt or .docx."),
    "sound": ("it is a sound or video file", "Import its transcript: export one as .vtt, .srt, .docx or .txt."),
    "picture": ("it is a picture", "Run text recognition on it and import the text."),
    "zip": ("it is a zip file with other files in it", "Unpack it and import the transcript inside."),
    "xml": ("it is XML", "Export the transcript as .vtt, .srt, .docx or .txt."),
}


def content(raw: bytes, suffix: str) -> str:
    """Return what a file really is: a format such as ``vtt`` or ``docx``, or a kind that is not read, such as ``doc``.

    Parameters
    ----------
    raw
        Its bytes.
    suffix
        What its name ends in, with the dot; believed for texts that say nothing of themselves.
    """
    told = suffix.lower().lstrip(".")
    if raw[4:8] == b"ftyp":
        return "sound"
    for magic, kind in _MAGIC:
        if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic) if kind in {"pdf", "rtf"} else raw.startswith(magic):
            return kind
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office(raw, told)
    return _text(raw, told)


def _office(raw: bytes, told: str) -> str:
    """Say which kind of zip it is; the gate looks at the rest of it later."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(raw)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        return told if told in {"docx", "xlsx"} else "docx"  # its reader says what is wrong
    if any(n.startswith("word/") for n in names):
        return "docx"
    if any(n.startswith("xl/") for n in names):
        return "xlsx"
    if "content.xml" in names:
        return "odt" if told not in {"ods", "odp"} else "zip"
    if any(n.startswith("Index/") or n.endswith(".iwa") for n in names):
        return "pages"
    return told if told in {"docx", "xlsx"} else "zip"


def _text(raw: bytes, told: str) -> str:  # noqa: PLR0911 (one kind a line)
    head = raw[:_HEAD].decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace").lstrip("\ufeff \t\r\n")
    if head.startswith("WEBVTT"):
        return "vtt"
    if re.match(r"(?i)<!doctype html|<html|<head|<body", head):
        return "html"
    if tiers := begins_as(head.replace("\r\n", "\n")):
        return tiers
    if head.startswith("<") and is_captions(head):
        return "ttml"
    if head.startswith("<?xml"):
        return "xml"
    if head[:1] in "{[" and told != "lrc" and _is_json(head, told):
        return "json"
    rows = re.split(r"\r\n|\r|\n", head)
    times = [m for m in map(TIMING.match, rows) if m]
    if told in _TEXTS and len(times) > 0 and told not in {"csv", "tsv"}:
        numbered = rows[0].strip().isdecimal() and len(rows) > 1 and TIMING.match(rows[1])
        if numbered and "," in times[0]["start"]:
            return "srt"
        return told if told in {"vtt", "srt"} else "txt" if told in {"json", "html"} else told
    if told == "json":
        return "txt" if head and head[:1] not in "{[" else "json"
    return "txt" if told in {"", "doc", "docx", "rtf", "pdf", "odt", "html"} and _is_text(raw) else told


def _is_json(head: str, told: str) -> bool:
    """Say whether a text is JSON; it may begin with a bracket for other reasons: *[Dana] hi*."""
    return told == "json" or bool(re.match(r"\{\s*(?:\"|\}$)|\[\s*(?:\{\s*\"|\])", head))


def _is_text(raw: bytes) -> bool:
    return b"\0" not in raw[:_HEAD]


def is_whisper_table(raw: bytes) -> bool:
    """Say whether a table begins as Whisper's does."""
    return bool(re.match(rb"(?:\xef\xbb\xbf)?start\tend\ttext\r?\n", raw))


def refuse(kind: str, name: str) -> None:
    """Raise what to do about a kind of file that is not read; nothing if it is read.

    Raises
    ------
    Refused
        If it is not.
    """
    if kind in _REMEDIES:
        found, remedy = _REMEDIES[kind]
        raise Refused(name, found, remedy)
