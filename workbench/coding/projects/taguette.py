"""Taguette projects: ``.sqlite3``, as the program exports one project or keeps its own.

Documents are HTML; a highlight is two offsets in UTF-8 bytes into what a browser takes for their text (taguette/extract.py and
describePos in taguette.js count so). Who highlighted, and when, stands in its list of commands.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from workbench.coding.projects.database import Tables, number, opened, words
from workbench.coding.projects.hypertext import Hypertext
from workbench.coding.projects.records import Dialect, Loss, Project, ProjectCode, ProjectCoding, ProjectSource, User
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbench.coding.projects.database import Row

_NEEDED = {
    "projects": ("id", "name"), "documents": ("id", "name", "project_id", "contents"), "tags": ("id", "project_id", "path"),
    "highlights": ("id", "document_id", "start_offset", "end_offset"), "highlight_tags": ("highlight_id", "tag_id"),
}  # fmt: skip
#: A dot between names is a level; one in a number or before a space is part of a name.
_LEVEL = re.compile(r"(?<=[^\s.])\.(?=[^\s.])(?!(?<=\d\.)\d)")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?Z?")
_WRONG = "their offsets lie outside the text, or inside a character"
#: No document is longer (characters), and none leaves so many tags open: no program wrote one that does.
_LONGEST, _OPEN = 4 * 2**20, 1_000


def read(raw: bytes, name: str, *, project: str = "") -> Project:
    """Return what a Taguette project holds.

    Parameters
    ----------
    raw
        The database.
    name
        Of the file, for messages.
    project
        Name of the project, if there are several in the database.

    Raises
    ------
    Refused
        If it is no such database, is damaged or hostile, or holds several projects and none of them is named.
    """
    with opened(raw, name) as tables:
        tables.require(_NEEDED, "Taguette")
        return _Reader(tables, _chosen(tables, name, project)).project()


def _chosen(tables: Tables, name: str, wanted: str) -> Row:
    """Return the project that is meant."""
    there = list(tables.rows("projects", ("id", "name", "description", "created")))
    named = [row for row in there if not wanted or words(row["name"]) == wanted]
    if len(named) == 1:
        return named[0]
    if not there:
        raise Refused(name, "there is no project in it", "In Taguette, export the project as .sqlite3.")
    found = f"{len(there)} projects in it, and one is imported at a time"
    raise Refused(name, found, "In Taguette, open the one you mean and choose to export it (.sqlite3), and import that.")


class _Reader:
    """Puts one project of a database together."""

    def __init__(self, tables: Tables, row: Row) -> None:
        self.tables, self.row = tables, row
        self.lost: Counter[tuple[str, str]] = Counter()
        self.texts: dict[int, Hypertext] = {}

    def project(self) -> Project:
        key = self.row["id"]
        sources = tuple(self._sources(key))
        codes, tags = _codes([row for row in self.tables.rows("tags", ("id", "project_id", "path", "description"))
                              if row["project_id"] == key])  # fmt: skip
        made = self._made(key)
        codings = tuple(self._codings(tags, made))
        people = {user: None for user, _ in made.values()} | {words(r["user_login"]): None for r in self._members(key)}
        users = tuple(User(f"user/{who}", who) for who in sorted(people) if who)
        return Project(
            words(self.row["name"]), "Taguette", moment(self.row["created"]), words(self.row["description"]), users, codes,
            sources, codings, losses=tuple(sorted(Loss(what, n, why) for (what, why), n in self.lost.items())),
            reading=Dialect("utf8", why="Taguette counts bytes of UTF-8"),
        )  # fmt: skip

    def _members(self, key: Any) -> Iterator[Row]:  # noqa: ANN401 (whatever a cell holds)
        for row in self.tables.rows("project_members", ("project_id", "user_login")):
            if row["project_id"] == key:
                yield row

    def _sources(self, key: Any) -> Iterator[ProjectSource]:  # noqa: ANN401 (whatever a cell holds)
        columns = ("id", "name", "description", "filename", "created", "project_id", "contents")
        for row in sorted(self.tables.rows("documents", columns), key=lambda r: number(r["id"]) or 0):
            identity = number(row["id"])
            if row["project_id"] != key or identity is None:
                continue
            text = self.texts[identity] = Hypertext(self._html(row))
            yield ProjectSource(f"document/{identity}", words(row["name"]), text=text.text, file=words(row["filename"]),
                                description=words(row["description"]), created=moment(row["created"]))  # fmt: skip

    def _html(self, row: Row) -> str:
        html = words(row["contents"])
        if not _is_html(html):
            raise Refused(self.tables.name, "a document that is too long, or is no HTML", "Split it, or leave it out.",
                          f"document {row['id']}")  # fmt: skip
        return html

    def _made(self, key: Any) -> dict[int, tuple[str, str]]:  # noqa: ANN401 (whatever a cell holds)
        """Return who made each highlight and when: the first command that says so."""
        found: dict[int, tuple[str, str]] = {}
        rows = [
            r for r in self.tables.rows("commands", ("id", "date", "user_login", "project_id", "payload")) if r["project_id"] == key
        ]
        for row in sorted(rows, key=lambda r: number(r["id"]) or 0):
            try:
                said = json.loads(words(row["payload"]))
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict) and said.get("type") == "highlight_add":
                highlight = number(said.get("highlight_id", said.get("id")))  # older versions call it id
                if highlight is not None:
                    found.setdefault(highlight, (words(row["user_login"]), moment(row["date"])))
        return found

    def _codings(self, tags: Mapping[int, str], made: Mapping[int, tuple[str, str]]) -> Iterator[ProjectCoding]:
        given: dict[int, list[int]] = defaultdict(list)
        for row in self.tables.rows("highlight_tags", ("highlight_id", "tag_id")):
            highlight, tag = number(row["highlight_id"]), number(row["tag_id"])
            if highlight is not None and tag is not None and tag in tags:
                given[highlight].append(tag)
        rows = self.tables.rows("highlights", ("id", "document_id", "start_offset", "end_offset", "snippet"))
        for row in sorted(rows, key=lambda r: number(r["id"]) or 0):
            highlight, document = number(row["id"]), number(row["document_id"])
            if highlight is None or document not in self.texts:
                continue  # of another project
            place = self._place(self.texts[document], row)
            if place is None:
                continue
            if not given[highlight]:
                self.lost["highlights without a tag", "a coding needs a code"] += 1
            user, at = made.get(highlight, ("", ""))
            for tag in sorted(set(given[highlight])):
                yield ProjectCoding(f"highlight/{highlight}/{tag}", f"document/{document}", *place, tags[tag],
                                    f"user/{user}" if user else "", at, selection=f"highlight/{highlight}")  # fmt: skip

    def _place(self, text: Hypertext, row: Row) -> tuple[int, int] | None:
        """Return where a highlight is; None if it is nowhere. What Taguette shows is right, whatever it noted beside."""
        first, last = number(row["start_offset"]), number(row["end_offset"])
        noted = words(row["snippet"])
        snippet = Hypertext(noted).told if _is_html(noted) else ""
        start, begins = text.from_bytes(first) if first is not None else (0, False)
        end, ends = text.from_bytes(last) if last is not None else (0, False)
        if not (begins and ends and start < end):
            at = nearest(text.told, snippet, start)
            if at is not None:
                self.lost[
                    "highlights put where their words stand", "their offsets lie outside the text, or inside a character"
                ] += 1
                start, end = at, at + len(snippet)
            elif start >= end or last is None or first is None:
                self.lost["highlights", "their offsets lie outside the text, and their words are not in it"] += 1
                return None
            else:
                self.lost["highlights whose ends were moved", _WRONG] += 1
        elif snippet and "".join(text.told[start:end].split()) != "".join(snippet.split()):
            self.lost[
                "highlights whose words were noted otherwise", "they are where their offsets say, as Taguette shows them"
            ] += 1
        if not text.told[start:end].strip():
            self.lost["highlights", "there is nothing but space in them"] += 1
            return None
        return text.place(start, end)


def _is_html(html: str) -> bool:
    return len(html) <= _LONGEST and html.count("<") - html.count(">") <= _OPEN


def _codes(rows: Iterable[Row]) -> tuple[tuple[ProjectCode, ...], dict[int, str]]:
    """Return tags as a tree: a dot in a path is a level; a level that is no tag itself is a folder. And the code of each tag."""
    tags: dict[int, str] = {}
    paths: dict[tuple[str, ...], ProjectCode] = {}
    described = {}
    for row in rows:
        key, path = number(row["id"]), words(row["path"])
        if key is not None and path.strip():
            described[tuple(_LEVEL.split(path))] = (key, words(row["description"]))
    for levels in sorted(described):
        for depth in range(1, len(levels) + 1):
            part = levels[:depth]
            if part in paths:
                continue
            key, description = described.get(part, (None, ""))
            identity = f"folder/{'.'.join(part)}" if key is None else f"tag/{key}"
            above = paths[part[:-1]].id if depth > 1 else ""
            paths[part] = ProjectCode(identity, part[-1], above, description, codable=key is not None)
            if key is not None:
                tags[key] = identity
    return tuple(paths.values()), tags


def nearest(text: str, wanted: str, at: int) -> int | None:
    """Return where words stand exactly, nearest to a place; None if nowhere."""
    if not wanted.strip():
        return None
    before, after = text.rfind(wanted, 0, at + len(wanted)), text.find(wanted, at)
    there = [found for found in (before, after) if found >= 0]
    return min(there, key=lambda found: (abs(found - at), found)) if there else None


def moment(value: object) -> str:
    """Return a time as it is written everywhere else: Taguette's and QualCoder's have a space in it, and are in UTC."""
    found = _MOMENT.match(words(value))
    return f"{found[1]}T{found[2]}Z" if found else ""
