"""What a person gives a method in a notebook: looked at before anything is done, so that a slip is a sentence.

Kinds are read off the annotations. A number of NumPy or pandas is taken as the number it is, half a character as U+FFFD (as
logs have it), several texts from whatever holds them; anything else that is not as the annotation says is refused.
"""

from __future__ import annotations

import functools
import inspect
import math
import numbers
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.study.errors import UserError
from workbench.study.near import instead

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Function = TypeVar("_Function", bound="Callable[..., Any]")
_Class = TypeVar("_Class", bound=type)
_HALF = re.compile("[\ud800-\udfff]")
_WITHIN = re.compile(r"(Mapping|Sequence|Iterable|Collection)\[(.*)\]")
_EITHER = re.compile(r" \| (?![^\[]*\])")  # not within brackets
_LONGEST_NAME = 255  # of a file, on every system there is
_NO = object()  # not of this kind


def looked_at(function: _Function) -> _Function:
    """Return a function that looks at what it is given before it does anything.

    Raises
    ------
    UserError
        If something is not of the kind that its annotation names. Kinds that are not known here are left to the function.
    """
    given = inspect.signature(function)
    kinds = {name: _EITHER.split(str(one.annotation)) for name, one in given.parameters.items()}
    kinds = {name: [one for one in every if one != "str" or "Path" not in every] for name, every in kinds.items()}
    kinds = {name: every for name, every in kinds.items() if all(map(_kind, every))}

    @functools.wraps(function)
    def call(*args: Any, **options: Any) -> Any:  # noqa: ANN401 (whatever the function takes and returns)
        try:
            bound = given.bind(*args, **options)
        except TypeError:
            return function(*args, **options)  # Python says what is missing or too much, with the name of the function
        for name, value in bound.arguments.items():
            if name in kinds:
                look = functools.partial(_looked_at, function.__name__, kinds[name])
                several, named = (given.parameters[name].kind is kind for kind in (_SEVERAL, _NAMED))
                bound.arguments[name] = (
                    tuple(look(name, one) for one in value) if several
                    else {key: look(key, one) for key, one in value.items()} if named
                    else look(name, value)
                )  # fmt: skip
        return function(*bound.args, **bound.kwargs)

    return call  # type: ignore[return-value]  # it takes and returns what the function does


_SEVERAL, _NAMED = inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD


