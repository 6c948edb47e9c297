"""What is in a project of another program, before any of it is taken in: nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from workbench.coding.projects import dialects
from workbench.coding.projects.bring import read_project

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.coding.projects.records import Project

_MOST = 20


@dataclass(frozen=True, slots=True, repr=False)
class Look:
    """A project, to be looked at: it prints as sentences."""

    file: str
    project: Project

    def __repr__(self) -> str:
        """Return how much of everything is in it, how places were counted, and what would not come in."""
        project = self.project
        texts = [s for s in project.sources if s.text.strip()]
        counts = ((len(texts), "texts"), (sum(c.codable for c in project.codes), "codes"), (len(project.codings), "codings"),
                  (len(project.memos), "memos"), (len(project.cases), "cases"), (len(project.variables), "variables"))  # fmt: skip
        said = [f"{self.file}, written by {project.origin or 'somebody'}: {', '.join(f'{n:,} {what}' for n, what in counts)}"]
        made = Counter(c.user for c in project.codings)
        names = {u.id: u.name for u in project.users}
        said += [f"  {names.get(user) or 'nobody named'}: {n:,} codings" for user, n in made.most_common(_MOST)]
        reading = project.reading
        if reading.standing != "native" and project.codings:
            said.append(f"  places are counted as {dialects.said(reading)} ({reading.standing}: {reading.why})")
        said += [f"  not taken: {loss.count} {loss.what}: {loss.why}" for loss in project.losses]
        return "\n".join([*said, "  nothing is written"])

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


def look(path: Path, *, offsets: str = "") -> Look:
    """Return what a project holds; `offsets` as in `workbench.coding.projects.bring.bring_in`.

    Raises
    ------
    Refused
        As importing it would.
    """
    return Look(path.name, read_project(path, offsets=offsets)[1])
