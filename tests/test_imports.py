"""`import workbench` is light, its public names are there, and the rooms import in one direction only."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import workbench

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("pandas", "numpy", "spacy", "bertopic", "onnxruntime", "altair", "sklearn", "scipy", "IPython", "ipywidgets", "anywidget")
# One room, one voice: which module may name which heavy library.
OWNERS = {
    "bertopic": "workbench/themes/stock.py",
    "spacy": "workbench/reading/language.py",
    "onnxruntime": "workbench/reading/encoder.py",
}


def loaded_by(code: str) -> set[str]:
    """Top-level modules a fresh interpreter holds after running `code`."""
    ask = f"{code}\nimport sys, json\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_the_bare_import_loads_nothing_heavy():
    assert loaded_by("import workbench") & set(HEAVY) == set()


def test_the_probe_would_notice():
    assert "numpy" in loaded_by("import workbench, numpy")


def test_public_names_load_nothing_heavy_either():
    code = "import workbench\nfor name in workbench.__all__: getattr(workbench, name)"
    assert loaded_by(code) & set(HEAVY) == set()


@pytest.mark.parametrize("name", workbench.__all__)
def test_public_names_resolve(name):
    assert getattr(workbench, name) is not None


def test_public_names_are_listed():
    assert set(workbench.__all__) <= set(dir(workbench))
    assert list(workbench.__all__) == sorted(workbench.__all__)


def test_unknown_names_are_refused_as_python_does():
    with pytest.raises(AttributeError, match="no attribute 'pen'"):
        _ = workbench.pen


def test_rooms_import_in_one_direction():
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def imports(path: Path) -> set[str]:
    """Top-level names a module imports anywhere in it, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize(("library", "owner"), sorted(OWNERS.items()))
def test_one_module_speaks_to_each_heavy_library(library, owner):
    speakers = {path.relative_to(ROOT).as_posix() for path in (ROOT / "workbench").rglob("*.py") if library in imports(path)}
    assert speakers == {owner}
