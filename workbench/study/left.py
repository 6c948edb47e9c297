"""What is left of people who withdrew: words in sources, maps, memos, earlier answers, their row, copies of the study.

There is something left where a withdrawal was cut short, or where it came with the log of another copy.
"""

from __future__ import annotations

import glob
import re
from typing import TYPE_CHECKING, Literal

from workbench.study import participants as people_file
from workbench.study.errors import Refused
from workbench.study.records import Transcript
from workbench.study.shell import at
from workbench.study.store import OLD, SURVEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Participant, Survey

Row = tuple[Literal["error", "warning", "note"], str, str, str]


def left_of_the_withdrawn(folder: Folder, state: State, sources: Mapping[str, Transcript | Survey]) -> Iterator[Row]:
    """Yield (level, where, what, remedy) for each place that may still hold words of somebody who withdrew.

    Parameters
    ----------
    folder
        The study.
    state
        What its acts add up to.
    sources
        Those that could be read, by id.
    """
    rows = _rows(folder)
    for who in sorted(state.withdrawn):
        again = f"Run `workbench withdraw {at(folder.root.name)} {who} --yes`."
        for source in sources.values():
            if _speaks(source, who):
                yield "error", source.id, f"holds words of {who}, who withdrew", again
        for path in sorted(folder.root.glob(f"{SURVEYS}/*/{OLD}/*.parquet")):
            if who in _respondents(path):
                where = path.relative_to(folder.root).as_posix()
                yield "error", where, f"is an earlier version with answers of {who}, who withdrew", again
        row = rows.get(who)
        if row is not None and (row.outcomes or set(row.attributes) - {"withdrawn"} or row.consent_quote or row.consent_share):
            yield "warning", "participants.csv", f"{who} withdrew, and their row says more than that", again
        yield from _mentions(folder.root, who, state, sources)
    if state.withdrawn:
        study = folder.root.resolve()
        for path in sorted(study.parent.glob(f"{glob.escape(study.name)}.backup-*.zip*")):
            what = "is a copy of the study that may be from before somebody withdrew"
            yield "warning", path.name, what, "Delete it, with every other copy there is."


def _rows(folder: Folder) -> dict[str, Participant]:
    """Return who is in ``participants.csv``, as it stands there; a damaged one is a finding of its own."""
    try:
        return people_file.read(folder.root / people_file.FILE)
    except Refused:
        return {}


def _speaks(source: Transcript | Survey, who: str) -> bool:
    if isinstance(source, Transcript):
        return any(turn.participant == who for turn in source.turns)
    return "participant" in source.answers.columns and bool((source.answers["participant"] == who).any())


def _mentions(root: Path, who: str, state: State, sources: Mapping[str, Transcript | Survey]) -> Iterator[Row]:
    """Yield the maps, memos and texts in which their pseudonym stands."""
    said = re.compile(rf"(?<!\w){re.escape(who)}(?!\w)")
    for path in sorted(root.glob("maps/*.json")):
        if said.search(path.read_text(encoding="utf-8", errors="replace")):
            yield "error", f"maps/{path.name}", f"names {who}, who withdrew", "Delete it and draw it again."
    texts = {f"memo on {kind} {about}": text for (kind, about), text in state.memos.items()}
    texts |= {source.id: source.text for source in sources.values() if isinstance(source, Transcript)}
    for where, text in sorted(texts.items()):
        if said.search(text):
            yield "note", where, f"mentions {who}, who withdrew", "See whether it repeats what they said."


def _respondents(path: Path) -> set[str]:
    import pandas as pd

    try:
        return set(pd.read_parquet(path, columns=["participant"])["participant"])
    except (OSError, ValueError, KeyError):
        return set()
