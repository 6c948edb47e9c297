"""Elements and values as ``project.qde`` has them: escaped, in pieces, with nothing in them that XML cannot hold."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.study.canon import xml_text

if TYPE_CHECKING:
    from typing import IO

    from workbench.coding.projects.records import VariableType

_GUIDS = uuid.UUID("0b6a2d9e-7c1f-5d0a-8a55-6e1c9d2f4b70")
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
_SPECIAL = re.compile('[&<>"\t\n\r]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_SHAPES = {"Integer": re.compile(r"[+-]?\d{1,18}"), "Float": re.compile(r"[+-]?\d{1,12}(?:\.\d{1,12})?"),
           "Boolean": re.compile("true|false|1|0")}  # fmt: skip
_PIECES = 2_000


@lru_cache(maxsize=1 << 18)
def guid(identity: str) -> str:
    """Return the GUID that stands for an identity: itself, if it is one; else always the same for the same identity."""
    found = _GUID.fullmatch(identity)
    return found[1].lower() if found else derived("identity", identity)


def derived(kind: str, *of: object) -> str:
    """Return a GUID for something that has none: made of what it is and of what it belongs to."""
    return str(uuid.uuid5(_GUIDS, "\x1f".join((kind, *map(str, of))).encode("utf-8", "replace").decode()))


def words(text: str) -> str:
    """Return text as the content of an element; line ends are LF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return xml_text(lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Return text as the value of an attribute, in quotes; a reader gets every character back, line ends too."""
    return f'"{_SPECIAL.sub(lambda m: _ESCAPES[m[0]], xml_text(text))}"'


def moment(text: str) -> str | None:
    """Return a time if it is one that XML Schema knows, else None."""
    return text if _MOMENT.fullmatch(text) and _real(text) else None


def colour(text: str) -> str | None:
    """Return a colour if it is one, else None."""
    return text if _COLOUR.fullmatch(text) else None


def fits(text: str, kind: VariableType) -> bool:
    """Say whether a text is a value of a variable's type, as XML Schema writes such values."""
    if kind == "Text":
        return True
    if kind == "DateTime":
        return moment(text) is not None
    if kind == "Date":
        return len(text) == len("2026-12-31") and text[4] == text[7] == "-" and _real(text)
    return _SHAPES[kind].fullmatch(text) is not None


def _real(text: str) -> bool:
    """Say whether there is such a day and such a time of it."""
    try:
        date.fromisoformat(text[:10])
        if text[10:]:
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return text[:4] != "0000"


class Elements:
    """Writes elements one after the other; what is written is handed on in blocks, so the whole is never held as text.

    Parameters
    ----------
    sink
        What takes the bytes.
    """

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink = sink
        self._pieces: list[str] = ['<?xml version="1.0" encoding="utf-8"?>\n']

    def open(self, tag: str, /, **attributes: str | None) -> None:
        """Begin an element; attributes that are None are left out."""
        self._add(f"<{tag}{_written(attributes)}>")

    def close(self, tag: str, /) -> None:
        """End an element."""
        self._add(f"</{tag}>\n")

    def leaf(self, tag: str, text: str = "", /, **attributes: str | None) -> None:
        """Write an element that holds nothing but a text."""
        inner = words(text)
        self._add(f"<{tag}{_written(attributes)}>{inner}</{tag}>\n" if inner else f"<{tag}{_written(attributes)}/>\n")

    def flush(self) -> None:
        """Hand on what is left."""
        self._sink.write("".join(self._pieces).encode())
        self._pieces.clear()

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        if len(self._pieces) > _PIECES:
            self.flush()


def _written(attributes: dict[str, str | None]) -> str:
    return "".join([f" {name}={attribute(value)}" for name, value in attributes.items() if value is not None])
