"""An interview guide as researchers have it: questions under headings that name stages, or a table with a column of stages."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.sources import text as texts
from workbench.sources import zipgate
from workbench.sources.numbers.measured import listed
from workbench.sources.tables import read as tables
from workbench.study.errors import Refused
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbench.study.settings import Settings

_HEADING = re.compile(r"^\s*(?:#{1,6}\s+(?P<md>.+?)\s*#*|(?P<colon>[^?]{1,80}):|\*\*(?P<bold>[^?*]{1,80})\*\*:?)\s*$")
_LEAD = re.compile(r"^\s*(?:[-*•–·▪◦]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})(?:\.\d{1,2})*[.):])\s+", re.IGNORECASE)
_CLUTTER = re.compile(
    r"\([^)]*\)|\b\d+\s*(?:min|mins|minutes|')\b|^\s*(?:(?:part|section|stage|phase|block)?\s*\d+[.):–-]*)\s*", re.IGNORECASE
)
_QUESTION = ("question", "questions", "prompt", "ask", "text", "frage", "item")
_STAGE = ("stage", "stages", "phase", "journey stage", "section", "topic", "step")
_BULLETS = ("list", "bullet", "number")
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Planned:
    """A question of a guide: its words, the stages it asks about, the heading it stands under."""

    text: str
    stages: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """An interview guide.

    Attributes
    ----------
    questions
        In the order of the file; those whose heading names no stage have none, and propose nothing.
    notes
        Which headings named a stage, and which did not.
    """

    questions: tuple[Planned, ...]
    notes: tuple[str, ...]


def read_guide(
    path: str | Path, settings: Settings, *, stages: Mapping[str, str | None] | None = None, encoding: str | None = None
) -> Guide:
    """Return the questions of a guide with the stages they ask about.

    Parameters
    ----------
    path
        A .md, .txt or .docx file with questions under headings, or a .csv, .tsv or .xlsx file with the columns question
        and stage.
    settings
        Of the study, for its stages.
    stages
        Heading to stage, where a heading is not called like one; None for a heading that is about none.
    encoding
        If it is a text file that is not UTF-8.

    Raises
    ------
    Refused
        If the file cannot be read, holds no question, or names no stage at all.
    """
    file = Path(path)
    suffix, raw = file.suffix.lower(), texts.read_bytes(file)
    if suffix in {".csv", ".tsv", ".xlsx"}:
        pairs = _table(raw, file.name, suffix, encoding)
    elif suffix == ".docx":
        pairs = list(_under_headings(_word(raw, file.name)))
    elif suffix in {".md", ".txt", ".text"}:
        lines = texts.canonical(raw, name=file.name, encoding=encoding).text.split("\n")
        pairs = list(_under_headings((line, None) for line in lines))
    else:
        found = f"files ending in {suffix or 'nothing'} are not read as guides"
        raise Refused(file.name, found, "Save it as .md, .txt, .docx, .csv or .xlsx.")
    if not pairs:
        raise Refused(file.name, "no question in it", "End questions with a question mark, or put each into a list.")
    said = {_key(k): v for k, v in (stages or {}).items()}
    if unknown := [k for k in said if k not in {_key(h) for _, h in pairs}]:
        raise Refused(
            file.name, f"no heading is called {listed(unknown)}", f"There are {listed(list(dict.fromkeys(h for _, h in pairs)))}."
        )
    known = {h: _stages_of(h, settings, said, file.name) for h in dict.fromkeys(h for _, h in pairs)}
    if not any(known.values()):
        remedy = f'Say which stage each is about: stages={{"{next(iter(known))[:40]}": "{settings.stages[0].id}"}}.'
        raise Refused(file.name, f"no heading names a stage of the study: {listed(list(known))}", remedy)
    notes = tuple(
        f"{h!r} is about {', '.join(s)}" if s else f"{h or 'before any heading'!r} names no stage" for h, s in known.items()
    )
    return Guide(tuple(Planned(q, known[h], h) for q, h in pairs), notes)


def _table(raw: bytes, name: str, suffix: str, encoding: str | None) -> list[tuple[str, str]]:
    frame = tables.parse(raw, name=name, suffix=suffix, encoding=encoding).frame
    called = {c.strip().casefold(): c for c in reversed(frame.columns)}
    question, stage = (next((called[n] for n in names if n in called), None) for names in (_QUESTION, _STAGE))
    if question is None or stage is None:
        raise Refused(name, f"no columns question and stage; there are {listed(list(frame.columns))}", "Rename the columns.")
    rows = zip(frame[question].tolist(), frame[stage].tolist(), strict=True)
    return [(" ".join(q.split()), s.strip()) for q, s in rows if q.strip()]


def _word(raw: bytes, name: str) -> Iterator[tuple[str, bool | None]]:
    """Yield paragraphs of a Word file: text, and whether its style says heading (True) or list (False)."""
    import docx

    zipgate.check(raw, name)
    try:
        body = docx.Document(io.BytesIO(raw))
    except Exception as error:  # noqa: BLE001 (a damaged file can raise anything)
        raise Refused(
            name, f"not readable as a Word document ({type(error).__name__})", "Save it again as .docx or .txt."
        ) from None
    for block in body.iter_inner_content():
        if isinstance(block, docx.table.Table):
            for row in block.rows:
                yield from ((cell, None) for cell in dict.fromkeys(c.text for c in row.cells))
            continue
        style = str(block.style.name if block.style else "").casefold()
        bold = bool(block.runs) and all(r.bold or not r.text.strip() for r in block.runs) and "?" not in block.text
        listed_ = any(w in style for w in _BULLETS)
        yield block.text, True if style.startswith(("heading", "title")) or bold else False if listed_ else None


def _under_headings(lines: Iterable[tuple[str, bool | None]]) -> Iterator[tuple[str, str]]:
    """Yield each question with the heading it stands under: what ends in a question mark, or is an item of a list."""
    heading = ""
    for line, styled in lines:
        text = " ".join(texts.clean(line)[0].split())
        if not text:
            continue
        match = _HEADING.match(text)
        if styled or (styled is None and match):
            heading = next((g for g in match.groups() if g), text) if match else text
            continue
        item = _LEAD.sub("", text)
        if "?" in item or (item != text or styled is False) and len(_key(item).split()) >= _LEAST:  # noqa: RUF021 (a list item need not ask)
            yield item.strip("*_ "), heading
        elif len(_key(text).split()) <= _LEAST + 1 and text[-1] not in ".!,;":
            heading = text


def _key(heading: str) -> str:
    return " ".join(_CLUTTER.sub(" ", heading).casefold().split()).strip(" .:–-")


def _stages_of(heading: str, settings: Settings, said: Mapping[str, str | None], file: str) -> tuple[str, ...]:
    """Return the stages a heading names: as the person says, else by id, label or alias as whole words of it."""
    key = _key(heading)
    if key in said:
        wanted = said[key]
        if wanted and stage_called(settings, wanted) is None:
            known = ", ".join(s.id for s in settings.stages)
            raise Refused(file, f"no stage is called {wanted!r}; the study has {known}", "Use a stage of study.toml.")
        return (stage_called(settings, wanted) or "",) if wanted else ()
    whole = f"-{slug(key, '')}-"
    found = {
        s.id: min(whole.find(f"-{n}-") for n in names)
        for s in settings.stages
        if (names := _found(whole, s.id, s.label, *s.aliases))
    }
    return tuple(sorted(found, key=lambda s: found[s]))


def _found(whole: str, *names: str) -> list[str]:
    return [n for n in dict.fromkeys(slug(n, "") for n in names) if n and f"-{n}-" in whole]


def stage_called(settings: Settings, name: str) -> str | None:
    """Return the id of the stage with that id, label or alias; None if there is none."""
    wanted = slug(name, "")
    return next((s.id for s in settings.stages if wanted in {slug(n, "") for n in (s.id, s.label, *s.aliases)}), None)
