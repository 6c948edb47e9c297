"""Every public method looks at what it is given: found by introspection, so a new one that does not is found too."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import SimpleNamespace

import pytest

import workbench as wb
import workbench.api
import workbench.views
from workbench.study import given
from workbench.study.errors import UserError

#: What is handed on as it is, or made by ourselves only: no person gives it.
_OURS = {
    "Any", "State", "Masks", "Lane", "Field", "Item", "Sequence[tuple[Segment, Signal]]", "tuple[str, ...]",
}  # fmt: skip
#: Something that each kind takes.
_TAKEN = {
    "str": "a", "bool": True, "int": 1, "float": 1.0, "None": None, "Path": "a.csv", "bytes": b"a", "tuple[str, str]": ("a", "b"),
    "Progress": print, "list[str | None]": ["a"], "Any": "a",
    "Sequence[str | Path]": ["a.csv"],
}  # fmt: skip


def classes():
    """Return every public class that a notebook meets: the study, and what it shows."""
    yield wb.Study
    for module in pkgutil.walk_packages(workbench.views.__path__, "workbench.views."):
        for name, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if one.__module__ == module.name and not name.startswith("_"):
                yield one


def methods():
    """Return the public methods of these, by their names."""
    for cls in classes():
        for name, function in inspect.getmembers(cls, inspect.isfunction):
            if not name.startswith("_") and function.__module__.startswith("workbench."):
                yield f"{cls.__name__}.{name}", function
    yield "open", workbench.api.open
    yield "new", workbench.api.new


METHODS = dict(methods())


def kinds(parameter):
    return [one for one in given._EITHER.split(str(parameter.annotation)) if one != "inspect._empty"]


def taken(parameter):
    """Return something that is of a kind the parameter takes."""
    for kind in kinds(parameter):
        if kind in _TAKEN:
            return _TAKEN[kind]
        if "[" in kind:
            return {} if kind.startswith("Mapping") else []
        return type(kind.rpartition(".")[2], (), {})()  # of a class of that name
    return None


def test_there_is_something_to_look_at():
    assert len(METHODS) > 250


@pytest.mark.parametrize("name", sorted(METHODS))
def test_what_cannot_be_meant_is_refused_before_anything_is_done(name):
    """A slip is a sentence that names what was given wrong, and what to give."""
    function = METHODS[name]
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    assert not parameters or hasattr(function, "__wrapped__"), "put @looking above its class"
    for one in parameters:
        unknown = [kind for kind in kinds(one) if given._kind(kind) is None and kind not in _OURS]
        assert not unknown, f"{one.name}: say in workbench.study.given what takes {unknown}"
        if not kinds(one) or set(kinds(one)) & _OURS:
            continue
        args = {p.name: taken(p) for p in parameters if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
        slip = object()
        args |= {"some": slip} if one.kind is one.VAR_KEYWORD else {} if one.kind is one.VAR_POSITIONAL else {one.name: slip}
        if one.kind is one.VAR_POSITIONAL:
            continue
        them = {} if name in {"open", "new"} else {"self": SimpleNamespace()}
        with pytest.raises(UserError, match="is of the kind object; give "):
            function(*them.values(), **args)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda s: s.mark_theme(3, "a"), "mark_theme(): what is of the kind int; give a topic"),
        (lambda s: s.mark_theme(b"ab", "a"), "is of the kind bytes"),
        (lambda s: s.move_segments([3], "a"), "give a list, each a text or one of study.read()[0]"),
        (lambda s: s.kano({"a": 3}, "b"), "give a text or a dict that has a text for each name"),
        (lambda s: s.kano(["a", None], "b"), "functional is of the kind list"),
        (lambda s: s.opportunities({"a": 3}), "a dict that has two texts for each name or None"),
        (lambda s: s.pass_gate({"a": "text"}), "a dict that has bytes for each name"),
        (lambda s: s.decide_need("x", "2026-Q1"), "match is of the kind str"),
        (lambda s: s.add("a.txt", interviewer="Jen"), "add(): there is no option 'interviewer'; did you mean interviewers?"),
        (lambda s: s.assign(coders=["ana", "ben"], purpose="twice"), "no purpose is called 'twice'; there are: double, recode"),
        (lambda s: s.assign(coders=[], purpose=""), "no purpose is called ''"),
        (lambda s: s.outcomes().frame("people"), "nothing is called 'people'; there are: claims, touchpoints"),
        (lambda s: s.opportunities().chart("both"), "no basis is called 'both'"),
        (lambda s: s.codebook().take_over(s), "planned is of the kind Study"),
        (lambda s: s.codebook().add_example("pain:late", None), "anchor is of the kind NoneType"),
    ],
)
def test_a_slip_says_what_to_give(study, tmp_path, monkeypatch, call, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Ann: Yes.\n", encoding="utf-8")
    acts = len(study.folder.acts())
    with pytest.raises(UserError) as refused:
        call(study)
    assert said in str(refused.value)
    assert len(study.folder.acts()) == acts
