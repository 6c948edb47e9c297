"""What a person gives a method is looked at first: a slip is a sentence, and nothing has been done by then."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.study.errors import UserError
from workbench.study.given import looked_at, looking


class Candidate:
    """Called as one of ours."""


@looked_at
def take(
    text: str = "",
    *more: str,
    whole: int = 0,
    number: float | None = None,
    yes: bool = False,
    path: str | Path = "",
    texts: Sequence[str] | None = None,  # noqa: F821 (annotations are read as text)
    two: tuple[str, str] = ("a", "b"),
    other: Candidate | None = None,
    unknown: Schedule | None = None,  # noqa: F821
    **named: str,
) -> tuple:
    """Return what came."""
    return text, more, whole, number, yes, path, texts, two, other, unknown, named


@pytest.mark.parametrize(
    ("given", "place", "taken"),
    [
        ({"text": np.str_("a")}, 0, "a"),
        ({"text": "half \ud800 one"}, 0, "half \ufffd one"),
        ({"whole": np.int64(3)}, 2, 3),
        ({"whole": 2**70}, 2, 2**70),
        ({"number": np.float32(0.5)}, 3, 0.5),
        ({"number": 1}, 3, 1),
        ({"number": None}, 3, None),
        ({"yes": np.True_}, 4, True),
        ({"path": Path("a.csv")}, 5, Path("a.csv")),
        ({"texts": "ana"}, 6, ["ana"]),
        ({"texts": pd.Series(["ana", "ben"])}, 6, ["ana", "ben"]),
        ({"texts": (name for name in ("ana", "ben"))}, 6, ["ana", "ben"]),
        ({"texts": None}, 6, None),
        ({"two": ["a", "c"]}, 7, ("a", "c")),
        ({"unknown": object}, 9, object),
        ({"note": "x\udfff"}, 10, {"note": "x\ufffd"}),
    ],
)
def test_what_is_meant_is_taken_as_what_it_is(given, place, taken):
    found = take(**given)[place]
    assert (found, type(found)) == (taken, type(taken))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": None}, "take(): text is of the kind NoneType; give a text."),
        ({"text": pd.NA}, "text is of the kind NAType"),
        ({"text": b"a"}, "text is of the kind bytes"),
        ({"text": Path("a")}, "give a text"),
        ({"text": dt.date(2026, 1, 1)}, "text is of the kind date"),
        ({"whole": True}, "whole is of the kind bool; give a whole number."),
        ({"whole": 1.5}, "give a whole number"),
        ({"whole": "3"}, "whole is of the kind str"),
        ({"number": float("nan")}, "number is not a finite number; give a number or None."),
        ({"number": pd.NaT}, "number is of the kind NaTType"),
        ({"yes": 1}, "give True or False"),
        ({"path": 3}, "give a path that a file can have"),
        ({"path": "What I typed in place of a path. " * 20}, "give a path that a file can have"),
        ({"path": "a\0b"}, "give a path that a file can have"),
        ({"path": "a\ud800"}, "give a path that a file can have"),
        ({"texts": 3}, "texts is of the kind int; give texts or None."),
        ({"texts": ["ana", None]}, "give texts or None"),
        ({"texts": {"ana": 1}}, "texts is of the kind dict"),
        ({"two": "ab"}, "give two texts"),
        ({"two": ("a", "b", "c")}, "give two texts"),
        ({"other": "need:print"}, "other is of the kind str; give a candidate, such as study.needs()[1] or None."),
        ({"note": 3}, "note is of the kind int"),
    ],
)
def test_a_slip_is_a_sentence(given, said):
    with pytest.raises(UserError) as refused:
        take(**given)
    assert said in str(refused.value)


def test_one_or_a_list_of_such():
    @looked_at
    def journey(persona: str | list[str | None] | None = None) -> object:
        return persona

    assert [journey("a"), journey(["a", None]), journey()] == ["a", ["a", None], None]
    with pytest.raises(UserError, match="give a text or a list of these or None"):
        journey(3)


def test_an_object_of_ours_is_taken_by_the_name_of_its_class():
    one = Candidate()
    assert take(other=one)[8] is one


def test_what_python_says_by_itself_names_the_function():
    def count(whole: int) -> int:
        return whole

    with pytest.raises(TypeError, match=r"count\(\) got an unexpected keyword argument"):
        looked_at(count)(whole=1, nobody=1)


def test_each_of_several_is_looked_at():
    assert take("a", "b", "c\ud800")[1] == ("b", "c\ufffd")
    with pytest.raises(UserError, match="more is of the kind int"):
        take("a", 1)


def test_methods_of_a_class_look_and_what_is_private_does_not():
    @looking
    class Desk:
        def rename(self, code: str) -> str:
            return code

        def _inner(self, code: str) -> str:
            return code

    assert Desk()._inner(3) == 3
    with pytest.raises(UserError, match=r"rename\(\): code is of the kind int"):
        Desk().rename(3)
    assert Desk.rename.__name__ == "rename"


@pytest.mark.parametrize("number", [3, None, float("nan"), b"ana"])
def test_a_coder_and_a_date_are_texts(folder, number):
    memo = ("memo.set", {"kind": "source", "about": "p", "text": ""})
    for call in (lambda: folder.act(number, memo), lambda: folder.as_of(number)):
        with pytest.raises(UserError):
            call()
    assert folder.acts() == []
