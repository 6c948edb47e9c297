"""Transcripts as JSON: Whisper, whisperX, Rev, AssemblyAI, Deepgram, Amazon, Sonix, Fireflies and what looks like them.

All are a list of objects, somewhere inside, that hold words and perhaps a speaker and times. The list with the most words is
taken, and of lists with the same words the one that says who speaks.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.sources.transcripts.draft import Utterance, merged, seconds, tidy
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = (
    "text", "transcript", "content", "utterance", "sentence", "words_text", "caption", "body", "value", "said", "message",
    "raw_text",
)  # fmt: skip
_WHO = (
    "speaker", "speaker_name", "speakername", "speaker_label", "speakerlabel", "speaker_id", "speakerid", "name", "who",
    "participant", "participant_name", "channel",
)  # fmt: skip
_START = (
    "start", "start_time", "starttime", "start_s", "begin", "from", "ts", "starttimeseconds", "start_seconds", "timestamp",
    "time", "offset", "startms", "start_ms",
)  # fmt: skip
_END = ("end", "end_time", "endtime", "end_s", "to", "end_ts", "endtimeseconds", "end_seconds", "endms", "end_ms")
_PIECES = ("elements",)
_DEEPEST = 12
_LIKE = 0.9
_MILLISECONDS = 20.0
_UNKNOWN = "Speaker"


def read_objects(text: str, *, name: str) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    """Return what is said in a JSON export, turn by turn, and notes.

    Raises
    ------
    Refused
        If it is not JSON, or holds no list of objects with words.
    """
    try:
        tree = json.loads(text)
    except ValueError as error:
        raise Refused(
            name, f"not readable as JSON ({type(error).__name__})", "Export it again, or as .vtt, .srt or .txt."
        ) from None
    except RecursionError:
        raise Refused(name, "JSON nested too deeply", "Export it as .vtt, .srt or .txt.") from None
    amazon = _amazon(tree)
    if amazon is not None:
        return merged(amazon), ()
    lists = [found for path, items in _lists(tree, "", 0) if (found := _talk(items, path)) is not None]
    if not lists:
        nothing = "no list of turns with words, such as Whisper's segments"
        raise Refused(name, nothing, "Export the transcript as .vtt, .srt or .txt.")
    most = max(found.size for found in lists)
    best = next(f for f in sorted(lists, key=lambda f: (not f.named, not f.timed, -f.size)) if f.size >= _LIKE * most)
    unsaid = f"{best.empty} objects without words were left out"
    return merged(best.said), ((unsaid,) if best.empty else ())


class _Talk:
    """A list of objects as utterances, and what it has."""

    def __init__(self, said: list[Utterance], empty: int) -> None:
        self.said, self.empty = said, empty
        self.size = sum(len("".join(u.text.split())) for u in said)
        self.named = any(u.speaker for u in said)
        self.timed = any(u.start_s is not None for u in said)


def _lists(tree: Any, path: str, depth: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:  # noqa: ANN401 (JSON)
    if depth > _DEEPEST:
        return
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _lists(value, str(key), depth + 1)
    elif isinstance(tree, list) and tree:
        objects = [x for x in tree if isinstance(x, dict)]
        if len(objects) == len(tree):
            yield path, objects
        for item in tree[:1] if not objects else objects if any(isinstance(v, (dict, list)) for v in objects[0].values()) else []:
            yield from _lists(item, path, depth + 1)


def _talk(items: list[dict[str, Any]], path: str) -> _Talk | None:
    del path
    lowered = [{str(k).casefold(): v for k, v in item.items()} for item in items]
    words = _key(lowered, _WORDS, str)
    pieces = next((k for k in _PIECES if any(isinstance(x.get(k), list) for x in lowered)), None)
    if words is None and pieces is None:
        return None
    who = next((k for k in _WHO if any(x.get(k) not in (None, "", []) for x in lowered)), None)
    start, end = (next((k for k in keys if any(_number(x.get(k)) is not None for x in lowered)), None) for keys in (_START, _END))
    unit = _unit(lowered, start, end, [x.get(words) for x in lowered] if words else [])
    said, empty = [], 0
    for item in lowered:
        text = _joined(item.get(pieces)) if pieces and not words else item.get(words or "")
        text = tidy(text) if isinstance(text, str) else ""
        empty += not text
        times = [_number(item.get(k)) if k else None for k in (start, end)]
        first, last = (None if t is None else round(t * unit, 3) for t in times)
        if pieces and not words:
            first, last = _ends(item.get(pieces))
        said.append(Utterance(_named(item.get(who) if who else None), text, first, last))
    return _Talk(said, empty) if any(u.text for u in said) else None


def _amazon(tree: Any) -> list[Utterance] | None:  # noqa: ANN401 (JSON)
    """Return what Amazon Transcribe heard, word by word: who says it stands beside the words, or in a list of its own."""
    results = tree.get("results") if isinstance(tree, dict) else None
    items = results.get("items") if isinstance(results, dict) else None
    labels = results.get("speaker_labels") if isinstance(results, dict) else None
    if not (isinstance(items, list) and all(isinstance(i, dict) for i in items)):
        return None
    segments = labels.get("segments") if isinstance(labels, dict) else None
    heard = [w for s in segments or [] if isinstance(s, dict) for w in s.get("items") or [] if isinstance(w, dict)]
    who = {str(w.get("start_time")): w.get("speaker_label") for w in heard}
    said: list[Utterance] = []
    for item in items:
        best = next((a for a in item.get("alternatives") or [] if isinstance(a, dict)), {})
        words, start = str(best.get("content", "")), item.get("start_time")
        if start is None and said:  # a mark, which belongs to the word before it
            said[-1] = replace(said[-1], text=said[-1].text + words)
            continue
        speaker = item.get("speaker_label") or who.get(str(start))
        said.append(Utterance(_named(speaker), words, _number(start), _number(item.get("end_time"))))
    return said if any(u.speaker for u in said) and any(u.text.strip() for u in said) else None


def _key(items: list[dict[str, Any]], wanted: tuple[str, ...], kind: type) -> str | None:
    return next((k for k in wanted if any(isinstance(x.get(k), kind) and x.get(k) for x in items)), None)


def _named(value: Any) -> str:  # noqa: ANN401 (JSON)
    if isinstance(value, dict):
        value = next((value[k] for k in ("name", "label", "id") if value.get(k) not in (None, "")), "")
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{_UNKNOWN} {int(value)}"
    text = " ".join(str(value).split())
    return f"{_UNKNOWN} {text}" if len(text) == 1 or text.isdecimal() else text


def _number(value: Any) -> float | None:  # noqa: ANN401 (JSON)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if 0 <= value < 1e10 else None  # noqa: PLR2004 (milliseconds of four months)
    if isinstance(value, str):
        found = seconds(value)
        if found is not None:
            return found
        try:
            return _number(float(value))
        except ValueError:
            return None
    return None


def _unit(items: list[dict[str, Any]], start: str | None, end: str | None, words: list[Any]) -> float:
    """Return 0.001 if times are milliseconds: whole numbers, so far apart that nobody speaks that slowly."""
    if start is None:
        return 1.0
    if start.endswith("ms"):
        return 0.001
    times = [x[k] for x in items for k in (start, end) if k and x.get(k) is not None]
    if not times or not all(isinstance(t, int) or (isinstance(t, float) and t.is_integer()) for t in times):
        return 1.0
    said = sum(len(w.split()) for w in words if isinstance(w, str))
    return 0.001 if said and (max(times) - min(times)) / said > _MILLISECONDS else 1.0


def _joined(pieces: Any) -> str:  # noqa: ANN401 (JSON)
    if not isinstance(pieces, list):
        return ""
    return "".join(str(p.get("value", "")) for p in pieces if isinstance(p, dict))


def _ends(pieces: Any) -> tuple[float | None, float | None]:  # noqa: ANN401 (JSON)
    times = [(_number(p.get("ts")), _number(p.get("end_ts"))) for p in pieces or [] if isinstance(p, dict)]
    starts, ends = [a for a, _ in times if a is not None], [b for _, b in times if b is not None]
    return (starts[0] if starts else None), (ends[-1] if ends else None)
