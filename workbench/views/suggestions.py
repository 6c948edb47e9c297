"""Suggestions with their receipts, to read without a kernel and to decide with one."""

from __future__ import annotations

import html
import math
import re
from typing import TYPE_CHECKING

from workbench.coding.suggester import accepting, correcting, rejecting
from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.parts import WITHHELD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from workbench.coding.suggest import Suggestion
    from workbench.coding.suggester import Item, Received, Suggester
    from workbench.views.parts import Masks

_COLUMNS = (
    "code", "label", "strength", "probability", "passage", "words", "participant", "source", "item", "start", "end", "valence",
    "felt", "like", "learned_from", "rule", "right", "judged", "score", "suggestion",
)  # fmt: skip
_FELT = {"words": "by the words", "usual": "usual for this code"}
_RULE = "border-left:3px dashed #9aa5b1;padding:1px 0 3px 9px;margin:7px 0"
_SMALL = "font-size:12px;opacity:.85"


@looking
class SuggestionsView:
    """Codes that passages may deserve, best first. None counts before somebody accepts it.

    Parameters
    ----------
    suggester
        Of the study.
    me
        Who decides.
    masks
        What stands between what people said and what is shown.
    source
        Only in this source, or on what this participant said.
    limit
        So many at most.
    """

    def __init__(self, suggester: Suggester, me: str, masks: Masks, *, source: str | None = None, limit: int = 30) -> None:
        if limit < 1:
            raise UserError(f"limit={limit}: ask for at least one suggestion")
        self._suggester, self._me, self._masks = suggester, me, masks
        self.suggestions: list[Suggestion] = suggester.suggest(source, limit)
        model = suggester.learn()
        self._read, self._coded = len(model.cases.read), int(model.cases.labels.any(axis=1).sum())
        self._numbers = model.trust.shown
        self._segments = {name: suggester.segment(name) for s in self.suggestions for name in (s.segment, *s.like)}
        self._labels = {code.id: f"{code.family}: {code.label}" for code in suggester.codes.values()}
        self._texts = len(suggester.segments)

    def __repr__(self) -> str:
        return f"<{count(len(self.suggestions), 'suggestion')}, {self._learned()}; none counts until you accept it>"

    def __len__(self) -> int:
        return len(self.suggestions)

    def _repr_html_(self) -> str:
        if not self.suggestions:
            return f"<p><strong>{html.escape(self._nothing())}</strong></p>"
        said = self._said()
        labels = self._names()
        rows = "".join(self._row(number, one, said, labels) for number, one in enumerate(self.suggestions))
        numbers = "" if self._numbers else " Words, not percentages, until enough was coded for percentages to be right."
        head = f"<strong>{count(len(self.suggestions), 'suggestion')}</strong>, {html.escape(self._learned())}."
        return f"<div style='max-width:820px'><p>{head} None counts until you accept it.{numbers}</p>{rows}{self._account()}</div>"

    def _account(self) -> str:
        """Return how suggestions were received, code by code, to open without a kernel; nothing while nothing is known."""
        known = [r for r in self._suggester.report() if r.rate or not math.isnan(r.agreement)]
        if not known:
            return ""
        labels = self._names()
        names = ("accepted of decided", "agreement with people, κ", "passages coded")
        head = "<tr><th style='text-align:left'>code</th>" + "".join(f"<th>{name}</th>" for name in names) + "</tr>"
        rows = "".join(
            f"<tr><td style='text-align:left'>{html.escape(labels.get(r.code, r.code))}</td><td>{_share(r)}</td>"
            f"<td>{_kappa(r.agreement)}</td><td>{r.learned_from}</td></tr>"
            for r in known
        )
        table = f"<table style='{_SMALL}'><thead>{head}</thead><tbody>{rows}</tbody></table>"
        return f"<details><summary>How suggestions of each code were received</summary>{table}</details>"

    def _row(self, number: int, one: Suggestion, said: dict[str, str], labels: dict[str, str]) -> str:
        where = self._segments[one.segment]
        strength = one.strength if one.probability is None else f"{one.strength}, {round(100 * one.probability)} %"
        feels = ""
        if one.valence is not None:
            feels = f" · feels {one.valence:+d} ({_FELT[one.felt]})".replace("-", "\u2212").replace("+0", "0")
        learned = f"learned from {count(one.learned_from, 'passage')}" if one.learned_from else "from its definition only"
        if one.rule:
            learned = f"{html.escape(self._ruled(one))}; {learned}"
        alike = "".join(
            f"<li>“{html.escape(said[name])}” <em>{html.escape(_who(self._segments[name].participant, name))}</em></li>"
            for name in one.like
        )
        like = f"<div>Coded so, and alike:<ul style='margin:0;padding-left:1.2em'>{alike}</ul></div>" if alike else ""
        return (
            f"<div style='{_RULE}'><div>{number} · <strong>[{html.escape(labels.get(one.code, one.code))}]</strong> "
            f"<em>{strength}</em>{feels}</div><div>“{_marked(said[one.segment], one.words)}” "
            f"<em>{html.escape(_who(where.participant, one.segment))}</em></div>"
            f"<div style='{_SMALL}'>{learned}{like}</div></div>"
        )

    def _ruled(self, one: Suggestion) -> str:
        """Return which cue of the code's own rule stands there, and how often it was right."""
        cue = self._masks.redactor.texts([one.rule], guess=False)[0]
        worth = f"right in {one.right} of {count(one.judged, 'passage')} that were read" if one.judged else "not judged yet"
        return f"your rule says “{cue}”, {worth}"

    def _said(self) -> dict[str, str]:
        """Return the words of every segment that is shown, masked or withheld."""
        return dict(zip(self._segments, self._masks.segments(list(self._segments.values())), strict=True))

    def _names(self) -> dict[str, str]:
        """Return what each code is called, masked."""
        return dict(zip(self._labels, self._masks.redactor.texts(list(self._labels.values()), guess=False), strict=True))

    def _learned(self) -> str:
        if not self._coded:
            return "from labels and definitions of codes alone, since nobody has coded anything yet"
        return f"learned from {count(self._coded, 'coded passage')} of {self._read} that were read"

    def _nothing(self) -> str:
        if not self._texts:
            return "There is nothing to read yet. Add interviews or a survey with study.add('interviews/*.vtt', round='2026-Q1')."
        if not self._labels:
            return "There is no code yet. Code a few passages with study.coder(); suggestions follow from them."
        return (
            "Nothing is suggested: every suggestion was decided, or no code fits what is not coded. "
            "Code more with study.coder(), or say in the codebook when to use a code: both teach."
        )

    def frame(self) -> pd.DataFrame:
        """Return the suggestions as a table, words masked; its row numbers are what `accept`, `reject` and `correct` take."""
        import pandas as pd

        said, labels = self._said(), self._names()
        rows = []
        for one in self.suggestions:
            segment, shown = self._segments[one.segment], said[one.segment]
            words = [w for w in one.words if shown != WITHHELD and _pattern([w]).search(shown)]
            chance = math.nan if one.probability is None else one.probability
            rows.append((
                one.code, labels.get(one.code, one.code), one.strength, chance, shown, ", ".join(words), segment.participant,
                one.anchor.source, one.anchor.item, one.anchor.start, one.anchor.end, one.valence, one.felt, list(one.like),
                one.learned_from, one.rule, one.right, one.judged, one.score, one.id,
            ))  # fmt: skip
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    # Decide ----------------------------------------------------------------------------------------------------

    def accept(self, rows: int | Collection[int]) -> int:
        """Code passages as suggested, in your name. One undo takes all of it back.

        Parameters
        ----------
        rows
            Numbers of suggestions, as `frame` and the picture show them.

        Returns
        -------
        int
            Number of new codings; what you decided before is left as it is.

        Raises
        ------
        UserError
            If there is no such row.
        """
        return self._decide([item for one in self._open(rows) for item in accepting(one)])

    def reject(self, rows: int | Collection[int]) -> int:
        """Say that suggestions are wrong; they do not come back. Returns how many are new, and raises as `accept` does."""
        return self._decide([item for one in self._open(rows) for item in rejecting(one)])

    def correct(self, row: int, code: str, *, valence: int | None = None) -> int:
        """Give the passage another code instead; a new code is made.

        Parameters
        ----------
        row
            Number of the suggestion.
        code
            ``"family: name"`` or the id of a code.
        valence
            How it felt, from -2 to 2.

        Returns
        -------
        int
            Number of new codings.

        Raises
        ------
        UserError
            If there is no such row, or the code is the one that was suggested.
        """
        from workbench.coding.codebook.codes import code_id

        identity, label = code_id(code, self._suggester.folder)
        items: list[Item] = []
        for one in self._open(row):
            if one.code == identity:
                raise UserError(f"{identity} is what was suggested: accept it, or name another code")
            new = identity not in self._suggester.folder.state().codes
            items += [("code.define", {"code": identity, "label": label})] if new else []
            items += correcting(one, identity, valence)
        return self._decide(items)

    def _open(self, rows: int | Collection[int]) -> list[Suggestion]:
        """Return the suggestions of these rows that `me` has not decided yet."""
        wanted = [rows] if isinstance(rows, int) else sorted(set(rows))
        if wrong := [row for row in wanted if not 0 <= row < len(self.suggestions)]:
            raise UserError(f"there is no suggestion {wrong[0]}; there are {count(len(self.suggestions), 'suggestion')}, from 0")
        state = self._suggester.folder.state()
        said = {(d.code, d.anchor) for d in state.decisions.values() if d.coder == self._me}
        return [one for row in wanted if ((one := self.suggestions[row]).code, one.anchor) not in said]

    def _decide(self, items: Sequence[Item]) -> int:
        if not items:
            return 0
        self._suggester.folder.act(self._me, *items, together=True)
        return sum(kind == "coding.add" for kind, _ in items) or len(items)

    def report(self) -> pd.DataFrame:
        """Return, for each code, how its suggestions were received, and how far people and suggestions agree.

        Returns
        -------
        DataFrame
            ``accept_rate`` with its 95 % interval (Wilson 1927) goes by what was shown and decided; ``agreement`` is Cohen's kappa
            on all passages people read, each learned without the person who said it, so what was never shown counts too.
            Neither is there where it is not defined.
        """
        import pandas as pd

        rows = []
        for r in self._suggester.report():
            rate = (r.rate.value, r.rate.lo, r.rate.hi) if r.rate else (math.nan,) * 3
            rows.append((r.code, r.suggested, r.accepted, r.corrected, r.rejected, *rate, r.agreement, r.learned_from))
        names = ["code", "suggested", "accepted", "corrected", "rejected", "accept_rate", "lo", "hi", "agreement", "learned_from"]
        return pd.DataFrame(rows, columns=names)


