"""``.qdc``: the codebook as REFI-QDA 1.5 has it, which NVivo, MAXQDA, ATLAS.ti, QualCoder and others read and write.

The format holds names, colours, descriptions and what lies below what. Rules of use, valence, keys and owners go into the
description, on lines that begin with ``Include:`` and so on, and are taken back from there; stages are sets. Families are
folders that cannot be coded with. Every GUID is made from the code's id, so a study gives the same bytes every time.

`workbench.coding.codebook.qdc_read` reads such files, ours and those of others.
"""

from __future__ import annotations

import io
import re
import uuid
from typing import TYPE_CHECKING
from xml.sax.saxutils import XMLGenerator

from workbench.coding.codebook.book import FOLDERS
from workbench.study.canon import xml_text
from workbench.study.errors import UserError
from workbench.study.names import slug
from workbench.study.records import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.coding.codebook.book import Entry

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Journey Workbench"
_GUIDS = uuid.UUID("6f1d3c1e-5b0b-5c55-9b0e-3a2f6d1c7a10")
#: What the description carries for us, in this order.
_MARKS = {"include": "Include", "exclude": "Exclude", "valence": "Valence", "latent": "Latent", "key": "Key", "owner": "Owner",
          "id": "Code"}  # fmt: skip
#: What such a line begins with, and the field it is about.
FIELDS_OF = {mark: name for name, mark in _MARKS.items()}
#: A line of a description that is ours, or looks like it behind a backslash.
MARKED = re.compile(rf"(\\*)({'|'.join(FIELDS_OF)}): ?(.*)", re.DOTALL)
#: The fields whose text may go on over several lines.
RULES = frozenset({"include", "exclude"})
STAGE_SET = "Stage: "


def guid(code: str) -> str:
    """Return the GUID of a code: always the same for the same id."""
    return str(uuid.uuid5(_GUIDS, code))


def write(entries: Sequence[Entry], stages: Mapping[str, str]) -> str:
    """Return codes as the text of a ``.qdc``; retired ones are left out.

    Parameters
    ----------
    entries
        Parents may stand anywhere.
    stages
        Label of each stage's id, for the sets.

    Raises
    ------
    UserError
        If there is no code: the format has no empty codebook.
    """
    used = [e for e in entries if not e.retired]
    if not used:
        raise UserError("There is no code to write, and a .qdc file needs one. Define a code first.")
    out = io.StringIO()
    xml = _Writer(out)
    xml.startDocument()
    xml.open("CodeBook", xmlns=NAMESPACE, origin=ORIGIN)
    xml.open("Codes")
    below = _below(used)
    for family in (f for f in FAMILIES if f in below):
        xml.open("Code", guid=guid(f"family/{family}"), name=FOLDERS[family], isCodable="false")
        _codes(xml, below, family)
        xml.close("Code")
    xml.close("Codes")
    _sets(xml, used, stages)
    xml.close("CodeBook")
    xml.endDocument()
    return out.getvalue() + "\n"


class _Writer(XMLGenerator):
    """Elements on lines of their own; nothing in them that XML cannot hold."""

    def __init__(self, out: io.StringIO) -> None:
        super().__init__(out, encoding="UTF-8", short_empty_elements=True)
        self._depth = 0

    def open(self, tag: str, /, **attributes: str) -> None:
        self.ignorableWhitespace("\n" * bool(self._depth) + " " * self._depth)
        self._depth += 1
        self.startElement(tag, {k: xml_text(v) for k, v in attributes.items()})  # type: ignore[arg-type]

    def close(self, name: str, *, inline: bool = False) -> None:
        self._depth -= 1
        if not inline:
            self.ignorableWhitespace("\n" + " " * self._depth)
        self.endElement(name)

    def leaf(self, tag: str, text: str = "", /, **attributes: str) -> None:
        self.open(tag, **attributes)
        if text:
            self.characters(xml_text(text.replace("\r\n", "\n").replace("\r", "\n")))
        self.close(tag, inline=True)


def _below(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Return what stands below each family and each code. A code whose parent is not here stands below its family."""
    here = {e.id: e for e in entries}
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        parent = here.get(entry.says.get("parent", ""))
        found.setdefault(parent.id if parent and parent.family == entry.family else entry.family, []).append(entry)
    return found


def _codes(xml: _Writer, below: Mapping[str, list[Entry]], top: str) -> None:
    """Write all below `top`, however deep, without recursion."""
    todo: list[Entry | None] = [*reversed(below[top])]
    while todo:
        entry = todo.pop()
        if entry is None:
            xml.close("Code")
            continue
        colour = {"color": entry.says["colour"]} if entry.says.get("colour") else {}
        text, inner = folded(entry), below.get(entry.id, [])
        attributes = {"guid": guid(entry.id), "name": entry.label, "isCodable": "true", **colour}
        if not text and not inner:
            xml.leaf("Code", **attributes)
            continue
        xml.open("Code", **attributes)
        if text:
            xml.leaf("Description", text)
        todo += [None, *reversed(inner)]


def _sets(xml: _Writer, entries: Iterable[Entry], stages: Mapping[str, str]) -> None:
    """Write a set for each stage that codes name; the element must not be there empty."""
    members: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.says.get("stage"):
            members.setdefault(entry.says["stage"], []).append(entry)
    if not members:
        return
    xml.open("Sets")
    for stage, inside in sorted(members.items()):
        xml.open("Set", guid=guid(f"set/{stage}"), name=STAGE_SET + stages.get(stage, stage))
        for entry in inside:
            xml.leaf("MemberCode", guid=guid(entry.id))
        xml.close("Set")
    xml.close("Sets")


def folded(entry: Entry) -> str:
    """Return the description of a code, with what the format has no place for."""
    said = {**entry.says, "id": "" if _usual(entry) else entry.id, "latent": "yes" if entry.says.get("latent") else ""}
    definition = str(said.get("definition", ""))
    lines = _guarded(definition) if definition else []
    for name, mark in _MARKS.items():
        text = "" if said.get(name) is None else str(said[name])
        first, *rest = text.split("\n") if name in RULES else [" ".join(text.split())]
        if text.strip():
            lines += [f"{mark}: {first}", *(_guarded("\n".join(rest)) if rest else [])]
    return "\n".join(lines)


def _usual(entry: Entry) -> bool:
    return entry.id == f"{entry.family}:{slug(entry.label)}"


def _guarded(text: str) -> list[str]:
    """Return the lines of a text; one that looks like a mark of ours gets a backslash in front."""
    return [f"\\{line}" if MARKED.fullmatch(line) else line for line in text.split("\n")]
