"""The study folder: sources that never change, logs that only grow, and what is read from both."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study import settings as settings_file
from workbench.study.canon import canonical_json, sha256_text, write_atomic
from workbench.study.errors import Refused, UserError
from workbench.study.fold import State, fold
from workbench.study.log import Log, LogFile
from workbench.study.names import slug
from workbench.study.records import Act, Anchor, Participant, Question, Survey, Transcript, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.study.settings import Settings

_IGNORED = "# Raw files, the cache and shared output hold names or can be made again.\nraw/\n.workbench/\nout/\n*.lock\n*.key.csv\n"


class Folder:
    """A study on disk.

    Parameters
    ----------
    root
        The folder that holds ``study.toml``.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)
        self.settings: Settings = settings_file.read(self.root / settings_file.FILE)
        self._logs: dict[Path, LogFile] = {}
        self._state: State | None = None
        self._seen: dict[Path, tuple[int, int]] = {}
        self._texts: dict[Path, Any] = {}
        self._answers: dict[str, dict[str, str]] = {}

    @classmethod
    def create(cls, root: str | Path, settings: Settings) -> Folder:
        """Make a new study folder.

        Raises
        ------
        UserError
            If a study is there already; nothing is touched.
        """
        path = Path(root)
        if (path / settings_file.FILE).exists():
            msg = f"{path}: there is a study here already. Choose another folder, or open this one."
            raise UserError(msg)
        path.mkdir(parents=True, exist_ok=True)
        write_atomic(path / settings_file.FILE, settings_file.write(settings))
        write_atomic(path / ".gitignore", _IGNORED)
        return cls(path)

    @property
    def cache(self) -> Path:
        """Where embeddings and the like are kept; deletable at any time."""
        return self.root / ".workbench"

    @property
    def key_file(self) -> Path:
        """Who is behind each pseudonym: beside the study, never inside it."""
        return self.root.parent / f"{self.root.resolve().name}.key.csv"

    # Sources ---------------------------------------------------------------------------------------------------

    def transcripts(self) -> list[Transcript]:
        """Return all transcripts, by id."""
        found = [self._read_transcript(p) for p in self.root.glob("sources/*/*.json")]
        return sorted(found, key=lambda t: t.id)

    def surveys(self) -> list[Survey]:
        """Return all surveys, ticket and review tables, by id."""
        found = [self._read_survey(p) for p in self.root.glob("surveys/*/*.json")]
        return sorted(found, key=lambda s: s.id)

    def add_transcript(self, transcript: Transcript) -> None:
        """Write a transcript. The text first, so that a record never points at nothing."""
        base = self.root / "sources" / slug(transcript.round) / slug(transcript.id)
        record = asdict(transcript)
        record.pop("text")
        write_atomic(base.with_name(base.name + ".txt"), transcript.text)
        write_atomic(base.with_name(base.name + ".json"), json.dumps(record, ensure_ascii=False, indent=1) + "\n")

    def add_survey(self, survey: Survey) -> None:
        """Write a survey: answers as Parquet, the rest beside them as JSON."""
        import io

        base = self.root / "surveys" / slug(survey.round) / slug(survey.id)
        buffer = io.BytesIO()
        survey.answers.to_parquet(buffer, index=False)
        record = {k: getattr(survey, k) for k in ("id", "kind", "round", "title", "version", "origin")}
        record["questions"] = [asdict(q) for q in survey.questions]
        write_atomic(base.with_name(base.name + ".parquet"), buffer.getvalue())
        write_atomic(base.with_name(base.name + ".json"), json.dumps(record, ensure_ascii=False, indent=1) + "\n")

    def _cached(self, path: Path, read: Any) -> Any:  # noqa: ANN401 (Transcript or Survey)
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        if self._seen.get(path) != stamp:
            self._texts[path] = read(path)
            self._seen[path] = stamp
        return self._texts[path]

    def _read_transcript(self, path: Path) -> Transcript:
        def read(path: Path) -> Transcript:
            record = _json(path)
            text = path.with_suffix(".txt").read_bytes().decode()
            record["turns"] = tuple(Turn(**t) for t in record["turns"])
            return Transcript(**record, text=text)

        found: Transcript = self._cached(path, read)
        return found

    def _read_survey(self, path: Path) -> Survey:
        def read(path: Path) -> Survey:
            import pandas as pd

            record = _json(path)
            questions = tuple(Question(q["id"], q["text"], tuple(q["stages"])) for q in record.pop("questions"))
            return Survey(**record, questions=questions, answers=pd.read_parquet(path.with_suffix(".parquet")))

        found: Survey = self._cached(path, read)
        return found

    def text(self, source: str, item: str = "") -> str:
        """Return the canonical text of a transcript, or of one answer of a survey.

        Raises
        ------
        KeyError
            If the study has no such source or answer.
        """
        for transcript in self.transcripts():
            if transcript.id == source:
                return transcript.text
        for survey in self.surveys():
            if survey.id == source:
                known = self._answers.get(survey.version)
                if known is None:
                    known = dict(zip(survey.answers["answer"], survey.answers["text"], strict=True))
                    self._answers[survey.version] = known
                return known[item]
        msg = f"no source is called {source!r}"
        raise KeyError(msg)

    def quote(self, anchor: Anchor) -> str:
        """Return the words an anchor points at.

        Raises
        ------
        UserError
            If the text is not the version the anchor was made on.
        """
        text = self.text(anchor.source, anchor.item)
        if sha256_text(text) != anchor.version:
            msg = f"{anchor.source} {anchor.item}: the text has changed since this passage was coded"
            raise UserError(msg)
        return text[anchor.start : anchor.end]

    # People ----------------------------------------------------------------------------------------------------

    def participants(self) -> dict[str, Participant]:
        """Return everybody in ``participants.csv``, by pseudonym."""
        path = self.root / "participants.csv"
        if not path.is_file():
            return {}
        rows = csv.DictReader(StringIO(path.read_text(encoding="utf-8")))
        people = {}
        for row in rows:
            attributes = {k.removeprefix("attr."): v for k, v in row.items() if k.startswith("attr.") and v}
            outcomes = {k.removeprefix("outcome."): float(v) for k, v in row.items() if k.startswith("outcome.") and v}
            people[row["participant"]] = Participant(
                row["participant"], attributes, outcomes,
                row.get("consent_quote", "yes") != "no", row.get("consent_share", "yes") != "no",
            )  # fmt: skip
        return people

    def save_participants(self, people: Iterable[Participant]) -> None:
        """Write ``participants.csv``: one row a person, sorted."""
        rows = sorted(people, key=lambda p: p.id)
        attributes = sorted({a for p in rows for a in p.attributes})
        outcomes = sorted({o for p in rows for o in p.outcomes})
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["participant", *(f"attr.{a}" for a in attributes), *(f"outcome.{o}" for o in outcomes),
                         "consent_quote", "consent_share"])
        for p in rows:
            writer.writerow([p.id, *(p.attributes.get(a, "") for a in attributes), *(p.outcomes.get(o, "") for o in outcomes),
                             "yes" if p.consent_quote else "no", "yes" if p.consent_share else "no"])
        write_atomic(self.root / "participants.csv", out.getvalue())

    # Acts ------------------------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read what any coder appended since; say whether there was anything."""
        changed = False
        for path in sorted(self.root.glob("log/*.jsonl")):
            changed |= self._logs.setdefault(path, LogFile(path)).refresh()
        for path in [p for p in self._logs if not p.exists()]:
            del self._logs[path]
            changed = True
        if changed:
            self._state = None
        return changed

    def acts(self) -> list[Act]:
        """Return all acts of all coders, in no particular order."""
        self.refresh()
        return [act for log in self._logs.values() for act in log.acts]

    def state(self) -> State:
        """Return what the acts add up to now."""
        self.refresh()
        if self._state is None:
            self._state = fold(self.acts())
        return self._state

    def problems(self) -> list[str]:
        """Return what is wrong with the logs, in words."""
        self.refresh()
        return [problem for _, log in sorted(self._logs.items()) for problem in log.problems]

    def act(self, coder: str, *items: tuple[str, dict[str, Any]], at: str | None = None) -> list[Act]:
        """Append acts of `coder`, all or none, and return them once they are on the disk.

        Raises
        ------
        NotSaved
            If the disk refused; nothing was written.
        """
        highest = max((a.lamport for a in self.acts()), default=0)
        log = Log(self.root / "log", coder)
        done = log.extend(list(items), lamport=highest, at=at)
        self.refresh()
        return done

    def merge(self, other: Folder) -> int:
        """Take over the logs of another copy of this study; return how many acts are new here.

        A log is one file with one writer, so the longer of two copies holds the shorter as its beginning.

        Raises
        ------
        UserError
            If two copies of one log disagree: nothing is written.
        """
        mine = {p.name: log for p, log in self._all_logs().items()}
        todo: list[tuple[Path, bytes]] = []
        new = 0
        for path, theirs in other._all_logs().items():
            ours = mine.get(path.name)
            have = [a.id for a in ours.acts] if ours else []
            want = [a.id for a in theirs.acts]
            shared = min(len(have), len(want))
            if have[:shared] != want[:shared]:
                reason = "one was edited by hand, or two people share a coder name"
                raise UserError(f"log/{path.name} differs between {self.root} and {other.root}: {reason}")
            if len(want) > len(have):
                todo.append((self.root / "log" / path.name, path.read_bytes()[: theirs.size]))
                new += len(want) - len(have)
        for target, data in todo:
            write_atomic(target, data)
        self._logs.clear()
        self._state = None
        return new

    def _all_logs(self) -> dict[Path, LogFile]:
        self.refresh()
        return self._logs

    def digest(self) -> str:
        """Return a hash of everything derived results depend on: settings, sources, people, acts."""
        sources = [[t.id, t.version] for t in self.transcripts()] + [[s.id, s.version] for s in self.surveys()]
        people = [[p.id, p.consent_quote, p.consent_share, p.attributes, p.outcomes] for p in self.participants().values()]
        parts = {
            "settings": settings_file.write(self.settings),
            "thresholds": self.settings.thresholds,
            "sources": sorted(sources),
            "people": sorted(people, key=lambda row: str(row[0])),
            "acts": sorted(a.id for a in self.acts()),
        }
        return sha256_text(canonical_json(parts))


def _json(path: Path) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{path.parent.name}/{path.name}", f"cannot be read ({error})", "Restore it from a backup.") from None
    return record
