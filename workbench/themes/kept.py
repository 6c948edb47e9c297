"""Fits of topics that a person kept: files named after their content, in the study folder, without a word of anybody.

A fit says which segment is in which topic and where each topic lies. It is worked out anew whenever somebody looks; one that was
kept is where later fits begin from, so that its ids last whatever the sources and the settings become.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

from workbench.study.canon import canonical_json, write_atomic
from workbench.study.errors import NotSaved, Refused, UserError
from workbench.study.store import FITS
from workbench.study.upgrade import upgrade
from workbench.themes.topics import Topic, Topics

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Act

FOLDER = FITS
_FORMAT = 1
_MISSING = "Merge in a copy of the study that has it, or restore it from a backup; or undo that it was kept."


def keep(folder: Folder, topics: Topics, *, coder: str, name: str = "") -> Act:
    """Keep a fit: from now on later ones begin from it.

    Parameters
    ----------
    folder
        The study.
    topics
        The fit. What is kept of it are ids and numbers, no label and no word.
    coder
        Who keeps it.
    name
        What they call it.

    Returns
    -------
    Act
        The ``topics.keep``. The file is whole on the disk before it is written.

    Raises
    ------
    UserError
        If there is no topic in it.
    NotSaved
        If the disk said no; then nothing was kept.
    """
    if not topics.topics:
        raise UserError("There are no topics to keep.")
    raw = written(topics)
    fit = hashlib.sha256(raw).hexdigest()
    path = place(folder, fit)
    try:
        if not path.is_file() or path.read_bytes() != raw:
            upgrade(folder)  # a study of format 1 has no such files
            write_atomic(path, raw)
    except OSError as error:
        raise NotSaved(f"not saved: {FOLDER}/{path.name}: {error.strerror or error}. Nothing was kept.") from error
    body = {"fit": fit, "name": " ".join(name.split())} if name.strip() else {"fit": fit}
    return folder.act(coder, ("topics.keep", body))[0]


def place(folder: Folder, fit: str) -> Path:
    """Return where a fit is kept."""
    return folder.root / FOLDER / f"{fit}.json"


def written(topics: Topics) -> bytes:
    """Return the bytes a fit is kept as: the same for the same fit, on every machine."""
    said = {
        "format": _FORMAT, "engine": topics.engine, "encoder": topics.encoder, "resolution": float(topics.resolution),
        "grain": None if topics.grain is None else float(topics.grain),
        "assignment": topics.assignment, "centroids": {name: list(row) for name, row in topics.centroids.items()},
        "off_topic": sorted(topics.off_topic), "small": sorted(topics.small), "nearness": topics.nearness,
    }  # fmt: skip
    return canonical_json(said).encode()


def read(folder: Folder, fit: str) -> Topics:
    """Return a fit that was kept. Its topics have sizes, and neither words nor people: nothing of that is in the file.

    Parameters
    ----------
    folder
        The study.
    fit
        The sha256 that the act names.

    Raises
    ------
    Refused
        If the file is not there, its bytes have another hash, or it is not as docs/format.md has it.
    """
    where = f"{FOLDER}/{fit}.json"
    try:
        raw = place(folder, fit).read_bytes()
    except OSError:
        raise Refused(where, "is missing: somebody kept these topics", _MISSING) from None
    if hashlib.sha256(raw).hexdigest() != fit:
        raise Refused(where, "is not what was kept: its bytes have another hash", _MISSING)
    try:
        return parsed(raw)
    except ValueError:
        raise Refused(where, "is no fit of topics as docs/format.md has it", "Undo the act that keeps it.") from None


def last_kept(folder: Folder, state: State | None = None) -> Topics | None:
    """Return the fit that was kept last; None if none was.

    Parameters
    ----------
    folder
        The study.
    state
        What its acts add up to; the state of now if None.

    Raises
    ------
    Refused
        As `read`.
    """
    kept = (folder.state() if state is None else state).kept
    return read(folder, next(reversed(kept.values())).fit) if kept else None


def parsed(raw: bytes) -> Topics:
    """Return the fit that `written` made these bytes of; ValueError if they are not that."""
    try:
        return _topics(json.loads(raw))
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("no fit of topics") from None


def _topics(said: dict[str, Any]) -> Topics:
    if said["format"] != _FORMAT:
        raise ValueError("another format")
    assignment, centroids, off_topic, small = said["assignment"], said["centroids"], said["off_topic"], said["small"]
    about = {"engine": said["engine"], "encoder": said["encoder"]}
    texts = chain(about.values(), assignment, assignment.values(), off_topic, small, centroids)
    if not all(isinstance(text, str) for text in texts) or not set(assignment.values()) <= {"", *centroids}:
        raise ValueError("not ids")
    rows = {name: tuple(map(float, row)) for name, row in centroids.items()}
    resolution = float(said["resolution"])
    grain = None if said["grain"] is None else float(said["grain"])
    nearness = {str(name): float(value) for name, value in said["nearness"].items()}
    numbers = chain([resolution, grain or 0.0], nearness.values(), *rows.values())
    if len({len(row) for row in rows.values()}) > 1 or not all(map(math.isfinite, numbers)):
        raise ValueError("not numbers")
    sizes = Counter(assignment.values())
    topics = sorted((Topic(name, "", (), sizes[name], 0, ()) for name in rows), key=lambda t: (-t.size, t.id))
    return Topics(
        topics=tuple(topics), assignment=assignment, off_topic=frozenset(off_topic), small=frozenset(small), centroids=rows,
        nearness=nearness, resolution=resolution, grain=grain, **about,
    )  # fmt: skip
