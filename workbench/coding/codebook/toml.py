"""``codebook.toml``: a codebook to read, to edit by hand, to keep under version control. See docs/format.md.

What is written is read back exactly. What is read may say less: a code needs an id or a label, the rest may be left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook import book
from workbench.coding.codebook.book import FIELDS, Book, Entry
from workbench.study.errors import Refused
from workbench.study.records import Anchor
from workbench.study.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.study.records import Stance

FORMAT = 1
_HEAD = """\
# A codebook. Edit it, then take it back into a study: nothing there is overwritten unasked.
# A code needs an id (family:name, permanent) or a family and a label. Leave out what you do not want to say.
"""
_SAYS = frozenset({"id", "family", "label", "retired", "examples", *FIELDS})
_PLACE = ("source", "item", "version", "start", "end", "stance")
_LARGEST = 4 * 2**20
_REMEDY = "Correct it in the file; docs/format.md shows the shape."


def write(entries: Iterable[Entry]) -> str:
    """Return codes as the text of a ``codebook.toml``."""
    lines = [_HEAD + f"format = {FORMAT}"]
    for entry in entries:
        lines += ["", "[[codes]]", f"id = {_string(entry.id)}", f"label = {_string(entry.label)}"]
        lines += [f"{name} = {_plain(entry.says[name])}" for name in FIELDS if name in entry.says]
        lines += ["retired = true"] * entry.retired
        if entry.examples:
            lines += ["examples = [", *(f"  {_example(anchor, stance)}," for anchor, stance in entry.examples), "]"]
    return "\n".join(lines) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else _string(str(value))


def _example(anchor: Anchor, stance: Stance) -> str:
    cells = [("source", _string(anchor.source))] + [("item", _string(anchor.item))] * bool(anchor.item)
    cells += [("version", _string(anchor.version)), ("start", str(anchor.start)), ("end", str(anchor.end))]
    cells += [("stance", '"against"')] * (stance == "against")
    return "{" + ", ".join(f"{name} = {value}" for name, value in cells) + "}"


def _string(text: str) -> str:
    """Return `text` as a TOML string, over several lines if it has them. Half a character becomes U+FFFD."""
    whole = re.sub("[\ud800-\udfff]", "\ufffd", text).replace("\\", "\\\\").replace('"', '\\"')
    safe = "".join(c if c >= " " and c != "\x7f" else "\n" if c == "\n" else f"\\u{ord(c):04x}" for c in whole)
    return f'"""\n{safe}"""' if "\n" in safe else f'"{safe}"'


def read(text: str, name: str) -> Book:
    """Return the codes of a ``codebook.toml``.

    Parameters
    ----------
    text
        Of the file.
    name
        Of the file, for messages.

    Raises
    ------
    Refused
        If it is not TOML or says something that cannot be meant; with the place.
    """
    if len(text) > _LARGEST:
        raise Refused(name, f"more than {_LARGEST:,} characters, which no codebook has", "Write it again from the study.")
    try:
        raw = read_toml(text)
    except (ValueError, RecursionError) as error:
        raise Refused(name, f"not readable as TOML ({error})", "Correct the line it names.") from None
    version, codes = raw.get("format", FORMAT), raw.get("codes")
    if type(version) is not int or version != FORMAT:
        raise Refused(name, f"format is {version!r}, and this version reads {FORMAT}", "Update the workbench, or write format = 1.")
    if not isinstance(codes, list) or not codes or not all(isinstance(c, dict) for c in codes):
        raise Refused(name, "no codes: there is no [[codes]] in it", _REMEDY)
    if len(codes) > book.MOST_CODES:
        raise Refused(name, f"{len(codes):,} codes, and the limit is {book.MOST_CODES:,}", "Split it.")
    notes: list[str] = []
    entries: dict[str, Entry] = {}
    ids = book.Ids(c["id"] for c in codes if isinstance(c.get("id"), str))
    for number, code in enumerate(codes, 1):
        place = f"code {number}"
        try:
            entry = _entry(code, ids, notes)
        except ValueError as error:
            raise Refused(name, str(error), _REMEDY, place) from None
        if entry.id in entries:
            raise Refused(name, f"the id {entry.id!r} is there twice", "Give each code its own id, or none.", place)
        entries[entry.id] = entry
    return Book(tuple(entries.values()), tuple(dict.fromkeys(notes)))


def _entry(raw: Mapping[str, Any], ids: book.Ids, notes: list[str]) -> Entry:
    notes += [f"{key!r} is not a field of a code: left out" for key in raw if key not in _SAYS]
    identity, family, label = (_text(raw, key) for key in ("id", "family", "label"))
    if not identity.strip() and not label.strip():
        raise ValueError("a code needs an id or a label")
    if len(label) > book.LONGEST_LABEL:
        raise ValueError(f"a label of {len(label):,} characters, and the limit is {book.LONGEST_LABEL:,}")
    known = bool(identity.strip())
    if not known:
        called, label = (book.family_called(family), label) if family else book.named(label)
        if family and not called:
            raise ValueError(f"there is no family {family!r}")
        identity = ids.new(called or "free", label)
    says = {name: book.value(name, raw[name]) for name in FIELDS if name in raw}
    return Entry(identity, label or identity.partition(":")[2].replace("-", " ") or identity, says, _examples(raw),
                 book.value("latent", raw.get("retired", False)), known)  # fmt: skip


def _text(raw: Mapping[str, Any], key: str) -> str:
    if not isinstance(text := raw.get(key, ""), str):
        raise ValueError(f"{key} is a text, and here it is {text!r}")  # noqa: TRY004 (as any other fault of a file)
    return text


def _examples(raw: Mapping[str, Any]) -> tuple[tuple[Anchor, Stance], ...]:
    given = raw.get("examples", [])
    if not isinstance(given, list) or not all(isinstance(e, dict) for e in given):
        raise ValueError("examples are a list of {source, version, start, end}")
    return tuple(_passage({"item": "", "stance": "for", **e}) for e in given)


def _passage(raw: Mapping[str, Any]) -> tuple[Anchor, Stance]:
    texts = [raw.get(k) for k in ("source", "item", "version", "stance")]
    start, end = raw.get("start"), raw.get("end")
    if not all(isinstance(t, str) for t in texts) or type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise ValueError(f"an example has {', '.join(_PLACE)}, and start is before end")
    if not raw["source"] or not raw["version"] or raw["stance"] not in {"for", "against"}:
        raise ValueError("an example names its source and version, and its stance is for or against")
    return Anchor(raw["source"], raw["item"], raw["version"], start, end), raw["stance"]
