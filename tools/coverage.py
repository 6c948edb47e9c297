"""Write docs/coverage.md from docs/coverage.toml: what the workbench was asked to do, and the command or picture that shows it.

python tools/coverage.py          writes it
python tools/coverage.py --check  says whether it is up to date
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE, TARGET = ROOT / "docs" / "coverage.toml", ROOT / "docs" / "coverage.md"
#: A1…A74 are what the articles name or imply that the workbench was founded on, Y1…Y12 the systems they name.
IDS = [*(f"A{n}" for n in range(1, 75)), *(f"Y{n}" for n in range(1, 13))]
_HEAD = """# Coverage
What the workbench was asked to do when it began, each with the command, the line of Python or the picture that shows it on the
sample study. Made from [coverage.toml](coverage.toml) by `tools/coverage.py`; a test runs every line.

In Python, `study` is the sample study: `study = wb.open("corpus/study")`.

| id | what it does | shown by |
|---|---|---|
"""


def rows() -> list[dict[str, str]]:
    """Return the rows of the table, in the order of their ids."""
    found = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["row"]
    return sorted(found, key=lambda row: (row["id"][0], int(row["id"][1:]), row["shown"]))


def shown(row: dict[str, str]) -> str:
    """Return how a row is shown, as Markdown: a command, a line of Python, or a picture."""
    kind, _, what = row["shown"].partition(": ")
    if kind == "python":
        return f"`{_safe(what)}`"
    if kind == "picture":
        where = what.removeprefix("docs/")
        return f"[{Path(where).name}]({where})"
    return f"`{_safe(row['shown'])}`"


def table() -> str:
    """Return docs/coverage.md; what one id has several rows for stands together."""
    together: dict[str, list[dict[str, str]]] = {}
    for row in rows():
        together.setdefault(row["id"], []).append(row)
    lines = []
    for name, some in together.items():
        what, how = ("<br>".join(map(say, some)) for say in (lambda row: _safe(row["what"]), shown))
        lines.append(f"| {name} | {what} | {how} |")
    missing = [i for i in IDS if i not in together]
    tail = f"\nNot there yet: {', '.join(missing)}.\n" if missing else ""
    return _HEAD + "\n".join(lines) + "\n" + tail


def _safe(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def main() -> None:
    """Write the table, or say whether it is what it would be."""
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(table(), encoding="utf-8")
    elif not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != table():
        sys.exit("docs/coverage.md is not what docs/coverage.toml says: run python tools/coverage.py")


if __name__ == "__main__":
    main()
