"""Questions people ask: taken from their own words by rules, without what is no question of theirs.

Left out are what interviewers say, what somebody else asked ("my boss asked: where is it?"), questions that want no answer ("who
knows?", "isn't it?") and questions to the interviewer ("do you want me to go on?"). Rules miss some and take some that are none;
the words are the person's, and are shown masked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.journey.said.memory import once
from workbench.reading.segments import sentences
from workbench.study.kinds import UNASKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.journey.lanes.items import Told
    from workbench.study.records import Transcript

_APOSTROPHE = "['\u2019]"
_MARKS = ".,;:!?\"\u201c\u201d'\u2018\u2019() \n"
#: First word of a question -> what it asks; yes or no is ``whether``.
FORMS = ("how", "what", "which", "where", "when", "why", "who")
_OPEN = "(?:how|what|which|where|when|why|who(?:se|m)?)(?:'(?:s|re|d))?"
_AUX = (
    "(?:(?:is|are|was|were|am|do|does|did|can|could|will|would|shall|should|has|have|had|may|might|must)(?:n't)?|won't|can't|ain't)"
)


def _rule(*phrases: str, start: str = r"\b", end: str = r"\b") -> re.Pattern[str]:
    """Return a rule of phrases, any of which; an apostrophe in them is any apostrophe."""
    return re.compile(f"{start}(?:{'|'.join(phrases)}){end}".replace("'", _APOSTROPHE), re.IGNORECASE)


#: Where a question may begin: at the start of a sentence, behind a mark, behind a word that joins or says.
_BEGINS = re.compile(
    (
        r"(?:^|(?<=[,;:\u2013\u2014\u2026\"\u201c\u2018'])|\b(?:and|but|so|or|like|well|okay|ok|then|also|right|um+|er+m?|oh|thinking|"
        r"thought|think|wondering|wonder|said|say|asked|ask|myself|goes|going)\b,?)"
        rf"\s*(?:[\"\u201c\u2018']\s*)?(?P<word>when(?=(?:'s)?\s+{_AUX}\b|'s\b)|(?!when\b){_OPEN}|{_AUX})\b(?!-)"
    ).replace("(?:'(?:s|re|d))?", f"(?:{_APOSTROPHE}(?:s|re|d))?"),
    re.IGNORECASE,
)
#: Asked without a question mark: "I didn't know how to", "no idea whether".
_INDIRECT = _rule(
    r"(?:i|we)(?:\W+\w+){0,3}?\W+wonder(?:ed|ing)?",
    r"(?:i|we)(?:\W+\w+){0,3}?\W+(?:didn't|don't|did not|do not|couldn't|could not|can't|never)"
    r"(?:\W+(?:even|really|actually|quite))?\W+(?:know|understand|see|tell|(?:find|work|figure|found|worked) out|knew|understood)",
    r"(?:i|we)(?:\W+\w+)?\W+(?:wasn't|was not|weren't|am not)(?:\W+\w+)?\W+sure",
    r"(?:i|we)'(?:m|re) not(?:\W+\w+)?\W+sure",
    r"(?:i|we)(?:\W+\w+)?\W+ask(?:ed)? (?:myself|ourselves|them|support|him|her|somebody|someone)",
    r"(?:i|we)(?:\W+\w+)?\W+(?:had|have)(?:\W+\w+)?\W+no (?:idea|clue)",
    end=rf"\W+(?P<word>{_OPEN}|whether|if)\b",
)
#: "…, isn't it?"
_TAG = _rule(rf"{_AUX}\s+(?:it|he|she|they|you|we|i|that|there|this)", start="^", end=r"\s*\?*$")
#: Questions that want no answer.
_RHETORICAL = _rule(
    r"who (?:knows|cares|wouldn't|would (?:want|have thought)|has (?:the )?time|am i)", r"why (?:not|bother)",
    r"how hard (?:can|is|could)", r"so what", r"what of it", r"what's not to", r"what's the point",
    r"what (?:more|else) (?:can|could|do)", r"what (?:can|could) (?:you|i|we|one) do", r"what can i say",
    r"what (?:are|were) (?:you|we|i) (?:going|gonna|supposed) to do", r"what do you (?:expect|do|want)",
    r"what did (?:i|you) expect", r"where would (?:i|we) be", r"is it any wonder", r"can you (?:believe|imagine)",
    r"would you believe", r"are you (?:kidding|joking|serious|mad)", r"isn't it", r"don't you think", r"you know",
    r"how (?:lovely|nice|good|sad|mad|daft|stupid|funny|ridiculous) is that", start="^",
)  # fmt: skip
#: Questions to whoever holds the interview.
_TO_THE_INTERVIEWER = _rule(
    rf"{_AUX} your?s?", r"what (?:was|is|were) (?:the|your|you)", r"what do you (?:mean|call|think)", r"what is it", r"how are you",
    r"(?:can|could|shall|should|may) i (?:start|go|carry|say|tell|ask|show|just|get|stop|swear)",
    r"what's (?:the word|it called|your)",
    r"does that (?:answer|make|help|count|sound)", r"is (?:this|it) (?:recording|on|still)", r"where was i",
    r"is that (?:what|enough|ok|okay|all right|alright|useful|helpful|it|me|the (?:sort|kind))",
    r"what (?:else|was i|am i|did i say)",
    r"how (?:shall|should|do|can) i (?:put|say|explain|describe)", r"how (?:long|much) (?:have|do) (?:we|you) (?:got|have|need)",
    start="^",
)  # fmt: skip
_SAID = (
    r"(?:say|says|said|saying|ask|asks|asked|asking|tell|tells|told|goes|went|go|shout(?:s|ed)?|text(?:s|ed)?|wrote|write"
    r"|want(?:s|ed) to know)"
)
_NOT_ME = r"(?!i\b|we\b)\w+"
_SELF_SAID = _rule(rf"(?:i|we|me|us|myself)\b(?:\W+\w+){{0,3}}?\W+{_SAID}")
_OTHERS_SAID = _rule(rf"{_NOT_ME}(?:\W+\w+)?\W+{_SAID}\b(?:\W+(?:to )?(?:me|us|him|her|them))?", end=r"\W*$")
_OTHERS_SAID_AFTER = _rule(rf"{_NOT_ME}(?:\s+\w+)?\s+{_SAID}", start=r"^\W*")
#: Without any of these there is no question, and the sentences need not be looked at.
_CUE = _rule(r"wonder", r"no (?:idea|clue)\b", r"(?:not|never|n't)\W", r"ask(?:ed)?\b", start=r"\?|", end="")
_LEAST = 3
#: Nobody asks for longer: of a text without full stops only the end is looked at.
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """One question of one person: where it stands, what it asks (``how``, …; ``whether`` for yes or no), and its stage."""

    participant: str
    source: str
    item: str
    start: int
    end: int
    text: str
    form: str
    stage: str
    round: str
    kind: str


def asked(text: str, start: int, end: int, *, spoken: bool = True) -> Iterator[tuple[int, int, str]]:
    """Yield where in ``text[start:end]``, the words of one person, a question of theirs stands, and what it asks.

    Parameters
    ----------
    text, start, end
        What they said or wrote.
    spoken
        Whether somebody was there to be asked: then "can you say that again?" is a question to the interviewer.
    """
    unmeant = (_TAG, _RHETORICAL, _TO_THE_INTERVIEWER) if spoken else (_TAG, _RHETORICAL)
    if not _CUE.search(text, start, end):
        return
    for begin, high in sentences(text, start, end):
        low = max(begin, high - _LONGEST)
        said = text[low:high]
        direct = "?" in said[len(said.rstrip(_MARKS)) :]
        found = _direct(text, low, high, end, unmeant) if direct else _indirect(said, low)
        if found is not None and len(re.findall(r"\w+", text[found[0] : found[1]])) >= _LEAST:
            yield found


def _direct(text: str, low: int, high: int, end: int, unmeant: Sequence[re.Pattern[str]]) -> tuple[int, int, str] | None:
    said = text[low:high]
    for begin in _BEGINS.finditer(said):
        at = begin.start("word")
        words = said[at:].strip()
        if any(rule.match(words) for rule in unmeant):
            continue
        if _of_others(said[:at], text[high : min(end, high + 60)]):
            return None
        return low + at, low + len(said.rstrip()), _form(begin["word"])
    return None


def _of_others(before: str, after: str) -> bool:
    """Say whether somebody else asked: "my boss asked where is it?", "“is it down?” she said"."""
    if _SELF_SAID.search(before):
        return False
    if _OTHERS_SAID.search(before):
        return True
    goes_on = after.lstrip(" \"\u201d'\u2019")[:1].islower()
    return goes_on and bool(_OTHERS_SAID_AFTER.match(after))


def _indirect(said: str, low: int) -> tuple[int, int, str] | None:
    found = _INDIRECT.search(said)
    return None if found is None else (low + found.start(), low + len(said.rstrip()), _form(found["word"]))


def _form(word: str) -> str:
    return next((form for form in FORMS if word.casefold().startswith(form)), "whether")


def questions(told: Told) -> list[Question]:
    """Return the questions people asked, in the order of texts: of those in the look, in interviews and answers.

    What lies in no stage is left out where stages are coded in that text: it is small talk before and after.
    """
    return [q for talk in (_spoken(told), _written(told)) for q in talk]


def _spoken(told: Told) -> Iterator[Question]:
    people, look = told.material.people, told.look
    for t in look.transcripts:
        if look.round not in {None, t.round}:
            continue
        for who, start, end, form in once(look.kept.memory, ("asked", t.id), (t.version,), lambda t=t: _in(t)):  # type: ignore[misc]
            if who in people:
                stage = told.stage_at(t.id, "", start, end)
                if stage or (t.id, "") not in told.passages:
                    yield Question(who, t.id, "", start, end, t.text[start:end], form, stage, t.round, t.kind)


def _in(t: Transcript) -> list[tuple[str, int, int, str]]:
    """Return who asks what where in a conversation."""
    return [(turn.participant, *found) for turn in t.turns if turn.participant for found in asked(t.text, turn.start, turn.end)]


def _written(told: Told) -> Iterator[Question]:
    people, round_ = told.material.people, told.look.round
    for s in told.look.surveys:
        if s.kind in UNASKED or round_ not in {None, s.round}:
            continue
        for answer, who, text in zip(*(s.answers[c].tolist() for c in ("answer", "participant", "text")), strict=True):
            for start, end, form in asked(text, 0, len(text), spoken=False) if who in people and isinstance(text, str) else ():
                stage = told.stage_at(s.id, str(answer), start, end)
                yield Question(who, s.id, str(answer), start, end, text[start:end], form, stage, s.round, s.kind)
