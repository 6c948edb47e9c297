"""What a preview shows, as text and as HTML: for the researcher's own eyes, so nothing is masked and everything is escaped."""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LINE = 100
_CELL = 80
_HIDDEN = "\ufffd"
_LEFT = "text-align:left;vertical-align:top;padding:3px 10px 3px 0"


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column: what it would be taken for and why, the share of cells that hold something, the first few that differ."""

    name: str
    role: str
    why: str
    filled: float
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpeakerSeen:
    """A speaker: the label in the file, the role and the name they would have, how much they say, their first words."""

    label: str
    role: str
    shown: str
    turns: int
    words: int
    first: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; nothing was written.

    Attributes
    ----------
    file, format
        Its name and what it was read as.
    kind
        ``table``, ``transcript`` or ``numbers``: what `add_survey`, `add_transcript` or `add_metrics` would take.
    rows
        Rows of answers, or turns; of a big file about how many.
    read
        How many of them were looked at.
    columns, speakers
        What is in it.
    taken
        Lines of header that were joined into names of columns, in words; empty if it is one plain line.
    offers
        Speakers that may be one person, and what to say if they are not.
    notes
        What else the import would decide or leave out.
    """

    file: str
    format: str
    kind: str
    rows: int
    read: int
    columns: tuple[ColumnSeen, ...] = ()
    speakers: tuple[SpeakerSeen, ...] = ()
    taken: str = ""
    offers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """What it is, in one line."""
        about = "" if self.read == self.rows else f"about {self.rows:,} rows; the first {self.read:,} were looked at"
        unit = ("turn" if self.kind == "transcript" else "row") + "s" * (self.rows != 1)
        rows = about or f"{self.rows:,} {unit}"
        return f"{self.file}: {self.format}, {self.kind}, {rows}. Nothing is written."

    def __str__(self) -> str:
        lines = [self.summary, *([f"Header: {self.taken}."] if self.taken else []), ""]
        for c in self.columns:
            lines += [f"{plain(c.name)}", f"    {c.role}: {c.why}; {_percent(c.filled)} filled"]
            lines += [f"    {s}" for s in (plain(x) for x in c.samples) if s]
        for s in self.speakers:
            lines += [
                f"{plain(s.label) or '(no name)'}",
                f"    {s.role}, as {s.shown}; {s.turns:,} turn{'s' * (s.turns != 1)}, {s.words:,} words",
            ]
            lines += [f"    “{plain(s.first)}”"]
        for title, said in (("One person?", self.offers), ("Notes", self.notes)):
            lines += ["", title, *(f"  · {line}" for note in said for line in [plain(note, most=10_000)])] if said else []
        return "\n".join(x for line in lines for x in (textwrap.wrap(line, _LINE, subsequent_indent="      ", drop_whitespace=True,
                         replace_whitespace=False) if len(line) > _LINE else [line]))  # fmt: skip

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        parts = [f"<p><strong>{_e(self.summary)}</strong></p>"]
        parts += [f"<p>Header: {_e(self.taken)}.</p>"] if self.taken else []
        if self.columns:
            rows = [(c.name, c.role, c.why, _percent(c.filled), [plain(s) for s in c.samples]) for c in self.columns]
            parts.append(_table("Columns", ("column", "taken for", "why", "filled", "first cells"), rows))
        if self.speakers:
            spoken = [
                (s.label or "(no name)", s.role, s.shown, f"{s.turns:,}", f"{s.words:,}", [plain(s.first)]) for s in self.speakers
            ]
            parts.append(_table("Speakers", ("in the file", "role", "shown as", "turns", "words", "first words"), spoken))
        parts += [_list(title, said) for title, said in (("One person?", self.offers), ("Notes", self.notes)) if said]
        return "".join(parts)


def plain(text: str, *, most: int = _CELL) -> str:
    """Return words on one line, with what cannot be seen made visible, cut where they are long."""
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else _HIDDEN for c in line)
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def _percent(share: float) -> str:
    return "nearly all" if 0.995 <= share < 1 else f"{share:.0%}"  # noqa: PLR2004 (99.5 % would read as all)


def _e(text: str) -> str:
    return html.escape(plain(text, most=10_000))


def _cell(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return f"<bdi>{_e(value)}</bdi>"
    return "<br>".join(f"<bdi>{_e(v)}</bdi>" for v in value)


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str | Sequence[str]]]) -> str:
    top = "".join(f'<th scope="col" style="{_LEFT}">{_e(h)}</th>' for h in head)
    body = "".join(
        f'<tr><th scope="row" style="{_LEFT}">{_cell(row[0])}</th>'
        + "".join(f'<td style="{_LEFT}">{_cell(v)}</td>' for v in row[1:])
        + "</tr>"
        for row in rows
    )
    over = f'<caption style="text-align:left">{_e(caption)}</caption>'
    return f"<table>{over}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _list(title: str, said: Iterable[str]) -> str:
    return f"<p><strong>{_e(title)}</strong></p><ul>" + "".join(f"<li><bdi>{_e(s)}</bdi></li>" for s in said) + "</ul>"
