"""Pieces the views share: masks, tables and quotes that survive a sanitiser, a sentence where there is nothing to show."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from workbench.study.canon import write_atomic
from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.participants import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from workbench.share.redact import Redactor
    from workbench.study.records import Participant, Segment

    #: Lets files out, or raises: told their bytes by name, and why they may go out in spite of what it finds.
    Gate = Callable[[Mapping[str, bytes], str], None]

_Said = TypeVar("_Said")
WITHHELD = "(withheld: no consent to quote)"
#: Quotes shown beside a topic or a candidate.
QUOTES = 3


@dataclass(frozen=True)
class Notice:
    """A sentence where there is nothing to show yet: what to do next."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p><strong>{html.escape(self.text)}</strong></p>"


@looking
@dataclass(frozen=True)
class Masks:
    """What stands between what people said and what is shown.

    Attributes
    ----------
    redactor
        Masks names, addresses and phone numbers.
    silent
        Participants who do not consent to being quoted, or do not any more: their words are withheld altogether.
    gate
        Looks at whatever is written for others; None where there is no study to ask.
    """

    redactor: Redactor
    silent: frozenset[str] = frozenset()
    gate: Gate | None = None

    @classmethod
    def of(cls, people: Iterable[Participant], redactor: Redactor, gate: Gate | None = None) -> Masks:
        """Return the masks that fit these people's consents on the redactor's day."""
        return cls(redactor, silent(people, redactor.day), gate)

    def text(self, text: str, *, guess: bool = True) -> str:
        """Return words that are nobody's in particular, masked."""
        return self.redactor.text(text, guess=guess)

    def said(self, texts: Sequence[str], people: Sequence[str]) -> list[str]:
        """Return what these people said, masked or withheld."""
        spoken = self.redactor.texts([t for t, p in zip(texts, people, strict=True) if p not in self.silent])
        shown = iter(spoken)
        return [WITHHELD if p in self.silent else next(shown) for p in people]

    def segments(self, segments: Sequence[Segment]) -> list[str]:
        """Return the words of segments, masked or withheld."""
        return self.said([s.text for s in segments], [s.participant for s in segments])


def few_of_each(said: Iterable[_Said], who: Callable[[_Said], str], most: int | None) -> list[_Said]:
    """Return passages in their order, of each person no more than `most`: who is quoted often is known by their words.

    Parameters
    ----------
    said
        Passages.
    who
        Whose a passage is.
    most
        As `quotes_per_person` of ``study.toml`` says; None for all.
    """
    times: Counter[str] = Counter()
    kept = []
    for passage in said:
        times[who(passage)] += 1
        if most is None or times[who(passage)] <= most:
            kept.append(passage)
    return kept


def put(files: Mapping[Path, str], gate: Gate | None, despite: str = "") -> list[Path]:
    """Write files for others; all of them pass the share gate before the first is written.

    Parameters
    ----------
    files
        What is to stand where.
    gate
        As in `Masks`.
    despite
        Why they may go out although the gate found something: recorded in the history, for good.

    Raises
    ------
    CheckFailed
        If the gate finds something and there is no reason: what and where, masked. Nothing is written.
    UserError
        If the disk refuses.
    """
    raw = {target: text.encode() for target, text in files.items()}
    if gate is not None:
        gate({target.name: data for target, data in raw.items()}, despite)
    for target, data in raw.items():
        try:
            write_atomic(target, data)
        except OSError as error:
            raise UserError(f"{target} was not written ({error.strerror}). Choose another folder.") from None
    return list(raw)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """Return a plain table of escaped cells that survives a sanitizer."""
    head = "".join(f"<th style='text-align:left;padding:4px 10px 4px 0'>{html.escape(h)}</th>" for h in headings)
    body = "".join(
        "<tr>"
        + "".join(f"<td style='text-align:left;vertical-align:top;padding:4px 10px 4px 0'>{cell}</td>" for cell in row)
        + "</tr>"
        for row in rows
    )
    above = f"<p><strong>{html.escape(caption)}</strong></p>" if caption else ""
    return f"{above}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def quote(text: str, who: str) -> str:
    """Return one quote with who said it, escaped."""
    style = "border-left:3px solid #9aa5b1;padding:1px 0 1px 9px;margin:3px 0"
    return f"<div style='{style}'>{html.escape(text)} <em>{html.escape(who)}</em></div>"
