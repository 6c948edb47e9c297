"""The names that nobody listed, guessed once for a whole study, so that a quote is masked the same way wherever it is shown."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from workbench.reading.entities import by_text, kept_entities
from workbench.reading.language import MODELS
from workbench.reading.notices import notice
from workbench.reading.patterns import Span
from workbench.reading.personal import Alone, guess_names, read_alone
from workbench.study.canon import canonical_json, sha256_text, write_atomic

if TYPE_CHECKING:
    from workbench.study.folder import Folder

#: Changes when the rules for guessing do: what an older version found is then found again.
VERSION = 2
#: Above so many texts a model would read for more than some minutes: then only what is shown is read, when it is shown.
MOST = 20_000


def study_names(folder: Folder) -> dict[str, Span] | None:
    """Return the names guessed in everything said or written in a study; kept in its cache until a source changes.

    Parameters
    ----------
    folder
        The study. The words of ``not_names`` in its ``study.toml`` are never guessed to be names.

    Returns
    -------
    dict or None
        Spelling to the span first seen; None if the study has more than `MOST` texts.
    """
    keep = frozenset(w.casefold() for w in folder.settings.not_names)
    transcripts, surveys = folder.transcripts(), folder.surveys()
    key = {
        "version": VERSION,
        "model": next((m for m in MODELS if find_spec(m)), ""),
        "keep": sorted(keep),
        "sources": sorted([t.id, t.version] for t in transcripts) + sorted([s.id, s.version] for s in surveys),
    }
    path = folder.cache / "names" / f"{sha256_text(canonical_json(key))[:24]}.json"
    if path.is_file():
        try:
            return {name: Span(*span) for name, span in json.loads(path.read_bytes()).items()}
        except (ValueError, TypeError, AttributeError):
            notice(f"{path.name} in the cache was damaged; names are guessed anew")
    texts = {t.text[turn.start : turn.end] for t in transcripts for turn in t.turns}
    texts |= {text for s in surveys for text in s.answers["text"].tolist() if text.strip()}
    if len(texts) > MOST:
        return None
    wanted = sorted(texts)
    seen = kept_entities(wanted, path.parent, str(key["model"]))
    rules = sha256_text(canonical_json([VERSION, key["keep"]]))[:24]
    alone = by_text(wanted, path.parent / f"told-by-{rules}.json", lambda fresh: read_alone(fresh, keep), _alone)
    names = guess_names(wanted, keep=keep, seen=seen, alone=alone)
    write_atomic(path, canonical_json({n: [s.start, s.end, s.kind, s.replacement] for n, s in names.items()}))
    path.chmod(0o600)
    return names


def _alone(found: Any) -> Alone:  # noqa: ANN401 (any JSON value)
    """Return what was kept of one text, if it has the shape."""
    on_list, unknown, capitals = found
    return (
        [(int(s), int(e)) for s, e in on_list],
        [(int(s), int(e)) for s, e in unknown],
        [(int(s), int(e), bool(said)) for s, e, said in capitals],
    )
