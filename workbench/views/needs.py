"""Candidate needs in a notebook: who needs what because of what, and every word that says so."""

from __future__ import annotations

import html
import textwrap
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.kinds import UNASKED
from workbench.study.words import count
from workbench.views.bars import bar
from workbench.views.parts import QUOTES, WITHHELD, table
from workbench.views.said import marked
from workbench.views.signals import chips

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from workbench.reading.signals import Signal
    from workbench.study.folder import Folder
    from workbench.study.records import Segment
    from workbench.themes.needs import Candidate
    from workbench.themes.review import Match, Review
    from workbench.themes.statements import Draft
    from workbench.views.ledger import LedgerView
    from workbench.views.parts import Masks

#: Characters of a quote, and of all quotes together.
LONGEST, MOST_CHARACTERS = 320, 90_000
_SOFT = "opacity:.8;font-size:.92em"
_COLUMNS = ["rank", "statement", "people", "n", "lo", "hi", "latent", "signals", "score", "id"]
_STAGES = 3
#: Characters of a line of plain text.
_WIDE = 100
_NONE = "No candidate needs yet. They appear once there is enough text that wishes, works around or gives up."
#: Plain: a page has hundreds, and each reader's own style for it is as good.
_MARK = "<mark>"


@looking
@dataclass(frozen=True)
class NeedsView:
    """Candidate needs, ranked, each in people's words. None counts until a person confirms it.

    Attributes
    ----------
    candidates
        In the order of their ranks.
    segments
        All segments, by id.
    masks
        What stands between what people said and what is shown.
    signals
        What was found in the segments: the words that are marked.
    drafts
        Candidate id -> its statement in parts.
    review
        What they are beside the need ledger.
    folder
        The study: for stages and for the ledger.
    cautions
        What a reader should know of the material first, such as that one person speaks.
    """

    candidates: list[Candidate]
    segments: dict[str, Segment]
    masks: Masks
    signals: Sequence[Signal] = field(default=())
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    review: Review | None = None
    folder: Folder | None = None
    cautions: Sequence[str] = field(default=())

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)

    def __getitem__(self, rank: int) -> Candidate:
        """Return the candidate of a rank, counted from 1 as shown."""
        for candidate in self.candidates:
            if candidate.rank == rank:
                return candidate
        raise UserError(f"there is no candidate of rank {rank}; there are {len(self)}")

    def __repr__(self) -> str:
        return f"<{count(len(self), 'candidate need')}, none counted until a person confirms it>"

    def __str__(self) -> str:
        if not self.candidates:
            return "\n".join([_NONE, *self.cautions])
        return "\n\n".join([*self.cautions, *map(self._told, self), repr(self)])

    def _told(self, candidate: Candidate) -> str:
        """Return a candidate as a paragraph of plain text, nothing of its statement cut off."""
        c, pad = candidate, " " * 5
        heard = ", ".join(f"{k} {v}" for k, v in sorted(c.signals.items(), key=lambda kv: (-kv[1], kv[0])))
        share = f"{c.people} of {c.n} people ({c.lo:.0%} to {c.hi:.0%})" + (f" and {c.unasked} unasked" if c.unasked else "")
        head = " · ".join(part for part in (share, heard, "latent" if c.latent else "", self.copied(c)) if part)
        said = textwrap.fill(self.statement(c), _WIDE, initial_indent=pad, subsequent_indent=pad, break_long_words=False)
        return f"{c.rank:>3}  {head}\n{said}"

    # What there is to know ---------------------------------------------------------------------------------------

    @cached_property
    def _marks(self) -> dict[str, list[tuple[int, int]]]:
        found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for signal in self.signals:
            found[signal.segment].append((signal.start, signal.end))
        return dict(found)

    @cached_property
    def _stages(self) -> dict[str, tuple[str, ...]]:
        """Return segment id -> labels of its stages; nothing without a study."""
        if self.folder is None or not self.candidates:
            return {}
        from workbench.views.sides import side

        found = side(self.folder, list(self.segments.values()), "stage")
        names = dict(zip(found.names, self.masks.redactor.texts(list(found.names.values()), guess=False), strict=True))
        return {segment: tuple(names[stage] for stage in stages) for segment, stages in found.of.items()}

    @cached_property
    def _known(self) -> dict[str, Match]:
        """Return candidate id -> the match with a need of the ledger that it goes with."""
        return {c: match for match in (self.review.matches if self.review else ()) for c in match.candidates}

    def _need(self, need: str) -> str:
        codes = self.folder.state().codes if self.folder else {}
        return self.masks.text(codes[need].label if need in codes else need, guess=False)

    def statement(self, candidate: Candidate) -> str:
        """Return the draft statement, masked: who needs what because of what, as far as anybody said it."""
        draft = self.drafts.get(candidate.id)
        if draft and draft.what:
            return self.masks.text(draft.sentence)
        if self.segments[candidate.segments[0]].participant in self.masks.silent:
            return self.masks.text("People speak of: " + ", ".join(candidate.keywords[:5]), guess=False)
        return self.masks.text(candidate.statement)

    def frame(self) -> pd.DataFrame:
        """Return one row a candidate."""
        import pandas as pd

        rows = [
            (
                c.rank, self.statement(c), c.people, c.n, c.lo, c.hi, c.latent,
                ", ".join(f"{k} {v}" for k, v in sorted(c.signals.items(), key=lambda kv: (-kv[1], kv[0]))), c.score, c.id,
            )
            for c in self
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=_COLUMNS)

    def quotes(self, rank: int) -> pd.DataFrame:
        """Return all passages of a candidate, masked, with the stages they are at and the words that are signals.

        Parameters
        ----------
        rank
            Counted from 1 as shown.
        """
        import pandas as pd

        inside = [self.segments[s] for s in self[rank].segments]
        kinds: defaultdict[str, list[str]] = defaultdict(list)
        for signal in self.signals:
            kinds[signal.segment].append(signal.kind)
        said = self.masks.segments(inside)
        rows = [
            (
                s.id,
                s.participant,
                s.kind,
                s.round,
                ", ".join(self._stages.get(s.id, ())),
                ", ".join(sorted(set(kinds[s.id]))),
                words,
            )
            for s, words in zip(inside, said, strict=True)
        ]
        return pd.DataFrame(rows, columns=["segment", "participant", "kind", "round", "stage", "signals", "quote"])

    def ledger(self) -> LedgerView:
        """Return the need ledger: what was confirmed, with its people and its history."""
        from workbench.views.ledger import LedgerView

        if self.folder is None:
            raise UserError("the ledger is the study's; ask for study.needs().ledger()")
        return LedgerView(self.folder, self.masks)

    # What it looks like ------------------------------------------------------------------------------------------

    def _repr_html_(self) -> str:
        if not self.candidates:
            return (
                f"<p><strong>{_NONE.replace('. ', '.</strong> ', 1)}</p>"
                + "".join(f"<p>{html.escape(caution)}</p>" for caution in self.cautions)
                + self._aside()
            )
        quotes = self._quotes()
        most = max(c.hi for c in self)
        rows = []
        for c in self:
            more = f" and {c.unasked} unasked" if c.unasked else ""
            people = f"{c.people} of {c.n}{more}<br>{bar(c.people, c.n, c.lo, c.hi, most)}{self._where(c)}"
            rows.append([str(c.rank), self._said(c), people, chips(c.signals), quotes[c.id]])
        # Who wrote a ticket or a review is read here, and in no share: say so, or the quotes seem to be more than the people.
        unasked = " and ".join(f"{kind}s" for kind in sorted({s.kind for s in self.segments.values()} & UNASKED))
        apart = f"<p style='{_SOFT}'>Unasked: who wrote {unasked} of their own accord. They are read, and in no share.</p>"
        headings = ["", "candidate need", "people", "signals, people", "in their words"]
        said = "".join(f"<p><strong>{html.escape(caution)}</strong></p>" for caution in self.cautions)
        return said + table(headings, rows, repr(self).strip("<>")) + (apart if unasked else "") + self._aside()

    def _said(self, candidate: Candidate) -> str:
        draft = self.drafts.get(candidate.id)
        if draft and draft.what:
            parts = {part: self._verbatim(words, part, draft) for part, words in (("what", draft.what), ("because", draft.because))}
            who = html.escape(self.masks.text(draft.who, guess=False))
            # Side by side, not "because": the two may be of two people, and whether they belong together is for a reader to say.
            way = parts["because"] if draft.because else f"<span style='{_SOFT}'>\u2026 nobody said</span>"
            statement = f"<strong>{who} ask: {parts['what']}</strong><div>in the way: {way}</div>"
        else:
            statement = f"<strong>{html.escape(self.statement(candidate))}</strong>"
            statement += f"<div style='{_SOFT}'>what they need, nobody says in so many words</div>" if draft else ""
        latent = (
            f"<div style='{_SOFT}'><em>latent</em>: people get by on their own, hardly anybody asks</div>"
            if candidate.latent
            else ""
        )
        same = self.copied(candidate)
        return statement + latent + (f"<div style='{_SOFT}'>{same}</div>" if same else "") + self._evidence(candidate)

    def copied(self, candidate: Candidate) -> str:
        """Return in words that many people say it in very few wordings, which a template or spam does; "" if they do not."""
        from workbench.themes.alike import copied

        people, wordings = copied(self.segments[s] for s in candidate.segments)
        return f"{people:,} people say it in {count(wordings, 'wording')}: a template, a copy or spam?" if people else ""

    def _verbatim(self, words: str, part: str, draft: Draft) -> str:
        """Return words of a draft as the quotation they are, with whose they are."""
        if not words:
            return "\u2026"
        span = next((s for s in draft.spans if s.part == part), None)
        who = self.segments[span.segment].participant if span and span.segment in self.segments else ""
        said = self.masks.said([words], [who])[0]
        return f"<span title='verbatim, {html.escape(who, quote=True)}'>\u201c{html.escape(said)}\u201d</span>"

    def _evidence(self, candidate: Candidate) -> str:
        match = self._known.get(candidate.id)
        if match is None:
            return ""
        needs = " and ".join(f"<em>{html.escape(self._need(n))}</em>" for n in match.needs)
        new = f", {count(len(match.people), 'person')} new since it was confirmed" if match.people else ", nobody new"
        new = new.replace("persons", "people")
        return f"<div style='{_SOFT}'>In the ledger as {needs}{new}</div>"

    def _where(self, candidate: Candidate) -> str:
        """Return at which stages its people speak of it."""
        heard: defaultdict[str, set[str]] = defaultdict(set)
        for name in candidate.segments:
            for stage in self._stages.get(name, ()):
                heard[stage].add(self.segments[name].participant)
        ranked = Counter({stage: len(who) for stage, who in heard.items()}).most_common(_STAGES)
        return f"<div style='{_SOFT}'>{'<br>'.join(f'{html.escape(stage)} {n}' for stage, n in ranked)}</div>" if ranked else ""

    def _quotes(self) -> dict[str, str]:
        """Return the passages of each candidate: three to see, all others folded, what is a signal marked."""
        flat = {s: self.segments[s] for c in self for s in c.segments}
        said = dict(zip(flat, self.masks.segments(list(flat.values())), strict=True))
        room = MOST_CHARACTERS
        lists = {}
        for c in self:
            # What is withheld is counted and comes last: there is nothing to read.
            names = sorted(c.segments, key=lambda s: self.segments[s].participant in self.masks.silent)
            lines = [self._line(s, said[s]) for s in names]
            fits = QUOTES
            while fits < len(lines) and room > 0:
                room -= min(LONGEST, len(said[names[fits]])) + 60
                fits += 1
            rest = len(lines) - fits
            more = f"<li style='{_SOFT}'>and {rest} more: <code>.quotes({c.rank})</code></li>" if rest > 0 else ""
            folded = f"<details><summary>{len(lines) - QUOTES} more</summary>{_list(lines[QUOTES:fits], more)}</details>"
            lists[c.id] = _list(lines[:QUOTES]) + (folded if len(lines) > QUOTES else "")
        return lists

    def _line(self, name: str, words: str) -> str:
        s = self.segments[name]
        about = " \u00b7 ".join((s.participant, s.kind, *self._stages.get(name, ())))
        shown = html.escape(words) if words == WITHHELD else marked(s.text, words, self._marks.get(name, []), LONGEST, _MARK)
        return f"<li>{shown} <em>{html.escape(about)}</em></li>"

    def _aside(self) -> str:
        """Return what is not in the table: dismissed candidates, needs that nothing of this run goes with."""
        if self.review is None:
            return ""
        out = []
        if self.review.dismissed:
            out.append(f"{count(len(self.review.dismissed), 'candidate')} hidden: mostly what somebody dismissed.")
        gone = [self._need(n) for m in self.review.matches if m.kind == "gone" for n in m.needs]
        if gone:
            out.append(f"In the ledger, and not found in this run: {', '.join(gone)}.")
        return "".join(f"<p style='{_SOFT}'>{html.escape(line)}</p>" for line in out)


