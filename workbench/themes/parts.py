"""Answers that no single machine holds: Parquet files in, one Parquet file of topics for each, counts of people over all.

Three steps, each a map over the files: a sample is taken and its topics found (`fit`), every answer is embedded and given the
nearest of them (`assign`), people are counted over all files. With a Dask client the files go to its workers, which must see
them under the same paths; without one they are read here, one after the other. Both give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.reading.spread import encoder_of, mapped, same_encoder
from workbench.study.canon import write_atomic
from workbench.study.errors import Refused, UserError
from workbench.study.records import Anchor, Segment
from workbench.study.shares import wilson
from workbench.themes.sample import Trained, nearest_of, train
from workbench.themes.silent import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Progress = Callable[[int, int], None]

#: So many answers are clustered: more change the topics little (docs/methods.md), and every one has to be sent here.
SAMPLE = 20_000
#: Rows of a file that are in memory at a time.
_ROWS = 1 << 16
_KEY = "workbench"


@dataclass(frozen=True, slots=True)
class Share:
    """A topic in all answers: how many there are, and of how many people, with a 95 % interval of their share."""

    topic: str
    label: str
    answers: int
    people: int
    n: int
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class Assigned:
    """What `assign` did.

    Attributes
    ----------
    files
        Written, one for each file read, with the columns ``row``, ``person``, ``topic`` ("" for none), ``cosine``, ``off_topic``.
    answers, people
        Read, empty ones left out.
    off_topic
        Answers that are like no topic.
    topics
        By people, most first.
    kept
        Files that were there already from the same answers and the same topics, and were not made again.
    """

    files: tuple[Path, ...]
    answers: int
    people: int
    off_topic: int
    topics: tuple[Share, ...]
    kept: int


def fit(
    files: Sequence[str | Path],
    *,
    text: str,
    person: str,
    sample: int = SAMPLE,
    encoder: str = "minilm",
    client: Any = None,  # noqa: ANN401 (untyped library)
    progress: Progress | None = None,
    **settings: Any,  # noqa: ANN401
) -> Trained:
    """Return the topics of a sample of the answers in Parquet files.

    Parameters
    ----------
    files
        Parquet files, each with the columns `text` and `person`.
    text, person
        Names of the columns.
    sample
        How many answers are clustered. They are chosen by a hash of who said what: the same however the files are divided.
    encoder
        Name of an encoder.
    client
        A ``distributed.Client``; this process if not given.
    progress
        Called with (done, all) of the files read.
    settings
        Further arguments of `workbench.themes.topics.fit_topics`, such as ``resolution``.

    Raises
    ------
    Refused
        If a file is no Parquet file or lacks a column.
    UserError
        If there are no files.
    """
    places = _places(files, text, person)
    of = sum(rows for _, rows in places)
    share = min(1.0, 1.3 * sample / of + 1e-9) if of else 1.0
    found: dict[str, tuple[str, str]] = {}
    for done, (_, part) in enumerate(mapped(client, _drawn, [p for p, _ in places], text, person, share), 1):
        found.update(part)
        if progress:
            progress(done, len(places))
    keys = sorted(found)[:sample]
    segments = [
        Segment(key, Anchor("answers", key, "", 0, len(found[key][1])), found[key][1], found[key][0], "", "survey") for key in keys
    ]
    vectors = encoder_of(encoder, client).encode([s.text for s in segments])
    return train(segments, vectors, of=of, **settings)


def assign(
    files: Sequence[str | Path],
    trained: Trained,
    into: str | Path,
    *,
    text: str,
    person: str,
    encoder: str = "minilm",
    client: Any = None,  # noqa: ANN401 (untyped library)
    progress: Progress | None = None,
) -> Assigned:
    """Give every answer the nearest topic, and count the people in each.

    Parameters
    ----------
    files, text, person, encoder, client, progress
        As for `fit`.
    trained
        What `fit` returned.
    into
        Folder for the results, one file for each that is read, of the same name. A file that is there already from the same
        answers and topics is left as it is, so an interrupted run goes on where it was.

    Raises
    ------
    Refused
        If a file is no Parquet file or lacks a column.
    UserError
        If there are no files, two have one name, or `into` is where the answers are.
    """
    places = [place for place, _ in _places(files, text, person)]
    folder = Path(into).absolute()
    if len({place.name for place in places}) < len(places):
        raise UserError("two of the files have the same name; their results would be one file")
    if any(place.parent.resolve() == folder.resolve() for place in places):
        raise UserError(f"the answers are in {folder.name} themselves; name another folder for the results")
    folder.mkdir(parents=True, exist_ok=True)
    task = _Task(str(folder), text, person, encoder, encoder_of(encoder, client).id, tuple(trained.ids()), trained.cut)
    tally = _Tally(trained)
    for done, (_, part) in enumerate(mapped(client, _read, [str(p) for p in places], task, trained.centres()), 1):
        tally.add(part)
        if progress:
            progress(done, len(places))
    return tally.result(tuple(folder / place.name for place in places))


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker has to know besides the file and the centres."""

    folder: str
    text: str
    person: str
    encoder: str
    identity: str
    topics: tuple[str, ...]
    cut: float


