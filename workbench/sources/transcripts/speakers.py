"""Which words before a colon are the name of who speaks, and which are just words before a colon."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.sources.transcripts.draft import Utterance
from workbench.sources.transcripts.labels import fold, heads, misspelt, role, sorts_notes, undirected

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "LIMIT",
    "Said",
    "asides",
    "candidate",
    "drift",
    "fold",
    "heads",
    "labelled",
    "labels",
    "labels_of",
    "likely",
    "misspelt",
    "role",
    "sorts_notes",
    "split",
]

#: More people than this do not speak in one file: then it is no transcript.
LIMIT = 400
TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,:]\d{1,3})?"
#: ``[00:01:02] Name (00:01:02): words``, with the Markdown stars people put around names; also ``Name: [00:01] words``.
_LABELLED = re.compile(
    rf"""^(?:[-*]\s+|>>+\s*)?(?:[\[(]?(?P<before>{TIME})(?:\s*[-–]\s*{TIME})?[\])]?\s*[-–|]?\s*)?
    (?P<stars>\*\*|__)?(?P<open>\[)?
    (?P<label>(?:[^\W_]|\?(?=[\s:：])|\+(?=\d[\d ().-]{{6}}))(?:[^:：\n<>\[\]*]|(?<=\w)_){{0,70}}?)(?(open)\])(?:\*\*|__)?
    \s*(?:[\[(](?P<after>{TIME})[\])]|(?<=[\s])(?P<bare>\d{{1,2}}:\d{{2}}(?::\d{{2}})?))?\s*(?:\*\*|__)?
    (?:(?P<colon>:)|(?P<wide>：))(?(stars)(?:\*\*|__)?)(?:\s*[\[(](?P<late>{TIME})[\])](?=\s))?(?P<gap>\s|$|(?P<next>[^\s/]))""",
    re.VERBOSE,
)
#: ``[Name] words``, ``<Name> words``, ``Name [00:01:02] words``, and from a chat ``10:02:11 From Name to Everyone : words``.
_BRACKETED = re.compile(r"^[\[<](?P<label>[^\W\d_](?:[^:\n<>\[\]]|:(?!\s)){0,48})[\]>]\s+(?P<words>\S.*)$", re.DOTALL)
_STAMPED = re.compile(
    rf"^(?:\*\*|__)?(?P<label>[^\W\d_][^:\n<>\[\]*]{{0,48}}?)(?:\*\*|__)?\s*[\[(](?P<time>{TIME})[\])]\s+(?P<words>\S.*)$",
    re.DOTALL,
)
_CHAT = re.compile(
    rf"^(?P<time>{TIME})\s+From\s+(?P<label>[^:\n]{{1,60}}?)(?:\s+to\s+[^:\n]{{1,60}}?)?\s*:\s*(?P<words>.*)$", re.DOTALL
)
#: ``DANA FOX – words``: a dash makes a label only of what is in capitals, or of a role.
_DASHED = re.compile(
    r"^(?P<label>[^\W_][^:\n<>\[\]*–—-]{0,40}?)\s*(?:[–—]|\s-)\s+(?P<words>\S.*)$|^(?P<tabbed>[^\W_][^:\t\n]{0,40})\t+(?P<after>\S.*)$",
    re.DOTALL,
)
#: ``Q. words``, ``P1) words``, ``Interviewer; words``: only of a role or initials, and if most of the file is written so.
_POINTED = re.compile(r"^(?P<label>[^\W\d_][^\W_]{0,15}(?:[ ]\d{1,2})?)(?:[.;)/|>]|\s[|>])\s+(?P<words>\S.*)$", re.DOTALL)
#: ``(speaker 0) words``, as Whisper in C writes who speaks.
_NUMBERED = re.compile(r"^\((?P<label>[^\W\d_]{3,12} \d{1,2})\)\s*(?P<words>\S.*)$", re.DOTALL)
_SHORT = 4
_INITIALS = re.compile(r"(?:^|\s)(?:[^\W\d_]\.)+$|(?:^|\s)(?:Dr|Prof|Mr|Mrs|Ms|Sr|Jr|jun|sen)\.$", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ASIDE = re.compile(
    r"(?<!\s)\s*[(\[{]\s*(?P<label>[^\W_][^:：\n()\[\]{}]{0,40}?)\s*[:：]\s*(?P<words>[^()\[\]{}\n]{1,300})[)\]}]\s*"
)
_RUNNING = re.compile(r"(?<=[.?!…。？！])\s+(?P<label>[^\W_][^:：.?!\n]{0,40}?)\s?(?:：|:(?=\s))")
_SIGN = re.compile(r"[:：\[<\t–—\](]|\s-\s")
_BRACKET = re.compile(r"[\[<(]")
_WORDS = 5
#: Titles and what stands between names: a label may be longer by these.
_PARTICLES = frozenset({
    "dr", "prof", "med", "phil", "dipl", "ing", "mr", "mrs", "ms", "herr", "frau", "mme", "phd", "md", "sir", "von", "van", "de",
    "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "bin", "ibn", "zu", "und", "freiherr", "graf",
    "y", "e", "af", "av",
})  # fmt: skip
_HEAD = 160
_SHARE = 0.3
_MOST = 0.6
_LOOKED_AT = 1000
_TALKING = frozenset({"asks", "answers"})


def likely(label: str) -> bool:
    """Say whether a label that occurs once is written as a name: every word begins with a capital, a digit or a bracket."""
    return bool(role(label)) or all(w[0].isupper() or not w[0].isalpha() or not w[0].islower() for w in label.split())


@dataclass(frozen=True, slots=True)
class Said:
    """A line split at its label: who, what, the time beside the name if there is one, and whether a colon made it a label."""

    label: str
    words: str
    stamp: str | None
    sure: bool = True


def split(line: str) -> Said | None:
    """Split `line` at its label, if it begins with what could be one.

    Only the head of the line is searched, so that a line of any length costs the same.
    """
    line = line.strip()
    head = line[:_HEAD]
    if not (_SIGN.search(head) or _POINTED.match(head)):
        return None
    text = line if head.isascii() else undirected(head).lstrip() + line[_HEAD:]
    found = _split(text)
    return found if found is None or text == line else _as_written(found, text, line)


def _as_written(said: Said, text: str, line: str) -> Said:
    """Put back the invisible marks among the words: only the label is read without them."""
    plain = undirected(line[:_HEAD])
    before = len(text) - len(said.words) + len(plain) - len(plain.lstrip())
    at = next((i for i in range(_HEAD) if len(undirected(line[:i])) == before), 0)
    words = line[at:].strip().lstrip("\u061c\u200e\u200f\ufeff").strip()
    return replace(said, words=words) if undirected(words) == undirected(said.words) else said


def _split(text: str) -> Said | None:
    head = text[:_HEAD]
    match = _CHAT.match(head) if head[:1].isdecimal() else None
    if match:
        return Said(match["label"].strip(), text[match.start("words") :].strip(), match["time"])
    match = _LABELLED.match(head)
    if match and ((found := _colon(match, text)) or heads(match["label"].strip())):
        return found
    for pattern in (_BRACKETED, _STAMPED) if _BRACKET.search(head) else ():
        match = pattern.match(head)
        if match and _fits(match["label"].strip()):
            stamp = match["time"] if pattern is _STAMPED else None
            return Said(match["label"].strip(), text[match.start("words") :].strip(), stamp, sure=False)
    return _dash(head, text) or _pointed(head, text)


def _colon(match: re.Match[str], text: str) -> Said | None:
    label = match["label"].strip()
    tight = match["next"] is not None
    words = text[match.end() - tight :].strip()
    if not _fits(label) or words.startswith("//") or heads(label):
        return None
    if tight and not match["wide"] and (match["next"].isdecimal() or not (_CJK.search(label[-1]) or role(label))):
        return None
    return Said(label, words, match["before"] or match["after"] or match["bare"] or match["late"])


def _dash(head: str, text: str) -> Said | None:
    match = _DASHED.match(head)
    if match is None:
        return None
    label, at = (match["tabbed"], "after") if match["tabbed"] else (match["label"], "words")
    label = label.strip()
    shouted = label.upper() == label and label.lower() != label and len(label) > 1
    if not _fits(label) or heads(label) or not (role(label) or shouted or match["tabbed"]):
        return None
    return Said(label, text[match.start(at) :].strip(), None, sure=False)


def _pointed(head: str, text: str) -> Said | None:
    match = _NUMBERED.match(head) or _POINTED.match(head)
    if match is None:
        return None
    label = match["label"]
    initials = label.upper() == label and len(label) < _SHORT
    known = role(label) in {"asks", "answers"} and (len(label) >= _SHORT or label[:1].isupper())
    return Said(label, text[match.start("words") :].strip(), None, sure=False) if known or initials else None


@lru_cache(maxsize=8192)
def _fits(label: str) -> bool:
    if not label or (label[-1] in ".?!," and label != "?" and not _INITIALS.search(label)):
        return False
    words = re.sub(r"\([^()]*\)", " ", label).split()
    names = [w for w in words if w.strip(".,").casefold() not in _PARTICLES and any(c.isalnum() for c in w)]
    return len(words) <= _WORDS or (len(names) <= _WORDS and likely(" ".join(names)))


def candidate(line: str) -> str | None:
    """Return the label at the start of `line`, if there could be one."""
    found = split(line)
    return found.label if found is not None and found.sure else None


def labels(units: Sequence[str]) -> frozenset[str]:
    """Return the labels that name speakers in a file of which `units` are the lines, cues or paragraphs; see `labels_of`."""
    return labels_of([split(u) for u in units])


def labels_of(units: Sequence[Said | None]) -> frozenset[str]:
    """Return the labels that name speakers in a file of which `units` are the lines, as `split` split them.

    A label counts if the file as a whole is labelled (three units in ten), or if it, or another, is a role such as
    *Interviewer*, or if at least two labels come twice. A word before a colon in running prose does none of these; nor
    do three words before colons of which none comes back. Labels without a colon (``[Name] words``) must do more: most
    units have one, and two come back. Nobody speaks where the words before colons sort notes: *Positive*, *Pain*, *Quote*.
    """
    found = _labels_of(units)
    sorting = sum(sorts_notes(x) for x in found)
    return frozenset() if 2 * sorting >= len(found) and not any(role(x) in _TALKING for x in found) else found


def _labels_of(units: Sequence[Said | None]) -> frozenset[str]:
    split_ = [s for s in units if s is not None]
    found = [s.label for s in split_ if s.sure]
    counts = Counter(found)
    loose = Counter(s.label for s in split_ if not s.sure)
    if sum(loose.values()) > len(found) and sum(loose.values()) >= _MOST * len(units):
        back = {x for x, n in loose.items() if n > 1}
        if len(back) > 1 or (back and any(map(role, loose)) and len(loose) > 1):
            return frozenset(loose) | frozenset(counts)
    if not counts:
        return frozenset()
    often = {label for label, n in counts.items() if n > 1}
    roles = {label for label, _ in counts.most_common(_LOOKED_AT) if role(label) and len(label) > 1}
    if not often and not roles and len(counts) > 2:  # noqa: PLR2004 (of a dialogue of two, each may speak once)
        return frozenset()
    if len(found) >= _SHARE * len(units) or (roles and (len(counts) > 1 or counts[next(iter(roles))] > 1)):
        return frozenset(label for label in counts if label in often or likely(label))
    return frozenset(often) if len(often) > 1 and sum(counts[x] for x in often) >= 0.1 * len(units) else frozenset()


def drift(names: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Find labels that mean one person: return which label stands for which longer one, and notes.

    Merged: equal but for case and space; a label whose words begin exactly one other label, case aside
    (*Jenny* and *Jenny Mith*). If it begins more than one, nothing is merged and the note asks.
    """
    known = sorted(set(names), key=lambda n: (-len(fold(n).split()), n))
    words = {n: tuple(fold(n).split()) for n in known}
    begins: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in known:
        if not role(name):
            for end in range(1, len(words[name]) + 1):
                begins[words[name][:end]].append(name)
    into: dict[str, str] = {}
    notes: list[str] = []
    for name in known:
        taken = set(into.values())
        if role(name):
            meant = misspelt(name) or fold(name)
            same = [k for k in known if k != name and fold(k) == meant and k not in into]
            more = [
                k for k in known if name[-1].isdigit() and words[k][:-1] and fold(k).startswith(f"{fold(name)} ") and k not in into
            ]
            longer = (same[:1] or (more if len(more) == 1 else [])) if name not in taken else []
        else:
            others = [k for k in begins[words[name]] if k != name and k not in into]
            equal = [o for o in others if words[o] == words[name]]
            longer = ([] if name in taken else equal[:1]) if equal else others
        if len(longer) == 1:
            into[name] = longer[0]
            way = f"if they are two people, say speakers={{{name!r}: {name!r}}}"
            notes.append(f"{name!r} is read as {longer[0]!r}; {way}")
        elif longer:
            shown = " or ".join(repr(x) for x in longer)
            notes.append(f"{name!r} could be {shown}: kept apart; if you know, say speakers={{{name!r}: {longer[0]!r}}}")
    return into, tuple(notes)