def _list(lines: Sequence[str], more: str = "") -> str:
    return f"<ul style='margin:4px 0;padding-left:18px'>{''.join(lines)}{more}</ul>"


def proposed(
    folder: Folder,
    masks: Masks,
    ranked: Sequence[Candidate],
    segments: Sequence[Segment],
    signals: Sequence[Signal],
    beside: Review,
    limit: int,
) -> NeedsView:
    """Return the view of the first `limit` candidates that nobody dismissed, each with its statement and its place in the ledger.

    Parameters
    ----------
    folder
        The study.
    masks
        What stands between what people said and what is shown.
    ranked
        As `workbench.themes.needs.candidates` gives them.
    segments, signals
        What they were found in.
    beside
        What they are beside the ledger.
    limit
        At most so many.
    """
    from workbench.journey.said.people import chosen, everybody
    from workbench.themes.bearing import cautions
    from workbench.themes.statements import drafts

    hidden = {c.id for c in beside.dismissed}
    shown = [replace(c, rank=n) for n, c in enumerate((c for c in ranked if c.id not in hidden), 1)][:limit]
    known = {s.id: s for s in segments}
    people = everybody(folder)
    traits = {name: person.attributes() for name, person in people.items()}
    personas = {name: chosen(people, rule) for name, rule in folder.settings.personas.items()} if people else {}
    said = drafts(shown, known, signals, traits=traits, personas=personas, hidden=masks.silent)
    return NeedsView(shown, known, masks, signals, said, beside, folder, cautions(segments, signals))
