"""What the coder shows, as plain dicts: turns, codes with key and colour, codings cut to turns, who else is here.

Offsets in these dicts are code points counted from the start of a turn. The browser turns them into UTF-16 units and back
(``widgets/core.js``); nothing else ever converts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.codes import BAD_COLOURS, EMOTION_KEYS, GOOD_COLOURS, MIXED_COLOURS, STAGE_COLOURS, STAGE_KEYS
from workbench.study.errors import UserError
from workbench.study.records import FAMILIES, Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.study.folder import Folder
    from workbench.study.records import Coding, Transcript, Turn

_FAMILY_COLOURS = {"pain": "#b3261e", "need": "#b26a00", "delight": "#1b7f4d", "expectation": "#3f6fb0", "delivered": "#2f7f86",
                   "goal": "#4a5fa5", "free": "#7a5c99"}  # fmt: skip
_OTHER = "#66717d"

#: Commands of the coder; no code may take them.
RESERVED = frozenset('stvmjkdf/?-,.0nNDFJK<>[]=+"')
_FREE_KEYS = "hzxcbnlpgfdaoiuyrewq" + "QWERTYUIOPASDFGHJKLZXCVBNM"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LONGEST_LABEL = 120
#: What joins the letters of some scripts, or emoji into one; between ASCII it only makes two names look like one.
_JOINER = re.compile("(?<=[^\\x00-\\x7f\\s])[\u200c\u200d](?=[^\\x00-\\x7f\\s])")


def turns(transcript: Transcript) -> list[dict[str, Any]]:
    """Return the turns as the browser wants them: index, speaker, whether a participant speaks and who, seconds, words."""
    return [
        {"i": t.index, "speaker": t.speaker, "person": t.participant is not None, "who": t.participant, "at": t.start_s,
         "text": transcript.text[t.start : t.end]}
        for t in transcript.turns
    ]  # fmt: skip


def seconds(turns: Iterable[Turn]) -> float | None:
    """Return how long the talk was as far as its times tell, or None."""
    times = [s for t in turns for s in (t.start_s, t.end_s) if s is not None]
    return max(times) if times else None


def parts(turns: Iterable[Turn], start: int, end: int) -> list[list[int]]:
    """Return a span of the text as ``[turn, start, end]`` for each turn it touches, counted from the turn's start."""
    return [[t.index, max(start, t.start) - t.start, min(end, t.end) - t.start] for t in turns if t.start < end and start < t.end]


def coding(one: Coding, transcript: Transcript, me: str, *, fallen: bool = False) -> dict[str, Any]:
    """Return one coding as the browser wants it; one that was set aside where coders differed is `fallen`."""
    return {
        "id": one.id, "code": one.code, "coder": one.coder, "mine": one.coder == me, "model": one.coder_kind == "model",
        "parts": parts(transcript.turns, one.anchor.start, one.anchor.end), "valence": one.valence, "stance": one.stance,
        "memo": one.memo, "at": one.at, **({"fallen": True} if fallen else {}),
    }  # fmt: skip


def keys(codes: Iterable[Code], given: Mapping[str, str]) -> dict[str, str]:
    """Return a key for as many codes as there are keys: those given before stay, then the codebook's own, then by family.

    Parameters
    ----------
    codes
        In the order of the codebook.
    given
        Keys that were shown already; a new code must not move them under the fingers.
    """
    live = [c for c in codes if not c.retired]
    found = {c.id: given[c.id] for c in live if c.id in given}
    # A key is not given on while its code is merged or retired: an undo brings both back.
    taken = set(RESERVED) | set(given.values())
    for code in live:
        if code.id not in found and len(code.key) == 1 and code.key not in taken:
            found[code.id] = code.key
            taken.add(code.key)
    for code in live:
        if code.id in found:
            continue
        pool = {"stage": STAGE_KEYS, "emotion": EMOTION_KEYS}.get(code.family, _FREE_KEYS)
        key = next((k for k in pool if k not in taken), "")
        if key:
            found[code.id] = key
            taken.add(key)
    return found


def colours(codes: Iterable[Code]) -> dict[str, str]:
    """Return a colour for every code: its own if it has one, else by family and place in the list."""
    found: dict[str, str] = {}
    stages = 0
    pools = {1: list(GOOD_COLOURS), -1: list(BAD_COLOURS), 0: list(MIXED_COLOURS)}
    for code in codes:
        if code.family == "stage":
            colour = STAGE_COLOURS[stages % len(STAGE_COLOURS)]
            stages += 1
        elif code.family == "emotion":
            side = (code.valence or 0) // abs(code.valence or 1)
            pool = pools[side]
            colour = pool.pop(0) if len(pool) > 1 else pool[0]
        else:
            colour = _FAMILY_COLOURS.get(code.family, _OTHER)
        found[code.id] = code.colour.lower() if _COLOUR.fullmatch(code.colour) else colour
    return found


