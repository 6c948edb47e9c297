"""What a project of another program holds, whoever wrote it: the same records for every format that is read or written.

Places are Unicode code points, half-open ``[start, end)``, into a source's `text`: LF, no BOM, never Unicode-normalised.
Identities are whatever is unique in the project; those of REFI-QDA are GUIDs without braces in lower case. A reference is
such an identity. Times are as the file writes them; empty if it is silent.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

SourceKind = Literal["text", "pdf", "picture", "audio", "video"]
#: What a memo can be about; ``project`` without a target is about the whole, ``free`` about nothing in particular.
About = Literal["project", "code", "source", "passage", "coding", "case", "set", "link", "variable", "free"]
VariableType = Literal["Text", "Boolean", "Integer", "Float", "Date", "DateTime"]
Unit = Literal["codepoint", "utf16", "utf8"]
Standing = Literal["decided", "equivalent", "open", "given", "native"]
#: How the name of a user begins who is a model, not a person; the model's name follows.
MODEL = "AI:"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who coded or wrote."""

    id: str
    name: str

    @property
    def model(self) -> bool:
        """Whether it is a model, not a person."""
        return self.name.startswith(MODEL)


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A code of the project, or a folder of codes; `parent` is the identity of the code above it, empty at the top.

    Attributes
    ----------
    id, name, parent
        Parents stand before what is below them.
    description
        Its definition.
    colour
        ``#rrggbb`` or ``#rgb``; empty if there is none.
    codable
        False for a folder that cannot be coded with.
    """

    id: str
    name: str
    parent: str = ""
    description: str = ""
    colour: str = ""
    codable: bool = True


@dataclass(frozen=True, slots=True)
class Sync:
    """Where in the text of a transcript a moment of its recording is; `ms` from the start of it."""

    id: str
    ms: int
    at: int


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that is known of cases or sources."""

    id: str
    name: str
    type: VariableType = "Text"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable is, as XML Schema writes values of its type: ``true``, ``3``, ``2026-03-31``."""

    variable: str
    text: str


@dataclass(frozen=True, slots=True)
class ProjectSource:
    """Something that was coded.

    Attributes
    ----------
    id, name
        As the project has them.
    kind
        ``text``; ``pdf``, ``audio`` and ``video`` may have a text; ``picture`` has none.
    text
        Canonical text; of a recording that of its transcript; empty if there is none.
    raw
        The bytes of the file it came from, if the project holds them.
    file
        What that file is called in the project; its ending says what the bytes are.
    syncs
        Of a transcript, in the order of the text.
    description, user, created, values
        What is known of it.
    recording
        Of a transcript, the identity of the recording, if the project has one.
    """

    id: str
    name: str
    kind: SourceKind = "text"
    text: str = ""
    raw: bytes | None = None
    file: str = ""
    syncs: tuple[Sync, ...] = ()
    description: str = ""
    user: str = ""
    created: str = ""
    values: tuple[Value, ...] = ()
    recording: str = ""


@dataclass(frozen=True, slots=True)
class ProjectCoding:
    """One code on one passage by one user.

    Attributes
    ----------
    id
        Of the coding.
    source, start, end
        The passage.
    code, user, created
        What, by whom, when.
    note
        What the coder wrote beside it.
    stance, valence
        As in the study's codings: formats without a place for them have them in the note (`noted.fold`).
    selection
        Identity of the passage, where the format has one.
    """

    id: str
    source: str
    start: int
    end: int
    code: str
    user: str = ""
    created: str = ""
    note: str = ""
    stance: Literal["for", "against"] = "for"
    valence: int | None = None
    selection: str = ""


@dataclass(frozen=True, slots=True)
class ProjectMemo:
    """A text about something; about a passage if `about` is ``passage``: then `target` is the source, with `start` and `end`."""

    id: str
    text: str
    about: About = "free"
    target: str = ""
    name: str = ""
    user: str = ""
    created: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A unit of study, most often a person: what is known of it, the sources and passages that are theirs, codes given to it."""

    id: str
    name: str
    description: str = ""
    values: tuple[Value, ...] = ()
    sources: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two things of the project."""

    id: str
    name: str = ""
    origin: str = ""
    target: str = ""
    direction: Literal["Associative", "OneWay", "Bidirectional"] = "Associative"
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Set:
    """Codes, sources and notes that somebody put together."""

    id: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    memos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """Something that is in one place and not in the other: what, how many, why."""

    what: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file counts places.

    Attributes
    ----------
    unit
        What is counted.
    crlf
        How much a line end of two characters counts.
    bom
        Whether a byte order mark counts as one.
    inclusive
        Whether the end is the last character of the passage instead of the one after it.
    score, margin
        How well this reading fits (1 is the best there can be), and by how much better than the next that would place any
        passage otherwise.
    standing
        ``decided``; ``equivalent``: other readings fit as well, and place every passage the same; ``open``: another fits as
        well and places some otherwise; ``given``: a person said so; ``native``: the format leaves nothing to guess.
    why
        What decided it, in words.
    """

    unit: Unit = "codepoint"
    crlf: Literal[1, 2] = 1
    bom: bool = False
    inclusive: bool = False
    score: float = 1.0
    margin: float = 0.0
    standing: Standing = "native"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A project, whole. Everything refers to everything else by identity."""

    name: str = ""
    origin: str = ""
    created: str = ""
    description: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[ProjectCode, ...] = ()
    sources: tuple[ProjectSource, ...] = ()
    codings: tuple[ProjectCoding, ...] = ()
    memos: tuple[ProjectMemo, ...] = ()
    cases: tuple[Case, ...] = ()
    variables: tuple[Variable, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[Set, ...] = ()
    losses: tuple[Loss, ...] = ()
    reading: Dialect = field(default_factory=Dialect)

    def losing(self, *losses: Loss) -> Project:
        """Return the project with more that is not in it."""
        return replace(self, losses=(*self.losses, *(loss for loss in losses if loss.count)))
