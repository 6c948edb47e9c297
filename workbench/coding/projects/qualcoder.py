"""QualCoder projects: ``data.qda`` out of a ``.qda`` folder, or the folder as a zip.

A place in a text is what its editor counted: units of UTF-16 where somebody selected words, code points where the program coded by
itself. Beside each coding the program notes its words, so every place is checked against them: `workbench.coding.projects.quoted`.
"""

from __future__ import annotations

import zipfile
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from workbench.coding.projects import qde
from workbench.coding.projects.database import Tables, number, opened, words
from workbench.coding.projects.fit import tree
from workbench.coding.projects.quoted import Quoted
from workbench.coding.projects.records import (
    Case,
    Dialect,
    Loss,
    Project,
    ProjectCode,
    ProjectCoding,
    ProjectMemo,
    ProjectSource,
    User,
    Value,
    Variable,
)
from workbench.coding.projects.taguette import moment
from workbench.coding.projects.traits import kind
from workbench.sources import zipgate
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.coding.projects.database import Row
    from workbench.coding.projects.records import SourceKind, Unit, VariableType

_NEEDED = {
    "source": ("id", "name", "fulltext"), "code_name": ("cid", "name"), "code_cat": ("catid", "name"),
    "code_text": ("cid", "fid", "seltext", "pos0", "pos1", "owner"), "cases": ("caseid", "name"),
}  # fmt: skip
#: What the project's data is called inside its folder.
DATA = "data.qda"
#: No text is longer (characters).
_LONGEST = 4 * 2**20
_DRAWN = {"code_image": "codings on pictures and pages", "code_av": "codings on recordings", "graph": "graphs",
          "stored_sql": "stored questions to the database"}  # fmt: skip


def read(raw: bytes, name: str) -> Project:
    """Return what a QualCoder project holds.

    Parameters
    ----------
    raw
        Its database, or the folder of the project as a zip.
    name
        Of the file, for messages.

    Raises
    ------
    Refused
        If it is no such project, is damaged or hostile.
    """
    with opened(_data(raw, name) if raw.startswith(b"PK") else raw, name) as tables:
        tables.require(_NEEDED, "QualCoder")
        return _Reader(tables, name).project()


def _data(raw: bytes, name: str) -> bytes:
    archive = zipgate.check(raw, name)
    inside = [m for m in archive.infolist() if m.filename.rpartition("/")[2].casefold() == DATA]
    if len(inside) != 1:
        raise Refused(name, f"{len(inside)} files called {DATA} in it, and a project has one", "Zip the .qda folder again.")
    try:
        return archive.read(inside[0])
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError) as error:
        raise Refused(name, f"damaged ({error})", "Zip the .qda folder again.", f"member {inside[0].filename[:60]!r}") from None