def elsewhere(folder: Folder, transcript: Transcript, me: str) -> list[str]:
    """Return what is to be said of my codings on a text whose words are others now, or were edited since."""
    state, here = folder.state(), transcript.id
    mine = [c.anchor for c in state.codings.values() if c.coder == me]
    old = sum(a.source == here and a.version != transcript.version for a in mine)
    edited = sum(
        c.status == "changed" and c.was is not None and c.was.source == here and state.codings[key].coder == me
        for key, c in folder.carried().items() if key in state.codings
    )  # fmt: skip
    return [
        *([f"{old} of your codings are on an earlier version of this text and are not shown here"] if old else []),
        *([f"{edited} of your codings stand on words that were edited since: look whether they still fit"] if edited else []),
    ]


def codes(listed: list[Code], given: dict[str, str]) -> list[dict[str, Any]]:
    """Return the codebook as the browser wants it; `given` remembers the keys from call to call."""
    given.update(keys(listed, given))
    tint = colours(listed)
    return [
        {"id": c.id, "family": c.family, "label": c.label, "definition": c.definition, "valence": c.valence,
         "colour": tint[c.id], "key": "" if c.retired else given.get(c.id, ""), "retired": c.retired}
        for c in listed
    ]  # fmt: skip


def changed_codes(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a patch says of the codebook: the codes that are new or other, each with the one it comes after.

    Parameters
    ----------
    before, now
        The codebook as `codes` has it.
    """
    old, ids = {c["id"]: c for c in before}, [c["id"] for c in now]
    after = dict(zip(ids, ["", *ids[:-1]], strict=True))
    changed = [{**c, "after": after[c["id"]]} for c in now if old.get(c["id"]) != c]
    gone = sorted(old.keys() - after.keys())
    return ({"codes": changed} if changed else {}) | ({"codes_gone": gone} if gone else {})


def people(codings: Iterable[Coding], me: str) -> list[dict[str, Any]]:
    """Return who else has coded this source: name, how many codings, when last."""
    found: dict[str, list[str]] = {}
    for one in codings:
        if one.coder != me:
            found.setdefault(one.coder, []).append(one.at)
    return [{"coder": c, "codings": len(at), "last": max(at)} for c, at in sorted(found.items())]


def named(name: str) -> tuple[str, str]:
    """Return family and label of a code as somebody typed it: ``"pain: empty week"``, or words alone for a free code."""
    joiners = {found.start() for found in _JOINER.finditer(name)}
    shown = "".join(c if c.isprintable() or at in joiners else " " for at, c in enumerate(name))
    cleaned = " ".join(shown.split())[:_LONGEST_LABEL].strip()
    family, colon, label = cleaned.partition(":")
    family = family.strip().casefold()
    if colon and family in FAMILIES:
        return family, label.strip()
    return "free", cleaned


def coded(transcript: Transcript, mine: Iterable[Coding]) -> tuple[int, int]:
    """Return how many of the participants' turns hold at least one of `mine`, and how many turns they have."""
    spans = [(c.anchor.start, c.anchor.end) for c in mine]
    theirs = [t for t in transcript.turns if t.participant is not None]
    return sum(any(t.start < e and s < t.end for s, e in spans) for t in theirs), len(theirs)


def changed_texts(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return what another text is, or was, under a key; empty where there is none any more."""
    return {key: now.get(key, "") for key in sorted(before.keys() | now.keys()) if before.get(key, "") != now.get(key, "")}


def resolve(folder: Folder, source: str) -> Transcript:
    """Return the transcript called `source`, or the one transcript of the participant called `source`.

    Raises
    ------
    UserError
        If there is none, or more than one; the message lists what there is.
    """
    transcripts = folder.transcripts()
    wanted = source.strip().casefold()
    for transcript in transcripts:
        if transcript.id.casefold() == wanted:
            return transcript
    theirs = [t for t in transcripts if any((x.participant or "").casefold() == wanted for x in t.turns)]
    if len(theirs) == 1:
        return theirs[0]
    if theirs:
        raise UserError(f"{source} speaks in several transcripts; choose one: {', '.join(t.id for t in theirs)}")
    for survey in folder.surveys():
        if wanted in {survey.id.casefold(), *survey.answers["participant"].str.casefold()}:
            how = f"study.grid({survey.id!r}) codes its answers, study.answers({survey.id!r}) lists them"
            raise UserError(f"{source} is a survey, or answered one: {how}")
    there = ", ".join(t.id for t in transcripts) or "no transcript yet: bring one in with study.add(...)"
    raise UserError(f"no transcript and no participant is called {source!r}; there is {there}")
