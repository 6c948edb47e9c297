"""Cut what participants said into segments: the unit a model reads.

A segment is an exact span, ``text == source[start:end]``, of 12 to 60 words where the text allows it. Cuts are made at ends of
sentences; speech recognisers often give none, so a longer stretch is cut at a clause border, else between two words.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from workbench.study.records import Anchor, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.study.folder import Folder
    from workbench.study.records import Survey, Transcript

LEAST_WORDS = 12
MOST_WORDS = 60
#: Texts without spaces (Chinese, a pasted log) are cut by length: about what 60 words come to.
MOST_CHARACTERS = 480
#: Fewer words than this in a turn are a backchannel ("yeah", "uh-huh"): part of the text, not a segment.
SPOKEN_WORDS = 3

_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "st", "rev", "sr", "jr", "vs", "eg", "e.g", "ie", "i.e", "approx", "dept", "fig", "cf",
})  # fmt: skip
#: A sentence ends at .!?… before white space, at the full stops of scripts that put no space after them, at a blank line.
#: A run of marks is looked at once, from its first: otherwise a line of exclamation marks takes minutes.
_END = re.compile(
    r"(?<![.!?\u2026\u061f\u0964])[.!?\u2026\u061f\u0964]+[\"'\u201d\u2019)\]\u00bb]*(?=\s)"
    r"|[\u3002\uff01\uff1f]+[\u300d\u300f]*|\n[ \t]*\n"
)
_WORD = re.compile(r"\S+")
_CLAUSE = re.compile(r"[,;:\u2013\u2014]$")
_JOINERS = frozenset({"and", "but", "so", "because", "then", "or", "which", "when", "if", "although", "while"})


def segments(folder: Folder) -> list[Segment]:
    """Return the segments of all participants' turns and all answers of a study, sorted by id.

    Interviewers and others in the room are left out: what they say is not evidence.

    Parameters
    ----------
    folder
        The study.

    Returns
    -------
    list of Segment
        ``segment.text`` is exactly the source's text between the anchor's offsets. The same study gives the same ids.
    """
    found: list[Segment] = []
    for transcript in folder.transcripts():
        found += segments_of_transcript(transcript)
    for survey in folder.surveys():
        found += segments_of_survey(survey)
    return sorted(found, key=lambda s: s.id)


def segments_of_transcript(transcript: Transcript) -> list[Segment]:
    """Return the segments of the participants' turns of one transcript, in the order of the talk."""
    found = []
    for turn in transcript.turns:
        if turn.participant is None:
            continue
        for start, end in cut(transcript.text, turn.start, turn.end):
            text = transcript.text[start:end]
            if _words(text) < SPOKEN_WORDS:
                continue
            anchor = Anchor(transcript.id, "", transcript.version, start, end)
            name = f"{transcript.id}//{start}-{end}"
            found.append(Segment(name, anchor, text, turn.participant, transcript.round, transcript.kind, turn.index))
    return found


def segments_of_survey(survey: Survey) -> list[Segment]:
    """Return the segments of the answers of one survey, ticket or review table, in the order of its rows.

    An answer of one word ("price") is an answer; one without a letter or digit ("-", "???") is not.
    """
    frame = survey.answers
    found = []
    columns = (frame[c].tolist() for c in ("answer", "participant", "text", "version"))
    for answer, participant, text, version in zip(*columns, strict=True):
        if not isinstance(text, str):
            continue
        for start, end in cut(text, 0, len(text)):
            piece = text[start:end]
            if not any(map(str.isalnum, piece)):
                continue
            anchor = Anchor(survey.id, str(answer), str(version), start, end)
            name = f"{survey.id}/{answer}/{start}-{end}"
            found.append(Segment(name, anchor, piece, str(participant), survey.round, survey.kind))
    return found


def cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return spans of ``text[start:end]`` that a model can read, in order, without white space at their ends.

    Parameters
    ----------
    text
        Canonical text.
    start, end
        Code points, half open.

    Returns
    -------
    list of (int, int)
        Offsets into `text`. Together they hold every character that is not white space.
    """
    piece = text[start:end]
    if len(piece) <= MOST_CHARACTERS and piece.count(" ") + piece.count("\n") < 2 * LEAST_WORDS - 1:
        return list(_trimmed(text, [(start, end)]))  # too short to be two segments: most answers of a survey
    parts = [p for s in sentences(text, start, end) for p in _shorter(text, *s)]
    return list(_trimmed(text, _joined(text, parts)))


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences in ``text[start:end]``; they touch, so nothing lies between them."""
    found = []
    begin = start
    for stop in _END.finditer(text, start, end):
        before = text[max(begin, stop.start() - 12) : stop.start()].rsplit(maxsplit=1)
        last = before[-1].lower().lstrip("(\"'\u201c\u2018") if before else ""
        if stop.group() == "." and (last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i")):
            continue
        found.append((begin, stop.end()))
        begin = stop.end()
    if begin < end:
        found.append((begin, end))
    return found


def _shorter(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut one sentence that is too long in two at the clause border nearest its middle, as often as needed."""
    words = [m.span() for m in _WORD.finditer(text, start, end)]
    if len(words) <= MOST_WORDS and end - start <= MOST_CHARACTERS:
        yield start, end
        return
    at = 0
    while len(words) - at > MOST_WORDS:
        left = len(words) - at
        # Windows of equal length, so that no last one of two words is left over.
        size = -(-left // -(-left // MOST_WORDS))
        near = range(max(LEAST_WORDS, size - LEAST_WORDS), min(left - LEAST_WORDS, size + LEAST_WORDS, MOST_WORDS) + 1)
        best = min(near, key=lambda k: (not _border(text, words, at + k), abs(k - size), k))
        yield from _narrow(text, start, words[at + best][0])
        start = words[at + best][0]
        at += best
    yield from _narrow(text, start, end)


def _border(text: str, words: list[tuple[int, int]], at: int) -> bool:
    """Say whether a clause ends before word `at`."""
    previous, following = text[slice(*words[at - 1])], text[slice(*words[at])]
    return bool(_CLAUSE.search(previous)) or following.lower() in _JOINERS


def _narrow(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is too long in characters, between words if there are any, never before a mark that belongs to its base."""
    while end - start > MOST_CHARACTERS:
        stop = start + MOST_CHARACTERS
        space = max(text.rfind(" ", start, stop), text.rfind("\n", start, stop))
        if space > start + MOST_CHARACTERS // 2:
            stop = space + 1
        else:
            while stop > start + 1 and _clings(text, stop):
                stop -= 1
        yield start, stop
        start = stop
    if start < end:
        yield start, end


def _clings(text: str, at: int) -> bool:
    """Say whether the character at `at` belongs to the one before it: a combining mark, a joined emoji, a variation."""
    return (
        unicodedata.combining(text[at]) != 0
        or text[at] in "\u200d\ufe0e\ufe0f"
        or text[at - 1] == "\u200d"
        or 0x1F3FB <= ord(text[at]) <= 0x1F3FF  # noqa: PLR2004 (skin tones)
    )


def _joined(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join neighbouring sentences until each stretch has 12 words, as long as it stays below 60."""
    found: list[tuple[int, int]] = []
    held: tuple[int, int] | None = None
    for start, end in parts:
        if held is None:
            held = (start, end)
        elif _words(text[held[0] : held[1]]) >= LEAST_WORDS or not _fits(text, held[0], end):
            found.append(held)
            held = (start, end)
        else:
            held = (held[0], end)
    if held is not None:
        if found and _words(text[held[0] : held[1]]) < LEAST_WORDS and _fits(text, found[-1][0], held[1]):
            held = (found.pop()[0], held[1])  # a short last sentence goes with the one before it
        found.append(held)
    return found


def _fits(text: str, start: int, end: int) -> bool:
    return end - start <= MOST_CHARACTERS and _words(text[start:end]) <= MOST_WORDS


def _words(text: str) -> int:
    return len(text.split())


def _trimmed(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        if left < len(piece):
            yield start + left, start + len(piece.rstrip())
