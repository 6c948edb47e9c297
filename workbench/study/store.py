"""Sources on disk: written once, read often. A corrected source is a new version; the old one is kept beside it.

Every text is checked against the sha256 in its record when it is read, so that a passage never shows other words than
those that were coded. The record of a transcript says how each version became the next.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.align import from_record
from workbench.study.canon import drafted, sha256_text, write_atomic
from workbench.study.errors import Refused, UserError
from workbench.study.logfile import stamp_of
from workbench.study.names import is_slug, slug
from workbench.study.records import Question, Survey, Transcript, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import IO

    import pandas as pd

TRANSCRIPTS, SURVEYS = "sources", "surveys"
OLD, RAW, FITS = "old", "raw", "topics"
_SHORT = 12
_ROWS, _BLOCK, _AT_ONCE = 1 << 17, 50_000, 1 << 22
_ONCE = {"answer", "participant", "text", "version"}  # columns in which hardly a cell comes twice
_TEXTS = frozenset({"answer", "participant", "question", "text"})
_SETTLED = 3_000_000_000  # nanoseconds
_HISTORY = b'"history": ['
_RECORD = {"id": str, "kind": str, "round": str, "title": str, "version": str, "origin": dict}
_NUMBER = (int, float, type(None))
_TURN: Mapping[str, type | tuple[type, ...]] = {
    "index": int, "speaker": str, "participant": (str, type(None)), "start": int, "end": int,
    "start_s": _NUMBER, "end_s": _NUMBER,
}  # fmt: skip
_SURVEY_FIELDS = ("id", "kind", "round", "title", "version", "origin")


class Store:
    """The sources of a study.

    Parameters
    ----------
    root
        The study folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._read: dict[str, tuple[tuple[int, ...], Any]] = {}  # by the path of its record
        self._paths: dict[str, Path] = {}  # source id -> its record
        self._answers: dict[str, tuple[Survey, dict[str, str]]] = {}
        self._stamped: tuple[tuple[tuple[str, int], ...], int, tuple[tuple[str, int, int, int], ...]] | None = None

    def transcripts(self) -> list[Transcript]:
        """Return all transcripts, by id."""
        return self._all(TRANSCRIPTS)

    def surveys(self) -> list[Survey]:
        """Return all surveys, ticket and review tables, by id."""
        return self._all(SURVEYS)

    def _all(self, place: str) -> list[Any]:
        suffix = ".parquet" if place == SURVEYS else ".txt"
        found, entries = [], {entry.path: entry for entry in self._entries(place)}
        for where, entry in sorted((p, e) for p, e in entries.items() if p.endswith(".json")):
            known = self._read.get(where)
            if known is None and not _is_record(Path(where)):
                continue
            stamp = (*_stamp(entry), *_stamp(entries.get(where.removesuffix(".json") + suffix)))
            record = known[1] if known is not None and known[0] == stamp else self._cached(Path(where))
            if str(self._paths.get(record.id)) != where:
                self._paths[record.id] = Path(where)
            found.append(record)
        return sorted(found, key=lambda s: str(s.id))

    def source(self, name: str) -> Transcript | Survey:
        """Return the source called `name`.

        Raises
        ------
        KeyError
            If there is none.
        """
        path = self._paths.get(name)
        if path is not None and path.exists():
            known: Transcript | Survey = self._cached(path)
            if known.id == name:
                return known
        self._paths.pop(name, None)
        everything: list[Transcript | Survey] = [*self.transcripts(), *self.surveys()]
        for record in everything:
            if record.id == name:
                return record
        raise KeyError(f"no source is called {name!r}")

    def text(self, source: str, item: str = "") -> str:
        """Return the text of a transcript, or of one answer.

        Raises
        ------
        KeyError
            If there is no such source or answer.
        """
        found = self.source(source)
        if isinstance(found, Transcript):
            return found.text
        known = self._answers.get(source)
        if known is None or known[0] is not found:
            known = (found, dict(zip(found.answers["answer"].tolist(), found.answers["text"].tolist(), strict=True)))
            self._answers[source] = known
        if item not in known[1]:
            raise KeyError(f"{source} has no answer called {item!r}")
        return known[1][item]

    def old_text(self, source: str, version: str) -> str | None:
        """Return the text of an earlier version of a transcript; None if it was not kept."""
        if not version.isalnum():  # acts may name anything: no path, no pattern
            return None
        kept = sorted(self.root.glob(f"{TRANSCRIPTS}/*/{OLD}/{slug(source)}.{version[:_SHORT]}.txt"))
        for path in (*kept, self.root / RAW / f"{version}.txt"):
            with suppress(OSError):
                text = path.read_bytes().decode(errors="replace")
                if sha256_text(text) == version:
                    return text
        return None

    def old_turns(self, source: str, version: str) -> Transcript | None:
        """Return an earlier version of a transcript, turns and all; None if it was not kept."""
        text = self.old_text(source, version)
        if text is None:
            return None
        for path in sorted(self.root.glob(f"{TRANSCRIPTS}/*/{OLD}/{slug(source)}.{version[:_SHORT]}.json")):
            record = read_json(path)
            if record.get("version") == version:
                return _transcript(path, record, text)
        return None

    def old_answers(self, source: str, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return the texts of answers in earlier versions of a survey, by id and version, as far as they were kept."""
        missing, found = set(wanted), {}
        for path in sorted(self.root.glob(f"{SURVEYS}/*/{OLD}/{slug(source)}.*.parquet")):
            if not missing:
                break
            for item, version, text in _old_answers(path, sorted({item for item, _ in missing})):
                if (item, version) in missing:
                    found[item, version] = text
            missing -= found.keys()
        return found

    # Which version is here -------------------------------------------------------------------------------------

    def stamp(self) -> tuple[tuple[str, int, int, int], ...]:
        """Return what changes whenever a source is written, by whatever program; cheap enough to ask all the time.

        Every source is put in its place by renaming, which its folder notes. So as long as no folder changed, and the last
        look was well after their last change (clocks tick coarsely), the files need not be looked at.
        """
        folders = self._folders()
        if self._stamped is not None:
            then, looked, known = self._stamped
            if then == folders and all(changed + _SETTLED < looked for _, changed in folders):
                return known
        looked = time.time_ns()
        found = tuple(sorted((e.path, *stamp_of(s)) for e in self._records() if (s := _stat(e))))
        self._stamped = (folders, looked, found)
        return found

    def _folders(self) -> tuple[tuple[str, int], ...]:
        """Return the folders that sources lie in, with when each last changed."""
        found = []
        for place in (TRANSCRIPTS, SURVEYS):
            with suppress(OSError), os.scandir(self.root / place) as rounds:
                found += [(e.path, s.st_mtime_ns) for e in rounds if e.is_dir() and (s := _stat(e))]
        return tuple(sorted(found))

    def replaced(self) -> list[Transcript | Survey]:
        """Return the sources that had another version before, as far as they can be read."""
        out = []
        olds: dict[str, set[str]] = {}
        for entry in self._records():
            path = Path(entry.path)
            if str(path.parent) not in olds:
                olds[str(path.parent)] = {p.name.rsplit(".", 2)[0] for p in (path.parent / OLD).glob("*.*.*")}
            with suppress(Refused, OSError):
                if path.stem in olds[str(path.parent)] or _HISTORY in path.read_bytes():
                    out.append(self._cached(path))
        return sorted(out, key=lambda s: str(s.id))

    def _records(self) -> Iterator[os.DirEntry[str]]:
        for place in (TRANSCRIPTS, SURVEYS):
            yield from (entry for entry in self._entries(place) if _is_record(Path(entry.path)))

    def _entries(self, place: str) -> Iterator[os.DirEntry[str]]:
        """Yield all files in the folders of the rounds."""
        with suppress(OSError), os.scandir(self.root / place) as rounds:
            for folder in [entry.path for entry in rounds if entry.is_dir()]:
                with suppress(OSError), os.scandir(folder) as files:
                    yield from list(files)

    # Writing ---------------------------------------------------------------------------------------------------

    def add_transcript(self, transcript: Transcript, *, private: bool = False) -> None:
        """Write a transcript: its text first, so that a record never points at nothing.

        Parameters
        ----------
        transcript
            With the history of its versions, if there were any.
        private
            Earlier texts go to ``raw/``, which is never shared: the new version no longer holds names that they hold.
        """
        if sha256_text(transcript.text) != transcript.version:
            raise ValueError(f"{transcript.id}: the version is not the sha256 of the text")
        base = self._base(TRANSCRIPTS, transcript.round, transcript.id)
        self._keep(base, ".txt", transcript.version, private=private)
        write_atomic(base.with_name(base.name + ".txt"), transcript.text)
        write_atomic(base.with_name(base.name + ".json"), _record(transcript))
        self._paths[transcript.id] = base.with_name(base.name + ".json")

    def add_survey(self, survey: Survey) -> None:
        """Write a survey: answers as Parquet, the rest beside them as JSON."""
        with self.adding(survey) as add:
            add(survey)

    @contextmanager
    def adding(self, survey: Survey) -> Iterator[Callable[[Survey], None]]:
        """Write the answers of a survey beside where they belong, and yield what adds the survey with these answers.

        Whoever makes out its version meanwhile adds it with that. If it is not added, nothing stays.
        """
        base, digest = self._base(SURVEYS, survey.round, survey.id), hashlib.sha256()

        def add(whole: Survey) -> None:
            self._keep(base, ".parquet", whole.version)
            record = {k: getattr(whole, k) for k in _SURVEY_FIELDS}
            record["questions"] = [asdict(q) for q in whole.questions]
            record["answers_sha256"] = digest.hexdigest()
            put_in_place()
            write_atomic(base.with_name(base.name + ".json"), json.dumps(record, ensure_ascii=False, indent=1) + "\n")
            self._paths[whole.id] = base.with_name(base.name + ".json")

        with drafted(base.with_name(base.name + ".parquet"), lambda file: _write(survey.answers, file, digest)) as put_in_place:
            yield add

    def _base(self, place: str, round_: str, name: str) -> Path:
        """Return where a source goes; refuse a name that another source has, or would share a file with."""
        base = self.root / place / slug(round_) / slug(name)
        for path in (*records(self.root, TRANSCRIPTS), *records(self.root, SURVEYS)):
            if slug(path.stem) != slug(name):
                continue
            there = read_json(path).get("id")
            if path != base.with_name(base.name + ".json") or there != name:
                where = "/".join(path.parts[-3:])
                raise UserError(f"A source called {there!r} is here already ({where}). Give {name!r} another id.")
        return base

    def _keep(self, base: Path, suffix: str, version: str, *, private: bool = False) -> None:
        """Keep the version that is about to be replaced; if `private`, its text and those before it in ``raw/``."""
        record = base.with_name(base.name + ".json")
        if not record.is_file():
            return
        old = str(read_json(record).get("version", ""))
        if old == version:
            return
        for kind in (suffix, ".json"):
            kept = base.parent / OLD / f"{base.name}.{old[:_SHORT]}{kind}"
            hidden = self.root / RAW / f"{old}{suffix}"
            write_atomic(hidden if private and kind == suffix else kept, base.with_name(base.name + kind).read_bytes())
        if private:
            for path in sorted((base.parent / OLD).glob(f"{base.name}.*{suffix}")):
                data = path.read_bytes()
                write_atomic(self.root / RAW / f"{hashlib.sha256(data).hexdigest()}{suffix}", data)
                path.unlink()

    # Reading ---------------------------------------------------------------------------------------------------

    def _cached(self, path: Path) -> Any:  # noqa: ANN401 (Transcript or Survey)
        survey = path.parts[-3] == SURVEYS
        beside = path.with_suffix(".parquet" if survey else ".txt")
        stamp = (*_stamp(path), *_stamp(beside))
        known = self._read.get(str(path))
        if known is None or known[0] != stamp:
            known = (stamp, read_survey(path) if survey else read_transcript(path))
            self._read[str(path)] = known
        return known[1]


def records(root: Path, place: str) -> list[Path]:
    """Return the records of a study's sources in `place`, sorted: no copies that a sync tool left beside them.

    Such a copy is called *p01 (conflicted copy).json*, *p01.sync-conflict-….json* or *p01-LAPTOP.json*: no slug, so nothing
    that was ever written as a source. It would be a second source of the same id.
    """
    return sorted(path for path in root.glob(f"{place}/*/*.json") if _is_record(path))


def _is_record(path: Path) -> bool:
    return path.suffix == ".json" and is_slug(path.stem) and is_slug(path.parent.name)


def _stat(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:
        return None


def _stamp(file: Path | os.DirEntry[str] | None) -> tuple[int, int, int]:
    """Return what tells that a file was written to or replaced; zeros for one that is not there."""
    try:
        return stamp_of(file.stat()) if file is not None else (0, 0, 0)
    except OSError:
        return (0, 0, 0)


def read_transcript(path: Path) -> Transcript:
    """Read a transcript from its record.

    Raises
    ------
    Refused
        If the record or the text is damaged, or one was changed without the other.
    """
    record = read_json(path)
    version = str(record.get("version", ""))
    raw = _bytes_of(path, ".txt", lambda data: hashlib.sha256(data).hexdigest() == version, version)
    try:
        return _transcript(path, record, raw.decode())
    except UnicodeDecodeError as error:
        raise _not_as_expected(path, error) from None


def _transcript(path: Path, record: dict[str, Any], text: str) -> Transcript:
    try:
        _check_types(record, {**_RECORD, "date": (str, type(None))})
        turns = tuple(Turn(**_check_types(t, _TURN)) for t in record.pop("turns"))
        history = tuple(map(from_record, record.pop("history", ())))
        found = Transcript(**record, turns=turns, text=text, history=history)
    except (TypeError, KeyError, ValueError) as error:
        raise _not_as_expected(path, error) from None
    if any(a.after != b.before for a, b in pairwise(history)) or (history and history[-1].after != found.version):
        raise _not_as_expected(path, ValueError("the versions of its history do not follow one another"))
    return found


def _record(transcript: Transcript) -> str:
    """Return the record of a transcript: all but its text, each step of its history on a line of its own."""
    record = asdict(replace(transcript, history=()))
    del record["text"], record["history"]
    written = json.dumps(record, ensure_ascii=False, indent=1)
    if transcript.history:
        steps = ",\n".join(f"  {json.dumps(a.record(), separators=(',', ':'))}" for a in transcript.history)
        written = f'{written[:-2]},\n "history": [\n{steps}\n ]\n}}'
    return written + "\n"


def _old_answers(path: Path, items: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield id, version and text of the answers called `items`; nothing if the file is damaged."""
    import pandas as pd

    with suppress(OSError, ValueError, KeyError):
        frame = pd.read_parquet(path, columns=["answer", "text"])
        rows = frame[frame["answer"].isin(items)]
        yield from ((item, sha256_text(text), text) for item, text in zip(rows["answer"], rows["text"], strict=True))


def read_survey(path: Path) -> Survey:
    """Read a survey from its record; its answers when they are first asked for. Raises as `read_transcript` does."""
    record = read_json(path)
    sha, version = record.pop("answers_sha256", None), str(record.get("version", ""))

    def answers() -> pd.DataFrame:
        raw = _bytes_of(path, ".parquet", lambda data: sha is None or hashlib.sha256(data).hexdigest() == sha, version)
        try:
            return _answers(raw)
        except (TypeError, KeyError, ValueError, OSError) as error:
            raise _not_as_expected(path, error) from None

    try:
        _check_types(record, _RECORD)
        questions = tuple(_question(q) for q in record.pop("questions"))
        return Survey(**record, questions=questions, answers=answers)
    except (TypeError, KeyError, ValueError) as error:
        raise _not_as_expected(path, error) from None


def _question(raw: Any) -> Question:  # noqa: ANN401 (any JSON value)
    _check_types(raw, {"id": str, "text": str, "stages": list})
    if not all(isinstance(stage, str) for stage in raw["stages"]):
        raise TypeError("the stages of a question are texts")
    return Question(raw["id"], raw["text"], tuple(raw["stages"]))


class _Hashing(io.RawIOBase):
    """A file that is written to, and hashed on the way: the whole is never held."""

    def __init__(self, file: IO[bytes], digest: hashlib._Hash) -> None:
        self.file, self.digest = file, digest

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 (bytes, or what has them)
        self.digest.update(data)
        return self.file.write(data)


def _write(answers: pd.DataFrame, file: IO[bytes], digest: hashlib._Hash) -> None:
    """Write answers as Parquet, in groups of rows; a dictionary of what never comes twice would only cost."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pandas(answers, preserve_index=False)
    again = [c for c in table.column_names if c not in _ONCE]
    with pa.BufferedOutputStream(pa.PythonFile(_Hashing(file, digest), mode="w"), _AT_ONCE) as out:  # Python is asked for seldom
        parquet.write_table(table, out, row_group_size=_ROWS, use_dictionary=again or False, write_statistics=False)


def _answers(raw: bytes) -> pd.DataFrame:
    """Return answers from Parquet, with the version of each text, which a writer may leave to its reader."""
    import pandas as pd
    import pyarrow as pa

    frame = pd.read_parquet(pa.BufferReader(raw))
    for name in sorted(_TEXTS & set(frame.columns)) if len(frame) else ():  # a column of nothing has no type
        if frame[name].hasnans or not pd.api.types.is_string_dtype(frame[name]):
            raise TypeError(f"the column {name!r} holds something else than text")
    if missing := sorted(_TEXTS - set(frame.columns)):
        raise KeyError(f"no column {', '.join(missing)}")
    if "version" not in frame.columns and "text" in frame.columns:
        frame.insert(list(frame.columns).index("text") + 1, "version", versions(frame["text"]))
    return frame


def versions(texts: pd.Series) -> pd.Series:
    """Return the sha256 of each text, blocks at a time, so that a million of them never are Python strings at once."""
    import pandas as pd
    import pyarrow as pa

    starts = range(0, len(texts), _BLOCK)
    blocks = [pa.array([sha256_text(t) for t in texts.iloc[at : at + _BLOCK].tolist()], type=pa.large_string()) for at in starts]
    return pd.Series(pa.chunked_array(blocks, type=pa.large_string()), index=texts.index, dtype="str")


def _bytes_of(path: Path, suffix: str, fits: Any, version: str) -> bytes:  # noqa: ANN401 (bytes -> bool)
    """Return the file beside a record that fits it: the current one, or the kept one if a replacement was cut short."""
    beside = path.with_suffix(suffix)
    kept = path.parent / OLD / f"{path.stem}.{version[:_SHORT]}{suffix}"
    for candidate in (beside, kept, path.parents[2] / RAW / f"{version}{suffix}") if version.isalnum() else (beside,):
        try:
            data = candidate.read_bytes()
        except OSError:
            continue
        if fits(data):
            return data
        if suffix == ".txt" and fits(plain := data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")):
            return plain  # git or an editor changed the ends of lines, and not a word
    where = "/".join(beside.parts[-3:])
    found = "is not what was imported" if beside.is_file() else "is missing"
    raise Refused(where, found, "Restore it from a backup, or delete it with its .json and import the corrected file.")


def _check_types(record: Any, types: Mapping[str, type | tuple[type, ...]]) -> dict[str, Any]:  # noqa: ANN401 (any JSON value)
    """Return a record in which the named fields have these types; TypeError if one has not."""
    if not isinstance(record, dict):
        raise TypeError(f"{record!r} is not a record")
    wrong = [n for n, type_ in types.items() if n in record and (not isinstance(record[n], type_) or record[n] is True)]
    if wrong:
        raise TypeError(f"{', '.join(wrong)} not as docs/format.md has it")
    return record


def _not_as_expected(path: Path, error: Exception) -> Refused:
    return Refused("/".join(path.parts[-3:]), f"is not as expected ({error!r})", "Restore it from a backup.")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object, or refuse the file by name."""
    where = "/".join(path.parts[-3:])
    try:
        record = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise Refused(where, f"cannot be read ({error})", "Restore it from a backup.") from None
    if not isinstance(record, dict):
        raise Refused(where, "is not a record", "Restore it from a backup.")
    return record