def known_options(name: str, function: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Do nothing unless an option is none of a function that they are handed on to.

    Raises
    ------
    UserError
        If it is not; the message has `name`, which the person called.
    """
    there = [one.name for one in inspect.signature(function).parameters.values() if one.kind is inspect.Parameter.KEYWORD_ONLY]
    for option in options:
        if option not in there:
            raise UserError(f"{name}(): there is no option {option!r}; {instead(option, there)}")


def looking(cls: _Class) -> _Class:
    """Let every public method of a class look at what it is given."""
    for name, value in list(vars(cls).items()):
        if inspect.isfunction(value) and not name.startswith("_"):
            setattr(cls, name, looked_at(value))
    return cls


def _looked_at(function: str, kinds: list[str], name: str, value: Any) -> Any:  # noqa: ANN401
    for kind in kinds:
        if (taken := _kind(kind)[1](value)) is not _NO:  # type: ignore[index]  # it is known
            return taken
    wanted = " or ".join(_kind(kind)[0] for kind in kinds)  # type: ignore[index]
    if "Path" in kinds and hasattr(value, "to_csv"):
        wanted = f"the path of a file: write the table into one first, as in {name}.to_csv('{name}.csv', index=False)"
    what = "not a finite number" if isinstance(value, float) else f"of the kind {type(value).__name__}"
    raise UserError(f"{function}(): {name} is {what}; give {wanted}.")


def _text(value: Any) -> Any:  # noqa: ANN401
    return _HALF.sub("\ufffd", str(value)) if isinstance(value, str) else _NO


def _texts(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return [_text(value)]
    if not isinstance(value, Iterable) or isinstance(value, bytes | Mapping):
        return _NO
    found = [_text(one) for one in value]
    return _NO if _NO in found else found


def _texts_or_none(value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, list | tuple):
        return _NO
    found = [None if one is None else _text(one) for one in value]
    return _NO if _NO in found else found


def _two(value: Any) -> Any:  # noqa: ANN401
    found: Any = _NO if isinstance(value, str) else _texts(value)
    return tuple(found) if found is not _NO and len(found) == 2 else _NO  # noqa: PLR2004 (two)


def _whole(value: Any) -> Any:  # noqa: ANN401
    return int(value) if isinstance(value, numbers.Integral) and not isinstance(value, bool) else _NO


def _number(value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        return _NO
    if isinstance(value, numbers.Integral):
        return int(value)
    return float(value) if math.isfinite(value) else _NO


def _yes_or_no(value: Any) -> Any:  # noqa: ANN401
    one_of_numpy = str(getattr(value, "dtype", "")) == "bool" and not getattr(value, "shape", None)
    return bool(value) if isinstance(value, bool) or one_of_numpy else _NO


def _nothing(value: Any) -> Any:  # noqa: ANN401
    return None if value is None else _NO


def _made_here(name: str) -> Callable[[Any], Any]:
    """Return what takes an object of a class of ours, by its name."""
    return lambda value: value if name in {cls.__name__ for cls in type(value).__mro__} else _NO


def _path(value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, str | os.PathLike) or isinstance(os.fspath(value), bytes) or "\0" in os.fspath(value):
        return _NO
    try:
        longest = max((len(os.fsencode(part)) for part in Path(value).parts), default=0)
    except UnicodeEncodeError:  # half a character
        return _NO
    return value if longest <= _LONGEST_NAME else _NO


def _paths(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str | os.PathLike) or not isinstance(value, Iterable):
        return _NO
    found = [_path(one) for one in value]
    return _NO if not found or any(one is _NO for one in found) else found


def _several(inner: Sequence[str]) -> Callable[[Any], Any]:
    """Return what takes several of these, from whatever holds them."""

    def take(value: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
            return _NO
        found = [_one_of(inner, one) for one in value]
        return _NO if any(one is _NO for one in found) else found

    return take


def _by_name(inner: Sequence[str]) -> Callable[[Any], Any]:
    """Return what takes these by name."""

    def take(value: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, Mapping):
            return _NO
        found = {_text(name): _one_of(inner, one) for name, one in value.items()}
        return _NO if any(part is _NO for pair in found.items() for part in pair) else found

    return take


def _one_of(kinds: Sequence[str], value: Any) -> Any:  # noqa: ANN401
    return next((taken for kind in kinds if (taken := _kind(kind)[1](value)) is not _NO), _NO)  # type: ignore[index]


def _function(value: Any) -> Any:  # noqa: ANN401
    return value if callable(value) else _NO


@functools.cache
def _kind(name: str) -> tuple[str, Callable[[Any], Any]] | None:
    """Return a kind in words, and what takes it; None if it is not known here."""
    if name in _KINDS:
        return _KINDS[name]
    if name.startswith("Callable["):
        return "a function", _function
    whole = _WITHIN.fullmatch(name)
    inner = _EITHER.split(whole[2].removeprefix("str, ") if whole[1] == "Mapping" else whole[2]) if whole else []
    if not whole or not all(map(_kind, inner)):
        return None
    words = " or ".join(_kind(one)[0] for one in inner)  # type: ignore[index]
    if whole[1] == "Mapping":
        return f"a dict that has {words} for each name", _by_name(inner)
    return f"a list, each {words}", _several(inner)


#: Kinds of what is given, as annotations write them: in words, and what takes it, or says that it is none.
_KINDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "str": ("a text", _text), "bool": ("True or False", _yes_or_no), "int": ("a whole number", _whole),
    "float": ("a number", _number), "None": ("None", _nothing), "Path": ("a path that a file can have", _path),
    "Sequence[str | Path]": ("several", _paths),
    "Sequence[str]": ("texts", _texts), "Iterable[str]": ("texts", _texts), "tuple[str, str]": ("two texts", _two),
    "list[str | None]": ("a list of these", _texts_or_none),
    "Collection[str]": ("texts", _texts), "bytes": ("bytes", lambda value: value if isinstance(value, bytes) else _NO),
    "Any": ("anything", lambda value: value), "Progress": ("a function", _function),
    **dict.fromkeys(("Basis", "By", "Measured", "Purpose"), ("a text", _text)),  # which words, the function knows
    "pd.DataFrame": ("a table", _made_here("DataFrame")), "Segment": ("one of study.read()[0]", _made_here("Segment")),
    "Topic": ("a topic, such as study.themes()[1]", _made_here("Topic")), "Match": ("one of study.ledger()", _made_here("Match")),
    "Anchor": ("an anchor, such as that of a coding", _made_here("Anchor")),
    "Plan": ("what plan() gave", lambda value: value if type(value).__name__ == "Plan" else _NO),  # a part of a study is called so
    "ThemesView": ("study.themes()", _made_here("ThemesView")), "Folder": ("study.folder", _made_here("Folder")),
    "Candidate": ("a candidate, such as study.needs()[1]", _made_here("Candidate")),
    "Pending": ("one of study.pending()", _made_here("Pending")), "Agreement": ("one of its codes", _made_here("Agreement")),
    "Topics": ("study.themes().topics", _made_here("Topics")),
}  # fmt: skip
