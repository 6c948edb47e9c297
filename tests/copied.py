"""Copies of the sample study in the checkout, which other processes read, and keep what they found in, at the same time."""

from __future__ import annotations

import shutil
from pathlib import Path

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
#: What is being written just now, or is made again.
_NOT = shutil.ignore_patterns("out", "*.lock", ".tmp-*")


def copied(name: str, into: Path) -> Path:
    """Copy a folder of the corpus into a folder, the table of names beside a study with it, and return the copy."""
    to = into / name
    shutil.copytree(CORPUS / name, to, ignore=_NOT, copy_function=_copy)
    if (key := CORPUS / f"{name}.key.csv").is_file():
        shutil.copy2(key, to.parent)
    return to


def _copy(one: str, other: str) -> None:
    try:
        shutil.copy2(one, other)
    except FileNotFoundError:
        if ".workbench" not in Path(one).parts:
            raise  # what is kept there comes and goes; nothing else does
