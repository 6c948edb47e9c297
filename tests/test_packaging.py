"""The built wheel: what is in it, and what must not be."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Kinds of file a browser loads or a licence asks for; anything else in static/ is a stray.
BROWSER = {".js", ".mjs", ".css", ".svg", ".woff2", ".txt"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as a packager would, without the network."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = out.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


@pytest.fixture(scope="module")
def names(wheel):
    return set(wheel.namelist())


def tracked(folder: str, *endings: str) -> set[str]:
    """Files of the checkout, as the wheel should name them."""
    found = (path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.suffix in endings)
    return {name for name in found if "__pycache__" not in name}


def test_all_python_is_in_it(names):
    modules = tracked("workbench", ".py")
    assert "workbench/study/log.py" in modules
    assert modules <= names


def test_type_information_is_in_it(names):
    assert "workbench/py.typed" in names


def test_the_browser_code_is_in_it(names):
    sources = {name for name in tracked("widgets", ".js", ".css") if ".test." not in name}
    assert {PurePosixPath(name).suffix for name in sources} == {".js", ".css"}
    assert {"workbench/widgets/static/" + name.removeprefix("widgets/") for name in sources} <= names


def test_nothing_but_browser_code_is_beside_it(names):
    static = [PurePosixPath(name) for name in names if name.startswith("workbench/widgets/static/")]
    assert [str(name) for name in static if name.suffix not in BROWSER or ".test." in name.name] == []


@pytest.mark.parametrize("data", ["workbench/reading/data/tokenizer.json", "workbench/share/templates/"])
def test_package_data_is_in_it(names, data):
    assert [name for name in names if name.startswith(data)]


def test_every_data_file_of_the_package_is_in_it(names):
    """Whatever a room keeps beside its code travels with it."""
    kept = tracked("workbench", ".json", ".html", ".jinja", ".j2", ".css", ".js", ".toml", ".txt", ".csv")
    assert kept <= names


def test_tests_corpus_and_tools_stay_at_home(names):
    top = {PurePosixPath(name).parts[0] for name in names}
    assert {part for part in top if not part.endswith(".dist-info")} == {"workbench"}
    assert [name for name in names if name.endswith((".pyc", ".jsonl", ".parquet"))] == []


def test_the_notebooks_are_in_it(names):
    ours = {"workbench/" + name for name in tracked("notebooks", ".ipynb") if "checkpoint" not in name}
    assert len(ours) == 6
    assert {name for name in names if name.endswith(".ipynb")} == ours


def test_an_installed_wheel_finds_its_own_files(wheel, tmp_path):
    """Unpacked elsewhere and put first on the path, it must not reach back into this checkout."""
    wheel.extractall(tmp_path)
    code = (
        "import workbench; from workbench.widgets.assets import asset; from workbench.demo import notebooks; "
        "print(workbench.__file__); print(len(asset('core.js'))); print(*notebooks(), sep='\\n')"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    place, size, *books = done.stdout.splitlines()
    assert int(size) > 0
    assert len(books) == 6
    assert all(Path(path).is_relative_to(tmp_path) for path in (place, *books))


def test_metadata(wheel, names):
    (path,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    told = Parser().parsestr(wheel.read(path).decode())
    assert told["Name"] == "journey-workbench"
    assert told["License-Expression"] == "MIT"
    required = [line for line in told.get_all("Requires-Dist") if "extra ==" not in line]
    assert not [line for line in required if line.startswith(("bertopic", "torch", "sentence-transformers"))]


def test_the_command_is_declared(wheel, names):
    (path,) = (name for name in names if name.endswith(".dist-info/entry_points.txt"))
    assert "workbench = workbench.cli:main" in wheel.read(path).decode()
