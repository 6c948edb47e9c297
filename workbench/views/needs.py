"""Candidate needs in a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.study.errors import UserError
from workbench.study.kinds import UNASKED
from workbench.views.parts import QUOTES, quote, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from workbench.study.records import Segment
    from workbench.themes.needs import Candidate
    from workbench.views.parts import Masks


@dataclass(frozen=True)
class NeedsView:
    """Candidate needs, ranked, each in people's words. None counts until a person confirms it."""

    candidates: list[Candidate]
    segments: dict[str, Segment]
    masks: Masks

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
        return f"<{len(self)} candidate needs, none counted until a person confirms it>"

    def statement(self, candidate: Candidate) -> str:
        """Return the draft statement, masked; its keywords where the words it quotes are withheld."""
        if self.segments[candidate.segments[0]].participant in self.masks.silent:
            return self.masks.text("People speak of: " + ", ".join(candidate.keywords[:5]), guess=False)
        return self.masks.text(candidate.statement)

    def frame(self) -> pd.DataFrame:
        """Return one row a candidate."""
        import pandas as pd

        rows = [
            {
                "rank": c.rank,
                "statement": self.statement(c),
                "people": c.people,
                "n": c.n,
                "lo": c.lo,
                "hi": c.hi,
                "latent": c.latent,
                "signals": ", ".join(f"{k} {v}" for k, v in sorted(c.signals.items(), key=lambda kv: -kv[1])),
                "score": c.score,
                "id": c.id,
            }
            for c in self
        ]
        return pd.DataFrame(rows, columns=["rank", "statement", "people", "n", "lo", "hi", "latent", "signals", "score", "id"])

    def _repr_html_(self) -> str:
        if not self.candidates:
            return (
                "<p><strong>No candidate needs yet.</strong> They appear once there is enough text that wishes, works "
                "around or gives up.</p>"
            )
        rows = []
        for c in self:
            shown = [self.segments[i] for i in c.segments[:QUOTES]]
            quotes = "".join(quote(words, s.participant) for s, words in zip(shown, self.masks.segments(shown), strict=True))
            marks = ", ".join(html.escape(k.lower()) for k, _ in sorted(c.signals.items(), key=lambda kv: (-kv[1], kv[0]))[:3])
            latent = "<br><em>latent: worked around, not asked for</em>" if c.latent else ""
            statement = html.escape(self.statement(c))
            rows.append([str(c.rank), f"<strong>{statement}</strong>{latent}", f"{c.people} of {c.n}", marks, quotes])
        # Who wrote a ticket or a review is read here, though the map does not count them: say so, or the numbers seem to differ.
        unasked = sorted({s.kind for s in self.segments.values()} & UNASKED)
        people = f"people (authors of {' and '.join(f'{kind}s' for kind in unasked)} too)" if unasked else "people"
        return table(["", "candidate need", people, "signals", "in their words"], rows, repr(self).strip("<>"))
