"""Pseudonyms in the place of confirmed names in a source itself: every coding stays on the same words but for the names."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.reading.review import names_of
from workbench.reading.roster import SOMEBODY, find_known
from workbench.sources import store as files
from workbench.sources.corrections import correct
from workbench.sources.people.key import KeyFile
from workbench.sources.store import Report
from workbench.sources.tables import answers
from workbench.study.canon import sha256_text, write_atomic
from workbench.study.errors import UserError
from workbench.study.names import slug
from workbench.study.records import Survey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbench.sources.people.key import KeyEntry
    from workbench.study.folder import Folder

Span = tuple[int, int, str]


def pseudonymise_source(folder: Folder, source: str, *, coder: str, reason: str = "") -> Report:
    """Replace the names of the key file in a source by pseudonyms; earlier texts go to ``raw/``, which is never shared.

    Parameters
    ----------
    folder
        The study.
    source
        Id of a transcript or a survey.
    coder
        Who does it.
    reason
        Why; goes into the log, so no names.

    Returns
    -------
    Report
        How many names were replaced.

    Raises
    ------
    UserError
        If there is no such source.
    NotSaved
        If the disk said no; the study is as it was.
    """
    try:
        found = folder.store.source(source)
    except KeyError as error:
        raise UserError(f"{error.args[0]}.") from None
    roster = names_of(KeyFile.of(folder))
    if isinstance(found, Survey):
        return _answers(folder, found, roster, coder, reason)
    spans = {
        (turn.start + start, turn.start + end): word
        for turn in found.turns
        for start, end, word in _names(found.text[turn.start : turn.end], roster)
    }
    if not spans:
        return Report(source, "unchanged", 0)
    report = correct.pseudonymise(folder, source, spans, coder=coder, reason=reason, version=found.version)
    return replace(report, rows=len(spans))


def _names(text: str, roster: Sequence[KeyEntry]) -> list[Span]:
    """Return the names in a text with what stands for them, none overlapping another; not *Bob*, who may be somebody else."""
    out: list[Span] = []
    for start, end, _, pseudonym in find_known(text, roster):
        if pseudonym != SOMEBODY and (not out or start >= out[-1][1]) and text[start:end].casefold() != pseudonym.casefold():
            out.append((start, end, pseudonym))
    return out


def _answers(folder: Folder, survey: Survey, roster: Sequence[KeyEntry], coder: str, reason: str) -> Report:
    frame = survey.answers.copy()
    changed: dict[str, list[Span]] = {}
    for at, item, text in zip(frame.index, frame["answer"], frame["text"], strict=True):
        if spans := _names(text, roster):
            changed[item] = spans
            frame.loc[at, "text"] = fresh = replaced(text, spans)
            frame.loc[at, "version"] = sha256_text(fresh)
    if not changed:
        return Report(survey.id, "unchanged", 0)
    new = replace(survey, answers=frame, version=answers._version(frame))  # noqa: SLF001 (the one formula)
    versions = dict(zip(frame["answer"], frame["version"], strict=True))
    body: dict[str, Any] = {"source": survey.id, "before": survey.version, "after": new.version}
    acts = [("source.correct", body | ({"reason": reason} if reason else {})), *_moves(folder, survey, changed, versions)]
    base = folder.root / "surveys" / slug(survey.round) / slug(survey.id)
    earlier = [base.with_name(f"{base.name}.parquet"), *sorted((base.parent / "old").glob(f"{base.name}.*.parquet"))]
    hidden = [_hidden(folder, path.read_bytes()) for path in earlier]
    with files.locked(folder), files.all_or_nothing(*hidden, bases=[base], folder=folder, acts=acts):
        folder.store.add_survey(new)
        _hide(folder, sorted((base.parent / "old").glob(f"{base.name}.*.parquet")))
        folder.act(coder, *acts, together=True)
    return Report(survey.id, "new version", sum(map(len, changed.values())))


def _moves(
    folder: Folder, survey: Survey, changed: dict[str, list[Span]], versions: dict[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    """Return acts that write down where the codings are now: the earlier answers do not stay to tell."""
    now = dict(zip(survey.answers["answer"], survey.answers["version"], strict=True))
    out = []
    for key, coding in sorted(folder.state().codings.items()):
        anchor = coding.anchor
        if anchor.source == survey.id and anchor.item in changed and anchor.version == now[anchor.item]:
            start, end = moved(anchor.start, anchor.end, changed[anchor.item])
            there = {"source": survey.id, "item": anchor.item, "version": versions[anchor.item], "start": start, "end": end}
            out.append(("coding.edit", {"coding": key, "anchor": there}))
    return out


def _hidden(folder: Folder, data: bytes) -> Path:
    """Return where earlier answers go: what is in raw/ is never shared."""
    return folder.root / "raw" / f"{hashlib.sha256(data).hexdigest()}.parquet"


def _hide(folder: Folder, paths: Sequence[Path]) -> None:
    for path in paths:
        data = path.read_bytes()
        write_atomic(_hidden(folder, data), data)
        path.unlink()


def replaced(text: str, spans: Sequence[Span]) -> str:
    """Return `text` with each span replaced by its word."""
    out, at = [], 0
    for start, end, word in spans:
        out += [text[at:start], word]
        at = end
    return "".join([*out, text[at:]])


def moved(start: int, end: int, spans: Sequence[Span]) -> tuple[int, int]:
    """Return where ``[start, end)`` is after `replaced`; an end inside a name goes to the end of what replaced it."""
    shift, first, last = 0, start, end
    for s, e, word in spans:
        size = len(word) - (e - s)
        if e <= start:
            first += size
        elif s < start:
            first = s + shift  # the passage begins inside the name: it holds all of the pseudonym
        if e <= end:
            last += size
        elif s < end:
            last = s + shift + len(word)
        shift += size
    return first, last