def to_read(suggester: Suggester, masks: Masks, number: int = 20, source: str | None = None) -> pd.DataFrame:
    """Return passages nobody has read that might be read next, words masked: half for rare codes, half by chance.

    Measured (docs/methods.md): rare codes are met sooner. It is not shown that fewer passages do, and shares among what was read in
    this order say nothing of shares among all.

    Parameters
    ----------
    suggester
        Of the study.
    masks
        What stands between what people said and what is shown.
    number
        So many at most.
    source
        Only in this source, or of what this participant said.

    Returns
    -------
    DataFrame
        ``passage``, ``participant``, ``source``, ``item``, ``start``, ``end``; ``because`` names the rare code it may be about and
        in how many passages that was found, or says that it was drawn by chance.

    Raises
    ------
    UserError
        If `number` is below 1, or there is no such source or participant.
    """
    from workbench.views.whole import whole

    if number < 1:
        raise UserError(f"number={number}: ask for at least one passage")
    found = suggester.to_read(number, source)
    words = masks.segments([suggester.segment(one.segment) for one in found])
    labels = {code.id: code.label for code in suggester.codes.values()}
    names = dict(zip(labels, masks.redactor.texts(list(labels.values()), guess=False), strict=True))
    rows = [
        (text, one.participant, one.anchor.source, one.anchor.item, one.anchor.start, one.anchor.end,
         f"rare: {names.get(one.code, one.code)}, found {one.coded} times" if one.code else "by chance")
        for one, text in zip(found, words, strict=True)
    ]  # fmt: skip
    return whole(rows, ["passage", "participant", "source", "item", "start", "end", "because"])


def _share(one: Received) -> str:
    """Return an accept rate with its 95 % interval."""
    decided = one.accepted + one.corrected + one.rejected
    return f"{one.accepted} of {decided} ({100 * one.rate.lo:.0f} to {100 * one.rate.hi:.0f} %)" if one.rate else "none decided"


def _kappa(value: float) -> str:
    return "undefined" if math.isnan(value) else f"{value:.2f}".replace("-", "\u2212")


def _who(participant: str, segment: str) -> str:
    """Return who said it and in which source."""
    return f"{participant}, {segment.partition('/')[0]}"


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")(?!\w)", re.IGNORECASE)


def _marked(text: str, words: Sequence[str]) -> str:
    """Return text escaped, with the words that tell in bold; a masked word is not there any more, and so not marked."""
    if not words or text == WITHHELD:
        return html.escape(text)
    out, at = [], 0
    for found in _pattern(words).finditer(text):
        out += [html.escape(text[at : found.start()]), f"<strong>{html.escape(found.group())}</strong>"]
        at = found.end()
    return "".join(out) + html.escape(text[at:])
