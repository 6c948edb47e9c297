"""HTML and XML taken apart fast: what is read, what stands in tags, what scripts carry. Places are worked out when asked for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from workbench.share.gate.leak import Level
from workbench.share.gate.plain import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterator

_REST = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>"""
_TAG = re.compile(rf"<[a-zA-Z/!?]{_REST}")
_COMMENT_OR_TAG = re.compile(rf"<!--.*?(?:-->|\Z)|{_TAG.pattern}", re.DOTALL)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_SCRIPT = re.compile(rf"<(script|style)\b({_REST})(.*?)(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
#: Elements inside a line: a name may run over their borders.
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|button|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|rp|ruby|s|samp|small|span|strike"
    "|strong|sub|sup|time|tspan|tt|u|var|wbr"
)
#: What stands in runs of text in Office files, their words apart.
_OFFICE = (
    r"(?:w|a|w14|w15|w16\w*|mc|wp\d*|wps|wpg|v|o|a14|a16|r|m):(?!(?:p|br|tab|tc|tr|tbl|cr|txbxContent|comment|sdt|instrText)\b)\w+|r|t|rPr|rPh"
    r"|phoneticPr|b|i|sz|color|rFont|family|charset|scheme|u|strike|vertAlign|text:(?:span|s|a)"
)
_IN_LINE = {
    office: re.compile(
        rf"</?(?:{names})(?:/?>|\s{_REST}|/{_REST})" + ("" if office else "|<!--(?:.*?)-->"), re.IGNORECASE | re.DOTALL
    )
    for office, names in ((False, _INLINE), (True, _OFFICE))
}
_WORDS_OF = re.compile(
    r"""[\s"'](?:alt|title|aria-(?:label|description|roledescription|valuetext|placeholder)|content|placeholder|value|summary|label|srcdoc"""
    r"""|descr|data-(?:tip|tooltip|title|label|text|quote|content)[\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')""",
    re.IGNORECASE,
)
#: Attributes in which there are no names: how something looks, fonts and scripts (Hans is simplified Chinese), a drawing's lines.
_LOOKS = re.compile(
    r"""(\s(?:style|class|typeface|script|w:(?:ascii|hAnsi|cs|eastAsia)|font-family|transform|points|fill|stroke|d|viewBox"""
    r"""|xmlns(?::\w+)?)\s*=\s*(?:"[^"]*"|'[^']*'))""",
    re.IGNORECASE,
)
_DRAWN = re.compile(r"""\s(?:d|transform|points)\s*=\s*(?:"[-+\sa-zA-Z\d.,()]*"|'[-+\sa-zA-Z\d.,()]*')""")
#: Where a cell of a sheet stands and of what kind it is: without it, hundreds of thousands of tags are a few.
_SHEET = re.compile(r' (?:r="[A-Z]{1,3}\d{1,7}"|[sS]="\d+"|t="(?:s|n|b|e|str|inlineStr)"|spans="[\d:]+"|ht="[\d.]+")')
_OPENS = re.compile(r"""\{\s*"|\[\s*[\[{]""")
_LEAST_JSON = 12
_NAME = re.compile(r"</?([a-zA-Z][\w:-]*)")


#: Of what kind a text is, and its numbers among those.
Where: TypeAlias = "tuple[str, list[int]]"