class _Reader:
    """Puts a project together."""

    def __init__(self, tables: Tables, name: str) -> None:
        self.tables, self.name = tables, name
        self.lost: Counter[tuple[str, str]] = Counter()
        self.texts: dict[int, Quoted] = {}
        self.owners: dict[str, None] = {}

    def project(self) -> Project:
        about = next(self.tables.rows("project", ("date", "memo", "about")), {"date": "", "memo": "", "about": ""})
        types = list(self.tables.rows("attribute_type", ("name", "memo", "caseorfile", "valuetype")))
        variables, values = self._variables(types)
        sources, noted = self._sources(values)
        codes = self._codes()
        codings = tuple(self._codings({c.id for c in codes if c.codable}))
        cases = tuple(self._cases(values, codings))
        memos = (*noted, *self._memos())
        for table, what in _DRAWN.items():
            self.lost[what, "only texts are taken"] += sum(1 for _ in self.tables.rows(table, ("rowid",)))
        for row in self.tables.rows("coder_names", ("name",)):
            self.user(row["name"])
        users = tuple(User(f"user/{who}", who) for who in sorted(self.owners))
        losses = tuple(sorted(Loss(what, n, why) for (what, why), n in self.lost.items() if n))
        name = self.name.removesuffix(".zip").removesuffix(".qda")
        return Project(
            name, words(about["about"]) or "QualCoder", local(about["date"]), words(about["memo"]), users, codes, sources, codings,
            memos, cases, variables, losses=losses, reading=self._reading(),
        )  # fmt: skip

    def user(self, name: Any) -> str:  # noqa: ANN401 (whatever a cell holds)
        """Return the identity of somebody; empty if nobody is named."""
        who = words(name).strip()
        if who:
            self.owners[who] = None
        return f"user/{who}" if who else ""

    def _reading(self) -> Dialect:
        units = Counter(text.dialect.unit for text in self.texts.values() if text.checked)
        unit: Unit = "utf16" if units["utf16"] >= units["codepoint"] else "codepoint"
        return Dialect(unit, why="each place was checked against the words that are noted beside it")

    # Sources -----------------------------------------------------------------------------------------------------

    def _sources(self, values: dict[tuple[str, int], tuple[Value, ...]]) -> tuple[tuple[ProjectSource, ...], list[ProjectMemo]]:
        found, noted = [], []
        columns = ("id", "name", "fulltext", "mediapath", "memo", "owner", "date", "av_text_id")
        rows = [(key, row) for row in self.tables.rows("source", columns) if (key := number(row["id"])) is not None]
        recordings = {spoken: key for key, row in rows if (spoken := number(row["av_text_id"])) is not None}
        for key, row in sorted(rows, key=lambda pair: pair[0]):
            stored, identity = words(row["fulltext"]), f"source/{key}"
            if len(stored) > _LONGEST:
                raise Refused(self.name, f"a text of {len(stored):,} characters", "Split it, or leave it out.", f"source {key}")
            if stored:
                self.texts[key] = Quoted(stored)
            text = self.texts[key].text if stored else ""
            of = f"source/{recordings[key]}" if key in recordings else ""
            found.append(ProjectSource(
                identity, words(row["name"]), "text" if stored else _kind(words(row["mediapath"])), text,
                file=words(row["mediapath"]).rpartition("/")[2].rpartition(":")[2], user=self.user(row["owner"]),
                created=local(row["date"]), values=values.get(("file", key), ()), recording=of,
            ))  # fmt: skip
            self.lost["sources without a text", "pictures and recordings are not taken"] += not stored
            if words(row["memo"]).strip():
                noted.append(ProjectMemo(f"memo of source/{key}", words(row["memo"]), "source", identity, "",
                                         self.user(row["owner"]), local(row["date"])))  # fmt: skip
        return tuple(found), noted

    def _variables(self, types: list[Row]) -> tuple[tuple[Variable, ...], dict[tuple[str, int], tuple[Value, ...]]]:
        """Return what is known of cases and files, as variables and their values."""
        seen: dict[str, list[str]] = defaultdict(list)
        held: dict[tuple[str, int], list[Value]] = defaultdict(list)
        for row in sorted(self.tables.rows("attribute", ("name", "attr_type", "value", "id")), key=lambda r: words(r["name"])):
            key, text = number(row["id"]), words(row["value"]).strip()
            if key is not None and text:
                seen[words(row["name"])].append(text)
                held[words(row["attr_type"]), key].append(Value(f"variable/{words(row['name'])}", text))
        known = {words(row["name"]): row for row in types}
        found = []
        for name in sorted({*known, *seen}):
            narrow: VariableType = kind(seen[name]) if seen[name] else "Text"
            numeric = words(known[name]["valuetype"]) == "numeric" if name in known else False
            memo = words(known[name]["memo"]) if name in known else ""
            found.append(Variable(f"variable/{name}", name, narrow if numeric and narrow in {"Integer", "Float"} else "Text", memo))
        return tuple(found), {key: tuple(values) for key, values in held.items()}

    # Codes and codings -------------------------------------------------------------------------------------------

    def _codes(self) -> tuple[ProjectCode, ...]:
        found = []
        for row in sorted(self.tables.rows("code_cat", ("catid", "name", "memo", "supercatid")), key=lambda r: words(r["name"])):
            above = _above(("category", row["supercatid"]))
            found.append(
                ProjectCode(f"category/{words(row['catid'])}", words(row["name"]), above, words(row["memo"]), codable=False)
            )
        columns = ("cid", "name", "memo", "catid", "color", "supercid")
        for row in sorted(self.tables.rows("code_name", columns), key=lambda r: words(r["name"])):
            above = _above(("code", row["supercid"]), ("category", row["catid"]))
            colour = qde.colour(words(row["color"])) or ""
            found.append(ProjectCode(f"code/{words(row['cid'])}", words(row["name"]), above, words(row["memo"]), colour))
        return tree(found)

    def _codings(self, codes: set[str]) -> Iterator[ProjectCoding]:
        columns = ("ctid", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo", "important")
        by_text: dict[int, list[Row]] = defaultdict(list)
        for row in self.tables.rows("code_text", columns):
            key = number(row["fid"])
            if key not in self.texts or f"code/{words(row['cid'])}" not in codes:
                self.lost["codings", "their text or their code is not in the project"] += 1
            elif key is not None:
                by_text[key].append(row)
        for key, rows in sorted(by_text.items()):
            rows.sort(key=lambda r: (number(r["pos0"]) or 0, number(r["pos1"]) or 0, words(r["cid"]), words(r["owner"])))
            marks = [(number(r["pos0"]), number(r["pos1"]), words(r["seltext"])) for r in rows]
            for n, (row, place) in enumerate(zip(rows, self.texts[key].places(marks, self.lost), strict=True)):
                if place is None:
                    continue
                note = "\n".join(x for x in (words(row["memo"]), "Important" if number(row["important"]) else "") if x)
                yield ProjectCoding(
                    f"coding/{key}/{words(row['ctid']) or n}", f"source/{key}", *place, f"code/{words(row['cid'])}",
                    self.user(row["owner"]), local(row["date"]), note, selection=f"passage/{key}/{place[0]}-{place[1]}",
                )  # fmt: skip

    # Who was heard, what was noted -------------------------------------------------------------------------------

    def _cases(self, values: dict[tuple[str, int], tuple[Value, ...]], codings: tuple[ProjectCoding, ...]) -> Iterator[Case]:
        whole: dict[int, list[str]] = defaultdict(list)
        parts: dict[int, dict[str, None]] = defaultdict(dict)
        inside: dict[str, list[ProjectCoding]] = defaultdict(list)
        for coding in codings:
            inside[coding.source].append(coding)
        for row in sorted(
            self.tables.rows("case_text", ("id", "caseid", "fid", "pos0", "pos1")), key=lambda r: number(r["id"]) or 0
        ):
            case, key, first, last = (number(row[c]) for c in ("caseid", "fid", "pos0", "pos1"))
            if case is None or key is None:
                continue
            place = self.texts[key].part(first, last) if key in self.texts else None
            if place is None or place == (0, len(self.texts[key].text)):
                whole[case].append(f"source/{key}")
                continue
            self.lost["parts of texts that belong to a case", "the case has the codings in them"] += 1
            mine = (c for c in inside[f"source/{key}"] if place[0] <= c.start and c.end <= place[1])
            parts[case] |= dict.fromkeys(c.selection for c in mine)
        for row in sorted(self.tables.rows("cases", ("caseid", "name", "memo")), key=lambda r: words(r["name"])):
            key = number(row["caseid"])
            if key is not None:
                yield Case(f"case/{key}", words(row["name"]), words(row["memo"]), values.get(("case", key), ()),
                           tuple(dict.fromkeys(whole[key])), tuple(parts[key]))  # fmt: skip

    def _memos(self) -> Iterator[ProjectMemo]:
        for row in sorted(self.tables.rows("annotation", ("anid", "fid", "pos0", "pos1", "memo", "owner", "date")),
                          key=lambda r: number(r["anid"]) or 0):  # fmt: skip
            key, memo = number(row["fid"]), words(row["memo"])
            place = self.texts[key].part(number(row["pos0"]), number(row["pos1"])) if key in self.texts else None
            if memo.strip() and place:
                yield ProjectMemo(f"annotation/{words(row['anid'])}", memo, "passage", f"source/{key}", "", self.user(row["owner"]),
                                  local(row["date"]), *place)  # fmt: skip
            elif memo.strip():
                self.lost["annotations", "their place is not in the text"] += 1
        for row in sorted(
            self.tables.rows("journal", ("jid", "name", "jentry", "date", "owner")), key=lambda r: number(r["jid"]) or 0
        ):
            if words(row["jentry"]).strip():
                yield ProjectMemo(f"journal/{words(row['jid'])}", words(row["jentry"]), "free", "", words(row["name"]),
                                  self.user(row["owner"]), local(row["date"]))  # fmt: skip


def _above(*places: tuple[str, object]) -> str:
    """Return the first of some places in the tree that is one; empty for the top."""
    return next((f"{kind}/{key}" for kind, cell in places if (key := number(cell)) is not None), "")


def _kind(path: str) -> SourceKind:
    folder = path.lstrip("/").replace(":", "/").partition("/")[0]
    return {"images": "picture", "audio": "audio", "video": "video"}.get(folder, "text")  # type: ignore[return-value]


def local(value: object) -> str:
    """Return a time as the program noted it: on somebody's clock, of a place it does not say."""
    return moment(value).removesuffix("Z")
