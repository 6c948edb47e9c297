"""What the rules saw in a text, kept on disk: a text is parsed once, whoever asks.

``<folder>/signals/<rules and grammar>/<sha256 of the file, 32 hex>.json``: each file holds hits by the sha256 of a text, and no
text. Other rules or another model have another folder, so what is kept is never out of date. Files are written whole and never
changed; one whose content does not match its name is dropped with a notice and made again.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from workbench.reading.notices import notice
from workbench.study.canon import write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

#: Start, end, class, rule.
Hit = tuple[int, int, str, str]

#: So many new texts are read between two writes, and between two looks at how far it is.
_PART, _STEP = 2048, 256
#: More files than this are put together.
_MANY = 16


def kept(
    texts: Sequence[str],
    read: Callable[[Sequence[str]], Sequence[Sequence[Hit]]],
    folder: Path,
    rules: str,
    progress: Callable[[int, int], None] | None = None,
) -> list[list[Hit]]:
    """Return the hits of each text, reading only those that no earlier call with the same rules has read.

    Whatever stops it keeps what was read until then: the next call does the rest.

    Parameters
    ----------
    texts
        In any order, repeats allowed.
    read
        What finds the hits of new texts.
    folder
        Where caches go, ``study.cache``.
    rules
        Names the rules and the model that apply.
    progress
        Called with (done, all) after every few new texts.

    Returns
    -------
    list of list of Hit
        One list a text.
    """
    place = folder / "signals" / rules
    keys = [hashlib.sha256(t.encode("utf-8", "surrogatepass")).hexdigest() for t in texts]
    known = _known(place)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    names = list(new)
    found: dict[str, list[Hit]] = {}
    try:
        for start in range(0, len(names), _STEP):
            part = names[start : start + _STEP]
            found.update((key, list(hits)) for key, hits in zip(part, read([new[k] for k in part]), strict=True))
            if len(found) >= _PART:
                found = _done(place, found, known)
            if progress:
                progress(start + len(part), len(names))
    finally:
        _done(place, found, known)
    if new:
        _gather(place)
    return [known[key] for key in keys]


def _done(place: Path, found: dict[str, list[Hit]], known: dict[str, list[Hit]]) -> dict[str, list[Hit]]:
    """Write what was found and know it; return room for more."""
    known.update(found)
    if found:
        _write(place, found)
    return {}


def all_kept(texts: Sequence[str], folder: Path, rules: str) -> list[list[Hit]] | None:
    """Return the hits of each text if an earlier call with the same rules has read all of them, else None: see `kept`."""
    known = _known(folder / "signals" / rules)
    keys = (hashlib.sha256(t.encode("utf-8", "surrogatepass")).hexdigest() for t in texts)
    found = [known.get(key) for key in keys] if known else [None]
    return None if None in found else found  # type: ignore[return-value]


def _known(place: Path) -> dict[str, list[Hit]]:
    known: dict[str, list[Hit]] = {}
    for path in sorted(place.glob("*.json")):
        known.update(_read(path))
    return known


def _read(path: Path) -> dict[str, list[Hit]]:
    """Return what one file holds: nothing, with a notice, if it is damaged; nothing if it has just gone."""
    try:
        raw = path.read_bytes()
    except OSError:
        return {}
    if hashlib.sha256(raw).hexdigest()[:32] != path.stem:
        notice(f"The signal cache {path.name} was damaged; its texts are read again.")
        path.unlink(missing_ok=True)
        return {}
    return {key: [(s, e, kind, rule) for s, e, kind, rule in hits] for key, hits in json.loads(raw).items()}


def _write(place: Path, found: Mapping[str, Sequence[Hit]]) -> Path | None:
    """Write one file. A full or read-only disk costs the cache, not the result."""
    raw = json.dumps(found, sort_keys=True, separators=(",", ":")).encode()
    path = place / f"{hashlib.sha256(raw).hexdigest()[:32]}.json"
    try:
        write_atomic(path, raw)
    except OSError as error:
        notice(f"Signals could not be cached ({error.strerror}); they will be read again next time.")
        return None
    return path


def _gather(place: Path) -> None:
    """Put many files together: the new file is there before an old one goes."""
    paths = sorted(place.glob("*.json"))
    if len(paths) <= _MANY:
        return
    whole = _write(place, _known(place))
    for path in paths if whole else []:
        if path != whole:
            path.unlink(missing_ok=True)