class Markup:
    """One document of HTML or XML.

    Parameters
    ----------
    document
        Its text.
    office
        It is a member of an Office file: other elements stand in lines there.
    """

    def __init__(self, document: str, *, office: bool = False) -> None:
        self.document = document.replace(BETWEEN, " ")
        self._inline, self._office = _IN_LINE[office], office
        self._borders: list[tuple[int, str]] = []
        some = "<s" in self.document or "<S" in self.document
        self._scripts = list(_SCRIPT.finditer(self.document)) if some else []

    def texts(self) -> Iterator[tuple[str, Level, Where]]:
        """Yield each text once, how it is read, and what `places` wants to know to say where it stands."""
        rest = self.document
        if "<!--" in rest:
            for number, found in enumerate(_COMMENT.finditer(rest)):
                yield found[1], Level.CODE, ("comment", [number])
        for number, found in enumerate(self._scripts):
            yield found[3], Level.CERTAIN, ("script", [number])
        if self._scripts:
            rest = _SCRIPT.sub(BETWEEN, rest)
        yield from self._tags(rest)
        lines: dict[str, list[int]] = {}
        for number, line in enumerate(_TAG.sub(BETWEEN, self._inline.sub("", rest)).split(BETWEEN)):
            if line and not line.isspace():
                lines.setdefault(line, []).append(number)
        yield from ((line, Level.PROSE, ("line", numbers)) for line, numbers in lines.items())

    def values(self) -> Iterator[tuple[Any, Where]]:
        """Yield the JSON that scripts carry: the data of charts, the state of widgets."""
        decoder = json.JSONDecoder()
        for number, found in enumerate(self._scripts):
            script, end = found[3], 0
            for start in _OPENS.finditer(script) if found[1].lower() == "script" else ():
                if start.start() < end:
                    continue
                try:
                    value, end = decoder.raw_decode(script, start.start())
                except (ValueError, RecursionError):
                    continue
                if end - start.start() >= _LEAST_JSON:
                    yield value, ("script", [number])

    def _tags(self, rest: str) -> Iterator[tuple[str, Level, Where]]:
        tags = dict.fromkeys(_TAG.findall(_SHEET.sub("", rest) if self._office else rest))
        told = BETWEEN.join(tag for tag in tags if "=" in tag)
        for found in _WORDS_OF.finditer(told):
            yield (found[1] or found[2] or ""), Level.PROSE, ("tag", [0])
        told = _DRAWN.sub("", told)
        pieces = _LOOKS.split(told)
        yield from ((words, Level.CERTAIN, ("tag", [0])) for words in dict.fromkeys(pieces[1::2]))
        yield from ((tag, Level.CODE, ("tag", [0])) for tag in dict.fromkeys("".join(pieces[::2]).split(BETWEEN)))

    def places(self, text: str, where: Where) -> Iterator[str]:
        """Yield the lines and the elements in which a text stands."""
        yield from (self._place(text, where[0], number) for number in where[1])

    def _place(self, text: str, kind: str, number: int) -> str:
        if kind == "tag":
            at = self.document.find(text)
            start = self.document.rfind("<", 0, at + 1)
            name = _NAME.match(self.document, start) if at >= 0 else None
            which = re.search(r"([\w:-]+)\s*=\s*[\"']?$", self.document[start:at]) if name else None
            return self._at(max(at, 0), f"<{name[1]}>" if name else "a tag") + (f" {which[1]}" if which else "")
        if kind in {"comment", "script"}:
            found = self._scripts[number] if kind == "script" else list(_COMMENT.finditer(self.document))[number]
            return self._at(found.start(), "<!-- -->" if kind == "comment" else f"<{found[1].lower()}>")
        return self._line(number)

    def _line(self, number: int) -> str:
        """Return where the text behind the `number`-th border stands."""
        if not self._borders:
            self._borders = list(self._found_borders())
        at, name = self._borders[min(number, len(self._borders) - 1)]
        return self._at(at, f"<{name}>" if name else "text")

    def _found_borders(self) -> Iterator[tuple[int, str]]:
        """Yield where texts begin, and the element that opens there: the borders that `texts` cuts at."""
        hidden = {m.start(): m.end() for m in self._scripts}
        skip = 0
        yield 0, ""
        for tag in _COMMENT_OR_TAG.finditer(self.document):
            if tag.start() < skip:
                continue
            if tag.start() in hidden:
                skip = hidden[tag.start()]
                yield skip, ""
            elif not tag[0].startswith("<!--") and not self._inline.fullmatch(tag[0]):
                called = _NAME.match(tag[0])
                yield tag.end(), called[1] if called and not tag[0].startswith("</") else ""

    def _at(self, offset: int, element: str) -> str:
        return f"line {self.document.count(chr(10), 0, offset) + 1}, {element}"
