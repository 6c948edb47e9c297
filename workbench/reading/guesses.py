"""The names that nobody listed, guessed once for a whole study, so that a quote is masked the same way wherever it is shown."""

from __future__ import annotations

import json
from collections import Counter
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from workbench.reading.abroad import spoken
from workbench.reading.entities import by_text, kept_entities
from workbench.reading.language import MODELS
from workbench.reading.notices import notice
from workbench.reading.patterns import Span
from workbench.reading.personal import Alone, find_personal_in, guess_names, read_alone
from workbench.reading.recall import weaker
from workbench.study.canon import canonical_json, sha256_text, write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from workbench.reading.roster import KeyEntry
    from workbench.study.folder import Folder

    Find = Callable[..., list[list[Span]]]

#: Changes when the rules for guessing do: what an older version found is then found again.
VERSION = 5
#: Above so many texts a model would read for more than some minutes: then only what is shown is read, when it is shown.
MOST = 20_000
#: Of so many texts of a source the language is looked at where there are too many.
_SOME = 1_000


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
    said = [(t.text[turn.start : turn.end], t.id) for t in transcripts for turn in t.turns]
    said += [(text, s.id) for s in surveys for text in s.answers["text"].tolist() if text.strip()]
    wanted = sorted({text for text, _ in said})
    if len(wanted) > MOST:
        return None
    tongues = _tongues(said)
    names = _guessed(wanted, [tongues[text] for text in wanted], path.parent, key)
    if abroad := sum(map(bool, tongues.values())):
        notice(weaker(abroad, len(wanted)))
    write_atomic(path, canonical_json({n: [s.start, s.end, s.kind, s.replacement] for n, s in names.items()}))
    path.chmod(0o600)
    return names


def finder(folder: Folder) -> Find:
    """Return `find_personal_in` for texts of a study that is too large to be read at once: what is short is in its language."""
    mostly: list[str] = []
    keep = frozenset(w.casefold() for w in folder.settings.not_names)

    def find(texts: Sequence[str], roster: Sequence[KeyEntry], *, ner: bool, names: Mapping[str, Span] | None) -> list[list[Span]]:
        if ner and names is None and not mostly:
            mostly.append(_mostly(folder))
        return find_personal_in(texts, roster, ner=ner, keep=keep, names=names, mostly="".join(mostly))

    return find


def _mostly(folder: Folder) -> str:
    """Return the language of most texts of a study, told by some of each source; empty for English."""
    said = [t.text[turn.start : turn.end] for t in folder.transcripts() for turn in t.turns[:_SOME]]
    said += [text for s in folder.surveys() for text in s.answers["text"].iloc[:_SOME].tolist()]
    counts = Counter(spoken(said))
    return min(counts, key=lambda tongue: (-counts[tongue], tongue), default="")


def _tongues(said: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the language of each text that stands in a source; what one source has as English is read as English."""
    found: dict[str, str] = {}
    for (text, _), tongue in zip(said, spoken([t for t, _ in said], [s for _, s in said]), strict=True):
        found[text] = tongue and found.get(text, tongue)
    return found


def _guessed(texts: list[str], tongues: list[str], place: Path, key: Mapping[str, Any]) -> dict[str, Span]:
    """Return the names guessed in these texts, reading only those that were not read before."""
    keep, rules = frozenset(key["keep"]), sha256_text(canonical_json([VERSION, key["keep"]]))[:24]
    alone: dict[str, Alone] = {}
    for tongue in sorted(set(tongues)):
        mine = [text for text, of in zip(texts, tongues, strict=True) if of == tongue]
        path = place / f"told-by-{rules}{'-' + tongue.replace(' ', '-') if tongue else ''}.json"

        def read(fresh: list[str], tongue: str = tongue) -> list[Alone]:
            return read_alone(fresh, keep, tongue) if tongue else read_alone(fresh, keep)

        alone |= zip(mine, by_text(mine, path, read, _alone), strict=True)
    english = [text for text, tongue in zip(texts, tongues, strict=True) if not tongue]
    seen = dict(zip(english, kept_entities(english, place, str(key["model"])), strict=True))
    return guess_names(
        texts, keep=keep, seen=[seen.get(t, []) for t in texts], alone=[alone[t] for t in texts], tongues=tongues
    )  # fmt: skip


def _alone(found: Any) -> Alone:  # noqa: ANN401 (any JSON value)
    """Return what was kept of one text, if it has the shape."""
    on_list, unknown, capitals = found
    return (
        [(int(s), int(e)) for s, e in on_list],
        [(int(s), int(e)) for s, e in unknown],
        [(int(s), int(e), bool(said)) for s, e, said in capitals],
    )