def labelled(lines: Sequence[Utterance]) -> list[Utterance]:
    """Give lines the speaker before their colon, if the file as a whole has such labels; a line without goes on."""
    names = labels([u.text for u in lines])
    out, speaker = [], ""
    for line in lines:
        found, words = split(line.text), line.text
        if found is not None and found.label in names:
            speaker, words = found.label, found.words
        out.append(Utterance(speaker, words, line.start_s, line.end_s))
    return out


def asides(said: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Give words that another says inside a turn to whom they belong, as in *I went (I: mhm) home* or *Fine. Dana: Why?*.

    In brackets a label counts if it is a speaker's of the file or says that its bearer asks; in running text only a speaker's
    of the file, after the end of a sentence. Who speaks goes on speaking after what stands in brackets.
    """
    names = {u.speaker for u in said if u.speaker}
    if not 0 < len(names) <= LIMIT:
        return tuple(said)
    names |= _run_together(said, names)
    known = "|".join(sorted(map(re.escape, names), key=lambda n: (-len(n), n)))
    running = re.compile(rf"(?<=[.?!…。？！\"”])\s+(?P<label>{known})\s?(?:：\s*|:\s+)(?=\S)")
    out: list[Utterance] = []
    for turn in said:
        for piece in _unbracketed(turn, names):
            out += _unrun(piece, running)
    return tuple(out)


def _run_together(said: Sequence[Utterance], names: set[str]) -> set[str]:
    """Return labels inside the words: slips of a role of the file (*Particpant*); if only one begins a line, all that come back.

    A file in which only one label begins a line has lost its line ends.
    """
    counts: Counter[str] = Counter()
    for turn in said:
        if ":" in turn.text or "：" in turn.text:
            counts.update(label for m in _RUNNING.finditer(turn.text) if _fits(label := m["label"].strip()) and not heads(label))
    if len(names) == 1:
        return {x for x, n in counts.items() if (n > 1 and likely(x)) or (role(x) and len(x) > 1)}
    known = {fold(n) for n in names}
    return {x for x, _ in counts.most_common(_LOOKED_AT) if misspelt(x) in known}


def _unbracketed(turn: Utterance, names: set[str]) -> list[Utterance]:
    if ":" not in turn.text and "：" not in turn.text:
        return [turn]
    pieces: list[Utterance] = []
    at = 0
    for match in _ASIDE.finditer(turn.text):
        label = match["label"]
        if label == turn.speaker or not (label in names or (role(label) == "asks" and (len(label) > 1 or _asks_alone(names)))):
            continue
        pieces += [replace(turn, text=turn.text[at : match.start()]), Utterance(label, match["words"])]
        at = match.end()
    if not pieces:
        return [turn]
    pieces.append(replace(turn, text=turn.text[at:]))
    return _timed_ends(turn, [p for p in pieces if p.text.strip()])


def _asks_alone(names: set[str]) -> bool:
    """Say whether no name of the file is one letter, so that *I* in brackets is the interviewer and nobody's initial."""
    return not any(len(n) == 1 for n in names)


def _unrun(turn: Utterance, running: re.Pattern[str]) -> list[Utterance]:
    found = list(running.finditer(turn.text)) if ":" in turn.text or "：" in turn.text else []
    if not found:
        return [turn]
    starts = [0, *(m.end() for m in found)]
    ends = [*(m.start() for m in found), len(turn.text)]
    who = [turn.speaker, *(m["label"] for m in found)]
    return _timed_ends(turn, [Utterance(w, turn.text[a:b]) for w, a, b in zip(who, starts, ends, strict=True)])


def _timed_ends(turn: Utterance, pieces: list[Utterance]) -> list[Utterance]:
    """Give the first piece the begin of the turn and the last its end; what lies between has no time of its own."""
    bare = [replace(p, start_s=None, end_s=None) for p in pieces]
    bare[0] = replace(bare[0], start_s=turn.start_s)
    bare[-1] = replace(bare[-1], end_s=turn.end_s)
    return bare
