"""Write one conversation in the formats people really have. Used by make.py only."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

WORDS_PER_SECOND = 2.6
CUE_WORDS = 13
Line = tuple[str, str]  # speaker, words


def lines(script: dict[str, Any]) -> list[Line]:
    """Return (speaker, words) for each turn."""
    names = {"I": script["interviewer"], "P": script["participant"]["name"]}
    return [(names[t["who"]], " ".join(t["text"].split())) for t in script["turns"]]


def cues(spoken: list[Line]) -> list[tuple[float, float, str, str]]:
    """Cut turns into caption cues at about a dozen words, with times at an even pace."""
    clock, out = 2.4, []
    for who, text in spoken:
        words = text.split(" ")
        for start in range(0, len(words), CUE_WORDS):
            chunk = words[start : start + CUE_WORDS]
            length = len(chunk) / WORDS_PER_SECOND
            out.append((clock, clock + length, who, " ".join(chunk)))
            clock += length + 0.08
        clock += 0.7
    return out


def stamp(seconds: float, mark: str = ".") -> str:
    """Return a caption time."""
    ms = round(seconds * 1000)
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def zoom_vtt(spoken: list[Line]) -> bytes:
    """Zoom: numbered cues, the name before the words, CRLF."""
    out = ["WEBVTT", ""]
    for number, (start, end, who, text) in enumerate(cues(spoken), 1):
        out += [str(number), f"{stamp(start)} --> {stamp(end)}", f"{who}: {_escaped(text)}", ""]
    return "\r\n".join(out).encode()


def teams_vtt(spoken: list[Line]) -> bytes:
    """Teams: voice tags, cue ids with a slash, a byte order mark."""
    out = ["WEBVTT", ""]
    for number, (start, end, who, text) in enumerate(cues(spoken)):
        out += [
            f"4f1c2a90-77d1-4b8e-9a55-0c6de1b7f3aa/{number}-0",
            f"{stamp(start)} --> {stamp(end)}",
            f"<v {who}>{_escaped(text)}</v>",
            "",
        ]
    return b"\xef\xbb\xbf" + "\n".join(out).encode()


def srt(spoken: list[Line]) -> bytes:
    """SubRip with the name before the words."""
    out = []
    for number, (start, end, who, text) in enumerate(cues(spoken), 1):
        out += [str(number), f"{stamp(start, ',')} --> {stamp(end, ',')}", f"{who}: {text}", ""]
    return "\n".join(out).encode()


def txt(spoken: list[Line]) -> bytes:
    """Plain text as a transcriber types it."""
    return ("\n\n".join(f"{who}: {text}" for who, text in spoken) + "\n").encode()


def _document(title: str) -> Any:  # noqa: ANN401 (python-docx is untyped)
    import docx

    document = docx.Document()
    when = datetime(2026, 1, 1, tzinfo=UTC)
    properties = document.core_properties
    properties.author, properties.created, properties.modified, properties.title = "Transcript", when, when, title
    return document


def docx_paragraphs(spoken: list[Line], path: Path, title: str) -> None:
    """Word: one paragraph a turn, the name in bold."""
    document = _document(title)
    document.add_heading(title, level=1)
    for who, text in spoken:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who}:").bold = True
        paragraph.add_run(f" {text}")
    document.save(str(path))
    _settle(path)


def docx_teams(spoken: list[Line], path: Path, title: str) -> None:
    """Word as Teams exports it: name and time on a line, the words below."""
    document = _document(title)
    document.add_paragraph(title)
    clock = 2.0
    for who, text in spoken:
        minutes, seconds = divmod(int(clock), 60)
        paragraph = document.add_paragraph()
        paragraph.add_run(who).bold = True
        paragraph.add_run(f"   {minutes}:{seconds:02}").add_break()
        paragraph.add_run(text)
        clock += len(text.split()) / WORDS_PER_SECOND + 0.7
    document.save(str(path))
    _settle(path)


def _settle(path: Path) -> None:
    """Give every member of a zip the same time, so that the same script makes the same bytes."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def pdf(spoken: list[Line], path: Path, title: str) -> None:
    """PDF from a transcription service: running head, page numbers, wrapped lines."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    def head(canvas: Any, document: Any) -> None:  # noqa: ANN401
        canvas.setFont("Helvetica", 8)
        canvas.drawString(20 * mm, 285 * mm, title)
        canvas.drawRightString(190 * mm, 10 * mm, f"Page {document.page}")

    style = ParagraphStyle("turn", fontName="Helvetica", fontSize=10, leading=14, spaceAfter=7)
    document = SimpleDocTemplate(str(path), pagesize=A4, topMargin=20 * mm, bottomMargin=20 * mm, invariant=1, title=title)
    turns = [Paragraph(f"<b>{_escaped(who)}:</b> {_escaped(text)}", style) for who, text in spoken]
    document.build(turns, onFirstPage=head, onLaterPages=head)


def sheet(rows: list[list[Any]], path: Path) -> None:
    """One worksheet, as a survey tool exports it."""
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    page.title = "Responses"
    for row in rows:
        page.append(row)
    book.properties.created = book.properties.modified = datetime(2026, 9, 14, tzinfo=UTC).replace(tzinfo=None)
    book.save(path)
    _settle(path)
    _fix_time(path)


def _fix_time(path: Path) -> None:
    """Openpyxl writes the time of saving into the workbook's properties: put a fixed one in its place."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    fixed = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            content = fixed.sub(rb"\g<1>2026-09-14T00:00:00Z\g<2>", data)
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


WRITERS = {
    "zoom.vtt": (".vtt", zoom_vtt),
    "teams.vtt": (".vtt", teams_vtt),
    "srt": (".srt", srt),
    "txt": (".txt", txt),
    "docx": (".docx", docx_paragraphs),
    "docx-teams": (".docx", docx_teams),
    "pdf": (".pdf", pdf),
}


def write(script: dict[str, Any], folder: Path) -> Path:
    """Write the conversation of `script` in its own format; return the file."""
    suffix, writer = WRITERS[script["format"]]
    surname = re.sub(r"[^a-z]+", "-", script["participant"]["name"].split()[-1].casefold()).strip("-")
    path = folder / f"{script['date']}_{surname}{suffix}"
    spoken = lines(script)
    if suffix in {".docx", ".pdf"}:
        writer(spoken, path, f"Interview {script['date']}")
    else:
        path.write_bytes(writer(spoken))
    return path
