"""What git must know of a study folder: what holds names stays out of it, and what it holds keeps its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.study.canon import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_IGNORED = ("raw/", ".workbench/", "out/", "*.lock", "*.key.csv")
_KEPT = ("* -text", "*.parquet binary")


def tell_git(root: Path) -> None:
    """Add to the ``.gitignore`` and ``.gitattributes`` of a study folder the rules that are missing."""
    _add(root / ".gitignore", _IGNORED, "# Raw files, the cache and shared output hold names or can be made again.")
    _add(root / ".gitattributes", _KEPT, "# Sources and logs are verified by their bytes: git leaves the ends of lines alone.")


def _add(path: Path, rules: Iterable[str], reason: str) -> None:
    there = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    if missing := [rule for rule in rules if rule not in there]:
        write_atomic(path, "\n".join([*there, reason, *missing]) + "\n")
