"""Lines of a text that are more than a label and words: cells in columns, a time before each, names in bold, numbered questions."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from workbench.sources.transcripts import grid
from workbench.sources.transcripts.draft import Utterance, merged, seconds
from workbench.sources.transcripts.labels import role, unnumbered
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.sources.transcripts.plain import Spoken
    from workbench.sources.transcripts.speakers import Said

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_CLOCKED = re.compile(
    rf"^\s*[\[(]?(?P<start>{_TIME})(?:\s*(?:-+>?|–|—)\s*(?P<end>{_TIME}))?[\])]?[ \t]*(?:[-–—|:][ \t]+)?(?P<words>\S.*)$"
)
_BOLD = re.compile(r"^\s*(?:\*\*|__)(?P<label>[^*_:：\n]{1,40}?)\s*(?:\*\*|__)\s+(?P<words>[^\s:：(\[\d].*)$")
_LINKED = re.compile(rf"\[(\(?{_TIME}\)?)\]\(https?://[^()\s]*\)")
_GRID_ROW = re.compile(r"^\s*\|.*\|\s*$")
_GRID_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_WHO = r"(?P<label>[^\W\d_a-z][\w.'’-]{0,20}(?: [^\W\d_a-z][\w.'’-]{0,20}){0,2})"
_SIGNS = (
    *(re.compile(rf"^\s*{_WHO}\s*{sign}\s+(?P<words>\S.*)$") for sign in ("—", "–", r"\s-", "[-=]+>", "→", "=", r"\|", "/", ";")),
    re.compile(rf"^\s*\({_WHO}\)\s*(?P<words>\S.*)$"),
)
_FEW, _NEARLY, _LOOKED_AT = 8, 0.8, 400
_ENOUGH, _MOST = 3, 0.9
_CELLS = ("\t", "|")


def plainer(rows: Sequence[str]) -> list[str]:
    """Return lines with a colon behind names in bold that come back, and times without the links programs put on them."""
    out = [_LINKED.sub(r"[\1]", r) if "](http" in r else r for r in rows]
    out = _signed(out)
    bold = [_BOLD.match(r) if r.lstrip()[:2] in {"**", "__"} else None for r in out]
    counts = Counter(m["label"] for m in bold if m)
    if sum(n > 1 or bool(role(x)) for x, n in counts.items()) < 2 or counts.total() < _ENOUGH:  # noqa: PLR2004 (two people)
        return out
    return [f"{m['label']}: {m['words']}" if m else r for r, m in zip(out, bold, strict=True)]


def _signed(rows: list[str]) -> list[str]:
    """Return lines with a colon behind their names, where nearly all begin with one of few names and the same other sign."""
    head = list(islice((r for r in rows if r.strip()), _LOOKED_AT))
    for sign in _SIGNS:
        found = [sign.match(r) for r in head]
        names = Counter(m["label"] for m in found if m)
        few = 2 <= len(names) <= _FEW and min(names.values()) > 1  # noqa: PLR2004 (two people)
        if few and names.total() > _ENOUGH and names.total() >= _NEARLY * len(found):
            return [f"{m['label']}: {m['words']}" if (m := sign.match(r)) else r for r in rows]
    return rows


def tabular(rows: Sequence[str], *, name: str) -> Spoken | None:
    """Read lines of as many cells each, with tabs or bars between them, as a table of who says what when.

    Raises
    ------
    Refused
        If they are a table in which no column says who speaks or when.
    """
    full = [r for r in rows if r.strip() and not r.lstrip().startswith("|")]  # a table of Markdown is read as one
    for sign in _CELLS:
        counts = Counter(r.count(sign) for r in full)
        cells, lines = counts.most_common(1)[0] if counts else (0, 0)
        if cells < 2 or lines < max(_ENOUGH, _MOST * len(full)):  # noqa: PLR2004 (two are a label, or a number, and words)
            continue
        said = grid.read_grid([[c.strip() for c in r.split(sign)] for r in full if r.count(sign) == cells])
        if said is None:
            found = f"{lines:,} lines of {cells + 1} cells: a table, in which no column says who speaks"
            raise Refused(name, found, "If it holds answers, let its name end in .csv; else write names before a colon.")
        outside = len(full) - lines
        return merged(said), ((f"{outside} lines outside the table were left out",) if outside else ())
    return None


def gridded(rows: Sequence[str]) -> Spoken | None:
    """Read a Markdown table whose columns are speakers and words."""
    lines = [(i, r) for i, r in enumerate(rows) if _GRID_ROW.match(r)]
    if len(lines) < _ENOUGH:
        return None
    cells = [[c.strip() for c in r.strip().strip("|").split("|")] for _, r in lines if not _GRID_RULE.match(r)]
    said = grid.read_grid(cells)
    inside = {i for i, _ in lines}
    outside = [r for i, r in enumerate(rows) if r.strip() and i not in inside]
    if said is None or len(outside) > len(lines):
        return None
    return merged(said, joint="\n"), ((f"{len(outside)} lines outside the table were left out",) if outside else ())


def clocked(rows: Sequence[str]) -> Spoken | None:
    """Read lines that nearly all begin with a time, and in which nobody is named."""
    found = [(m, r) for r in rows if r.strip() for m in [_CLOCKED.match(r)]]
    timed = [m for m, _ in found if m]
    if len(timed) < _ENOUGH or 2 * len(timed) < len(found):
        return None
    said: list[Utterance] = []
    before = 0
    for match, row in found:
        if match:
            said.append(Utterance("", match["words"], seconds(match["start"]), seconds(match["end"] or "")))
        elif said:
            said.append(Utterance("", row.strip(), said[-1].start_s))
        else:
            before += 1
    return merged(said), ((f"{before} lines before the first time were left out",) if before else ())


def renumbered(split: Sequence[Said | None]) -> list[Said | None]:
    """Take the number off labels that count questions and answers (*Q1*, *A1*, *Q2*, *A2*), so that they are two people.

    They are counted if the numbers of those who ask, and of those who answer, only grow.
    """
    out = list(split)
    counted = [(s, int(m[0])) for s in split if s is not None and (m := re.search(r"\d+$", s.label)) and role(s.label)]
    sides = {side: [n for s, n in counted if role(s.label) == side] for side in ("asks", "answers")}
    words = {unnumbered(s.label) for s, _ in counted}
    if any(len(set(numbers)) < 2 or numbers != sorted(numbers) for numbers in sides.values()):  # noqa: PLR2004 (a count)
        return out
    if len(words) != 2 or set(sides["answers"]) - set(sides["asks"]):  # noqa: PLR2004 (who asks, who answers)
        return out
    return [replace(s, label=re.sub(r"[\s._-]*\d+$", "", s.label)) if s is not None and role(s.label) else s for s in out]
