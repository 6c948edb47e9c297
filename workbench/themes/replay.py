"""Round after round: each is fitted with all before it, as fine as they were, and what changed by chance alone is put back.

Where hardly anything is fresh, topics are extended instead (`workbench.themes.extend`).

Fits of earlier rounds are kept in the cache. Nothing depends on it: what is read from there is what would be made again.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.canon import canonical_json, write_atomic
from workbench.themes import kept
from workbench.themes.extend import FEW, extended
from workbench.themes.settle import settled
from workbench.themes.topics import OFF_TOPIC, Topics, fit_topics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.records import Segment

#: How fine topics are is chosen again when there are so many times more segments than when it was chosen.
_OUTGROWN = 3
_FILES = 32


class Replay:
    """The rounds of a study, one after the other.

    Parameters
    ----------
    rows
        All segments, by id.
    points
        Their unit vectors.
    cache
        Where fits of earlier rounds are kept; nowhere if None.
    fit
        What `fit_topics` takes.
    """

    def __init__(self, rows: Sequence[Segment], points: NDArray[np.float32], cache: Path | None, fit: Mapping[str, Any]) -> None:
        self.rows, self.points, self.fit = rows, points, dict(fit)
        self.chosen_among = self.fitted_among = 0
        self.cache = None if cache is None else cache / kept.FOLDER

    def step(self, before: Topics, inside: Sequence[int], *, last: bool) -> Topics:
        """Return the topics of the rows `inside`, with the ids of `before`; of the last step with words, else bare."""
        rows = [self.rows[i] for i in inside]
        points = self.points[list(inside)]
        fit = self._how(before, rows)
        path = None if self.cache is None else self.cache / f"{_key(before, rows, points, fit)}.json"
        raw = None if path is None or last else _read(path)
        if raw is None:
            after = self._fitted(before, rows, points, fit)
            raw = kept.written(after)
            if path is not None:
                _write(path, raw)  # also the last: when another round comes it is one of those before
            if last:
                return after
        return kept.parsed(raw)  # also what was just fitted: the numbers are rounded either way

    def _how(self, before: Topics, rows: Sequence[Segment]) -> dict[str, Any] | None:
        """Return what to ask `fit_topics` for, or None where topics are only extended.

        Topics are as fine as before, unless something else is asked for or there is far more.
        """
        count = len(rows)
        self.fitted_among = self.fitted_among or len(before.assignment)
        self.chosen_among = self.chosen_among or len(before.assignment)
        asked = self.fit.get("engine", before.engine), self.fit.get("resolution", before.resolution), self.fit.get("topics")
        alike = before.topics and before.grain is not None and asked == (before.engine, before.resolution, None)
        fresh = sum(s.id not in before.assignment for s in rows)
        same = before.encoder == getattr(self.fit.get("encoder"), "id", "")
        if alike and same and count <= FEW * self.fitted_among and fresh <= (FEW - 1) * count:
            return None
        self.fitted_among = count
        if alike and count < _OUTGROWN * self.chosen_among:
            return self.fit | {"resolution": 1.0, "grain": before.grain}
        self.chosen_among = count
        return self.fit

    def _fitted(
        self, before: Topics, rows: Sequence[Segment], points: NDArray[np.float32], fit: Mapping[str, Any] | None
    ) -> Topics:  # fmt: skip
        if fit is None:
            return extended(before, rows, points, getattr(self.fit.get("encoder"), "alone", OFF_TOPIC))
        after = replace(fit_topics(rows, points, **fit), resolution=self.fit.get("resolution", before.resolution))
        return settled(before, after, rows, points) if before.topics else after


def _key(before: Topics, rows: Sequence[Segment], points: NDArray[np.float32], fit: Mapping[str, Any] | None) -> str:
    asked = None if fit is None else {name: getattr(value, "id", value) for name, value in fit.items()}
    said = canonical_json([_code(), asked, len(rows)]) + "\0".join(
        part for s in rows for part in (s.id, s.participant, s.kind, str(len(s.text)), s.text)
    )
    whole = hashlib.sha256(said.encode("utf-8", "surrogatepass"))
    whole.update(kept.written(before))
    whole.update(points.tobytes())
    return whole.hexdigest()


@functools.cache
def _code() -> str:
    """Return a hash of the code that fits: what another version fitted is not used."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _read(path: Path) -> bytes | None:
    try:
        digest, _, raw = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return raw if hashlib.sha256(raw).hexdigest() == digest.decode(errors="replace") else None


def _write(path: Path, raw: bytes) -> None:
    """Keep a fit in the cache, and only the newest of them; a cache is never a reason to stop."""
    try:
        write_atomic(path, hashlib.sha256(raw).hexdigest().encode() + b"\n" + raw)
        there = sorted(path.parent.glob("*.json"), key=lambda p: p.stat().st_mtime_ns)
        for old in there[:-_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        return
