"""A small survey made on the spot: answers of eight people, with an attribute, a rating, a date, accents and an emoji."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Participant, Question, Survey
from workbench.study.settings import Round, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SAID = (
    ("P1", "Too slow to load.", "Team", 3, "2026-05-01"),
    ("P2", "too slow to load", "Solo", 5, "2026-05-02"),
    ("P3", "Way too slow to load", "Team", 4, "2026-05-03"),
    ("P4", "The café page was fine 🙂", "Free", 9, "2026-05-04"),
    ("P5", "Nobody told me what to bring. I sat there and waited for half an hour before somebody came.", "Team", 0, "2026-05-05"),
    ("P6", "Not too slow to load", "Solo", 10, "2026-05-06"),
    ("P7", "Price is hidden", "", None, ""),
    ("P1", "Price is hidden!", "Team", 3, "2026-05-08"),
)


def survey(rows: Sequence[tuple[Any, ...]] = SAID, name: str = "nps") -> Survey:
    """Return a survey of these rows: person, words, plan, score, date."""
    frame = pd.DataFrame({
        "answer": [f"{name}-{n:06d}" for n in range(len(rows))],
        "participant": [r[0] for r in rows], "question": ["why"] * len(rows), "text": [r[1] for r in rows],
        "date": [r[4] for r in rows], "attr.plan": [r[2] for r in rows], "rating.score": [r[3] for r in rows],
    })  # fmt: skip
    frame["rating.score"] = frame["rating.score"].astype(float)
    version = sha256_text("\n".join(str(r) for r in rows))
    return Survey(name, "survey", "2026-Q2", "Why this score?", version, (Question("why", "Why this score?"),), frame)


def study(root: Path, *surveys: Survey, silent: Sequence[str] = ()) -> Folder:
    """Return a new study with these surveys, or with the one above; nobody of `silent` may be quoted."""
    folder = Folder.create(root, Settings(title="Small", rounds=(Round("2026-Q2", "Spring"),)))
    for one in surveys or (survey(),):
        folder.add_survey(one)
    people = {p for one in surveys or (survey(),) for p in one.answers["participant"]}
    if len(people) < 1000:
        folder.save_participants(Participant(p, consent_quote=p not in silent) for p in sorted(people))
    return folder
