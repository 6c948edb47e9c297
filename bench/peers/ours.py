"""The workbench's way, by the Python of `.venv`: ``ours.py topics|answers|rounds texts.json [vectors.npy]``; see stock.py."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.study.records import Segment
    from workbench.themes.topics import Topics

STARTED = time.perf_counter()


def segments(texts: Sequence[str], people: Sequence[str] = ()) -> list[Segment]:
    """Return the texts as answers to one question, each its own person's where nobody is named."""
    from workbench.study.records import Anchor, Segment

    people = people or [f"P{n:05}" for n in range(len(texts))]
    return [
        Segment(f"s/{n:05}/0-{len(text)}", Anchor("s", f"{n:05}", "v", 0, len(text)), text, who, "r1", "survey")
        for n, (text, who) in enumerate(zip(texts, people, strict=True))
    ]


def told(found: Topics, rows: Sequence[Segment]) -> dict[str, Any]:
    """Return the topic of each row as a number, -1 for none, and the words of each topic."""
    at = {topic.id: n for n, topic in enumerate(found.topics)}
    labels = [at.get(found.assignment.get(row.id, ""), -1) for row in rows]
    return {"labels": labels, "words": [list(topic.keywords) for topic in found.topics]}


def topics(texts: list[str], path: str, *also: str) -> dict[str, Any]:
    """Fit embeddings that are given. Also ``again``: a second fit in the same process."""
    import numpy as np

    from workbench.themes.topics import fit_topics

    vectors, rows = np.load(path), segments(texts)
    imported = time.perf_counter()
    found = fit_topics(rows, vectors)
    fitted = time.perf_counter()
    seconds = {"import": imported - STARTED, "fit": fitted - imported}
    if "again" in also:
        fit_topics(rows, vectors)
        seconds["again"] = time.perf_counter() - fitted
    return told(found, rows) | {"seconds": seconds}


def answers(texts: list[str]) -> dict[str, Any]:
    """Texts to topics, no cache."""
    from workbench.reading.backends import load_encoder
    from workbench.themes.topics import fit_topics

    rows, encoder = segments(texts), load_encoder()
    loaded = time.perf_counter()
    vectors = encoder.encode(texts)
    embedded = time.perf_counter()
    found = fit_topics(rows, vectors)
    done = time.perf_counter()
    return told(found, rows) | {"seconds": {"load": loaded - STARTED, "embed": embedded - loaded, "fit": done - embedded}}


def rounds(texts: list[str], path: str, first: str) -> dict[str, Any]:
    """Two rounds, the first `first` texts and then all: fitted again, ids carried over."""
    import numpy as np

    from workbench.themes.identity import by_rounds
    from workbench.themes.topics import fit_topics

    vectors, n = np.load(path), int(first)
    rows = [replace(row, round="r1" if at < n else "r2") for at, row in enumerate(segments(texts))]
    before = fit_topics(rows[:n], vectors[:n])
    after, _ = by_rounds(rows, vectors, ("r1", "r2"))
    ids = list(dict.fromkeys([*before.centroids, *after.centroids]))
    return {
        name: [ids.index(found.assignment[row.id]) if found.assignment.get(row.id) else -1 for row in asked]
        for name, found, asked in (("old", before, rows[:n]), ("refit", after, rows))
    }


def used() -> dict[str, float]:
    """Return the seconds of processor and the MiB that this process has needed."""
    try:
        import resource
    except ImportError:  # Windows
        return {"cpu": time.process_time(), "peak_mib": 0.0}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"cpu": time.process_time(), "peak_mib": peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)}


def main(arguments: list[str]) -> None:
    """Do what is asked and print it."""
    what, texts, *others = arguments
    said = json.loads(Path(texts).read_text(encoding="utf-8"))
    found = {"topics": topics, "answers": answers, "rounds": rounds}[what](said, *others)
    print(json.dumps(found | used()))


if __name__ == "__main__":
    main(sys.argv[1:])
