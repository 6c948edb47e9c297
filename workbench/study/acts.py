"""What an act may say: the fields of each kind of act, checked before it is written and again when it is read.

An act of a kind that is not listed here is left alone, and so are fields that are not: a later version may have added
them.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_VALENCE = 2
_SHA256 = re.compile(r"[0-9a-f]{64}")
#: Kind of a coder who codes a second time what they coded before: version 1 would take their codings for evidence.
AGAIN = "again"


def _text(value: object) -> bool:
    return isinstance(value, str)


def _name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _truth(value: object) -> bool:
    return isinstance(value, bool)


def _valence(value: object) -> bool:
    return value is None or (type(value) is int and -_VALENCE <= value <= _VALENCE)


def _number(value: object) -> bool:
    return type(value) in {int, float} and math.isfinite(value)  # type: ignore[arg-type]


def _anchor(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        return False
    return _name(value.get("source")) and _name(value.get("version")) and isinstance(value.get("item", ""), str)


def _anchors(value: object) -> bool:
    return isinstance(value, list | tuple) and all(map(_anchor, value))


def _one_of(*words: str) -> Callable[[Any], bool]:
    def check(value: object) -> bool:
        return isinstance(value, str) and value in words

    return check


def _names(value: object) -> bool:
    return isinstance(value, list | tuple) and all(map(_name, value))


def _some(value: object) -> bool:
    return _names(value) and bool(value)


def _need(value: object) -> bool:
    return isinstance(value, str) and value.startswith("need:") and len(value) > len("need:")


def _theme(value: object) -> bool:
    return isinstance(value, str) and value.startswith("theme:") and len(value) > len("theme:")


def _theme_or_none(value: object) -> bool:
    return value == "" or _theme(value)


def _hypothesis(value: object) -> bool:
    return isinstance(value, str) and value.startswith("hypothesis:") and len(value) > len("hypothesis:")


def _asked(value: object) -> bool:
    return isinstance(value, dict) and _name(value.get("source")) and _name(value.get("question"))


def _feeling(value: object) -> bool:
    return _number(value) and -_VALENCE <= value <= _VALENCE  # type: ignore[operator]


def _amount(value: object) -> bool:
    return _number(value) and value >= 0  # type: ignore[operator]


def _positive(value: object) -> bool:
    return _number(value) and value > 0  # type: ignore[operator]


def _chance(value: object) -> bool:
    return _number(value) and 0 < value < 1  # type: ignore[operator]


def _people(value: object) -> bool:
    return type(value) is int and value > 0


def _arm(value: object) -> bool:
    if not isinstance(value, dict) or not _name(value.get("name")) or not _people(value.get("n")):
        return False
    k = value.get("k", 0)
    return type(k) is int and 0 <= k <= value["n"] and _number(value.get("mean", 0)) and _amount(value.get("sd", 0))


def _arms(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(map(_arm, value))


def _digest(value: object) -> bool:
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def _counted(value: object) -> bool:
    """Say whether something is how many there are of each of some kinds."""
    return isinstance(value, dict) and all(_name(k) and type(n) is int and n > 0 for k, n in value.items())


_GRADE = _one_of("High", "Moderate", "Low", "Very low", "Anecdote", "ASSUMPTION")
_HYPOTHESIS = {"change": _name, "who": _name, "effect": _name, "measure": _name, "claims": _names}

#: Kind of act -> (fields it must have, fields it may have), each with its check.
SHAPES: dict[str, tuple[dict[str, Callable[[Any], bool]], dict[str, Callable[[Any], bool]]]] = {
    "coder.join": ({}, {"kind": _one_of("human", "model", AGAIN)}),
    "code.define": (
        {"code": _name},
        {"label": _text, "definition": _text, "stage": _text, "valence": _valence, "colour": _text, "key": _text,
         "owner": _text, "latent": _truth, "include": _text, "exclude": _text, "parent": _text},
    ),
    "code.example": ({"code": _name, "anchor": _anchor}, {"stance": _one_of("for", "against")}),
    "code.retire": ({"code": _name}, {}),
    "code.merge": ({"code": _name, "into": _name}, {}),
    "coding.add": (
        {"code": _name, "anchor": _anchor},
        {"valence": _valence, "stance": _one_of("for", "against"), "memo": _text},
    ),
    "coding.remove": ({"coding": _name}, {}),
    "coding.edit": (
        {"coding": _name},
        {"code": _name, "anchor": _anchor, "valence": _valence, "stance": _one_of("for", "against"), "memo": _text},
    ),
    "memo.set": ({"kind": _name, "about": _name}, {"text": _text}),
    "need.confirm": (
        {"need": _need, "statement": _name},
        {"stage": _text, "latent": _truth, "candidate": _text, "anchors": _anchors, "who": _text, "what": _text,
         "because": _text, "round": _text},
    ),
    "need.edit": (
        {"need": _need},
        {"statement": _name, "stage": _text, "latent": _truth, "who": _text, "what": _text, "because": _text},
    ),
    "need.dismiss": ({"candidate": _name, "anchors": _anchors, "reason": _name}, {"round": _text}),
    "need.decide": (
        {"round": _text, "kind": _one_of("same", "split", "merged", "new", "gone"), "needs": _names, "into": _names},
        {"candidate": _text, "similarity": _number},
    ),
    "question.about": ({"source": _name, "question": _name, "stages": _names}, {}),
    "question.same": ({"source": _name, "question": _name, "as": _asked, "reason": _name}, {}),
    "source.correct": ({"source": _name, "before": _name, "after": _name}, {}),
    "participant.withdraw": ({"participant": _name, "origins": _names}, {}),
    "suggestion.decide": (
        {"code": _name, "anchor": _anchor, "decision": _one_of("accepted", "corrected", "rejected"), "model": _name,
         "score": _number},
        {"instead": _name},
    ),
    "assignment.make": (
        {"coders": _some, "sources": _some, "purpose": _one_of("double", "recode")},
        {"anchors": _anchors},
    ),
    "assignment.reveal": ({"assignment": _name}, {}),
    "adjudication.make": ({"anchor": _anchor, "stands": _names, "falls": _names}, {}),
    "theme.make": ({"theme": _theme, "name": _name}, {"anchors": _anchors, "topic": _text}),
    "theme.edit": ({"theme": _theme}, {"name": _name, "description": _text, "codes": _names, "stage": _text}),
    "theme.merge": ({"theme": _theme, "into": _theme}, {}),
    "theme.retire": ({"theme": _theme}, {}),
    "theme.place": ({"anchors": _anchors, "theme": _theme_or_none}, {}),
    "topics.keep": ({"fit": _digest}, {"name": _text}),
    "card.set": (
        {"claim": _name, "reason": _name},
        {"stage": _text, "lane": _one_of("", "pain", "need", "delight"), "title": _text, "owner": _text,
         "status": _one_of("open", "acting", "resolved"), "hidden": _truth, "under": _text},
    ),
    "card.comment": ({"about": _name, "text": _name}, {}),
    "card.note": ({"text": _name}, {"stage": _text}),
    "note.sort": ({"note": _name}, {"claim": _text}),
    "grade.sign": ({"claim": _name, "grade": _GRADE, "digest": _digest, "reason": _name}, {"round": _text, "persona": _text}),
    "moment.decide": ({"stage": _name, "moment": _truth, "reason": _name}, {}),
    "cause.link": ({"claim": _name, "because": _name}, {}),
    "cause.cut": ({"claim": _name, "because": _name}, {}),
    "hypothesis.make": ({"hypothesis": _hypothesis, **_HYPOTHESIS}, {"direction": _one_of("", "up", "down"), "by": _text}),
    "hypothesis.edit": ({"hypothesis": _hypothesis}, {**_HYPOTHESIS, "direction": _one_of("", "up", "down"), "by": _text}),
    "hypothesis.retire": ({"hypothesis": _hypothesis}, {}),
    "experiment.plan": (
        {"hypothesis": _hypothesis, "kind": _one_of("share", "mean"), "baseline": _number, "effect": _number, "n": _people},
        {"alpha": _chance, "power": _chance, "sd": _positive},
    ),
    "experiment.result": ({"hypothesis": _hypothesis, "arms": _arms}, {"date": _text, "source": _text}),
    "estimate.set": ({"claim": _name, "reason": _name}, {"effort": _positive, "impact": _amount, "reach": _amount}),
    "future.set": ({"about": _name}, {"becomes": _text, "valence": _feeling, "hypotheses": _names, "digest": _digest}),
    "future.drop": ({"about": _name}, {}),
    "share.release": ({"file": _name, "sha256": _digest, "found": _counted, "reason": _name}, {}),
    "undo": ({"target": _name}, {"also": _names}),
}  # fmt: skip

#: What an act of any kind may have: why, and the first act of the gesture it belongs to.
COMMON: dict[str, Callable[[Any], bool]] = {"reason": _text, "with": _name}

_CHECKS = {kind: {**COMMON, **required, **optional} for kind, (required, optional) in SHAPES.items()}

#: What version 1 of the acts did not have. An act without any of it is written as version 1, so that old logs, and
#: logs of people who use nothing new, stay as they are.
NEW_KINDS = frozenset({
    "code.example", "question.about", "source.correct", "participant.withdraw", "suggestion.decide", "assignment.make",
    "assignment.reveal", "adjudication.make", "theme.make", "theme.edit", "theme.merge", "theme.retire", "theme.place",
    "topics.keep", "need.edit", "need.dismiss", "need.decide", "card.set", "card.comment", "card.note", "note.sort", "grade.sign",
    "moment.decide", "cause.link", "cause.cut", "hypothesis.make", "hypothesis.edit", "hypothesis.retire", "experiment.plan",
    "experiment.result", "estimate.set", "future.set", "future.drop", "question.same", "share.release",
})  # fmt: skip
NEW_FIELDS = frozenset({"with", "also", "include", "exclude", "parent", "who", "what", "because", "round"})


def version(kind: str, body: Mapping[str, Any]) -> int:
    """Return the version an act of `kind` is written with: 1 unless it says something that version 1 did not have."""
    new = kind in NEW_KINDS or not NEW_FIELDS.isdisjoint(body) or (kind == "coder.join" and body.get("kind") == AGAIN)
    return 2 if new else 1


def fault(kind: str, body: Mapping[str, Any]) -> str:
    """Return what is wrong with the body of an act of `kind`, in words; empty if nothing is.

    Parameters
    ----------
    kind
        Such as ``coding.add``. A kind that is not known here is never at fault.
    body
        What the act says.
    """
    if kind not in SHAPES:
        return ""
    required, optional = SHAPES[kind]
    checks = _CHECKS[kind]
    if required.keys() <= body.keys():
        for name, value in body.items():
            if name in checks and not checks[name](value):
                break
        else:
            return ""  # nearly always, and of a hundred thousand acts
    for name, check in required.items():
        if name not in body:
            return f"{kind} without {name!r}"
        if not check(body[name]):
            return f"{kind} with {name!r} not as docs/format.md has it"
    wrong = next(name for name, check in {**optional, **COMMON}.items() if name in body and not check(body[name]))
    return f"{kind} with {wrong!r} not as docs/format.md has it"
