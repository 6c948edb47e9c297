"""The obvious code. Each function does what most people would write first; each fails the assertion that the product passes.

They are here so that a case proves something: a test that obvious code passes would be no test.
"""

from __future__ import annotations

import csv
import io
import json
import pickle
import re
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

# Showing what people said ------------------------------------------------------------------------------------------------


def page(*words: str) -> str:
    """Write words into a page."""
    return "<!doctype html><title>Quotes</title>" + "".join(f"<blockquote>{w}</blockquote>" for w in words)


def link(words: str) -> str:
    """Turn Markdown links into links."""
    return "<!doctype html>" + re.sub(r"\[([^\]]*)\]\(((?:[^()]|\([^)]*\))*)\)", r'<a href="\2">\1</a>', words)


def chart(name: str) -> str:
    """Give a chart its data as JSON inside the page."""
    return f"<!doctype html><p>chart</p><script>const rows = {json.dumps([{'code': name}])}; window.drawn = rows;</script>"


def csv_text(rows: list[dict[str, str]]) -> str:
    """Save a table as CSV."""
    import pandas as pd

    return pd.DataFrame(rows).to_csv(index=False)


def xlsx_bytes(rows: list[dict[str, str]]) -> bytes:
    """Save a table as a workbook."""
    import pandas as pd

    out = io.BytesIO()
    pd.DataFrame(rows).to_excel(out, index=False, engine="openpyxl")
    return out.getvalue()


# Text --------------------------------------------------------------------------------------------------------------------


def selected(text: str, utf16_start: int, utf16_end: int) -> str:
    """Take the browser's offsets for Python's."""
    return text[utf16_start:utf16_end]


def contains(text: str, word: str) -> bool:
    """Search."""
    return word.lower() in text.lower()


def read_text(path: Path) -> str:
    """Read a text file, whatever is in it."""
    return path.read_text(encoding="utf-8", errors="replace")


def guessed(path: Path) -> str:
    """Let a detector say what the encoding is, and believe it."""
    from charset_normalizer import from_bytes

    return str(from_bytes(path.read_bytes()).best())


def bytes_as_read(path: Path) -> bytes:
    """Read with universal newlines and count on offsets meaning the same in the file."""
    return path.read_text(encoding="utf-8").encode()


def first_column(path: Path) -> str:
    """Read the head of a CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(iter(csv.DictReader(file).fieldnames or ()))


# Tables ------------------------------------------------------------------------------------------------------------------


def table(path: Path, **options: Any) -> Any:
    """Read a CSV as everybody does."""
    import warnings

    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.read_csv(path, **options)


def sheet(path: Path) -> Any:
    """Read a workbook as everybody does."""
    import pandas as pd

    return pd.read_excel(path, engine="openpyxl")


def answers_with_people(answers: Any, people: Any) -> Any:
    """Join answers with who gave them."""
    return answers.merge(people, on="id")


class Folder:
    """A study as a pile of files: each import is written where its name says, once more each time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources: list[str] = []
        self.codings: list[tuple[int, int]] = []

    def add(self, path: Path) -> None:
        """Import a file."""
        self.sources.append(read_text(path))

    def quotes(self) -> list[str]:
        """Return what is coded, by offset into the text as it is now."""
        return [self.sources[-1][a:b] for a, b in self.codings]


def file_for(folder: Path, name: str) -> Path:
    """Say where a person's export goes."""
    return folder / f"{name}.txt"


# Archives, models, notebooks ---------------------------------------------------------------------------------------------


def unpack(raw: bytes, folder: Path) -> list[Path]:
    """Unpack an archive member by member, under the names it gives."""
    written = []
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for info in archive.infolist():
            path = folder / info.orig_filename.replace("\\", "/").partition("\0")[0]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(info))
            written.append(path)
    return written


def unpacked_size(raw: bytes) -> int:
    """Read every member whole."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return sum(len(archive.read(info)) for info in archive.infolist())


def xml_text(raw: bytes) -> str:
    """Parse XML with a parser that resolves what it is asked to."""
    from lxml import etree

    root = etree.fromstring(raw, etree.XMLParser(resolve_entities=True, load_dtd=True, no_network=False, huge_tree=True))
    return "".join(root.itertext())


def project_source(raw: bytes, folder: Path) -> str:
    """Read the first text of a project from where it says it is."""
    from urllib.parse import urlsplit

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        xml = archive.read("project.qde").decode()
    path = re.search(r'plainTextPath="([^"]*)"', xml)
    return (folder / (urlsplit(path[1]).path if path else "")).read_text(encoding="utf-8")


def project_quote(text: str, start: int, end: int) -> str:
    """Take a project's numbers for places in its text."""
    return text[start:end]


def load_model(path: Path) -> Any:
    """Load a model somebody sent."""
    with path.open("rb") as file:
        return pickle.load(file)  # noqa: S301 (the point)


def parameters_cell(values: dict[str, Any]) -> str:
    """Write parameters of a notebook as assignments, as papermill does."""
    return "\n".join(f"{name} = {value!r}" for name, value in values.items())


def leaks(document: str, names: list[str]) -> list[str]:
    """Look for names in a file before it is shared."""
    return [name for name in names if name in document]


# Saving ------------------------------------------------------------------------------------------------------------------


def save(path: Path, acts: list[Any]) -> None:
    """Save everything as one JSON file."""
    with path.open("w", encoding="utf-8") as file:
        json.dump(acts, file)


def load(path: Path) -> list[Any]:
    """Load it again; an unreadable file is a new study."""
    try:
        return list(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return []
