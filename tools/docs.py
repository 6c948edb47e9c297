"""Build the documentation: python tools/docs.py [--check].

Writes docs/commands.md from the command line's own help, then builds build/docs with Sphinx, where a warning is an error: a link
that leads nowhere, a docstring that cannot be read. Nothing is fetched. With ``--check`` docs/commands.md is not written but must
be up to date.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS, SITE = ROOT / "docs" / "commands.md", ROOT / "build" / "docs"
_HEAD = """# Commands
Every command as `workbench COMMAND --help` tells it; made by `tools/docs.py`. `STUDY` is the study's folder. Exit status: 0 done,
1 our bug, 2 something in the input, 3 a check that did not pass.

"""
#: The page with which a browser that opens the folder begins.
_DOOR = (
    '<!doctype html><meta charset="utf-8"><title>Journey Workbench</title>'
    '<meta http-equiv="refresh" content="0; url=docs/index.html">\n'
)


def commands() -> str:
    """Return the page of all commands."""
    from workbench.cli import app
    from workbench.cli.groups import GROUPS

    text = app.generate_docs(output_format="markdown")
    text = text[text.index(f"**{next(iter(GROUPS))}**") :]  # the list without groups above says the same again
    text = text.replace("```console", "```text").replace("(#workbench-install-", "(#workbench---install-")  # as headings are linked
    body = re.sub(r"\n{3,}", "\n\n", text)
    return _HEAD + re.sub(r"[ \t]+$", "", body, flags=re.MULTILINE).rstrip() + "\n"


def build() -> int:
    """Build the pages; return the exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", str(ROOT / "build" / "doctrees"),
         "-c", str(ROOT / "docs"), str(ROOT), str(SITE)],
        check=False,
    )  # fmt: skip
    if done.returncode == 0:
        (SITE / "index.html").write_text(_DOOR, encoding="utf-8")
        print(f"docs: {(SITE / 'index.html').relative_to(ROOT)}")
    return done.returncode


def main(arguments: list[str]) -> int:
    """Write or check docs/commands.md, and build."""
    text = commands()
    if "--check" not in arguments:
        COMMANDS.write_text(text, encoding="utf-8")
    elif not COMMANDS.is_file() or COMMANDS.read_text(encoding="utf-8") != text:
        print("docs/commands.md is older than the commands: run make docs")
        return 1
    return build()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
