"""Codebooks in and out of files: ``.toml``, ``.csv`` and ``.qdc`` out; these, tables and plain lists in.

Each way says what it leaves behind. Reading changes nothing: `workbench.coding.codebook.plan` shows what would change.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook import book, qdc, qdc_read
from workbench.coding.codebook import table as sheet
from workbench.coding.codebook import toml as codebook_toml
from workbench.coding.codebook.book import FIELDS, Book, Entry
from workbench.coding.codebook.codes import Use, codebook, use
from workbench.study.canon import write_atomic
from workbench.study.errors import Refused, UserError
from workbench.study.records import Code
from workbench.study.words import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder

_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".tab"})
_BLANK = Code("", "", "")
_WORDS = frozenset({"definition", "include", "exclude", "owner"})
_OUT = ".toml, .csv and .qdc"


@dataclass(frozen=True, slots=True, repr=False)
class Saved:
    """A codebook that was written, and what the file does not hold."""

    path: Path
    codes: int
    dropped: tuple[str, ...]

    def __repr__(self) -> str:
        """Return sentences: how many codes, and what is not in the file."""
        left = "".join(f"\n- {line}" for line in self.dropped)
        return f"{self.path.name}: {self.codes} codes." + (f" Not in it, or in another shape:{left}" if left else "")


def entries(folder: Folder) -> list[Entry]:
    """Return what the study says about each code; merged codes are left out."""
    state = folder.state()
    shown: dict[str, list[Any]] = {}
    for example in sorted(state.examples.values(), key=lambda e: (e.anchor, e.stance, e.id)):
        pair = (example.anchor, example.stance)
        if pair not in shown.setdefault(example.code, []):
            shown[example.code].append(pair)
    found = []
    for code in codebook(folder.settings, state):
        if code.id not in state.merged:
            says = {f: getattr(code, f) for f in FIELDS if getattr(code, f) != getattr(_BLANK, f)}
            found.append(Entry(code.id, code.label, says, tuple(shown.get(code.id, ())), code.retired, guid=qdc.guid(code.id)))
    return found


def save_codebook(
    folder: Folder, path: str | Path, *, redactor: Redactor | None = None, check: Callable[[str, bytes], None] | None = None
) -> Saved:
    """Write the codebook to a file, in the format of its suffix.

    Parameters
    ----------
    folder
        The study.
    path
        Ends in ``.toml``, ``.csv`` or ``.qdc``; a file that is there is replaced.
    redactor
        Masks names in labels and rules; examples hold no words in any format.
    check
        Looks at the name and the bytes of the finished file before it is written, and raises if it must not be.

    Returns
    -------
    Saved
        With what the file does not hold: it prints as sentences.

    Raises
    ------
    UserError
        If no format has that suffix, or the disk refuses.
    CheckFailed
        If the check says no; nothing is written.
    """
    target = Path(path)
    plain = written = entries(folder)
    if redactor is not None:
        written = masked(written, redactor)
    if target.suffix == ".toml":
        text, dropped = codebook_toml.write(written), _merged(folder)
    elif target.suffix == ".csv":
        text, dropped = _table(folder, plain, written), (*_merged(folder), *_retired(written), *_examples(written))
    elif target.suffix == ".qdc":
        text = qdc.write(written, stages(folder, redactor))
        dropped = (*_merged(folder), *_retired(written), *_examples(written), *_folded(written))
    else:
        raise UserError(f"{target.name}: codebooks are written as {_OUT}. Give the file one of these endings.")
    if check is not None:
        check(target.name, text.encode())
    try:
        write_atomic(target, text)
    except OSError as error:
        raise UserError(f"{target.name} was not written ({error.strerror}). Choose another folder.") from None
    here = sum(1 for e in written if target.suffix == ".toml" or not e.retired)
    return Saved(target, here, (*dropped, *_memos(folder)))


def stages(folder: Folder, redactor: Redactor | None = None) -> dict[str, str]:
    """Return what each stage is called, masked if there is a redactor."""
    return {s.id: redactor.text(s.label, guess=False) if redactor else s.label for s in folder.settings.stages}


def masked(written: list[Entry], redactor: Redactor) -> list[Entry]:
    """Return entries without names. An id is made from a label, so one that holds a name goes as well."""
    labels = {e.id: redactor.text(e.label, guess=False) for e in written}
    spelt = {e.id: e.id.replace("-", " ") for e in written}
    safe = {i for e in written for i in (e.id,) if labels[i] == e.label and redactor.text(spelt[i], guess=False) == spelt[i]}
    ids = book.Ids(safe)
    names = {e.id: e.id if e.id in safe else ids.new(e.family, labels[e.id]) for e in written}
    found = []
    for e in written:
        says = {k: redactor.text(v, guess=False) if k in _WORDS else v for k, v in e.says.items()}
        says |= {"parent": names.get(says["parent"], "")} if "parent" in says else {}
        found.append(replace(e, id=names[e.id], label=labels[e.id], says=says))
    return found


def codebook_csv(folder: Folder) -> str:
    """Return the codebook as the text of ``codebook.csv``; no cell of it is a formula to a spreadsheet."""
    written = entries(folder)
    return _table(folder, written, written)


def _table(folder: Folder, plain: list[Entry], written: list[Entry]) -> str:
    """Return codes with how often each is used; what is counted is known by the id that is not masked."""
    used = use(folder)
    rows = []
    for known, e in zip(plain, written, strict=True):
        if not e.retired:
            counts = used.get(known.id, Use())
            numbers = (counts.examples, counts.against, counts.codings, counts.people)
            rows.append((e.id, e.family, e.label, *(e.says.get(f) for f in FIELDS), *numbers))
    return sheet.write(rows)


def _merged(folder: Folder) -> tuple[str, ...]:
    number = len(folder.state().merged)
    return (f"{count(number, 'code')} merged into another: only the other is written",) if number else ()


def _memos(folder: Folder) -> tuple[str, ...]:
    number = sum(kind == "code" for kind, _ in folder.state().memos)
    return (f"{count(number, 'memo')} about codes: they stay in the study",) if number else ()


def _retired(written: list[Entry]) -> tuple[str, ...]:
    number = sum(e.retired for e in written)
    return (f"{count(number, 'retired code')}",) if number else ()


def _examples(written: list[Entry]) -> tuple[str, ...]:
    number = sum(len(e.examples) for e in written if not e.retired)
    return (f"{count(number, 'example')}: the file holds no passages",) if number else ()


def _folded(written: list[Entry]) -> tuple[str, ...]:
    """Say what a .qdc holds in another shape than as fields of a code."""
    used = [e for e in written if not e.retired]
    names = {"include": "rules of use", "exclude": "rules of use", "valence": "valences", "latent": "marks of latent needs",
             "key": "keys", "owner": "owners"}  # fmt: skip
    inside = dict.fromkeys(word for f, word in names.items() if any(e.says.get(f) not in {None, ""} for e in used))
    told = [f"{', '.join(inside)} stand in the description, from where the workbench takes them back"] if inside else []
    told += ["stages are sets, which some programs do not read"] if any(e.says.get("stage") for e in used) else []
    return (*told, "families are folders that cannot be coded with")


# In ----------------------------------------------------------------------------------------------------------------


def read_codebook(path: str | Path, *, encoding: str | None = None) -> Book:
    r"""Return the codes in a file; nothing is changed by it.

    Parameters
    ----------
    path
        ``codebook.toml``; ``.qdc`` (or a project: ``.qde``, ``.qdpx``, of which only the codebook is read); ``.csv``,
        ``.tsv`` or ``.xlsx`` with a column of names, as NVivo, MAXQDA, Taguette and QualCoder export them; ``.txt`` with one
        name a line. Names may be paths with ``\`` or ``>``.
    encoding
        If a table or a list is not UTF-8.

    Returns
    -------
    Book
        The codes, and notes on what was left out or taken in another shape.

    Raises
    ------
    Refused
        If the file cannot be read whole; with what to do.
    """
    from workbench.sources import text
    from workbench.sources.tables import read as tables

    source = Path(path)
    suffix = source.suffix.lower()
    raw = text.read_bytes(source, largest=book.LARGEST)
    if suffix in _TABLES:
        table = tables.read_table(source, encoding=encoding)
        made = sheet.read(table.header, table.frame.to_numpy().tolist(), source.name)
        return replace(made, notes=(*table.notes, *made.notes))
    if suffix in {".qdc", ".qde", ".qdpx", ".xml"}:
        return qdc_read.read(_inside(raw, source.name) if suffix == ".qdpx" else raw, source.name)
    if suffix not in {".toml", ".txt", ".md"}:
        raise Refused(source.name, f"codebooks are not read from files ending in {suffix or 'nothing'}",
                      "Choose a .toml, .qdc, .csv, .xlsx or .txt file.")  # fmt: skip
    words = text.canonical(raw, name=source.name, encoding=encoding)
    made = (codebook_toml.read if suffix == ".toml" else sheet.lines)(words.text, source.name)
    return replace(made, notes=(*words.notes, *made.notes))


def _inside(raw: bytes, name: str) -> bytes:
    """Return the project's XML out of a ``.qdpx``."""
    from workbench.sources import zipgate

    archive = zipgate.check(raw, name)
    inside = [m for m in archive.namelist() if m.lower().endswith(".qde") and "/" not in m]
    if len(inside) != 1:
        raise Refused(name, f"{len(inside)} files ending in .qde in it, and a project has one", "Export it again.")
    try:
        return archive.read(inside[0])
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise Refused(name, f"damaged ({error})", "Export it again.") from None
