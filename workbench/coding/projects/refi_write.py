"""``.qdpx``: a project as REFI-QDA 1.5 has it, for NVivo, MAXQDA, ATLAS.ti, QualCoder and others.

What readers disagree about is written the one way that all of them read alike: places are code points from 0, half-open,
into texts of their own with LF and without a byte order mark; the name of a passage is the passage, so a reader can tell how
places are counted; each coding names its coder. The same project gives the same bytes, in any process.
"""

from __future__ import annotations

import io
from collections import defaultdict
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from workbench.coding.projects import qde
from workbench.coding.projects.fit import fit
from workbench.coding.projects.noted import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.coding.projects.fit import Fitted, Passage
    from workbench.coding.projects.records import Loss, Project, ProjectMemo, ProjectSource, Value

NAMESPACE = "urn:QDA-XML:project:1.0"
SCHEMA = "http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd"
ORIGIN = "Journey Workbench"
#: What a passage is called: its first characters.
LONGEST_NAME = 100
_EPOCH = (1980, 1, 1, 0, 0, 0)
_NOTE = "Note"
#: When a note was made of which nobody knows.
_NO_DAY = "1970-01-01T00:00:00Z"
_VALUES = {"Text": "TextValue", "Boolean": "BooleanValue", "Integer": "IntegerValue", "Float": "FloatValue",
           "Date": "DateValue", "DateTime": "DateTimeValue"}  # fmt: skip


def write(project: Project) -> bytes:
    """Return a project as the bytes of a ``.qdpx``.

    Parameters
    ----------
    project
        What cannot be written is left out; `lost` says what that is.
    """
    return written(project)[0]


def written(project: Project) -> tuple[bytes, tuple[Loss, ...]]:
    """Return a project as the bytes of a ``.qdpx``, and what of it they do not hold."""
    fitted = fit(project)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        with archive.open(_member("project.qde"), "w", force_zip64=True) as sink:
            _Writer(fitted, qde.Elements(sink)).write()
        for source in fitted.project.sources:
            archive.writestr(_member(f"sources/{_file(source)}"), source.text.encode())
    return out.getvalue(), fitted.losses


def lost(project: Project) -> tuple[Loss, ...]:
    """Return what of a project a ``.qdpx`` does not hold, or not as it was."""
    return fit(project).losses


def _said(passage: Passage) -> str:
    """Return what was noted about a passage, or about the one coding on it: some programs look for it here."""
    if passage.memos:
        return passage.memos[0].text
    return passage.codings[0].note if len(passage.codings) == 1 else ""


