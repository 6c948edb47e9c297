"""What the language model takes for names in each text, kept: a fresh source makes it read the fresh texts only.

Kept are places and labels under the sha256 of a text, never words; withdrawing somebody clears the cache.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.reading.notices import notice
from workbench.study.canon import sha256_text, write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

#: Start, end and the model's label of a name.
Entity = tuple[int, int, str]

_Seen = TypeVar("_Seen")


def entities(texts: Sequence[str]) -> list[list[Entity]]:
    """Return what the model takes for names in each text."""
    from workbench.reading.language import load_language

    docs = load_language().docs(texts, names=True, grammar=False)
    return [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs]


def kept_entities(texts: Sequence[str], place: Path, model: str) -> list[list[Entity]]:
    """Return what the model takes for names in each text, reading only those it has not read before.

    Parameters
    ----------
    texts
        Any texts.
    place
        Folder of the cache.
    model
        Its name: what another one saw is not used.
    """

    def entity(found: Any) -> list[Entity]:  # noqa: ANN401 (any JSON value)
        return [(int(s), int(e), str(label)) for s, e, label in found]

    return by_text(texts, place / f"seen-by-{model or 'none'}.json", entities, entity)


def by_text(
    texts: Sequence[str], path: Path, read: Callable[[list[str]], Sequence[_Seen]], parsed: Callable[[Any], _Seen]
) -> list[_Seen]:
    """Return what `read` sees in each text, asking only for texts that are not in the file yet.

    Parameters
    ----------
    texts
        Any texts.
    path
        The file: what was seen, as JSON, under the sha256 of each text. Its name says by which rules.
    read
        Returns for each text places and labels, never words.
    parsed
        Makes of the JSON of one text what `read` returned.
    """
    known = _load(path, parsed)
    keys = [sha256_text(text) for text in texts]
    fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if fresh:
        known |= dict(zip(fresh, read(list(fresh.values())), strict=True))
        # There are no fractions to be rounded, which would take longer than all the rest.
        write_atomic(path, json.dumps(known, sort_keys=True, separators=(",", ":")))
        path.chmod(0o600)
    return [known[key] for key in keys]


def _load(path: Path, parsed: Callable[[Any], _Seen]) -> dict[str, _Seen]:
    if not path.is_file():
        return {}
    try:
        return {key: parsed(found) for key, found in json.loads(path.read_bytes()).items()}
    except (ValueError, TypeError, AttributeError):
        notice(f"{path.name} in the cache was damaged; the texts are read anew")
        return {}
