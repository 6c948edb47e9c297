"""Sources on disk: written once, read often. A corrected source is a new version; the old one is kept beside it.

Every text is checked against the sha256 in its record when it is read, so that a passage never shows other words than
those that were coded.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from workbench.study.canon import sha256_text, write_atomic
from workbench.study.errors import Refused, UserError
from workbench.study.names import slug
from workbench.study.records import Question, Survey, Transcript, Turn

if TYPE_CHECKING:
    from pathlib import Path

TRANSCRIPTS, SURVEYS = "sources", "surveys"
OLD = "old"
_SHORT = 12
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
        self._read: dict[Path, tuple[tuple[int, ...], Any]] = {}
        self._paths: dict[str, Path] = {}  # source id -> its record
        self._answers: dict[str, tuple[Survey, dict[str, str]]] = {}

    def transcripts(self) -> list[Transcript]:
        """Return all transcripts, by id."""
        return self._all(TRANSCRIPTS)

    def surveys(self) -> list[Survey]:
        """Return all surveys, ticket and review tables, by id."""
        return self._all(SURVEYS)

    def _all(self, place: str) -> list[Any]:
        found = []
        for path in sorted(self.root.glob(f"{place}/*/*.json")):
            record = self._cached(path)
            self._paths[record.id] = path
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
            known = (found, dict(zip(found.answers["answer"], found.answers["text"], strict=True)))
            self._answers[source] = known
        if item not in known[1]:
            raise KeyError(f"{source} has no answer called {item!r}")
        return known[1][item]

    def old_text(self, source: str, version: str) -> str | None:
        """Return the text of an earlier version of a transcript; None if it was not kept."""
        for path in sorted(self.root.glob(f"{TRANSCRIPTS}/*/{OLD}/{slug(source)}.{version[:_SHORT]}.txt")):
            text = path.read_bytes().decode(errors="replace")
            if sha256_text(text) == version:
                return text
        return None

    # Writing ---------------------------------------------------------------------------------------------------

    def add_transcript(self, transcript: Transcript) -> None:
        """Write a transcript: its text first, so that a record never points at nothing."""
        if sha256_text(transcript.text) != transcript.version:
            raise ValueError(f"{transcript.id}: the version is not the sha256 of the text")
        base = self._base(TRANSCRIPTS, transcript.round, transcript.id)
        self._keep(base, ".txt", transcript.version)
        record = asdict(transcript)
        record.pop("text")
        write_atomic(base.with_name(base.name + ".txt"), transcript.text)
        write_atomic(base.with_name(base.name + ".json"), json.dumps(record, ensure_ascii=False, indent=1) + "\n")
        self._paths[transcript.id] = base.with_name(base.name + ".json")

    def add_survey(self, survey: Survey) -> None:
        """Write a survey: answers as Parquet, the rest beside them as JSON."""
        base = self._base(SURVEYS, survey.round, survey.id)
        self._keep(base, ".parquet", survey.version)
        buffer = io.BytesIO()
        survey.answers.to_parquet(buffer, index=False)
        record = {k: getattr(survey, k) for k in _SURVEY_FIELDS}
        record["questions"] = [asdict(q) for q in survey.questions]
        record["answers_sha256"] = hashlib.sha256(buffer.getvalue()).hexdigest()
        write_atomic(base.with_name(base.name + ".parquet"), buffer.getvalue())
        write_atomic(base.with_name(base.name + ".json"), json.dumps(record, ensure_ascii=False, indent=1) + "\n")
        self._paths[survey.id] = base.with_name(base.name + ".json")

    def _base(self, place: str, round_: str, name: str) -> Path:
        """Return where a source goes; refuse a name that another source has, or would share a file with."""
        base = self.root / place / slug(round_) / slug(name)
        for path in sorted(self.root.glob(f"*/*/{slug(name)}.json")):
            if path.parts[-3] not in {TRANSCRIPTS, SURVEYS}:
                continue
            there = read_json(path).get("id")
            if path != base.with_name(base.name + ".json") or there != name:
                where = "/".join(path.parts[-3:])
                raise UserError(f"A source called {there!r} is here already ({where}). Give {name!r} another id.")
        return base

    def _keep(self, base: Path, suffix: str, version: str) -> None:
        """Keep the version that is about to be replaced."""
        record = base.with_name(base.name + ".json")
        if not record.is_file():
            return
        old = str(read_json(record).get("version", ""))
        if old == version:
            return
        for kind in (suffix, ".json"):
            data = base.with_name(base.name + kind).read_bytes()
            write_atomic(base.parent / OLD / f"{base.name}.{old[:_SHORT]}{kind}", data)

    # Reading ---------------------------------------------------------------------------------------------------

    def _cached(self, path: Path) -> Any:  # noqa: ANN401 (Transcript or Survey)
        survey = path.parts[-3] == SURVEYS
        beside = path.with_suffix(".parquet" if survey else ".txt")
        stamp = (*_stamp(path), *_stamp(beside))
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            known = (stamp, read_survey(path) if survey else read_transcript(path))
            self._read[path] = known
        return known[1]


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


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
        turns = tuple(Turn(**t) for t in record.pop("turns"))
        return Transcript(**record, turns=turns, text=raw.decode())
    except (TypeError, KeyError, UnicodeDecodeError) as error:
        raise _not_as_expected(path, error) from None


def read_survey(path: Path) -> Survey:
    """Read a survey from its record. Raises as `read_transcript` does."""
    import pandas as pd

    record = read_json(path)
    sha, version = record.pop("answers_sha256", None), str(record.get("version", ""))
    raw = _bytes_of(path, ".parquet", lambda data: sha is None or hashlib.sha256(data).hexdigest() == sha, version)
    try:
        questions = tuple(Question(q["id"], q["text"], tuple(q["stages"])) for q in record.pop("questions"))
        return Survey(**record, questions=questions, answers=pd.read_parquet(io.BytesIO(raw)))
    except (TypeError, KeyError, ValueError, OSError) as error:
        raise _not_as_expected(path, error) from None


def _bytes_of(path: Path, suffix: str, fits: Any, version: str) -> bytes:  # noqa: ANN401 (bytes -> bool)
    """Return the file beside a record that fits it: the current one, or the kept one if a replacement was cut short."""
    beside = path.with_suffix(suffix)
    for candidate in (beside, path.parent / OLD / f"{path.stem}.{version[:_SHORT]}{suffix}"):
        try:
            data = candidate.read_bytes()
        except OSError:
            continue
        if fits(data):
            return data
    where = "/".join(beside.parts[-3:])
    found = "is not what was imported" if beside.is_file() else "is missing"
    raise Refused(where, found, "Restore it from a backup, or delete it with its .json and import the corrected file.")


def _not_as_expected(path: Path, error: Exception) -> Refused:
    return Refused("/".join(path.parts[-3:]), f"is not as expected ({error!r})", "Restore it from a backup.")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object, or refuse the file by name."""
    where = "/".join(path.parts[-3:])
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Refused(where, f"cannot be read ({error})", "Restore it from a backup.") from None
    if not isinstance(record, dict):
        raise Refused(where, "is not a record", "Restore it from a backup.")
    return record