@dataclass(frozen=True, slots=True)
class _Part:
    """What a worker says of one file: answers by topic (the last are in none), and hashes of who is in which."""

    answers: NDArray[np.int64]
    pairs: NDArray[np.uint64]
    kept: bool


class _Tally:
    """Counts over all files: people once, however many files they are in."""

    def __init__(self, trained: Trained) -> None:
        import numpy as np

        self._trained = trained
        self._answers = np.zeros(len(trained.ids()) + 1, np.int64)
        self._pairs: list[NDArray[np.uint64]] = []
        self._kept = 0

    def add(self, part: _Part) -> None:
        import numpy as np

        self._answers += part.answers
        self._pairs.append(part.pairs)
        self._kept += part.kept
        if len(self._pairs) > 64:  # noqa: PLR2004 (so that what is there twice does not pile up)
            self._pairs = [np.unique(np.concatenate(self._pairs), axis=0)]

    def result(self, files: tuple[Path, ...]) -> Assigned:
        import numpy as np

        pairs = np.unique(np.concatenate(self._pairs), axis=0)
        people = len(np.unique(pairs[:, 1]))
        labels = {t.id: t.label for t in self._trained.topics.topics}
        shares = []
        for number, topic in enumerate(self._trained.ids()):
            k = int((pairs[:, 0] == number).sum())
            share = wilson(k, people) if people else None
            lo, hi = (share.lo, share.hi) if share else (0.0, 1.0)
            shares.append(Share(topic, labels[topic], int(self._answers[number]), k, people, lo, hi))
        ranked = tuple(sorted(shares, key=lambda s: (-s.people, -s.answers, s.topic)))
        return Assigned(files, int(self._answers.sum()), people, int(self._answers[-1]), ranked, self._kept)


