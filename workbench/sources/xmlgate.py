"""The gate for XML out of somebody else's hands: no document types, no entities, nothing fetched, nothing without an end.

What comes through is handed over piece by piece, so that nobody holds more than they keep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    Attributes = dict[str, str]

_PIECE = 1 << 16
#: Longest stretch in which nothing begins, ends or is said (bytes): older parsers read it all again with each piece.
_SILENT = 1 << 20
_REMEDY = "Export it again from the program that made it."


def parse(
    raw: bytes, name: str, start: Callable[[str, Attributes], None], end: Callable[[str], None], text: Callable[[str], None],
    *, most: int,
) -> None:  # fmt: skip
    """Read XML, and call for each element that begins, for each that ends, and for the text between.

    Parameters
    ----------
    raw
        The file.
    name
        Of the file, for messages.
    start, end, text
        What to call: with the name of an element and its attributes, with its name, with a piece of text. Names are
        without their namespace, those of attributes in lower case.
    most
        Elements beyond which the file is refused.

    Raises
    ------
    Refused
        If it is no XML, declares a document type, has too many elements or one that is too long. What `start`, `end` and
        `text` raise comes through as well.
    """
    gate = _Gate(name, start, end, text, most)
    silent = 0
    if raw.count(b"<") > 2 * most:  # each element has one or two
        raise gate.many()
    try:
        for at in range(0, len(raw), _PIECE):
            before = gate.events
            gate.parser.Parse(raw[at : at + _PIECE], False)  # noqa: FBT003 (its signature)
            silent = silent + _PIECE if gate.events == before else 0
            if silent > _SILENT:
                raise Refused(name, f"an element of more than {_SILENT:,} characters", _REMEDY)
        gate.parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused(name, f"not readable as XML ({error})", _REMEDY) from None


class _Gate:
    """Passes on what is allowed and counts it."""

    def __init__(
        self, name: str, start: Callable[[str, Attributes], None], end: Callable[[str], None], text: Callable[[str], None],
        most: int,
    ) -> None:  # fmt: skip
        self.events = 0
        self._elements = 0
        self._name, self._most = name, most
        self._start, self._end, self._text = start, end, text
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._typed
        self.parser.StartElementHandler = self._began
        self.parser.EndElementHandler = self._ended
        self.parser.CharacterDataHandler = self._said

    def _typed(self, *_: object) -> None:
        raise Refused(self._name, "it declares a document type or entities, which no such file needs", _REMEDY)

    def _began(self, tag: str, attributes: Attributes) -> None:
        self.events += 1
        self._elements += 1
        if self._elements > self._most:
            raise self.many()
        given = {key.rpartition(" ")[2].casefold(): value for key, value in attributes.items()} if attributes else attributes
        self._start(tag.rpartition(" ")[2], given)

    def many(self) -> Refused:
        """Return that there are too many elements."""
        return Refused(self._name, f"more than {self._most:,} elements", "Split it.")

    def _ended(self, tag: str) -> None:
        self.events += 1
        self._end(tag.rpartition(" ")[2])

    def _said(self, piece: str) -> None:
        self.events += 1
        self._text(piece)
