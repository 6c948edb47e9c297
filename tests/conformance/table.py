"""docs/conformance.md, made from the docstrings of the cases: ``python tests/conformance/table.py`` writes it.

A case is a block in the docstring of a file ``test_cNN_*.py``: its number, then ``input``, ``expected``, ``product`` and ``naive``.
Its tests are the functions ``test_cNN_*`` of that file, its naive arm those called ``test_cNN_naive_*``.
"""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "docs" / "conformance.md"
NUMBERS = tuple(f"C{n:02d}" for n in range(1, 31))
FIELDS = ("input", "expected", "product", "naive")
_BLOCK = re.compile(r"^(C\d\d)\n((?: {4}.*\n?)+)", re.MULTILINE)
_FIELD = re.compile(rf"^({'|'.join(FIELDS)}): (.*(?:\n {{4,}}.*)*)", re.MULTILINE)
_HEAD = """# Conformance: thirty bad inputs

What people's files, names and machines do to research tools, and what the workbench does with it. Each row has tests that take the
real path (import, coding, map, export, page in a browser, notebook, gate, command line), and a *naive arm*: the obvious code on the
same input, which must fail the same assertion, so that the row proves something. A row is green (✓) if both are there and none is
switched off; `make test` runs them all, and `make fuzz` goes on with spoilt files for as long as it is asked to.

This page is made from the tests: `.venv/bin/python tests/conformance/table.py` writes it, and a test compares.

| | Input | Expected | The workbench | The obvious code | Tests |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Case:
    """One row: what its docstring says, and the tests there are."""

    number: str
    file: str
    says: dict[str, str]
    tests: tuple[str, ...]
    naive: tuple[str, ...]
    off: tuple[str, ...]

    @property
    def green(self) -> bool:
        """Whether everything is said, both kinds of test are there, and none is switched off."""
        return bool(set(self.says) == set(FIELDS) and self.tests and self.naive and not self.off)


def cases() -> list[Case]:
    """Return all cases, by number."""
    found = [case for path in sorted(HERE.glob("test_c[0-9][0-9]_*.py")) for case in _cases(path)]
    return sorted(found, key=lambda case: case.number)


def _cases(path: Path) -> list[Case]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_c")]
    out = []
    for number, body in _BLOCK.findall((ast.get_docstring(tree) or "") + "\n"):
        says = {name: " ".join(text.split()) for name, text in _FIELD.findall(textwrap.dedent(body))}
        mine = [f for f in functions if f.name.startswith(f"test_{number.lower()}_")]
        naive = tuple(f.name for f in mine if f.name.startswith(f"test_{number.lower()}_naive_"))
        off = tuple(f.name for f in mine if any(re.search(r"skip|xfail", ast.unparse(d)) for d in f.decorator_list))
        out.append(Case(number, path.name, says, tuple(f.name for f in mine if f.name not in naive), naive, off))
    return out


def document() -> str:
    """Return the text of docs/conformance.md."""
    rows = []
    for case in cases():
        cells = [f"{'✓' if case.green else '✗'} {case.number}", *(_cell(case.says.get(name, "")) for name in FIELDS)]
        cells.append(f"[{len(case.tests)} + {len(case.naive)} naive](../tests/conformance/{case.file})")
        rows.append("| " + " | ".join(cells) + " |\n")
    return _HEAD + "".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
