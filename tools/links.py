"""Find dead links in the Markdown files, without the network.

Usage: ``python tools/links.py``. A relative link must name a file or folder of this checkout, and a
``#part`` a heading of it; addresses on the web are not asked for. Text in code blocks and code spans is not a link.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
# Made by tools or holding other people's words.
SKIPPED = {".git", ".venv", ".venv-peers", "node_modules", "raw", "out", "build", "dist", ".pytest_cache", ".workbench"}
FENCE = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1\s*$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?\s*$", re.MULTILINE)
HTML = re.compile(r"<(?:a|img)\b[^>]*?\b(?:href|src)=[\"']([^\"']+)[\"']", re.IGNORECASE)
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)


class Dead(NamedTuple):
    """One link that leads nowhere."""

    file: str
    line: int
    target: str
    why: str


def markdown_files(root: Path) -> list[Path]:
    """All Markdown files that people read, sorted."""
    return sorted(path for path in root.rglob("*.md") if not SKIPPED & set(path.relative_to(root).parts))


def blank(match: re.Match[str]) -> str:
    """Blank out code and keep the line count."""
    return re.sub(r"[^\n]", " ", match[0])


def anchors(text: str) -> set[str]:
    """Return the names GitHub gives to headings, numbered where they repeat."""
    names: set[str] = set()
    for heading in HEADING.findall(FENCE.sub(blank, text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        number, unique = 0, name
        while unique in names:
            number += 1
            unique = f"{name}-{number}"
        names.add(unique)
    return names


def dead_links(path: Path, root: Path) -> list[Dead]:
    """Check every link of one file."""
    text = path.read_text(encoding="utf-8")
    prose = SPAN.sub(blank, FENCE.sub(blank, text))
    found = []
    for pattern in (LINK, REFERENCE, HTML):
        for match in pattern.finditer(prose):
            why = fault(path, match[1], root, text)
            if why:
                found.append(Dead(str(path.relative_to(root)), prose.count("\n", 0, match.start()) + 1, match[1], why))
    return sorted(found)


def fault(path: Path, target: str, root: Path, text: str) -> str:
    """Return what is wrong with one target, or an empty string."""
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target):
        return ""
    name, _, part = unquote(target).partition("#")
    if name.startswith("/"):
        return "absolute path; links must be relative"
    there = (path.parent / name).resolve() if name else path
    if not there.is_relative_to(root.resolve()) or not there.exists():
        return "no such file"
    if part and there.suffix == ".md" and part not in anchors(there.read_text(encoding="utf-8") if name else text):
        return "no such heading"
    return ""


def main() -> int:
    """Print what is dead; exit status 1 if anything is."""
    files = markdown_files(ROOT)
    dead = [link for path in files for link in dead_links(path, ROOT)]
    for link in dead:
        print(f"{link.file}:{link.line}: {link.target}: {link.why}")
    print(f"{len(files)} files, {len(dead)} dead links")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
