"""Was the answer in the question? Which passages answer a question that already said what to say.

A question is taken for leading if its last sentence ends in a tag (*isn't it?*, *right?*), begins with a negation
(*Didn't you find …?*: Heritage 2002), presupposes a feeling (*How annoying was that?*), or tells people what they must
have felt (*That must have been hard.*). These are rules for English, made by hand and not measured; what they say is a
hint. A person's word goes before: a question coded ``free:leading`` is leading, one coded so *against* is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from workbench.journey.said.memory import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.journey.look import Look
    from workbench.journey.said.material import Mention
    from workbench.study.records import Survey, Transcript

#: The code with which a person says that a question is leading.
FLAG = "free:leading"

_NOT = r"(?:is|was|are|were|do|does|did|would|could|should|have|has|had|ca|wo)n['’]t"
_WHO = r"(?:it|that|this|you|they|he|she|we|there|those|these)"
_FEELING = (
    r"(?:annoy|frustrat|irritat|confus|pain|aw|terribl|bad|horribl|stress|disappoint|upset|ang|great|amaz|wonder|delight|"
    r"pleas|love|excit|worr|relie)\w*"
)
_LEADING = re.compile(
    rf"(?:,|\s)\s*{_NOT}\s+{_WHO}\s*\?$"  # …, isn't it?
    r"|, ?(?:right|correct|no|yes|yeah)\s*\?$"  # …, right?
    rf"|^(?:(?:so|and|but|well|okay|ok|now)[,\s]+)*{_NOT}\s+{_WHO}\b.*\?$"  # Didn't you find it slow?
    r"|\b(?:do|would|wouldn['’]t|don['’]t)\s+you\s+(?:not\s+)?agree\b.*\?$"
    rf"|\bhow (?:very\s+|really\s+)?{_FEELING}\s+(?:is|was|were|are|did|do|does|has|have|must)\b"  # How annoying was that?
    r"|\bhow much\s+(?:did|do|does|would)\s+(?:you|they)\s+(?:love|like|hate|enjoy|dislike|miss)\b"
    rf"|\b(?:that|it|this|you)\s+must(?:['’]ve|\s+have|\s+be)\s+(?:been\s+|felt\s+)?(?:so\s+|very\s+|really\s+)?{_FEELING}",
    re.IGNORECASE,
)
#: One of these is in every sentence that the rules find: looking for them first is ten times as fast.
_CUES = ("n't", "n’t", "agree", "how ", "must")
_AFTER_COMMA = (", right", ", correct", ", no", ", ye", ",right", ",correct", ",no", ",ye")
_ENDS = ".?! \t\n"


def leads(question: str) -> bool:
    """Say whether a question is leading, by its last sentence: by rules for English, see this module."""
    lower = question.lower()
    for cue in (*_CUES, *_AFTER_COMMA) if "," in lower else _CUES:
        if cue in lower:
            break
    else:
        return False
    whole = question.rstrip()
    before = whole.rstrip(_ENDS)
    start = 1 + max(before.rfind(end) for end in ".?!")
    return _LEADING.search(whole[start:].strip()) is not None


class Leading:
    """Which passages answer a leading question.

    Parameters
    ----------
    look
        Whose study.
    """

    def __init__(self, look: Look) -> None:
        self._said = _flagged(look)
        self._turns: dict[str, tuple[list[int], list[bool]]] = {}
        for talk in look.transcripts:
            found = once(look.memory, ("leading", talk.id), (talk.version,), lambda talk=talk: _turns(talk))  # type: ignore[misc]
            mine = [(i, by) for i, by in self._said.get(talk.id, {}).items() if i in found]
            if any(found.values()) or mine:
                marked = found | dict(mine)
                self._turns[talk.id] = (list(marked), list(marked.values()))
        self._answers: dict[str, frozenset[str]] = {}
        for survey in look.surveys:
            if led := {q.id for q in survey.questions if leads(q.text)}:
                self._answers[survey.id] = _answers(survey, led)

    def __bool__(self) -> bool:
        return bool(self._turns or self._answers)

    def after(self, mention: Mention) -> bool:
        """Say whether the last question before a passage, or the question of an answer, is leading."""
        if mention.item:
            return mention.item in self._answers.get(mention.source, ())
        asked, led = self._turns.get(mention.source, ([], []))
        place = bisect_left(asked, mention.turn)
        return bool(place) and led[place - 1]


def _turns(talk: Transcript) -> dict[int, bool]:
    """Return the questions of a conversation, by turn: whether they are leading."""
    return {t.index: leads(talk.text[t.start : t.end]) for t in sorted(talk.turns, key=lambda t: t.index) if not t.participant}


def _answers(survey: Survey, questions: set[str]) -> frozenset[str]:
    frame = survey.answers
    return frozenset(a for a, q in zip(frame["answer"].tolist(), frame["question"].tolist(), strict=True) if q in questions)


def _flagged(look: Look) -> dict[str, dict[int, bool]]:
    """Return what people said of questions: source -> turn -> whether it is leading."""
    if FLAG not in look.codes:
        return {}
    talks: Mapping[str, Transcript] = {t.id: t for t in look.transcripts}
    found: dict[str, dict[int, bool]] = {}
    for coding in sorted((c for c in look.state.codings.values() if c.code == FLAG), key=lambda c: c.at):
        talk = talks.get(coding.anchor.source)
        if talk is None or talk.version != coding.anchor.version or coding.coder_kind != "human":
            continue
        turns = sorted(talk.turns, key=lambda t: t.start)
        place = bisect_right([t.start for t in turns], coding.anchor.start) - 1
        if place >= 0 and not turns[place].participant:
            found.setdefault(talk.id, {})[turns[place].index] = coding.stance == "for"
    return found
