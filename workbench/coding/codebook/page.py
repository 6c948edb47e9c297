"""The codebook as a page that needs no kernel: a tree by family, with use, rules and examples of each code.

Inline styles only, borders and tints of the reader's own ink: it reads in light and in dark, in a notebook that is not
trusted, and after a sanitiser. A colour never stands alone: the first letters of the label are in it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workbench.coding.codebook.book import FOLDERS
from workbench.coding.codebook.codes import Use, codebook, tree, use
from workbench.coding.frame import Places
from workbench.study.participants import silent
from workbench.study.words import count

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from workbench.share.redact import Redactor
    from workbench.study.folder import Folder
    from workbench.study.records import Code, Example

WITHHELD = "(withheld: no consent to quote)"
_EMPTY = (
    "<p><strong>No codes of your own yet.</strong> Stages and emotions come with the study. A code is made where you first use "
    'it: <code>study.code("pain: typing names in", "the words as they were said")</code>, or in the coder by typing a name. A '
    "codebook you have can be brought in from a file: <code>.toml</code>, <code>.csv</code> or REFI-QDA <code>.qdc</code>.</p>"
)
_OWN = frozenset({"stage", "emotion"})
#: Deeper codes stand no further to the right.
_DEEPEST = 8
_SHOWN = 3
_LINE = "1px solid rgba(128,128,128,.4)"
_PATCH = "display:inline-block;min-width:24px;padding:0 3px;text-align:center;font-size:11px;line-height:17px;border-radius:4px"
_SOFT = "opacity:.8;font-size:.92em"
_LIGHT = 0.179  # luminance at which black and white are equally far: WCAG 2.2, contrast ratio


def codebook_html(
    folder: Folder, redactor: Redactor | None = None, *, used: Mapping[str, Use] | None = None, hidden: Container[str] = (),
) -> str:  # fmt: skip
    """Return the codebook as static, escaped HTML.

    Parameters
    ----------
    folder
        The study.
    redactor
        Masks names in labels, rules and examples. Without it no words of participants are shown: an example says where it
        stands. Words of who does not consent to being quoted are withheld either way.
    used
        How often each code was used, if the caller knows or may not tell all; counted here if not given.
    hidden
        Ids of examples that are left out.
    """
    codes = tree(codebook(folder.settings, folder.state()))
    page = _Page(folder, redactor, use(folder) if used is None else used, hidden)
    own = any(c.family not in _OWN for c, _ in codes)
    families = dict.fromkeys(c.family for c, _ in codes)
    parts = [page.family(f, [(c, d) for c, d in codes if c.family == f]) for f in families]
    inner = page.head(codes) + ("" if own else _EMPTY) + "".join(parts)
    return f'<section class="wb-codebook" lang="en" aria-label="Codebook">{inner}</section>'


class _Page:
    """What the codes of one study are shown with."""

    def __init__(self, folder: Folder, redactor: Redactor | None, used: Mapping[str, Use], hidden: Container[str]) -> None:
        self._folder = folder
        self._redactor = redactor
        self._used = used
        self._stages = {s.id: s.label for s in folder.settings.stages}
        self._places = Places(folder)
        self._silent = silent(folder.participants().values(), redactor.day if redactor else "")
        self._examples: dict[str, list[Example]] = {}
        for example in sorted(folder.state().examples.values(), key=lambda e: (e.stance == "against", e.anchor, e.id)):
            if example.id not in hidden:
                self._examples.setdefault(example.code, []).append(example)

    def text(self, words: str) -> str:
        """Return words of a researcher, masked and escaped; line ends stay."""
        masked = self._redactor.text(words, guess=False) if self._redactor else words
        return escape(masked).replace("\n", "<br>")

    def head(self, codes: Sequence[tuple[Code, int]]) -> str:
        """Return how many codes there are and how they are used."""
        used = [c for c, _ in codes if self._used.get(c.id, Use()).codings]
        codings = sum(self._used[c.id].codings for c in used)
        undefined = sum(not c.definition for c in used)
        how = f"{len(used)} of them used in {count(codings, 'coding')}" if used else "none used yet"
        told = f"{count(len(codes), 'code')}, {how}"
        note = f" {count(undefined, 'used code')} without a definition." if undefined else ""
        return f"<p><strong>Codebook: {told}.</strong>{note}</p>"

    def family(self, family: str, codes: Sequence[tuple[Code, int]]) -> str:
        """Return the codes of one family, as a tree that can be folded."""
        codings = sum(self._used.get(c.id, Use()).codings for c, _ in codes)
        told = f"{count(len(codes), 'code')} · {count(codings, 'coding')}"
        name = FOLDERS.get(family, escape(family))
        return (
            f"<details open style='border-top:{_LINE};padding:6px 0'><summary><strong>{name}</strong> "
            f"<span style='{_SOFT}'>{told}</span></summary>{''.join(self._branches(codes))}</details>"
        )

    def _branches(self, codes: Sequence[tuple[Code, int]]) -> Iterator[str]:
        """Yield nested lists, without recursion."""
        level = -1
        for code, deep in codes:
            depth = min(deep, _DEEPEST)
            if depth > level:  # a child stands one deeper at most
                yield f"<ul style='list-style:none;margin:0;padding:0 0 0 {18 if depth else 4}px'>"
            else:
                yield "</li>" + "</ul></li>" * (level - depth)
            level = depth
            yield f"<li style='padding:5px 0'>{self._code(code)}"
        yield "</li></ul>" * (level + 1)

    def _code(self, code: Code) -> str:
        used = self._used.get(code.id, Use())
        much = f"{count(used.codings, 'coding')} · {count(used.people, 'person', 'people')}" if used.codings else "not used yet"
        key = (
            f" <kbd title='key in the coder' style='border:{_LINE};border-radius:3px;padding:0 4px'>{escape(code.key)}</kbd>"
            if code.key
            else ""
        )
        head = (
            f"<div>{_swatch(code, self.text(code.label))} <strong>{self.text(code.label)}</strong>{key} "
            f"<code style='{_SOFT}'>{self.text(code.id)}</code> <span style='{_SOFT}'>{much}</span></div>"
        )
        return head + self._meaning(code) + "".join(self._shown(self._examples.get(code.id, ())))

    def _meaning(self, code: Code) -> str:
        """Return definition, rules and the rest of what is said about a code."""
        lines = [f"<div>{self.text(code.definition)}</div>"] if code.definition else []
        for word, rule in (("Use it when", code.include), ("Not when", code.exclude)):
            lines += [f"<div><em>{word}:</em> {self.text(rule)}</div>"] if rule else []
        more = [
            f"stage: {self.text(self._stages.get(code.stage, code.stage))}" if code.stage else "",
            f"usual valence: {f'{code.valence:+d}'.replace('-', '−') if code.valence else 0}" if code.valence is not None else "",
            "latent" if code.latent else "",
            f"owner: {self.text(code.owner)}" if code.owner else "",
        ]
        told = " · ".join(part for part in more if part)
        lines += [f"<div style='{_SOFT}'>{told}</div>"] if told else []
        return f"<div style='padding-left:34px'>{''.join(lines)}</div>" if lines else ""

    def _shown(self, examples: Iterable[Example]) -> Iterator[str]:
        """Yield the first examples for and against."""
        shown = {"for": 0, "against": 0}
        for example in examples:
            shown[example.stance] += 1
            if shown[example.stance] <= _SHOWN:
                word = "Example" if example.stance == "for" else "Not this"
                yield (
                    f"<div style='margin:3px 0 3px 34px;padding-left:9px;border-left:3px solid rgba(128,128,128,.6)'>"
                    f"<em>{word}:</em> {self._passage(example)}</div>"
                )
        if left := sum(max(0, n - _SHOWN) for n in shown.values()):
            yield f"<div style='padding-left:34px;{_SOFT}'>and {count(left, 'more example')}</div>"

    def _passage(self, example: Example) -> str:
        place = self._places.find(example)
        if place is None:
            return "(its passage is not here)"
        turn = f", turn {place.turn + 1}" if place.turn >= 0 and not example.anchor.item else ""
        where = f"<span style='{_SOFT}'>{escape(place.participant)} · {escape(self._source(example))}{turn}</span>"
        if self._redactor is None:
            return where
        kept = place.participant in self._silent or (place.speech == "mixed" and self._silent)
        return f"{escape(WITHHELD if kept else self._redactor.text(place.quote))} {where}"

    def _source(self, example: Example) -> str:
        name = example.anchor.source
        return self._redactor.text(name, guess=False) if self._redactor else name


def _swatch(code: Code, label: str) -> str:
    """Return a patch of the code's colour with the first letters of its label in it."""
    letters = escape("".join(c for c in _plain(label) if c.isalnum())[:2])
    style = f"{_PATCH};border:{_LINE}"
    if _is_colour(code.colour):
        style += f";background:{code.colour};color:{'#000' if _luminance(code.colour) > _LIGHT else '#fff'}"
    return f"<span aria-hidden='true' style='{style}'>{letters or '·'}</span>"


def _plain(label: str) -> str:
    """Return an escaped label without its entities' letters."""
    from html import unescape

    return unescape(label.replace("<br>", " "))


def _is_colour(text: str) -> bool:
    return len(text) == len("#rrggbb") and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])


def _luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)  # noqa: PLR2004 (its formula)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
