"""Transcripts as JSON or JSON lines: what programs that transcribe, chats and call centres write.

All hold objects with words, perhaps a speaker and times, in a list or in lists of the same place in several objects (a list of
words in each channel). Who speaks and when may stand in the object around. The place with the most words is taken; of places
with the same words the one that says who speaks.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.sources.transcripts import fields, stamped
from workbench.sources.transcripts.draft import Utterance, merged
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

_PIECES = ("elements",)
#: Of several hearings of the same words the first is the best.
_HEARINGS = frozenset({"alternatives", "nbest", "n_best", "hypotheses"})
_DEEPEST = 12
_LIKE = 0.9
_MILLISECONDS = 20.0
_PAUSE_S = 1.0
_WHO_ABOVE = "\0who"
#: What a record of an answer has beside its words, and a turn of a conversation has not.
_OF_ANSWERS = ("score", "rating", "stars", "nps", "csat", "review", "response", "respondent", "survey", "ticket", "version")
#: What tells the conversations of one file apart.
_CONVERSATION = (
    "call_id", "callid", "conversation_id", "conversationid", "session_id", "sessionid", "thread_id", "meeting_id", "recording_id",
    "interview_id", "chat_id", "contact_id", "contactid",
)  # fmt: skip
_FEWEST = 5

Item = dict[str, Any]


def read_objects(text: str, *, name: str) -> tuple[tuple[Utterance, ...], tuple[str, ...]]:
    """Return what is said in a JSON export, turn by turn, and notes.

    Raises
    ------
    Refused
        If it is not JSON, holds no objects with words, or several conversations, or answers of many people.
    """
    tree = _loaded(text, name)
    amazon = _amazon(tree)
    if amazon is not None:
        return merged(amazon), ()
    places: dict[tuple[str, ...], list[list[Item]]] = {}
    _gather(tree, (), {_WHO_ABOVE: ""}, places)
    found = [talk for path, lists in places.items() if (talk := _talk(lists, path)) is not None]
    if not found:
        nothing = "no list of turns with words, such as Whisper's segments"
        raise Refused(name, nothing, "Export the transcript as .vtt, .srt or .txt.")
    most = max(talk.size for talk in found)
    rank = [(t.people < 2, not t.people, not t.timed, -t.size, len(t.path), i) for i, t in enumerate(found)]  # noqa: PLR2004
    best = found[min(r for r in rank if -r[3] >= _LIKE * most)[-1]]
    _check(best, name)
    notes = (f"{best.empty} objects without words were left out",) if best.empty else ()
    said, counted = stamped.from_the_first(best.said)
    return merged(said), (*notes, *counted)


def _loaded(text: str, name: str) -> Any:  # noqa: ANN401 (JSON)
    """Return what a file holds: JSON, or one object a line."""
    try:
        return json.loads(text)
    except RecursionError:
        raise Refused(name, "JSON nested too deeply", "Export it as .vtt, .srt or .txt.") from None
    except ValueError as error:
        try:
            lines = [json.loads(line) for line in text.split("\n") if line.strip()]
        except (ValueError, RecursionError):
            lines = []
        if len(lines) > 1 and all(isinstance(line, dict) for line in lines):
            return lines
        found = f"not readable as JSON ({type(error).__name__})"
        raise Refused(name, found, "Export it again, or as .vtt, .srt or .txt.") from None


class _Talk:
    """Objects of one place as utterances, and what they have."""

    def __init__(self, path: tuple[str, ...], items: list[Item], said: list[Utterance], empty: int) -> None:
        self.path, self.items, self.said, self.empty = path, items, said, empty
        self.size = sum(len("".join(u.text.split())) for u in said)
        self.people = len({u.speaker for u in said if u.speaker})
        self.timed = any(u.start_s is not None for u in said)


def _gather(node: Any, path: tuple[str, ...], above: Item, into: dict[tuple[str, ...], list[list[Item]]]) -> None:  # noqa: ANN401
    """Collect the lists of objects by their place, each object with what the one around it says of it."""
    if len(path) > _DEEPEST:
        return
    if isinstance(node, dict):
        low = fields.lowered(node)
        who = {_WHO_ABOVE: fields.bequeathed(low) or above[_WHO_ABOVE]}
        whole = {k: v for k, v in low.items() if not isinstance(v, (dict, list))} | who
        for key, value in node.items():
            if isinstance(value, (dict, list)):
                _gather(value, (*path, str(key)), whole if key.casefold() in _HEARINGS else who, into)
    elif isinstance(node, list) and node:
        node = node[:1] if path and path[-1].casefold() in _HEARINGS else node
        objects = [above | fields.lowered(x) for x in node if isinstance(x, dict)]
        if len(objects) == len(node):
            into.setdefault(path, []).append(objects)
        for item in node:
            if isinstance(item, (dict, list)):
                _gather(item, path, above, into)


def _talk(lists: list[list[Item]], path: tuple[str, ...]) -> _Talk | None:
    items = [item for held in lists for item in held if not fields.is_service(item)]
    words = fields.key_of(items, fields.WORDS, fields.words_of)
    pieces = next((k for k in _PIECES if any(isinstance(x.get(k), list) for x in items)), None)
    if words is None and pieces is None:
        return None
    who = fields.key_of(items, fields.WHO, fields.label)
    start, end = (fields.key_of(items, keys, fields.number) for keys in (fields.START, fields.END))
    lasts = None if end else fields.key_of(items, fields.LASTS, fields.number)
    unit = _unit(items, start, end, [x.get(words) for x in items] if words else [])
    runs: list[tuple[str, list[Utterance]]] = []
    empty = 0
    for item in (item for held in lists for item in held):
        if fields.is_service(item):
            empty += 1
            continue
        if not runs or runs[-1][0] != item[_WHO_ABOVE]:
            runs.append((item[_WHO_ABOVE], []))
        run = runs[-1][1]
        text = fields.words_of(item.get(words)) if words else _joined(item.get(pieces or ""))
        if run and fields.is_mark(item, text):
            run[-1] = replace(run[-1], text=run[-1].text + text)
            continue
        empty += not text
        first, last = (fields.number(item.get(k)) if k else None for k in (start, end))
        if lasts and first is not None and (span := fields.number(item.get(lasts))) is not None:
            last = first + span
        first, last = (None if t is None else round(t * unit, 3) for t in (first, last))
        if not words:
            first, last = _ends(item.get(pieces or ""))
        run.append(Utterance((fields.label(item.get(who)) if who else "") or item[_WHO_ABOVE], text, first, last))
    said = fields.unslacked(items, fields.untagged(_once(_in_time([run for _, run in runs]))))
    return _Talk(path, items, said, empty) if any(u.text for u in said) else None


def _in_time(runs: list[list[Utterance]]) -> list[Utterance]:
    """Put several lists, such as the channels of a call, into one by time, sentence by sentence."""
    said = [u for run in runs for u in run]
    times = [u.start_s for u in said if u.text]
    if len(runs) == 1 or any(t is None for t in times) or times == sorted(t for t in times if t is not None):
        return said
    sentences: list[Utterance] = []
    for run in runs:
        fresh = True
        for u in (u for u in run if u.text):
            last = sentences[-1] if sentences and not fresh else None
            apart = last is None or (u.start_s or 0.0) - (last.end_s or last.start_s or 0.0) >= _PAUSE_S
            if last is None or apart or last.speaker != u.speaker or last.text[-1] in ".?!…":
                sentences.append(u)
            else:
                sentences[-1] = replace(last, text=f"{last.text} {u.text}", end_s=u.end_s)
            fresh = False
    return sorted(sentences, key=lambda u: u.start_s or 0.0)


def _once(said: list[Utterance]) -> list[Utterance]:
    """Leave out words of nobody that come again with who says them, as where words are told apart at the very end."""
    named, nobodys = [u for u in said if u.speaker], [u for u in said if not u.speaker and u.text]
    if not named or not nobodys:
        return said
    both = ["".join(c for u in side for c in u.text.casefold() if c.isalnum()) for side in (named, nobodys)]
    return named if both[0] == both[1] else said


def _check(best: _Talk, name: str) -> None:
    """Refuse several conversations, in which a role is somebody else each time, and answers of many people.

    Raises
    ------
    Refused
        If it is either.
    """
    for key in _CONVERSATION:
        counts = Counter(str(x[key]) for x in best.items if x.get(key) not in (None, ""))
        if len(counts) > 1 and max(counts.values()) > 1:
            found = f"{len(counts)} conversations in one file ({key!r} is {', '.join(map(repr, list(counts)[:3]))} …)"
            raise Refused(name, found, "Write each into a file of its own: whoever is called 'customer' is somebody else in each.")
    come_back = 0 < best.people <= max(2, len(best.said) // 3)
    answers = any(any(w in k for w in _OF_ANSWERS) for x in best.items for k in x)
    if answers and not come_back and not best.timed and len(best.items) >= _FEWEST:
        found = f"{len(best.items):,} records with ratings or ids beside the words: answers or reviews, and no conversation"
        raise Refused(name, found, "Import it with kind survey, review or ticket.")


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
        said.append(Utterance(fields.label(speaker), words, fields.number(start), fields.number(item.get("end_time"))))
    return said if any(u.speaker for u in said) and any(u.text.strip() for u in said) else None


def _unit(items: Sequence[Item], start: str | None, end: str | None, words: list[Any]) -> float:
    """Return 0.001 if times are milliseconds: whole numbers, so far apart that nobody speaks that slowly."""
    if start is None:
        return 1.0
    if start.endswith(("ms", "millis", "milliseconds")):
        return 0.001
    times = [x[k] for x in items for k in (start, end) if k and x.get(k) is not None]
    if not times or not all(isinstance(t, int) or (isinstance(t, float) and t.is_integer()) for t in times):
        return 1.0
    if min(times) > fields.LATEST:
        return 0.001
    said = sum(len(w.split()) for w in words if isinstance(w, str))
    return 0.001 if said and (max(times) - min(times)) / said > _MILLISECONDS else 1.0


def _joined(pieces: Any) -> str:  # noqa: ANN401 (JSON)
    if not isinstance(pieces, list):
        return ""
    return "".join(str(p.get("value", "")) for p in pieces if isinstance(p, dict)).strip()


def _ends(pieces: Any) -> tuple[float | None, float | None]:  # noqa: ANN401 (JSON)
    times = [(fields.number(p.get("ts")), fields.number(p.get("end_ts"))) for p in pieces or [] if isinstance(p, dict)]
    starts, ends = [a for a, _ in times if a is not None], [b for _, b in times if b is not None]
    return (starts[0] if starts else None), (ends[-1] if ends else None)
