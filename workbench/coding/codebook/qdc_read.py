"""Codebooks of other programs, and ours, out of ``.qdc`` files and out of the projects of REFI-QDA.

Seen in the wild and read: the namespaces ``codebook:1.0``, ``codebook:1:0``, ``codebook:0:4`` and none; GUIDs in braces, in
capitals, or that are none; colours of three digits; empty sets.

A file is parsed without document types, entities or anything that is fetched: whoever sends one is a stranger. Codes and
texts are counted while they come, so that what is too large is refused before it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from xml.sax.handler import ContentHandler, feature_namespaces

from workbench.coding.codebook import book
from workbench.coding.codebook.book import Book, Entry
from workbench.coding.codebook.qdc import FIELDS_OF, MARKED, RULES, STAGE_SET, guid
from workbench.study.errors import Refused
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from xml.sax.xmlreader import AttributesNSImpl

    from workbench.coding.projects.records import ProjectCode

#: Deepest nesting of codes, and longest text, that is read.
_DEEPEST, _LONGEST = 100, book.LONGEST_TEXT
_PIECE, _MOST_EVENTS = 1 << 16, 500_000
_REMEDY = "Export the codebook again from the program that made it."


@dataclass(slots=True)
class _Node:
    """A code of the file."""

    name: str
    guid: str
    codable: bool
    colour: str
    parent: _Node | None
    text: str = ""
    inner: int = 0
    family: str = ""  # if it is a folder called like a family, which family
    id: str = ""


def read(raw: bytes, name: str) -> Book:
    """Return the codes of a ``.qdc``, or of the codebook in a project's ``.qde``.

    Parameters
    ----------
    raw
        The file.
    name
        Of the file, for messages.

    Raises
    ------
    Refused
        If it is no XML, declares a document type or entities, is too large, or holds no codebook.
    """
    if len(raw) > book.LARGEST:
        found = f"{len(raw) / 2**20:,.0f} MB, and the limit for a codebook is {book.LARGEST / 2**20:,.0f} MB"
        raise Refused(name, found, _REMEDY)
    handler = _parsed(raw, name)
    if not handler.nodes:
        raise Refused(name, "no codes in it", "Choose a .qdc file: a codebook as REFI-QDA has it.")
    notes: list[str] = []
    entries = _entries(handler.nodes, handler.sets, notes)
    return Book(tuple(entries), tuple(dict.fromkeys(notes)))


def book_of(codes: Iterable[ProjectCode], sets: Iterable[tuple[str, Sequence[str]]]) -> Book:
    """Return codes that were read from a project as a codebook; families are guessed as for a ``.qdc``.

    Parameters
    ----------
    codes
        Parents before what is below them.
    sets
        Name and members of each set; those called ``Stage: …`` say what belongs to a stage.
    """
    nodes: dict[str, _Node] = {}
    for code in codes:
        above = nodes.get(code.parent)
        nodes[code.id] = _Node(code.name, code.id, code.codable, code.colour, above, code.description)
        if above is not None:
            above.inner += 1
    notes: list[str] = []
    entries = _entries(list(nodes.values()), [(name, list(inside)) for name, inside in sets], notes)
    return Book(tuple(entries), tuple(dict.fromkeys(notes)))


def _parsed(raw: bytes, name: str) -> _Handler:
    from xml.sax import SAXException

    from defusedxml import DefusedXmlException
    from defusedxml.sax import make_parser

    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)  # noqa: FBT003 (its signature)
    handler = _Handler(name)
    parser.setContentHandler(handler)
    silent = 0
    try:
        for at in range(0, len(raw), _PIECE):
            before = handler.events
            parser.feed(raw[at : at + _PIECE])
            silent = silent + _PIECE if handler.events == before else 0
            if silent > _LONGEST:  # older expats read it all again with each piece
                raise Refused(name, f"an element of more than {_LONGEST:,} characters", _REMEDY)
        parser.close()
    except _EndOfCodebook:
        return handler
    except DefusedXmlException:
        raise Refused(name, "it declares a document type or entities, which no codebook needs", _REMEDY) from None
    except (SAXException, ValueError, LookupError) as error:
        raise Refused(name, f"not readable as XML ({error})", _REMEDY) from None
    return handler


class _EndOfCodebook(Exception):  # noqa: N818 (not an error: what comes after in a project is not ours)
    """The codebook ended."""


class _Handler(ContentHandler):
    """Takes codes and sets out of a stream of elements; knows how deep it is, so that depth costs nothing."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.nodes: list[_Node] = []
        self.sets: list[tuple[str, list[str]]] = []
        self._file = name
        self._path: list[str] = []
        self._open: list[_Node] = []
        self._text: list[str] = []
        self._size = 0
        self.events = 0

    def startElementNS(  # noqa: N802 (SAX's name)
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl,  # noqa: ARG002 (SAX's signature)
    ) -> None:  # fmt: skip
        tag = name[1]
        self.events += 1
        if self.events > _MOST_EVENTS:
            raise Refused(self._file, f"more than {_MOST_EVENTS:,} elements and no end of a codebook", _REMEDY)
        given = {key[1].casefold(): value for key, value in attrs.items()}
        self._path.append(tag)
        self._text, self._size = [], 0
        if tag == "Code" and "CodeBook" in self._path:
            self._code(given)
        elif tag == "Set" and "CodeBook" in self._path:
            self.sets.append((given.get("name", ""), []))
        elif tag == "MemberCode" and self.sets:
            self.sets[-1][1].append(_bare(given.get("guid") or given.get("targetguid", "")))

    def _code(self, given: Mapping[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise Refused(self._file, f"codes nested more than {_DEEPEST} deep", _REMEDY)
        if len(self.nodes) >= book.MOST_CODES:
            raise Refused(self._file, f"more than {book.MOST_CODES:,} codes", "Split it.")
        label = given.get("name", "").strip()
        if len(label) > book.LONGEST_LABEL:
            found = f"a name of {len(label):,} characters, and the limit is {book.LONGEST_LABEL:,}"
            raise Refused(self._file, found, "Shorten it.", f"code {len(self.nodes) + 1}")
        parent = self._open[-1] if self._open else None
        codable = given.get("iscodable", "true").strip().casefold() not in {"false", "0"}
        node = _Node(label, _bare(given.get("guid", "")), codable, given.get("color", "").strip(), parent)
        if parent:
            parent.inner += 1
        self.nodes.append(node)
        self._open.append(node)

    def characters(self, content: str) -> None:
        self.events += 1
        self._size += len(content)
        if self._size > _LONGEST:
            raise Refused(self._file, f"a text of more than {_LONGEST:,} characters", _REMEDY)
        self._text.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: ARG002, N802 (SAX's)
        self._path.pop()
        self.events += 1
        if name[1] == "CodeBook":
            raise _EndOfCodebook
        if name[1] == "Code" and self._open:
            self._open.pop()
        elif name[1] == "Description" and self._path[-1:] == ["Code"] and self._open:
            self._open[-1].text = "".join(self._text)


def _bare(identity: str) -> str:
    """Return a GUID without braces, in lower case; tools write it either way."""
    return identity.strip().strip("{}").casefold()


def _entries(nodes: Sequence[_Node], sets: Iterable[tuple[str, list[str]]], notes: list[str]) -> list[Entry]:
    stage = {guid: name.removeprefix(STAGE_SET) for name, inside in sets if name.startswith(STAGE_SET) for guid in inside}
    entries: list[Entry] = []
    ids = book.Ids()
    for number, node in enumerate(nodes, 1):
        if called := _folder(node):
            node.family = called
            if guid(f"family/{called}") != node.guid:
                notes.append(f"the folder {node.name!r} is the family {called}")
            continue
        node.name = node.name or f"unnamed {number}"
        entry = _entry(node, ids, notes)
        entries.append(replace(entry, says={**entry.says, "stage": stage[node.guid]}) if node.guid in stage else entry)
    other = sorted({name for name, _ in sets if not name.startswith(STAGE_SET)})
    if other:
        notes.append(f"sets are left out: {', '.join(other[:10])}{' …' * (len(other) > 10)}")  # noqa: PLR2004 (enough to know)
    folders = sum(not n.codable and not n.family for n in nodes)
    if folders:
        notes.append(f"{folders} folders that could not be coded with are codes here, with the codes in them below")
    return entries


def _folder(node: _Node) -> str:
    """Return the family that a top folder stands for; a code with words of its own is a code."""
    top = node.parent is None and not node.text.strip() and (node.inner or not node.codable)
    return book.family_called(node.name) if top else ""


def _entry(node: _Node, ids: book.Ids, notes: list[str]) -> Entry:
    up = node.parent
    inherited = "" if up is None else up.family or book.family_of(up.id)
    family, label = (inherited, node.name) if inherited else book.named(node.name)
    says, claimed = _unfolded(node.text)
    usual = f"{family or 'free'}:{slug(label)}"
    ours = usual if guid(usual) == node.guid else ""
    identity = next((i for i in (claimed, ours) if i and ids.free(i)), "")
    node.id = identity or ids.new(family or "free", label)
    ids.take(node.id)
    if up is not None and up.id:
        says["parent"] = up.id
    if node.colour:
        try:
            says["colour"] = book.colour(node.colour)
        except ValueError as error:
            notes.append(f"{label[:60]}: {error}; left out")
    return Entry(node.id, label, says, known=bool(identity), guid=node.guid)


def _unfolded(text: str) -> tuple[dict[str, Any], str]:
    """Return what a description says in our fields, and the id it claims; the rest is the definition."""
    parts: dict[str, list[str]] = {"definition": []}
    at = "definition"
    for line in text.split("\n"):
        marked = MARKED.fullmatch(line)
        name = FIELDS_OF[marked[2]] if marked and not marked[1] else ""
        if marked and name and name not in parts and _meant(name, marked[3]):
            parts[name] = [marked[3]]
            at = name if name in RULES else "definition"  # somebody may have written on below a value of one line
        else:
            parts[at].append(line[1:] if marked and marked[1] else line)
    said = {name: "\n".join(lines) for name, lines in parts.items()}
    claimed = said.pop("id", "")
    return {name: book.value(name, value) for name, value in said.items() if value.strip()}, claimed


def _meant(name: str, value: str) -> bool:
    """Say whether a line that looks like ours can be: else it is a line of somebody's definition."""
    if name in RULES:
        return True
    try:
        return bool(value.strip()) and (name == "id" or book.value(name, value) is not None)
    except ValueError:
        return False
