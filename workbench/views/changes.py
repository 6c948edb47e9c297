"""What changed between two rounds, in a notebook and as a page of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.journey.change.contrasts import rogan_gladen
from workbench.journey.change.verdicts import CHANGES
from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.changes_page import body, rank
from workbench.views.parts import put

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from workbench.journey.change.felt import FeltChange
    from workbench.journey.change.placebo import Placebo
    from workbench.journey.change.rounds import Change
    from workbench.study.fold import State
    from workbench.views.across import Across
    from workbench.views.parts import Masks

_COLUMNS = (
    "code", "k0", "n0", "k1", "n1", "people_in_both", "difference", "lo", "hi", "p", "q", "test", "verdict", "said", "text",
    "stage", "fall", "rise", "same", "watch",
)  # fmt: skip
_FELT = (
    "stage", "n0", "n1", "people_in_both", "before", "now", "difference", "lo", "hi", "p", "q", "delta", "visible", "test",
    "verdict", "said", "text", "watch",
)  # fmt: skip
_NOTHING = "nothing to compare yet: there is one round"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of both rounds: its stage (empty if it is about all of it), name, verdict, and all of it in words."""

    stage: str
    name: str
    verdict: str
    text: str


@looking
@dataclass(frozen=True)
class ChangesView:
    """What really changed between two rounds.

    Attributes
    ----------
    earlier, later
        Ids of the rounds.
    changes
        One for each claim heard in one of them.
    labels
        Claims and stages to what they are called.
    placebo
        Share of comparisons that would be called a change if there were none, with its error: the earlier round split at
        random and compared with itself, many times.
    felt
        One for each stage where a feeling was shown.
    cautions
        What keeps the rounds apart, and a person must judge.
    drift
        A sentence for each coder who coded some of it again, blind.
    numbers
        NPS, CSAT, CES and other ratings of both rounds, and numbers from elsewhere, with how they changed.
    notices
        Which numbers could not be compared, and why.
    say
        Gives, for each claim that changed, what is new in its favour: words and who said them, masked.
    masks, state
        What stands between what people said and what is shown; all acts.
    find
        Looks which need is which; takes seconds, so it is asked only for a page, or by `needs`.
    maps
        Draws the two maps side by side; asked only for a page.
    """

    earlier: str
    later: str
    changes: list[Change]
    labels: dict[str, str]
    placebo: Placebo | None = None
    felt: Mapping[str, FeltChange] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    notices: tuple[str, ...] = ()
    say: Callable[[], Mapping[str, list[tuple[str, str]]]] | None = None
    masks: Masks | None = None
    state: State | None = None
    find: Callable[[], Across] | None = None
    maps: Callable[[], str] | None = None

    @cached_property
    def quotes(self) -> Mapping[str, list[tuple[str, str]]]:
        """Claim to what is new in its favour: words and who said them, masked."""
        return self.say() if self.say else {}

    @cached_property
    def needs(self) -> Across | None:
        """Which need is which: what people decided, what a program proposes, and what is open. Takes some seconds."""
        return self.find() if self.find else None

    def frame(self) -> pd.DataFrame:
        """Return one row a claim: counts, difference with interval, p, q, verdict, what could have been seen."""
        import pandas as pd

        return pd.DataFrame([{c: getattr(change, c) for c in _COLUMNS} for change in self.changes], columns=list(_COLUMNS))

    def feelings(self) -> pd.DataFrame:
        """Return one row a stage: means, difference with interval, Cliff's δ, p, q, verdict."""
        import pandas as pd

        return pd.DataFrame([{c: getattr(f, c) for c in _FELT} for f in self.felt.values()], columns=list(_FELT))

    def corrected(self, sensitivity: float, specificity: float) -> pd.DataFrame:
        """Return the shares as they would be if a machine had coded and these were its errors (Rogan and Gladen 1978).

        It is offered and nothing else uses it: for codings by people there is nothing to correct, and the rates must come
        from passages that people coded as well. The p value of a difference stays as it is.

        Parameters
        ----------
        sensitivity, specificity
            Share of passages with the code to which the machine gives it; of those without, to which it does not.

        Returns
        -------
        DataFrame
            ``before``, ``now`` and their ``difference`` with ``lo`` and ``hi``, by claim; the errors taken as known.

        Raises
        ------
        UserError
            If they are no rates, or together no better than a coin.
        """
        import pandas as pd

        rows = []
        try:
            for c in self.changes:
                shares = [rogan_gladen(k / n, sensitivity, specificity) if n else None for k, n in ((c.k0, c.n0), (c.k1, c.n1))]
                scaled = [None if v is None else max(-1.0, min(1.0, v / (sensitivity + specificity - 1)))
                          for v in (c.difference, c.lo, c.hi)]  # fmt: skip
                rows.append((c.code, *shares, *scaled))
        except ValueError as error:
            raise UserError(str(error)) from None
        return pd.DataFrame(rows, columns=["code", "before", "now", "difference", "lo", "hi"])

    def summary(self) -> str:
        """Return what changed in a few plain sentences."""
        if not self.earlier:
            return f"{_NOTHING}."
        if not (self.changes or self.felt):
            return f"{self.silence()}.{self._rated()}"
        told = [c.verdict for c in self.changes]
        moved = [f"{n} {word}" for word in ("up", "down", "new", "not heard") if (n := told.count(word))]
        quiet = [f"{n} with no detectable change" for n in (told.count("no detectable change"),) if n]
        quiet += [f"{n} the same within the margin" for n in (told.count("equivalent"),) if n]
        quiet += [f"{n} not comparable" for n in (told.count("not comparable"),) if n]
        first = f"From {self.earlier} to {self.later}, of {count(len(told), 'claim')}: "
        first += "; ".join(part for part in (", ".join(moved) or "none changed", ", ".join(quiet)) if part) + "."
        better = [self._where(f) for f in self.felt.values() if f.verdict == "up"]
        worse = [self._where(f) for f in self.felt.values() if f.verdict == "down"]
        second = [f"People feel better at {', '.join(better)}"] if better else []
        second += [f"{'worse' if better else 'People feel worse'} at {', '.join(worse)}"] if worse else []
        mood = f" {'; '.join(second)}." if second else " No feeling at any stage is known to have changed." if self.felt else ""
        watch = sum(c.watch for c in self.changes) + sum(f.watch for f in self.felt.values())
        return first + mood + (f" {watch} more worth watching." if watch else "") + self._rated()

    def _rated(self) -> str:
        """Return a sentence on the numbers that changed, if any did."""
        rated = "; ".join(f"{self._of(n)}{n.name} is {n.verdict}" for n in self.numbers if n.verdict in {"up", "down"})
        return f" {rated}." if rated else ""

    def _of(self, number: Number) -> str:
        """Return where a number belongs, to stand before its name; nothing if it is about all of the journey."""
        return f"{self.labels.get(number.stage, number.stage)}: " if number.stage else ""

    def _where(self, felt: FeltChange) -> str:
        """Return the stage of a feeling that changed; and that it did so by less than counts, where that is known."""
        return self.labels.get(felt.stage, felt.stage) + (" (by less than counts)" if "yet within" in felt.text else "")

    def silence(self) -> str:
        """Return what to say where there are two rounds and nothing in them to compare."""
        return f"nothing to compare yet: no claim was heard in {self.earlier} or {self.later}"

    def honesty(self) -> str:
        """Return how often such a comparison is wrong where nothing changed; empty if that was not tried."""
        if self.placebo is None:
            return ""
        p = self.placebo
        error = f" ± {math.ceil(1000 * p.error) / 10:.1f}" if p.error else ""
        return (
            f"Where nothing changed, {100 * p.share:.1f}{error} % of comparisons would be called a change "
            f"({p.flagged:,} of {p.compared:,}, in {p.splits:,} random halves of {self.earlier} compared in the same way)."
        )

    def as_plain(self, *, needs: bool = False) -> dict[str, Any]:
        """Return everything as plain data; which need is which only if asked, since that takes seconds."""
        import json

        out: dict[str, Any] = {
            "earlier": self.earlier,
            "later": self.later,
            "summary": self.summary(),
            "changes": json.loads(self.frame().to_json(orient="records")),
            "felt": json.loads(self.feelings().to_json(orient="records")),
            "numbers": [{"stage": n.stage, "number": n.name, "verdict": n.verdict, "text": n.text} for n in self.numbers],
            "notices": list(self.notices),
            "placebo": self.placebo.share if self.placebo else None,
            "placebo_error": self.placebo.error if self.placebo else None,
            "cautions": list(self.cautions),
            "drift": list(self.drift),
        }
        if needs and self.needs is not None:
            out["needs"] = self.needs.as_plain()
        return out

    def lines(self, *, needs: bool = False) -> list[str]:
        """Return everything as lines of text, what changed first."""
        out = [self.summary()]
        ranked = sorted(self.changes, key=rank)
        out += [f"{c.verdict:<21} {self.labels.get(c.code, c.code)}: {_rest(c)}" for c in ranked]
        out += [f"{f.verdict:<21} feeling at {self.labels.get(f.stage, f.stage)}: {_rest(f)}" for f in self.felt.values()]
        out += [f"{n.verdict or 'no verdict':<21} {self._of(n)}{n.text}" for n in self.numbers]
        out += [line for line in (self.honesty(), *(f"Caution: {c}" for c in self.cautions), *self.notices, *self.drift) if line]
        if needs and self.needs is not None:
            out += [f"{kind}? {', '.join(of)}" for kind, of, _, _ in self.needs.open()] + self.needs.lines()
        return out

    def save(self, path: str | Path, *, despite: str = "") -> Path:
        """Write it as one offline HTML page, masked, that has passed the share gate; return the path.

        Parameters
        ----------
        path
            Where to.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.

        Raises
        ------
        CheckFailed
            If the gate finds something and there is no reason: what and where, masked. Nothing is written.
        UserError
            If the file's name does not end in ``.html``, or there is nothing to compare.
        """
        from workbench.share.rounds_page import rounds_page

        target = Path(path)
        if target.suffix.casefold() != ".html":
            raise UserError(f"{target.name}: what changed can be saved as .html")
        if not self.earlier:
            raise UserError(f"{_NOTHING}; add the next with `workbench import STUDY FILE --round ROUND`")
        maps = self.maps() if self.maps else ""
        page = rounds_page(f"{self.earlier} to {self.later}: what changed", body(self, across=self.needs), maps)
        return put({target: page}, self.masks.gate if self.masks else None, despite)[0]

    def __repr__(self) -> str:
        if not self.earlier:
            return _NOTHING
        if not (self.changes or self.felt):
            return self.silence()
        moved = sum(c.verdict in CHANGES for c in self.changes)
        return f"<{self.earlier} to {self.later}: {count(len(self.changes), 'claim')} compared, {moved} changed>"

    def _repr_html_(self) -> str:
        return body(self, across=self.__dict__.get("needs"))


def _rest(change: Change | FeltChange) -> str:
    """Return the sentence of a change without the word it begins with."""
    return change.text.removeprefix(change.verdict).removeprefix(": ").strip()
