"""What is written in a ``project.qde``, element by element, before anything in it is understood.

Places are still as the file counts them. What belongs to whom is known from what an element stands in; what the reader has no
place for is counted by its name, so that nothing goes unsaid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.coding.codebook import book
from workbench.coding.projects.records import Case, Link, ProjectCode, Set, User, Value, Variable
from workbench.coding.projects.written import Coded, Qde, Selection, Source
from workbench.sources import xmlgate
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    Given = dict[str, str]

#: Elements a project may have: five thousand codings have about fifteen thousand.
_MOST = 300_000
#: Sources, texts of them and notes that a project may have.
_MOST_TEXTS = 50_000
#: Names of elements that are told apart among those there is no place for.
_TOLD = 20
_DEEPEST = 100
_LONGEST = 16 * 2**20
_AGAIN = "Export the project again."
#: Elements that are sources or texts of one, and the kind of source.
TEXTS = {"TextSource": "text", "Note": "note", "Representation": "representation", "Transcript": "transcript"}
MEDIA = {"PDFSource": "pdf", "PictureSource": "picture", "AudioSource": "audio", "VideoSource": "video"}
SELECTIONS = {
    "PlainTextSelection": ("startposition", "endposition"), "TranscriptSelection": ("fromsyncpoint", "tosyncpoint"),
    "AudioSelection": ("begin", "end"), "VideoSelection": ("begin", "end"), "PDFSelection": ("page", "page"),
    "PictureSelection": ("firstx", "firsty"),
}  # fmt: skip
_VALUES = frozenset({"TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue"})
_KEPT = frozenset({"Description", "PlainTextContent", *_VALUES})
#: Elements that only hold others.
_PLAIN = frozenset({
    "Project", "Users", "CodeBook", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs", "CodeRef",
    "NoteRef", "SourceRef", "SelectionRef", "VariableRef", "VariableValue", "MemberCode", "MemberSource", "MemberNote",
})  # fmt: skip


#: Where a case or a set keeps what an element in it refers to.
_LISTS = {
    (Case, "CodeRef"): "codes", (Case, "SourceRef"): "sources", (Case, "SelectionRef"): "passages", (Set, "MemberCode"): "codes",
    (Set, "MemberSource"): "sources", (Set, "MemberNote"): "memos",
}  # fmt: skip


def read(raw: bytes, name: str) -> Qde:
    """Return what a project file says.

    Raises
    ------
    Refused
        If it is no XML, declares a document type, is no project, or holds more than a project can.
    """
    reader = _Reader(name)
    xmlgate.parse(raw, name, reader.start, reader.end, reader.said, most=_MOST)
    if not reader.project:
        raise Refused(name, "XML, but no project of REFI-QDA", "Choose a .qdpx file, or the .qde in it.")
    return reader.made


def bare(identity: str) -> str:
    """Return a GUID without braces, in lower case; programs write it either way."""
    return identity.strip().strip("{}").casefold()


class _Reader:
    """Knows what is open, and fills it."""

    def __init__(self, name: str) -> None:
        self.made = Qde()
        self.project = False
        self._name = name
        self._open: list[tuple[str, Any]] = []
        self._text: list[str] = []
        self._size = self._texts = 0
        self._value = ""

    # Events ------------------------------------------------------------------------------------------------------

    def start(self, tag: str, given: Given) -> None:
        if not self._open:
            self.project = tag == "Project"
            if not self.project:
                raise Refused(self._name, f"a file of <{tag[:40]}>, and no project", "Choose a .qdpx file, or the .qde in it.")
        if len(self._open) >= _DEEPEST:
            raise Refused(self._name, f"elements nested more than {_DEEPEST} deep", _AGAIN)
        if tag in _KEPT:
            self._text, self._size = [], 0
        self._open.append((tag, self._made(tag, given)))

    def said(self, piece: str) -> None:
        if self._open and self._open[-1][0] in _KEPT:
            self._size += len(piece)
            if self._size > _LONGEST:
                raise Refused(self._name, f"a text of more than {_LONGEST:,} characters", "Split it.")
            self._text.append(piece)

    def end(self, tag: str) -> None:
        self._open.pop()
        if tag in _KEPT:
            self._keep(tag, "".join(self._text))
            self._text = []
        elif tag == "VariableValue":
            self._value = ""

    # What begins -------------------------------------------------------------------------------------------------

    def _made(self, tag: str, given: Given) -> Any:  # noqa: ANN401 (whatever the element stands for)
        if make := _MAKERS.get(tag):
            return make(self, given)
        if tag in _PLAIN or tag in _KEPT:
            return None
        if tag in SELECTIONS:
            return self._selection(tag, given)
        if tag in TEXTS or tag in MEDIA:
            return self._source(tag, given)
        other = self.made.other
        other[tag if tag in other or len(other) < _TOLD else "something else"] += 1
        return None

    def _up(self) -> Any:  # noqa: ANN401
        """Return what the element that begins stands in."""
        return next((held for _, held in reversed(self._open) if held is not None), None)

    def _root(self, given: Given) -> None:
        made = self.made
        made.name, made.origin, made.created = given.get("name", ""), given.get("origin", ""), given.get("creationdatetime", "")
        made.user, made.outside = bare(given.get("creatinguserguid", "")), bool(given.get("basepath", ""))

    def _user(self, given: Given) -> None:
        self.made.users.append(User(bare(given.get("guid", "")), given.get("name") or given.get("id", "")))

    def _code(self, given: Given) -> ProjectCode | None:
        if len(self.made.codes) >= book.MOST_CODES:
            raise Refused(self._name, f"more than {book.MOST_CODES:,} codes", "Split the codebook.")
        name = given.get("name", "").strip()
        if len(name) > book.LONGEST_LABEL:
            found = f"a name of {len(name):,} characters, and the limit is {book.LONGEST_LABEL:,}"
            raise Refused(self._name, found, "Shorten it.", f"code {len(self.made.codes) + 1}")
        above = self._up()
        codable = given.get("iscodable", "true").strip().casefold() not in {"false", "0"}
        code = ProjectCode(
            bare(given.get("guid", "")), name, above.id if isinstance(above, ProjectCode) else "", "",
            given.get("color", "").strip(), codable,
        )  # fmt: skip
        self.made.codes.append(code)
        return code

    def _variable(self, given: Given) -> Variable:
        kind: Any = given.get("typeofvariable", "Text")
        self.made.variables.append(Variable(bare(given.get("guid", "")), given.get("name", ""), kind))
        return self.made.variables[-1]

    def _case(self, given: Given) -> Case:
        self.made.cases.append(Case(bare(given.get("guid", "")), given.get("name", "")))
        return self.made.cases[-1]

    def _link(self, given: Given) -> Link:
        way: Any = given.get("direction", "Associative")
        self.made.links.append(
            Link(bare(given.get("guid", "")), given.get("name", ""), bare(given.get("originguid", "")),
                 bare(given.get("targetguid", "")), way, given.get("color", ""))
        )  # fmt: skip
        return self.made.links[-1]

    def _set(self, given: Given) -> Set:
        self.made.sets.append(Set(bare(given.get("guid", "")), given.get("name", "")))
        return self.made.sets[-1]

    def _graph(self, given: Given) -> None:  # noqa: ARG002 (every maker gets it)
        self.made.other["Graph"] += 1

    def _part_of_graph(self, given: Given) -> None:
        """Take no notice: a graph counts once, not by its corners."""

    def _source(self, tag: str, given: Given) -> Source:
        self._texts += 1
        if self._texts > _MOST_TEXTS:
            raise Refused(self._name, f"more than {_MOST_TEXTS:,} sources and notes", "Split the project.")
        source = Source(
            MEDIA.get(tag) or TEXTS[tag], bare(given.get("guid", "")), given.get("name", ""), given.get("plaintextpath", ""),
            given.get("richtextpath", ""), given.get("path", "") or given.get("currentpath", ""),
            bare(given.get("creatinguser", "")), given.get("creationdatetime", ""),
        )  # fmt: skip
        above = next((held for _, held in reversed(self._open) if isinstance(held, Source)), None)
        if isinstance(self._up(), Selection):
            self.made.other["text of an area"] += 1
        elif tag in {"Representation", "Transcript"} and above is not None:
            above.texts.append(source)
        else:
            (self.made.notes if tag == "Note" else self.made.sources).append(source)
        return source

    def _selection(self, tag: str, given: Given) -> Selection | None:
        first, last = SELECTIONS[tag]
        selection = Selection(
            tag, bare(given.get("guid", "")), given.get("name", ""), given.get(first, ""), given.get(last, ""),
            bare(given.get("creatinguser", "")), given.get("creationdatetime", ""),
        )  # fmt: skip
        above = next((held for _, held in reversed(self._open) if isinstance(held, Source)), None)
        if above is None:
            self.made.other[tag] += 1
            return None
        above.selections.append(selection)
        return selection

    def _coding(self, given: Given) -> Coded | None:
        above = self._up()
        coded = Coded(bare(given.get("guid", "")), bare(given.get("creatinguser", "")), given.get("creationdatetime", ""))
        if not isinstance(above, Selection | Source):
            self.made.other["Coding"] += 1
            return None
        above.codings.append(coded)
        return coded

    def _sync(self, given: Given) -> None:
        above = self._up()
        if isinstance(above, Source):
            above.syncs.append((bare(given.get("guid", "")), given.get("timestamp", ""), given.get("position", "")))

    # What it refers to -------------------------------------------------------------------------------------------

    def _refers(self, given: Given, tag: str) -> None:
        target, above = bare(given.get("targetguid") or given.get("guid", "")), self._up()
        if tag == "VariableRef":
            self._value = target
        elif tag == "CodeRef" and isinstance(above, Coded):
            above.code = target
        elif tag == "NoteRef":
            self._note(above, target)
        elif name := _LISTS.get((type(above), tag)):
            self._change(above, **{name: (*getattr(above, name), target)})

    def _note(self, above: Any, target: str) -> None:  # noqa: ANN401
        if isinstance(above, Coded | Selection | Source):
            above.notes.append(target)
        else:
            kinds = {ProjectCode: "code", Case: "case", Link: "link", Set: "set", Variable: "variable"}
            self.made.noted.append((kinds.get(type(above), "project"), getattr(above, "id", ""), target))

    def _keep(self, tag: str, text: str) -> None:
        above = self._up()
        if tag in _VALUES:
            if self._value and isinstance(above, Source):
                above.values.append(Value(self._value, text))
            elif self._value and isinstance(above, Case):
                self._change(above, values=(*above.values, Value(self._value, text)))
        elif tag == "PlainTextContent":
            if isinstance(above, Source):
                above.content = text
        elif isinstance(above, Source | Selection):
            above.text = text
        elif above is None:
            self.made.text = text
        elif isinstance(above, ProjectCode | Case | Set | Variable):
            self._change(above, description=text)

    def _change(self, held: Any, **fields: Any) -> None:  # noqa: ANN401
        """Fill in what is open: the records are frozen for everybody else."""
        for name, value in fields.items():
            object.__setattr__(held, name, value)


def _referring(tag: str) -> Callable[[_Reader, Given], None]:
    return lambda reader, given: reader._refers(given, tag)  # noqa: SLF001 (its own)


_MAKERS: dict[str, Callable[[_Reader, Given], Any]] = {
    "Project": _Reader._root, "User": _Reader._user, "Code": _Reader._code, "Variable": _Reader._variable,  # noqa: SLF001
    "Case": _Reader._case, "Link": _Reader._link, "Set": _Reader._set, "Graph": _Reader._graph,  # noqa: SLF001
    "Vertex": _Reader._part_of_graph, "Edge": _Reader._part_of_graph, "Coding": _Reader._coding,  # noqa: SLF001
    "SyncPoint": _Reader._sync,  # noqa: SLF001
    **{tag: _referring(tag) for tag in ("VariableRef", "CodeRef", "NoteRef", "SourceRef", "SelectionRef", "MemberCode",
                                        "MemberSource", "MemberNote")},
}  # fmt: skip
