"""What stands in a ``project.qde``, as it is written there: places as the file counts them, references not yet followed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.coding.projects.records import Case, Link, ProjectCode, Set, User, Value, Variable


@dataclass(slots=True)
class Coded:
    """A coding, of whatever it stands in."""

    id: str
    user: str
    created: str
    code: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Selection:
    """A passage, an area or a stretch of time, as the file counts it; `kind` is the name of its element."""

    kind: str
    id: str
    name: str
    start: str
    end: str
    user: str
    created: str
    text: str = ""
    codings: list[Coded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """A source, a text of one, or a note. What is coded as a whole is in `codings`."""

    kind: str
    id: str
    name: str
    plain: str
    rich: str
    path: str
    user: str
    created: str
    text: str = ""
    content: str | None = None
    selections: list[Selection] = field(default_factory=list)
    codings: list[Coded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    syncs: list[tuple[str, str, str]] = field(default_factory=list)
    texts: list[Source] = field(default_factory=list)


@dataclass
class Qde:
    """All that a project file says. `noted` is what each note is about: kind and identity of that, and of the note."""

    name: str = ""
    origin: str = ""
    created: str = ""
    user: str = ""
    text: str = ""
    outside: bool = False
    users: list[User] = field(default_factory=list)
    codes: list[ProjectCode] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    notes: list[Source] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    sets: list[Set] = field(default_factory=list)
    noted: list[tuple[str, str, str]] = field(default_factory=list)
    other: Counter[str] = field(default_factory=Counter)
