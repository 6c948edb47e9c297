"""Embeddings kept on disk: a text is encoded once, whoever asks.

``<folder>/embeddings/<encoder>/<sha256 of the file, 32 hex>.npy``: each file holds rows of (sha256 of a text, its vector). Files
are written whole and never changed, so two processes may read and write at once; at worst a text is encoded twice. A file whose
content does not match its name is dropped with a notice and made again: a cache is never a reason to stop.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any, Protocol

from workbench.reading.markup import unmarked
from workbench.reading.notices import notice
from workbench.study.canon import write_atomic
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

#: So many new texts are encoded between two writes: what it costs if the power goes.
_PART = 2048
#: So many are asked for at a time of an encoder that does not hand over its batches.
_ASKED = 256
#: More small files than this are put together.
_MANY = 16


class Encodes(Protocol):
    """What the cache needs of an encoder."""

    id: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text."""
        ...


def embed(
    texts: Sequence[str], encoder: Encodes, folder: Path, progress: Callable[[int, int], None] | None = None
) -> NDArray[np.float32]:
    """Return the vectors of `texts`, encoding only those that no earlier call has encoded.

    Whatever stops it, a person, an error, the disk, keeps what was encoded until then: the next call does the rest.

    Parameters
    ----------
    texts
        In any order, repeats allowed.
    encoder
        Its ``id`` is part of the key: vectors of two models never mix. One with ``stream`` hands over each batch.
    folder
        Where caches go, ``study.cache``.
    progress
        Called with (done, all) after each batch of new texts.

    Returns
    -------
    array of shape (len(texts), dimensions)
    """
    import numpy as np

    place = folder / "embeddings" / slug(encoder.id)
    texts = [unmarked(t) for t in texts]
    keys = [_key(t) for t in texts]
    wanted: dict[bytes, int] = {}
    for at, key in enumerate(keys):
        wanted.setdefault(key, at)
    rows = _Rows(len(keys), wanted)
    _known(place, rows)
    new = rows.left()
    held: list[tuple[list[bytes], NDArray[np.float32]]] = []
    done = waiting = 0
    batches = _batches(encoder, [texts[wanted[k]] for k in new])
    try:
        for places, vectors in batches:
            mine = [new[at] for at in places]
            rows.fill(mine, vectors)
            held.append((mine, vectors))
            done, waiting = done + len(mine), waiting + len(mine)
            if waiting >= _PART:
                _keep(place, held)
                held, waiting = [], 0
            if progress:
                progress(done, len(new))
    finally:
        _keep(place, held)
        batches.close()
    if new:
        _gather(place)
    if not keys:
        return np.zeros((0, int(getattr(encoder, "dimensions", 384))), np.float32)
    return rows.whole(keys)


