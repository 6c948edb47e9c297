"""What a map loses if somebody withdraws: each claim before and after, so that it can be seen before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.journey.cards import Cards
from workbench.journey.look import look
from workbench.journey.strength.grade import LEVELS
from workbench.study.errors import UserError
from workbench.study.near import instead

if TYPE_CHECKING:
    import pandas as pd

    from workbench.study.folder import Folder

COLUMNS = (
    "claim", "statement", "stage", "k_before", "n_before", "grade_before", "k_after", "n_after", "grade_after", "falls", "changes",
)  # fmt: skip


def what_falls(folder: Folder, participant: str) -> pd.DataFrame:
    """Return every claim with and without one person: nothing is changed.

    Parameters
    ----------
    folder
        The study.
    participant
        Pseudonym.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`: k of n and grade before and after. ``falls``: nobody else says so, and the claim
        becomes an ASSUMPTION. ``changes``: anything of it is different. Claims that fall come first, then those whose
        grade drops, by how far, then those that change, then the rest; within these by claim.

    Raises
    ------
    UserError
        If nobody in the study has that pseudonym.
    """
    import pandas as pd

    known = set(folder.participants()) | {t.participant for s in folder.transcripts() for t in s.turns}
    for survey in folder.surveys():
        known |= set(survey.answers["participant"])
    if participant not in known:
        raise UserError(f"nobody in the study is called {participant!r}; {instead(participant, filter(None, known))}")
    before, after = (Cards(look(folder, without=out)).all() for out in ([], [participant]))
    rows = []
    for name, old in before.items():
        new = after[name]
        counts = [(c["k"], c["n"], c["grade"]) for c in (old, new)]
        falls = old["k"] > 0 and new["k"] == 0
        drop = _level(old["grade"]) - _level(new["grade"])
        row = (name, old["statement"], old["stage"], *counts[0], *counts[1], falls, counts[0] != counts[1])
        rows.append((not falls, -max(0, drop), counts[0] == counts[1], row))
    return pd.DataFrame([row for *_, row in sorted(rows)], columns=list(COLUMNS))


def _level(grade: str) -> float:
    """Return the level of a grade; one person's anecdote is a little less than very low confidence in what several say."""
    return LEVELS[grade] - (0.5 if grade == "Anecdote" else 0)
