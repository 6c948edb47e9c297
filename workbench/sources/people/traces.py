"""Where somebody's words or name are left: in texts, and in files of any form that people import."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from workbench.sources.people.known import SOMEBODY, find_known, fold
from workbench.study.store import OLD, SURVEYS, TRANSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from workbench.sources.people.key import KeyEntry

#: So many words in a row are somebody's own: others do not happen to say the same.
RUN = 6
_ZIP = b"PK\x03\x04"
_LARGEST = 512 * 2**20
_TAG = re.compile(r"<[^<>]{0,2000}>")
_APART = re.compile(r"</(?:w:p|a:p|p|si|div|li|td|tr|c|row)>|<(?:w:tab|w:br|br)[^<>]*>", re.IGNORECASE)
_STAMP = re.compile(r"(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}|-->")


@dataclass(frozen=True)
class Traces:
    """What to look for.

    Attributes
    ----------
    runs
        Every run of `RUN` words they said or wrote, and shorter answers whole; not what others say as well.
    roster
        The names of everybody in the key.
    who
        Whose.
    """

    runs: frozenset[tuple[str, ...]]
    roster: tuple[KeyEntry, ...]
    who: str

    def said_in(self, text: str) -> bool:
        """Say whether words of theirs are in a text."""
        return bool(runs_in(text, self.runs))

    def names_in(self, text: str, *, forms: bool = True) -> list[tuple[int, int]]:
        """Return the places of their names in a text; a first name that others have too is theirs as well.

        Of `forms` such as *Bob* those are theirs that are nobody else's on the key.
        """
        mine = {p for e in self.roster if e.pseudonym == self.who for name in (e.name, *e.aliases) for p in _words(name)}
        found: list[tuple[int, int]] = []
        for start, end, _, pseudonym in find_known(text, self.roster):
            shared = pseudonym == "[person]" and set(_words(text[start:end])) <= mine
            if (pseudonym == self.who or shared) and not (found and start < found[-1][1]):
                found.append((start, end))
        return sorted([*found, *self._forms_in(text)]) if forms else found

    def _forms_in(self, text: str) -> list[tuple[int, int]]:
        """Return the places of short and inflected forms of their names that can be nobody else's on the key."""
        own = tuple(e for e in self.roster if e.pseudonym == self.who)
        mine = [(start, end) for start, end, _, pseudonym in find_known(text, own) if pseudonym == SOMEBODY]
        if not mine:
            return []
        others = [span[:2] for span in find_known(text, tuple(e for e in self.roster if e.pseudonym != self.who))]
        return [(start, end) for start, end in mine if not any(s < end and start < e for s, e in others)]

    def in_file(self, path: Path) -> bool:
        """Say whether their words or a name of theirs is in a file: as text, in a zip (.docx, .xlsx), or in a PDF."""
        text = text_of(path)
        return bool(self.names_in(text, forms=False)) or self.said_in(text)


def runs_of(texts: Iterable[str], others: Iterable[str] = ()) -> frozenset[tuple[str, ...]]:
    """Return the runs of words in `texts` that are in none of `others`."""
    mine = _runs(texts)
    for text in others:  # one at a time: a million answers are not held as runs
        mine -= _runs([text])
    return frozenset(mine)


def runs_in(text: str, wanted: Collection[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the runs of `wanted` that are in a text, as they come."""
    words = _words(text)
    lengths = sorted({len(run) for run in wanted})
    places = ((at, n) for at in range(len(words)) for n in lengths if at + n <= len(words))
    return [run for at, n in places if (run := tuple(words[at : at + n])) in wanted]


def _runs(texts: Iterable[str]) -> set[tuple[str, ...]]:
    out: set[tuple[str, ...]] = set()
    for text in texts:
        words = _words(text)
        if 3 <= len(words) < RUN:  # noqa: PLR2004 (less is what anybody says)
            out.add(tuple(words))
        out |= {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    return out


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text)[0])


def text_of(path: Path) -> str:
    """Return whatever text a file holds, markup and time stamps taken out; empty if it is too large or cannot be read."""
    try:
        if path.stat().st_size > _LARGEST:
            return ""
        raw = path.read_bytes()
    except OSError:
        return ""
    if raw.startswith(b"%PDF"):
        return _pdf(raw)
    if raw.startswith(b"PAR1"):
        return _parquet(raw)
    return _zip(raw) if raw.startswith(_ZIP) else _plain(raw)


def left_beside(root: Path, used: Collection[Path], traces: Traces) -> list[Path]:
    """Return what sync tools and editors left among the sources with words or a name of theirs: copies, drafts, backups.

    Parameters
    ----------
    root
        The study folder.
    used
        The files of the sources that are read.
    traces
        What to look for; a record that only says their pseudonym is theirs as well.
    """
    said = re.compile(rf"(?<!\w){re.escape(traces.who)}(?!\w)")
    there = [p for place in (TRANSCRIPTS, SURVEYS) for p in sorted((root / place).rglob("*")) if p.is_file()]
    there = [p for p in there if p not in used and p.parent.name != OLD]
    return [p for p in there if said.search(text_of(p)) or traces.in_file(p)]


def _plain(raw: bytes) -> str:
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    text = _STAMP.sub(" ", text)
    return unescape(_TAG.sub("", _APART.sub("\n", text))) if "<" in text else unescape(text)


def _zip(raw: bytes) -> str:
    out = []
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            left = _LARGEST
            for member in archive.infolist():
                left -= member.file_size
                if left < 0:
                    break
                out.append(_plain(archive.read(member)))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        return _plain(raw)
    return "\n".join(out)


def _pdf(raw: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, OSError, RecursionError):
        return ""


def _parquet(raw: bytes) -> str:
    import pandas as pd

    try:
        frame = pd.read_parquet(io.BytesIO(raw))
    except (OSError, ValueError):
        return ""
    return "\n".join(str(cell) for column in frame.columns for cell in frame[column].tolist())