def _member(name: str) -> ZipInfo:
    info = ZipInfo(name, _EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _file(source: ProjectSource) -> str:
    return f"{qde.guid(source.id)}.txt"


class _Writer:
    """Writes ``project.qde``; the order of elements is the schema's."""

    def __init__(self, fitted: Fitted, xml: qde.Elements) -> None:
        self.project, self.passages, self.xml = fitted.project, fitted.passages, xml
        self._known = {user.id for user in self.project.users}
        self._types = {v.id: v.type for v in self.project.variables}
        self._notes: dict[tuple[str, str], list[ProjectMemo]] = defaultdict(list)
        for memo in self.project.memos:
            self._notes[memo.about, memo.target].append(memo)

    def write(self) -> None:
        """Write it all."""
        project, xml = self.project, self.xml
        attributes = {"xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance", "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}"}
        xml.open("Project", xmlns=NAMESPACE, **attributes, name=project.name, origin=project.origin or ORIGIN,
                 creationDateTime=qde.moment(project.created))  # fmt: skip
        self._users()
        self._codes()
        self._variables()
        self._cases()
        self._sources()
        self._memos()
        self._links()
        self._sets()
        if project.description:
            xml.leaf("Description", project.description)
        self._refs("project", "")
        xml.close("Project")
        xml.flush()

    def _users(self) -> None:
        if self.project.users:
            self.xml.open("Users")
            for user in self.project.users:
                self.xml.leaf("User", guid=qde.guid(user.id), name=user.name)
            self.xml.close("Users")

    def _codes(self) -> None:
        """Write the tree of codes, however deep, without recursion."""
        codes, xml = self.project.codes, self.xml
        if not codes:
            return
        xml.open("CodeBook")
        xml.open("Codes")
        above: list[str] = []  # what is open
        for code in codes:  # each after its parent, before the next that stands beside it
            while above and above[-1] != code.parent:
                xml.close("Code")
                above.pop()
            xml.open("Code", guid=qde.guid(code.id), name=code.name, isCodable="true" if code.codable else "false",
                     color=qde.colour(code.colour))  # fmt: skip
            above.append(code.id)
            if code.description:
                xml.leaf("Description", code.description)
            self._refs("code", code.id)
        for _ in above:
            xml.close("Code")
        xml.close("Codes")
        xml.close("CodeBook")

    def _variables(self) -> None:
        if self.project.variables:
            self.xml.open("Variables")
            for variable in self.project.variables:
                self.xml.open("Variable", guid=qde.guid(variable.id), name=variable.name, typeOfVariable=variable.type)
                if variable.description:
                    self.xml.leaf("Description", variable.description)
                self.xml.close("Variable")
            self.xml.close("Variables")

    def _cases(self) -> None:
        if not self.project.cases:
            return
        self.xml.open("Cases")
        for case in self.project.cases:
            self.xml.open("Case", guid=qde.guid(case.id), name=case.name)
            if case.description:
                self.xml.leaf("Description", case.description)
            self._targets("CodeRef", case.codes)
            self._values(case.values)
            self._targets("SourceRef", case.sources)
            self._targets("SelectionRef", case.passages)
            self.xml.close("Case")
        self.xml.close("Cases")

    def _sources(self) -> None:
        if not self.project.sources:
            return
        self.xml.open("Sources")
        for source in self.project.sources:
            self._source(source)
        self.xml.close("Sources")

    def _source(self, source: ProjectSource) -> None:
        self.xml.open("TextSource", guid=qde.guid(source.id), name=source.name, plainTextPath=f"internal://{_file(source)}",
                      **self._made(source.user, source.created))  # fmt: skip
        if source.description:
            self.xml.leaf("Description", source.description)
        for passage in self.passages.get(source.id, ()):
            self.xml.open("PlainTextSelection", guid=passage.guid, name=source.text[passage.start : passage.end][:LONGEST_NAME],
                          startPosition=str(passage.start), endPosition=str(passage.end), **self._made(*passage.made))  # fmt: skip
            if said := _said(passage):
                self.xml.leaf("Description", said)
            for coding in passage.codings:
                self.xml.open("Coding", guid=qde.guid(coding.id), **self._made(coding.user, coding.created))
                self.xml.leaf("CodeRef", targetGUID=qde.guid(coding.code))
                if fold(coding.note, coding.stance, coding.valence):
                    self.xml.leaf("NoteRef", targetGUID=qde.derived("note", coding.id))
                self._refs("coding", coding.id)
                self.xml.close("Coding")
            for memo in passage.memos:
                self.xml.leaf("NoteRef", targetGUID=qde.guid(memo.id))
            self.xml.close("PlainTextSelection")
        self._refs("source", source.id)
        self._values(source.values)
        self.xml.close("TextSource")

    def _memos(self) -> None:
        noted = [(c, text) for c in self.project.codings if (text := fold(c.note, c.stance, c.valence))]
        if not self.project.memos and not noted:
            return
        self.xml.open("Notes")
        for memo in self.project.memos:
            self._note(qde.guid(memo.id), memo.name, memo.text, memo.user, memo.created)
        for coding, text in noted:
            self._note(qde.derived("note", coding.id), _NOTE, text, coding.user, coding.created)
        self.xml.close("Notes")

    def _note(self, guid: str, name: str, text: str, user: str, created: str) -> None:
        when = created if qde.moment(created) else self.project.created if qde.moment(self.project.created) else _NO_DAY
        self.xml.open("Note", guid=guid, name=name or None, **self._made(user, when))  # some stop at a note without a date
        self.xml.leaf("PlainTextContent", text)
        self.xml.close("Note")

    def _links(self) -> None:
        if self.project.links:
            self.xml.open("Links")
            for link in self.project.links:
                self.xml.open("Link", guid=qde.guid(link.id), name=link.name or None, direction=link.direction,
                              color=qde.colour(link.colour), originGUID=qde.guid(link.origin),
                              targetGUID=qde.guid(link.target))  # fmt: skip
                self._refs("link", link.id)
                self.xml.close("Link")
            self.xml.close("Links")

    def _sets(self) -> None:
        if not self.project.sets:
            return
        self.xml.open("Sets")
        for one in self.project.sets:
            self.xml.open("Set", guid=qde.guid(one.id), name=one.name)
            if one.description:
                self.xml.leaf("Description", one.description)
            self._targets("MemberCode", one.codes)
            self._targets("MemberSource", one.sources)
            self._targets("MemberNote", dict.fromkeys([*one.memos, *(m.id for m in self._notes["set", one.id])]))
            self.xml.close("Set")
        self.xml.close("Sets")

    def _values(self, values: Iterable[Value]) -> None:
        for value in values:
            self.xml.open("VariableValue")
            self.xml.leaf("VariableRef", targetGUID=qde.guid(value.variable))
            self.xml.leaf(_VALUES[self._types[value.variable]], value.text)
            self.xml.close("VariableValue")

    def _refs(self, about: str, target: str) -> None:
        for memo in self._notes.get((about, target), ()):
            self.xml.leaf("NoteRef", targetGUID=qde.guid(memo.id))

    def _made(self, user: str, created: str) -> dict[str, str | None]:
        """Return who made something and when, as far as it is known."""
        return {"creatingUser": qde.guid(user) if user in self._known else None, "creationDateTime": qde.moment(created)}

    def _targets(self, tag: str, ids: Iterable[str]) -> None:
        for identity in ids:
            self.xml.leaf(tag, targetGUID=qde.guid(identity))
