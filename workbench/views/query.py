"""What a query found, by who said it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from workbench.coding.query.matrix import matrix
from workbench.study.given import looking
from workbench.study.words import count
from workbench.views.matrix import MatrixView
from workbench.views.said import Said

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import pandas as pd

    from workbench.coding.query.result import Result
    from workbench.views.parts import Masks

    Independent = Callable[[Collection[str]], float | None]
    Exposed = Callable[[], Mapping[str, Collection[str]]]

#: What a picture shows at most: people, quotes of each, characters of a quote. The rest is in `frame`.
MOST_PEOPLE, MOST_QUOTES, LONGEST = 40, 4, 500
_OPEN = 5  # people whose quotes are seen at once
_RULE = "border-left:3px solid rgba(128,128,128,.6);padding:1px 0 1px 9px;margin:4px 0 4px 4px"
_SOFT = "opacity:.8;font-size:.92em"


@looking
class QueryView:
    """The mentions a query found, with their words masked.

    Parameters
    ----------
    result
        What was found.
    masks
        What stands between what people said and what is shown.
    examples
        Queries to show where nothing was found.
    exposed
        Returns who spoke about each stage or was asked, as the map counts them.
    independent
        How many independent people some amount to, where people spoke together.
    """

    def __init__(
        self,
        result: Result,
        masks: Masks,
        examples: Sequence[str] = (),
        *,
        exposed: Exposed | None = None,
        independent: Independent | None = None,
    ) -> None:
        self.result = result
        self._masks, self._examples, self._exposed, self._independent = masks, examples, exposed, independent

    def __len__(self) -> int:
        return len(self.result)

    @property
    def people(self) -> tuple[str, ...]:
        """The participants behind the mentions, by pseudonym."""
        return self.result.people

    @property
    def mentions(self) -> int:
        """How many passages were found; people count, these do not."""
        return self.result.mentions

    def frame(self, *, masked: bool = True) -> pd.DataFrame:
        """Return one row a mention: where it stands, who said it, the quote, its codes and what matched.

        Parameters
        ----------
        masked
            Mask names, and withhold the words of who does not consent to being quoted. False for your own work: then each
            quote is ``text[start:end]`` of its source.
        """
        frame = self.result.frame()
        if masked:
            Said(self.result, self._masks).mask(frame, range(len(frame)))
        return frame

    def by(self, column: str) -> pd.DataFrame:
        """Return k people of n, with the share and its 95 % interval, for each round, stage, attribute and so on.

        Parameters
        ----------
        column
            ``round``, ``kind``, ``source``, ``stage``, ``code``, ``family``, or an attribute such as ``role``.

        Raises
        ------
        UserError
            If nothing is called so.
        """
        exposed = None
        if self._exposed is not None and self.result.groups.column(column) == "stage":
            admitted = set(self.result.heard)
            exposed = {stage: admitted & set(people) for stage, people in self._exposed().items()}
        return self.result.by(column, exposed=exposed, independent=self._independent)

    def matrix(self, rows: str = "code", columns: str = "participant") -> MatrixView:
        """Return the mentions as a table of two things they have in common. See `workbench.coding.query.matrix.matrix`."""
        return MatrixView(matrix(self.result, rows, columns), self._masks)

    # Picture ---------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return self._masks.text(repr(self.result), guess=False)

    def _repr_html_(self) -> str:
        if not len(self):
            return f"<div style='max-width:860px'>{self._empty()}</div>"
        groups: dict[str, list[int]] = {}
        for row, person in enumerate(self.result.found.people.tolist()):
            groups.setdefault(self.result.ground.people[person] if person >= 0 else "", []).append(row)
        ranked = sorted(groups, key=lambda name: (-len(groups[name]), name))
        shown = ranked[:MOST_PEOPLE]
        rows = [row for name in shown for row in groups[name][:MOST_QUOTES]]
        quotes = Said(self.result, self._masks).quotes(rows, LONGEST)
        records: list[dict[Any, Any]] = self.result.frame(rows).to_dict("records")
        where = dict(zip(rows, records, strict=True))
        body = "".join(self._person(n, name, groups[name], quotes, where) for n, name in enumerate(shown))
        left = sum(len(groups[name]) for name in ranked[MOST_PEOPLE:])
        more = f"{count(left, 'mention')} by {count(len(ranked) - len(shown), 'more person', 'more people')}" if left else ""
        rest = f"<p style='{_SOFT}'>Not shown: {more}. <code>.frame()</code> has them all.</p>" if more else ""
        return f"<div style='max-width:860px'>{self._head()}{body}{rest}</div>"

    def _head(self) -> str:
        result = self.result
        found = f"{count(len(result), 'mention')}"
        share = result.share(self._independent)
        if share is not None and result.k:
            of = f" by {result.k} of {count(result.n, 'person', 'people')}"
            interval = f" ({100 * share.value:.0f} %, 95 % interval {100 * share.lo:.0f} to {100 * share.hi:.0f} %)"
        else:
            of = interval = ""
        query = html.escape(self._masks.text(result.query, guess=False))
        return f"<p><strong>{found}{of}</strong>{interval} for <code>{query}</code></p>{self._notes()}"

    def _notes(self) -> str:
        """Return what was assumed and left out, as a list."""
        result = self.result
        left = [f"{count(number, 'passage')} {reason}" for reason, number in result.left.items()]
        notes = [*result.notes]
        if left:
            notes.append(f"Left out: {'; '.join(left)}.")
        if result.authors:
            notes.append(f"{count(len(result.authors), 'author')} of tickets and the like are not counted: nobody asked them.")
        lines = "".join(f"<li>{html.escape(self._masks.text(note, guess=False))}</li>" for note in notes)
        return f"<ul style='{_SOFT};margin:2px 0 6px;padding-left:1.2em'>{lines}</ul>" if lines else ""

    def _person(
        self, number: int, name: str, rows: Sequence[int], quotes: Mapping[int, str], where: Mapping[int, dict[Any, Any]]
    ) -> str:
        """Return what one person said, opened if they are among the first."""
        inside = [row for row in rows[:MOST_QUOTES] if row in quotes]
        lines = "".join(f"<div style='{_RULE}'>{quotes[row]} {self._where(where[row])}</div>" for row in inside)
        rest = len(rows) - len(inside)
        more = f"<div style='{_SOFT}'>and {count(rest, 'more mention')}</div>" if rest else ""
        opened = " open" if number < _OPEN else ""
        who = html.escape(name) or "nobody in particular"
        summary = f"<summary><strong>{who}</strong> <span style='{_SOFT}'>{count(len(rows), 'mention')}</span></summary>"
        return f"<details{opened} style='margin:4px 0'>{summary}{lines}{more}</details>"

    def _where(self, row: dict[Any, Any]) -> str:
        names = self._masks.redactor.texts([row["source"], *row["codes"]], guess=False)
        turn = f"turn {row['turn'] + 1}" if not row["item"] and row["turn"] >= 0 else ""
        against = "against the claim" if row["stance"] == "against" else ""
        asked = "asked" if row["speech"] == "interviewer" else ""
        told = " · ".join(part for part in (*names[:1], turn, ", ".join(names[1:]), against, asked) if part)
        return f"<span style='{_SOFT}'>{html.escape(told)}</span>"

    def _empty(self) -> str:
        """Say what may be wrong and what works here."""
        result = self.result
        if not len(result.ground.starts):
            return (
                "<p><strong>There is nothing to search yet.</strong> Add interviews or a survey with "
                "<code>study.add('interviews/*.vtt', round='2026-Q1')</code>.</p>"
            )
        query = html.escape(self._masks.text(result.query, guess=False))
        heard = f" among {count(result.n, 'person', 'people')}" if result.n else ""
        tries = "".join(f"<li><code>{html.escape(self._masks.text(t, guess=False))}</code></li>" for t in self._examples)
        ideas = f"<p>Queries this study can answer:</p><ul>{tries}</ul>" if tries else ""
        return f"<p><strong>Nothing found</strong>{heard} for <code>{query}</code></p>{self._notes()}{ideas}"
