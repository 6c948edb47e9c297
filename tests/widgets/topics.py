"""A small study with topics that are told, not fitted: answers of two rounds in clear groups, and some that are apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from workbench.reading.segments import segments
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Participant, Question, Survey
from workbench.study.settings import Round, Settings
from workbench.themes.topics import Topic, Topics, birth_id
from workbench.widgets.board_fit import Fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workbench.study.records import Segment

#: Who, what, in which group, in which round.
SAID = (
    *((f"P{n}", f"The fee is hidden on page {n}, I only saw it when I paid", "fee", "r1") for n in range(1, 6)),
    *((f"P{n}", f"I copy the rota by hand for wall {n} because it does not print", "print", "r1") for n in range(3, 7)),
    *((f"P{n}", f"When somebody is ill I phone {n} people myself", "sick", "r2") for n in range(5, 9)),
    ("P1", "My cat sleeps on the keyboard", "", "r1"),
    ("P2", "The colours are nice", "few", "r2"), ("P3", "The colours are nice and calm", "few", "r2"),
)  # fmt: skip


def study(
    root: Path, said: Sequence[tuple[str, str, str, str]] = SAID, *, silent: Sequence[str] = (), kind: str = "survey"
) -> Folder:
    """Return a new study in which people wrote that."""
    folder = Folder.create(root, Settings(title="Rota", rounds=(Round("r1", "Spring"), Round("r2", "Autumn"))))
    for round_ in dict.fromkeys(r[3] for r in said):
        rows = [r for r in said if r[3] == round_]
        frame = pd.DataFrame({
            "answer": [f"{round_}-{n:05d}" for n in range(len(rows))], "participant": [r[0] for r in rows],
            "question": ["why"] * len(rows), "text": [r[1] for r in rows], "date": [""] * len(rows),
        })  # fmt: skip
        version = sha256_text("\n".join(r[1] for r in rows))
        folder.add_survey(Survey(f"nps-{round_}", kind, round_, "Why?", version, (Question("why", "Why this score?"),), frame))
    people = dict.fromkeys(r[0] for r in said)
    folder.save_participants(Participant(p, consent_quote=p not in silent) for p in people)
    return folder


@dataclass(frozen=True)
class Change:
    """What became of a topic."""

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    people_before: int = 0
    people_after: int = 0
    shared: int = 0


def told(folder: Folder, said: Sequence[tuple[str, str, str, str]] = SAID, *, changed: bool = False) -> Callable[..., Fitted]:
    """Return what stands for a model: groups as they are told, and with a resolution above 1 those of more than four in two."""
    groups = {text: group for _, text, group, _ in said}

    def fit(resolution: float, progress: Callable[[int, int], None] | None = None) -> Fitted:
        if progress:
            progress(1, 2)
        found = segments(folder)
        inside: dict[str, list[Segment]] = {}
        for segment in found:
            inside.setdefault(groups.get(segment.text, ""), []).append(segment)
        if resolution > 1 and len(inside.get("fee", ())) > 4:
            inside["fee 2"] = inside["fee"][2:]
            inside["fee"] = inside["fee"][:2]
        topics = [_topic(name, rows) for name, rows in inside.items() if name not in {"", "few"}]
        topics.sort(key=lambda t: (-t.size, t.id))
        home = {s.id: t.id for t, rows in zip(topics, (inside[t.keywords[0]] for t in topics), strict=True) for s in rows}
        fitted = Topics(
            topics=tuple(topics), assignment={s.id: home.get(s.id, "") for s in found}, resolution=resolution,
            off_topic=frozenset(s.id for s in inside.get("", ())), small=frozenset(s.id for s in inside.get("few", ())),
            centroids={t.id: (1.0, 0.0) for t in topics}, nearness={s.id: 0.9 for s in found},
        )  # fmt: skip
        changes = (
            [Change("new", (), (topics[-1].id,), 0, 4), Change("grew", (topics[0].id,), (topics[0].id,), 3, 5)] if changed else []
        )
        return Fitted(fitted, found, changes, stability={topics[0].id: "steady"} if topics else {})

    return fit


def _topic(name: str, rows: Sequence[Segment]) -> Topic:
    quotes: dict[str, str] = {}
    for row in rows:
        quotes.setdefault(row.participant, row.id)
    said = rows[0].text.lower().replace(",", "").split()
    words = (name, *dict.fromkeys(w for w in said if len(w) > 4 and w != name))
    topic = Topic(birth_id(s.id for s in rows), ", ".join(words[:3]), words[:6], len(rows), len(quotes), ())
    return replace(topic, segments=tuple(quotes.values())[:3])
