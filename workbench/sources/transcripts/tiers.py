"""What linguists transcribe with: Praat, CHAT (.cha), ELAN (.eaf), EXMARaLDA (.exb); who speaks has a tier or a code."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.sources import xmlgate
from workbench.sources.transcripts import exmaralda
from workbench.sources.transcripts.draft import Utterance, merged
from workbench.sources.transcripts.labels import role
from workbench.sources.transcripts.vtt import marks
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from workbench.sources.transcripts.plain import Spoken

KINDS = ("textgrid", "cha", "eaf", "exb")
_TOKEN = re.compile(r'"(?:[^"]|"")*"|(?<![\w."\[])-?\d+(?:\.\d+)?(?:[eE]-?\d+)?(?![\w\]])')
#: Tiers in which the words of another come again, piece by piece.
_PIECES = re.compile(r"(?i)\b(phon\w*|segments?|syll\w*|words?|tokens?|morph\w*|gloss\w*|pos|lemma\w*)\b|^(mau|ort|kan)$")
_SPOKEN_BY = re.compile(r"^\*(?P<code>\w{1,10}):\t?(?P<words>.*)$", re.DOTALL)
_BULLET = re.compile(r"\x15(?:[^\x15_]*?_)?(\d{1,12})_(\d{1,12})\x15")
_TERMINATOR = re.compile(r"\s+([.?!])$")
_MOST_ELEMENTS = 2_000_000


def read_tiers(text: str, *, name: str, kind: str) -> Spoken:
    """Return what is said in a file of Praat, CLAN, ELAN or EXMARaLDA, in the order of its times, and notes.

    Raises
    ------
    Refused
        If nothing is said in it, or it is not whole.
    """
    if kind == "cha":
        return _chat(text)
    said, left = {"textgrid": _textgrid, "eaf": _elan, "exb": exmaralda.read_events}[kind](text, name)
    ordered = merged(sorted(said, key=lambda u: u.start_s or 0.0))
    return ordered, (f"tiers without words of their own were left out: {', '.join(left)}",) if left else ()


def day(text: str) -> str:
    """Return the line of a CHAT file that says when it was, as days are written elsewhere."""
    found = re.search(r"(?m)^@Date:\s*(\d{1,2})-([A-Z]{3})-(\d{4})", text)
    return f"{found[1]} {found[2].title()} {found[3]}" if found else ""


def _textgrid(text: str, name: str) -> tuple[list[Utterance], list[str]]:
    """Read the numbers and texts of a TextGrid, which its long and its short form write in the same order."""
    tokens = _TOKEN.findall(text)
    said: dict[str, list[Utterance]] = {}
    try:
        at = next(i for i, t in enumerate(tokens) if t in {'"IntervalTier"', '"TextTier"'})
        while at < len(tokens):
            times = 2 if tokens[at] == '"IntervalTier"' else 1
            label, count = tokens[at + 1].strip('"'), int(tokens[at + 4])
            at += 5
            tier = said.setdefault(label, [])
            for _ in range(count):
                clock = [float(t) for t in tokens[at : at + times]]
                tier.append(Utterance(label, tokens[at + times][1:-1].replace('""', '"'), clock[0], clock[-1]))
                at += times + 1
    except (StopIteration, IndexError, ValueError):
        raise Refused(name, "a TextGrid that is not whole", "Save it again from Praat.") from None
    return _own(said)


def _own(tiers: dict[str, list[Utterance]]) -> tuple[list[Utterance], list[str]]:
    """Return what is said in tiers that do not cut up another, and the names of those that do."""
    full = {label: said for label, said in tiers.items() if any(u.text.strip() for u in said)}
    whole = [label for label in full if not _PIECES.search(label)] or list(full)[:1]
    nobody = len(whole) == 1 and role(whole[0]) == "answers"  # the one tier of a file: its turns end where it is silent
    said = [replace(u, speaker="" if nobody else label, text=marks(u.text)) for label in whole for u in full[label]]
    return said, [label for label in full if label not in whole]


def _chat(text: str) -> Spoken:
    """Read CHAT: a star and a code begin what is said, *%com:* what is said about it, *@Participants:* tells who they are."""
    rows = re.sub(r"\n\t", " ", text).split("\n")
    who = _cast(next((r for r in rows if r.startswith("@Participants:")), ""))
    said = []
    for row in rows:
        match = _SPOKEN_BY.match(row)
        if match is None:
            continue
        times = _BULLET.findall(match["words"])
        words = _TERMINATOR.sub(r"\1", " ".join(_BULLET.sub("", match["words"]).split()))
        start, end = (int(times[0][0]) / 1000, int(times[-1][1]) / 1000) if times else (None, None)
        said.append(Utterance(who.get(match["code"], match["code"]), words, start, end))
    about = Counter(r[1 : r.find(":")] for r in rows if r.startswith("%"))
    notes = (f"{about.total()} lines about what is said were left out (%{', %'.join(about)})",) if about else ()
    return merged(said), notes


def _cast(row: str) -> dict[str, str]:
    """Return what to call each code of *@Participants: INT Priya Investigator, PAR Participant*."""
    found = {}
    for entry in row.partition(":")[2].split(","):
        code, *rest = entry.split()[:3] or [""]
        role = rest[-1].replace("_", " ") if rest else ""
        found[code] = f"{rest[0].replace('_', ' ')} ({role})" if len(rest) > 1 else f"{role} {code}".strip()
    return found


def _elan(text: str, name: str) -> tuple[list[Utterance], list[str]]:
    """Read the annotations of ELAN that have times of their own; tiers that hang on others hold glosses and the like."""
    times: dict[str, float] = {}
    tiers: dict[str, list[Utterance]] = {}
    here: dict[str, str] = {}
    words: list[str] | None = None

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal words
        if tag == "TIME_SLOT" and re.fullmatch(r"\d{1,12}", given.get("time_value", "")):
            times[given.get("time_slot_id", "")] = int(given["time_value"]) / 1000
        elif tag == "TIER":
            here.update(who=given.get("participant") or given.get("tier_id", ""), above=given.get("parent_ref", ""))
        elif tag == "ALIGNABLE_ANNOTATION":
            here.update(a=given.get("time_slot_ref1", ""), b=given.get("time_slot_ref2", ""))
        elif tag == "ANNOTATION_VALUE" and not here.get("above"):
            words = []

    def end(tag: str) -> None:
        nonlocal words
        if tag == "ANNOTATION_VALUE" and words is not None:
            spoken = Utterance(here["who"], "".join(words), times.get(here.get("a", "")), times.get(here.get("b", "")))
            tiers.setdefault(here["who"], []).append(spoken)
            words = None

    def said(piece: str) -> None:
        if words is not None:
            words.append(piece)

    xmlgate.parse(text.encode(), name, start, end, said, most=_MOST_ELEMENTS)
    return _own(tiers)


def begins_as(head: str) -> str:
    """Return which of `KINDS` a text is by its first characters; empty if none."""
    if re.match(r'(?s)(?:File type = )?"ooTextFile.{0,60}TextGrid', head):
        return "textgrid"
    if re.match(r"@(?:UTF8|Begin)\s*\n", head):
        return "cha"
    if re.match(r"(?s)<\?xml.{0,2000}?<basic-transcription\b", head):
        return "exb"
    return "eaf" if re.match(r"(?s)<\?xml.{0,300}?<ANNOTATION_DOCUMENT\b", head) else ""