class _Rows:
    """The vectors of texts, each put where it first stands as soon as it is there: nothing else is kept of it."""

    def __init__(self, count: int, wanted: dict[bytes, int]) -> None:
        self._count, self._wanted = count, wanted
        self._there: set[bytes] = set()
        self._rows: NDArray[np.float32] | None = None

    def fill(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Put the vectors of keys that are wanted and not there yet in their places."""
        import numpy as np

        mine = [(n, self._wanted[key]) for n, key in enumerate(keys) if key in self._wanted and key not in self._there]
        if mine:
            if self._rows is None:
                self._rows = np.empty((self._count, vectors.shape[1]), np.float32)
            self._rows[[place for _, place in mine]] = vectors[[n for n, _ in mine]]
            self._there.update(keys[n] for n, _ in mine)

    @property
    def full(self) -> bool:
        """Whether all are there."""
        return len(self._there) == len(self._wanted)

    def left(self) -> list[bytes]:
        """Return the keys whose vectors are not there."""
        return [key for key in self._wanted if key not in self._there]

    def whole(self, keys: Sequence[bytes]) -> NDArray[np.float32]:
        """Return one row a key, all vectors being there."""
        import numpy as np

        rows = np.zeros((0, 0), np.float32) if self._rows is None else self._rows
        again = [(n, first) for n, key in enumerate(keys) if (first := self._wanted[key]) != n]
        if again:
            rows[[n for n, _ in again]] = rows[[first for _, first in again]]
        return rows


def _batches(encoder: Encodes, texts: list[str]) -> Generator[tuple[Sequence[int], NDArray[np.float32]]]:
    """Yield where texts stand and their vectors, as they come."""
    import numpy as np

    stream: Any = getattr(encoder, "stream", None)
    if stream is not None:
        if texts:
            yield from stream(texts)
        return
    for start in range(0, len(texts), _ASKED):
        part = range(start, min(start + _ASKED, len(texts)))
        yield part, np.asarray(encoder.encode([texts[at] for at in part]), np.float32)


def _keep(place: Path, held: list[tuple[list[bytes], NDArray[np.float32]]]) -> None:
    """Write what has not been written."""
    import numpy as np

    if held:
        _write(place, [key for keys, _ in held for key in keys], np.concatenate([vectors for _, vectors in held]))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _known(place: Path, rows: _Rows) -> None:
    """Put what the files hold in its rows, one file in memory at a time."""
    for path in sorted(place.glob("*.npy")):
        if rows.full:
            break
        keys, vectors = _read(path)
        rows.fill(keys, vectors)


def _read(path: Path) -> tuple[list[bytes], NDArray[np.float32]]:
    """Return the rows of one file. Nothing, with a notice, if it is damaged; nothing if another process has just merged it."""
    import numpy as np

    nothing: tuple[list[bytes], NDArray[np.float32]] = [], np.zeros((0, 0), np.float32)
    try:
        raw = path.read_bytes()
    except OSError:
        return nothing
    try:
        whole = hashlib.sha256(raw).hexdigest()[:32] == path.stem
        rows = np.load(io.BytesIO(raw if whole else b""), allow_pickle=False)
        keys, vectors = rows["key"], rows["vector"]
    except (ValueError, EOFError, KeyError, IndexError):
        notice(f"The embedding cache {path.name} was damaged; its texts are encoded again.")
        path.unlink(missing_ok=True)
        return nothing
    return [key.tobytes() for key in keys], vectors


def _write(place: Path, keys: list[bytes], vectors: NDArray[np.float32]) -> Path | None:
    """Write one file. A full or read-only disk costs the cache, not the result."""
    import numpy as np

    rows = np.zeros(len(keys), np.dtype([("key", "u1", (32,)), ("vector", "<f4", (vectors.shape[1],))]))
    rows["key"] = np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), 32)
    rows["vector"] = vectors
    buffer = io.BytesIO()
    np.save(buffer, rows, allow_pickle=False)
    raw = buffer.getvalue()
    path = place / f"{hashlib.sha256(raw).hexdigest()[:32]}.npy"
    try:
        write_atomic(path, raw)
    except OSError as error:
        notice(f"Embeddings could not be cached ({error.strerror}); they will be made again next time.")
        return None
    return path


def _size(path: Path) -> int:
    """Return the size of a file; 0 if another process has just merged it."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _row(path: Path) -> int:
    """Return the bytes of one row, as the head of the file says; 0 if it does not."""
    import numpy as np

    try:
        with path.open("rb") as opened:
            np.lib.format.read_magic(opened)
            return int(np.lib.format.read_array_header_1_0(opened)[2].itemsize)
    except (OSError, ValueError):
        return 0


def _gather(place: Path) -> None:
    """Put many small files together: the new file is there before an old one goes."""
    import numpy as np

    # A file of half a part is large enough, whatever the length of the vectors.
    small = [p for p in sorted(place.glob("*.npy")) if 0 < _size(p) < _PART * _row(p) // 2]
    if len(small) <= _MANY:
        return
    rows: dict[bytes, NDArray[np.float32]] = {}
    for path in small:
        rows.update(zip(*_read(path), strict=True))
    keys = sorted(rows)
    for start in range(0, len(keys), 4 * _PART):
        part = keys[start : start + 4 * _PART]
        written = _write(place, part, np.stack([rows[k] for k in part]))
        if written is None:
            return
        small = [p for p in small if p != written]
    for path in small:
        path.unlink(missing_ok=True)