def _places(files: Sequence[str | Path], text: str, person: str) -> list[tuple[Path, int]]:
    """Return the files, sorted, with the rows of each."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if isinstance(files, str | Path) or not files:
        raise UserError("name one Parquet file or more, as a list")
    found = []
    for file in sorted(Path(f).absolute() for f in files):
        try:
            about = pq.read_metadata(file)
        except (OSError, pa.ArrowException) as error:
            raise Refused(file.name, f"cannot be read as Parquet ({type(error).__name__})", "Save it as Parquet again.") from None
        names = about.schema.to_arrow_schema().names
        for column in (text, person):
            if column not in names:
                raise Refused(file.name, f"has no column {column!r}, but {', '.join(names[:12])}", "Name the columns to read.")
        found.append((file, about.num_rows))
    return found


def _batches(file: str | Path, text: str, person: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield (number of the first row, texts, people); what is no text is empty, who is nobody is the row itself."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = 0
    for batch in pq.ParquetFile(file).iter_batches(_ROWS, columns=[text, person]):
        said = batch.column(text).cast(pa.string()).to_pylist()
        who = batch.column(person).cast(pa.string()).to_pylist()
        names = [w or f"{Path(file).name}:{row + n}" for n, w in enumerate(who)]
        yield row, [" ".join((s or "").split()) for s in said], names
        row += len(said)


def _drawn(file: Path, text: str, person: str, share: float) -> dict[str, tuple[str, str]]:
    """Return the answers of one file whose hash falls below `share`, by that hash."""
    most = format(int(share * 16**12) if share < 1 else 16**12 - 1, "012x")
    found = {}
    for _, texts, people in _batches(file, text, person):
        for said, who in zip(texts, people, strict=True):
            if said and (key := _hash(f"{who}\0{said}").hex())[:12] <= most:
                found[key] = (who, said)
    return found


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _read(file: str, task: _Task, centres: NDArray[np.float32]) -> _Part:
    """Embed the answers of one file, write the nearest topic of each, and count."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = Path(task.folder) / Path(file).name
    stamp = _stamp(file, task, centres)
    if kept := _kept(target, stamp):
        return _counts(kept, task, kept=True)
    encoder = same_encoder(task.encoder, task.identity)
    names = np.array([*task.topics, ""], object)
    tables = []
    for row, texts, people in _batches(file, task.text, task.person):
        there = [n for n, said in enumerate(texts) if said]
        distinct = sorted({texts[n] for n in there})
        at, cosine = nearest_of(encoder.encode(distinct), centres)
        off = (at < 0) | (cosine < task.cut) | np.array([silent(said) for said in distinct], bool)
        place = {said: n for n, said in enumerate(distinct)}
        which = np.array([place[texts[n]] for n in there], np.int64)
        tables.append(
            pa.table(
                {
                    "row": pa.array([row + n for n in there], pa.int64()),
                    "person": pa.array([people[n] for n in there], pa.string()),
                    "topic": pa.array(np.where(off, "", names[at])[which].tolist(), pa.string()),
                    "cosine": pa.array(np.round(cosine, 6)[which], pa.float32()),
                    "off_topic": pa.array(off[which], pa.bool_()),
                }
            )
        )
    table = pa.concat_tables(tables or [_empty()]).replace_schema_metadata({_KEY: stamp})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    write_atomic(target, sink.getvalue().to_pybytes())
    return _counts(table, task, kept=False)


def _empty() -> pa.Table:
    import pyarrow as pa

    kinds = {"row": pa.int64(), "person": pa.string(), "topic": pa.string(), "cosine": pa.float32(), "off_topic": pa.bool_()}
    return pa.schema(list(kinds.items())).empty_table()


def _stamp(file: str, task: _Task, centres: NDArray[np.float32]) -> str:
    """Return what a result was made from: the bytes of the answers, the topics, the encoder."""
    with Path(file).open("rb") as opened:
        answers = hashlib.file_digest(opened, "sha256").hexdigest()
    told = {f.name: getattr(task, f.name) for f in fields(task) if f.name not in {"folder", "encoder"}}
    centre = hashlib.sha256(centres.tobytes()).hexdigest()
    return json.dumps({"answers": answers, "centres": centre, **told}, sort_keys=True)


def _kept(target: Path, stamp: str) -> pa.Table | None:
    """Return the result that is there already, if it was made from the same."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        told = pq.read_schema(target).metadata or {}
        return pq.read_table(target) if told.get(_KEY.encode()) == stamp.encode() else None
    except (OSError, pa.ArrowException):
        return None


def _counts(table: pa.Table, task: _Task, *, kept: bool) -> _Part:
    import numpy as np

    number = {topic: n for n, topic in enumerate(task.topics)} | {"": len(task.topics)}
    topics = np.array([number[t] for t in table.column("topic").to_pylist()], np.int64)
    people = [int.from_bytes(_hash(p)[:8], "big") for p in table.column("person").to_pylist()]
    pairs = np.column_stack([topics.astype(np.uint64), np.array(people, np.uint64)])
    return _Part(np.bincount(topics, minlength=len(number)), np.unique(pairs, axis=0), kept)
