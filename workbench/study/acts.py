"""What an act may say: the fields of each kind of act, checked before it is written and again when it is read.

An act of a kind that is not listed here is left alone, and so are fields that are not: a later version may have added
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_VALENCE = 2


def _text(value: object) -> bool:
    return isinstance(value, str)


def _name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _truth(value: object) -> bool:
    return isinstance(value, bool)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _valence(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and -_VALENCE <= value <= _VALENCE)


def _anchor(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    start, end = value.get("start"), value.get("end")
    if not (isinstance(start, int) and isinstance(end, int) and _whole(start) and _whole(end)):
        return False
    return _name(value.get("source")) and _name(value.get("version")) and _text(value.get("item", "")) and 0 <= start < end


def _anchors(value: object) -> bool:
    return isinstance(value, list | tuple) and all(map(_anchor, value))


def _one_of(*words: str) -> Callable[[Any], bool]:
    def check(value: object) -> bool:
        return isinstance(value, str) and value in words

    return check


def _need(value: object) -> bool:
    return isinstance(value, str) and value.startswith("need:") and len(value) > len("need:")


#: Kind of act -> (fields it must have, fields it may have), each with its check.
SHAPES: dict[str, tuple[dict[str, Callable[[Any], bool]], dict[str, Callable[[Any], bool]]]] = {
    "coder.join": ({}, {"kind": _one_of("human", "model")}),
    "code.define": (
        {"code": _name},
        {"label": _text, "definition": _text, "stage": _text, "valence": _valence, "colour": _text, "key": _text,
         "owner": _text, "latent": _truth},
    ),
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
        {"stage": _text, "latent": _truth, "candidate": _text, "anchors": _anchors},
    ),
    "undo": ({"target": _name}, {}),
}  # fmt: skip


def fault(kind: str, body: Mapping[str, Any]) -> str:
    """Return what is wrong with the body of an act of `kind`, in words; empty if nothing is.

    Parameters
    ----------
    kind
        Such as ``coding.add``. A kind that is not known here is never at fault.
    body
        What the act says.
    """
    required, optional = SHAPES.get(kind, ({}, {}))
    for name, check in required.items():
        if name not in body:
            return f"{kind} without {name!r}"
        if not check(body[name]):
            return f"{kind} with {name!r} not as docs/format.md has it"
    for name, check in optional.items():
        if name in body and not check(body[name]):
            return f"{kind} with {name!r} not as docs/format.md has it"
    return ""
