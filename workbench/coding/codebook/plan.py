"""What taking over a codebook would do, shown before it is done: nothing of a study is overwritten unasked.

A code is *added* if the study has none like it, *the same* if both say the same, *changed* if the file says something where
the study says nothing, *conflicting* where both speak and differ. Added and changed codes are taken over; of conflicts the
study's word stays unless a person names the code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from workbench.coding.codebook import book, qdc
from workbench.coding.codebook.book import FIELDS
from workbench.coding.codebook.codes import COMMAND_KEYS, codebook
from workbench.study.errors import UserError
from workbench.study.records import Code

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from workbench.coding.codebook.book import Book, Entry
    from workbench.coding.codebook.codes import Item
    from workbench.study.folder import Folder
    from workbench.study.records import Act

Verdict = Literal["added", "changed", "same", "conflicting"]

COLUMNS = ("code", "label", "verdict", "field", "here", "file", "why")
_BLANK = Code("", "", "")
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A field about which the file speaks; `here` is what the study says."""

    field: str
    here: Any
    file: Any

    @property
    def conflicts(self) -> bool:
        """Whether the study says something else, rather than nothing."""
        return self.field in {"label", "retired"} or self.here != getattr(_BLANK, self.field, ())


@dataclass(frozen=True, slots=True)
class Row:
    """What the file would do to one code.

    Attributes
    ----------
    code
        Its id in the study.
    label
        As in the file.
    verdict
        ``added``, ``changed``, ``same`` or ``conflicting``.
    differences
        Where file and study differ; for an added code what the file says.
    why
        If it cannot be taken over whatever a person says: why not.
    """

    code: str
    label: str
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """What a codebook would do to a study; nothing is done yet. It shows itself as a table."""

    book: Book
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """How many codes have each verdict."""
        words: tuple[Verdict, ...] = ("added", "changed", "same", "conflicting")
        return {word: sum(r.verdict == word for r in self.rows) for word in words}

    def __repr__(self) -> str:
        return f"<codebook to take over: {', '.join(f'{n} {word}' for word, n in self.counts.items())}; nothing is done yet>"

    def frame(self) -> pd.DataFrame:
        """Return one row for each field in which file and study differ, and one for each code that is the same."""
        import pandas as pd

        rows = [
            (r.code, r.label, r.verdict, d.field, _words(d.here), _words(d.file), r.why)
            for r in self.rows for d in r.differences or (Difference("", "", ""),)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col' style='text-align:left;padding:2px 10px 2px 0'>{escape(c)}</th>" for c in COLUMNS)
        frame = self.frame()
        told = frame[frame["verdict"] != "same"].head(_SHOWN)
        cell = "<td style='text-align:left;vertical-align:top;padding:2px 10px 2px 0'>{}</td>"
        body = "".join("<tr>" + "".join(cell.format(escape(str(v))) for v in r) + "</tr>" for r in told.itertuples(index=False))
        notes = "".join(f"<li>{escape(n)}</li>" for n in self.notes)
        return (
            f"<p><strong>{escape(repr(self).strip('<>'))}</strong></p>"
            + (f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if len(told) else "")
            + (f"<ul>{notes}</ul>" if notes else "")
        )


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return f"{len(value)} passages" if value else ""
    return "" if value is None else str(value)


def plan(folder: Folder, made: Book) -> Plan:
    """Return what taking over a codebook would do to a study.

    Parameters
    ----------
    folder
        The study.
    made
        As `workbench.coding.codebook.files.read_codebook` gives it.
    """
    planner = _Planner(folder, made)
    rows = tuple(planner.row(entry) for entry in made.entries)
    return Plan(made, rows, (*made.notes, *dict.fromkeys(planner.notes)))


def take_over(folder: Folder, planned: Plan, *, coder: str, reason: str = "", take: Collection[str] | None = ()) -> list[Act]:
    """Take a codebook over into a study, as one gesture that one undo takes back.

    Parameters
    ----------
    folder
        The study.
    planned
        What was shown to the person.
    coder
        Who takes it over.
    reason
        Why.
    take
        Ids of conflicting codes for which the file's word goes; None for all of them.

    Returns
    -------
    list of Act
        Empty if there is nothing to do.

    Raises
    ------
    UserError
        If the codebook changed since the plan was made, or `take` names a code that does not conflict.
    """
    now = plan(folder, planned.book)
    if now.rows != planned.rows:
        raise UserError("The codebook changed since you looked. Look at the plan again, then take it over.")
    conflicts = {r.code for r in now.rows if r.verdict == "conflicting"}
    if take is not None and (unknown := set(take) - conflicts):
        raise UserError(f"{', '.join(sorted(unknown))} does not conflict. Name only codes that the plan calls conflicting.")
    chosen = conflicts if take is None else set(take)
    items = [item for row in now.rows for item in _items(row, file=row.code in chosen)]
    above = {body["code"]: body["parent"] for _, body in items if body.get("parent")}
    items.sort(key=lambda item: (("code.define", "code.example", "code.retire").index(item[0]), _depth(item[1]["code"], above)))
    if not items:
        return []
    if reason:
        items[0] = (items[0][0], {**items[0][1], "reason": reason})
    return folder.act(coder, *items, together=True)


def _items(row: Row, *, file: bool) -> Iterable[Item]:
    """Yield the acts for one code."""
    if row.why or row.verdict == "same":
        return
    told = {d.field: d.file for d in row.differences if file or row.verdict == "added" or not d.conflicts}
    fields = {k: v for k, v in told.items() if k not in {"examples", "retired"}}
    if row.verdict == "added" or fields:
        yield "code.define", {"code": row.code, **fields}
    for anchor, stance in told.get("examples", ()):
        place = {k: getattr(anchor, k) for k in ("source", "item", "version", "start", "end")}
        yield "code.example", {"code": row.code, "anchor": place, "stance": stance}
    if told.get("retired"):
        if not fields and row.verdict != "added":
            yield "code.define", {"code": row.code}  # a stage or emotion nobody used is not in the log yet
        yield "code.retire", {"code": row.code}


def _depth(code: str, above: Mapping[str, str]) -> int:
    """Return how many codes of the gesture stand above `code`: they are made first."""
    seen: set[str] = set()
    while code in above and code not in seen:
        seen.add(code)
        code = above[code]
    return len(seen)


class _Planner:
    """Finds the study's code for each of the file's, then compares field by field."""

    def __init__(self, folder: Folder, made: Book) -> None:
        self.notes: list[str] = []
        self._folder = folder
        self._state = folder.state()
        self._codes = {c.id: c for c in codebook(folder.settings, self._state)}
        self._stages = {f"stage:{s.id}" for s in folder.settings.stages}
        self._guids = {qdc.guid(c): c for c in self._codes}
        self._entries = {e.id: e for e in made.entries}
        self._shown = {(e.code, e.anchor, e.stance) for e in self._state.examples.values()}
        self._sources = {t.id for t in folder.transcripts()} | {s.id for s in folder.surveys()}
        self._keys = {c.key: c.id for c in self._codes.values() if c.key and not c.retired}
        self._called: dict[tuple[str, str], list[Code]] = {}
        for c in self._codes.values():
            if not c.retired:
                self._called.setdefault((c.family, c.label.casefold()), []).append(c)
        self._new = book.Ids({*self._codes, *self._state.merged})
        self._used: set[str] = set()
        self._ids: dict[str, str] = {}
        for entry in made.entries:
            code = self._ids[entry.id] = self._identity(entry)
            self._used.add(code)
            self._new.take(code)
        self._above = {c.id: c.parent for c in self._codes.values()}

    def _identity(self, entry: Entry) -> str:
        """Return the id in the study of the file's code: the same id, the same GUID, or the same label in its family."""
        if entry.known and (entry.id in self._codes or entry.id in self._state.merged):
            return entry.id
        if entry.guid in self._guids:
            return self._guids[entry.guid]
        if entry.family == "stage" and (stage := self._stage(entry.label)):
            return f"stage:{stage}"
        alike = [c for c in self._called.get((entry.family, entry.label.casefold()), []) if c.id not in self._used]
        if len(alike) > 1:
            alike = [c for c in alike if c.parent == self._ids.get(entry.says.get("parent", ""), "")] or alike
        if alike:
            return alike[0].id
        return entry.id if entry.known and self._new.free(entry.id) else self._new.new(entry.family, entry.label)

    def _stage(self, name: str) -> str:
        try:
            return self._folder.settings.stage(name)
        except KeyError:
            return ""

    def row(self, entry: Entry) -> Row:
        """Return what the file would do to one code."""
        code = self._ids[entry.id]
        said = self._said(entry, code)
        here = self._codes.get(code)
        if why := self._hopeless(entry, code):
            return Row(code, entry.label, "conflicting", (), why)
        if here is None:
            told = {"label": entry.label, **{k: v for k, v in said.items() if v != getattr(_BLANK, k, ())}}
            return Row(code, entry.label, "added", tuple(Difference(k, "", v) for k, v in told.items()))
        now = {**{f: getattr(here, f) for f in FIELDS}, "label": here.label, "examples": (), "retired": here.retired}
        # Where the label found the code, its case is nobody's wish; a stage may have been found by an alias.
        alike = not entry.known and (entry.label.casefold() == here.label.casefold() or code in self._stages)
        label = {} if alike else {"label": entry.label}
        differences = tuple(Difference(k, now[k], v) for k, v in {**label, **said}.items() if v != now[k])
        clash = any(d.conflicts for d in differences)
        return Row(code, entry.label, "conflicting" if clash else "changed" if differences else "same", differences)

    def _hopeless(self, entry: Entry, code: str) -> str:
        """Return why the file's word on a code cannot go, whatever a person says; empty if it can."""
        here = self._codes.get(code)
        if code in self._state.merged:
            return f"merged into {self._state.resolve(code)} here; its codings are there"
        if here is None and code.startswith("stage:"):
            return "stages are set in study.toml: add it there first"
        if here is not None and here.retired and not entry.retired:
            return "retired here; undo that to use it again"
        if here is not None and entry.retired and code in self._stages:
            return "stages are set in study.toml: take it out there"
        return ""

    def _said(self, entry: Entry, code: str) -> dict[str, Any]:
        """Return what the file says, in the study's ids; what the study cannot hold is left out and noted."""
        said = dict(entry.says)
        if "parent" in said:
            said["parent"] = self._parent(entry, code)
        if said.get("stage"):
            stage = self._stage(said["stage"])
            if not stage:
                self.notes.append(f"{code}: the study has no stage {said.pop('stage')!r}; left out")
            else:
                said["stage"] = stage
        if said.get("key") and (why := self._key(said["key"], code)):
            self.notes.append(f"{code}: the key {said.pop('key')!r} {why}; left out")
        said = {k: v for k, v in said.items() if v is not _GONE}
        fresh = tuple(pair for pair in entry.examples if (code, *pair) not in self._shown)
        kept = tuple(pair for pair in fresh if pair[0].source in self._sources)
        if len(kept) < len(fresh):
            self.notes.append(f"{code}: {len(fresh) - len(kept)} examples are of sources that are not here; left out")
        return {**said, **({"examples": kept} if kept else {}), **({"retired": True} if entry.retired else {})}

    def _parent(self, entry: Entry, code: str) -> Any:  # noqa: ANN401
        """Return the id of the code above, `_GONE` if the file's word cannot go."""
        wanted = entry.says["parent"]
        if not wanted:
            return ""
        parent = self._ids.get(wanted, wanted if wanted in self._codes else "")
        if not parent or book.family_of(parent) != book.family_of(code):
            self.notes.append(f"{code}: its parent {wanted!r} is {'of another family' if parent else 'not here'}; left out")
            return _GONE
        seen, step = {code}, parent
        while step:
            if step in seen:
                self.notes.append(f"{code}: below {parent} it would stand below itself; left out")
                return _GONE
            seen.add(step)
            step = self._above.get(step, "")
        self._above[code] = parent
        return parent

    def _key(self, key: str, code: str) -> str:
        if key.casefold() in COMMAND_KEYS:
            return "is a command of the coder"
        owner = self._keys.setdefault(key, code)
        return "" if owner == code else f"is that of {owner}"


_GONE = object()
