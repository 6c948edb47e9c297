"""Bytes to canonical text: UTF-8 or nothing, LF, no BOM, never a silent guess.

A guess at an encoding is wrong too often on short texts to be taken unasked, so a file that is neither UTF-8 nor
BOM'd UTF-16/32 is refused, with candidates shown; ``encoding=`` then says what it is. ``encoding="utf-8+cp1252"``
repairs a file of mixed lines: each line is read as UTF-8 where it can be, else as the second encoding, and noted.
"""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: No file larger than this is opened (bytes).
MAX_FILE = 512 * 1024 * 1024
_PIECE = 1 << 20
_SHOWN = 60
_BOMS = (  # the longer ones first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"),
)  # fmt: skip
_USUAL = ("cp1252", "mac_roman", "cp850", "cp1251", "latin-1")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Canonical:
    """Text as the study keeps it, and what was changed on the way."""

    text: str
    notes: tuple[str, ...] = ()


def read_bytes(path: Path, *, largest: int = MAX_FILE) -> bytes:
    """Return the bytes of `path`.

    Raises
    ------
    Refused
        If there is no such file, it is empty, or it is larger than `largest` bytes.
    """
    if not path.is_file():
        raise Refused(path.name, "there is no such file", "Check the name and the folder.")
    size = path.stat().st_size
    if size > largest:
        found = f"{size / 2**20:,.0f} MB, and the limit is {largest / 2**20:,.0f} MB"
        raise Refused(path.name, found, "Split the file, or leave out what is not needed.")
    if size == 0:
        raise Refused(path.name, "the file is empty", "Export it again.")
    return path.read_bytes()


def clean(text: str) -> tuple[str, int]:
    """Return `text` with LF line ends and no BOM in front, NUL or lone surrogate, and how many of those were replaced."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.lstrip("\ufeff")
    if _LONE.search(text) is None:
        return text, 0
    text = _PAIR.sub(lambda m: m[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)
    return _LONE.subn("\ufffd", text)


def canonical(raw: bytes, *, name: str, encoding: str | None = None) -> Canonical:
    """Return `raw` as canonical text.

    Parameters
    ----------
    raw
        Bytes of the file.
    name
        Name of the file, for messages.
    encoding
        What the person says it is; None: UTF-8, or what a byte order mark says. ``"utf-8+cp1252"`` repairs by line.

    Raises
    ------
    Refused
        If the bytes are not in the encoding; the message shows candidates.
    """
    text, notes = _decoded(raw, name, encoding)
    cleaned, replaced = clean(text)
    return Canonical(cleaned, (*notes, *replaced_note(replaced)))


def replaced_note(count: int) -> tuple[str, ...]:
    """Return the sentence of the import report about characters that no text may hold, if there were any."""
    return (f"{count} characters that no text may hold (NUL, half of a pair) became \ufffd",) if count else ()


def lines(raw: bytes, *, name: str, encoding: str | None = None, checked: bool = False) -> Iterator[str]:
    """Yield the lines of ``canonical(raw).text`` with their ends, without holding the whole text.

    With `checked`, `check_encoding` has passed already and is not repeated.

    Raises
    ------
    Refused
        As `canonical`, before the first line is yielded.
    """
    codec = _named(raw, name, encoding) if checked else check_encoding(raw, name=name, encoding=encoding)
    if codec is None:
        yield from io.StringIO(canonical(raw, name=name, encoding=encoding).text, newline="\n")
        return
    stream = io.TextIOWrapper(io.BytesIO(raw), encoding=codec, errors=_errors(codec), newline=None)
    first = True
    for line in stream:
        fresh = line.lstrip("\ufeff") if first else line
        first = first and not fresh
        if fresh:
            yield fresh if _LONE.search(fresh) is None else _surrogates(fresh)


def _surrogates(line: str) -> str:
    paired = _PAIR.sub(lambda m: m[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), line)
    return _LONE.sub("\ufffd", paired)


def check_encoding(raw: bytes, *, name: str, encoding: str | None = None) -> str | None:
    """Return the codec that reads all of `raw`, tried piece by piece; None if lines need repair one by one.

    Raises
    ------
    Refused
        If none does.
    """
    codec = _named(raw, name, encoding)
    if codec is None:
        return None
    if encoding is None:
        _refuse_wide(raw, name)
    decoder = codecs.getincrementaldecoder(codec)(_errors(codec))
    try:
        for start in range(0, len(raw), _PIECE):
            decoder.decode(raw[start : start + _PIECE], final=start + _PIECE >= len(raw))
    except UnicodeError:
        raise _refusal(raw, name, codec, told=encoding is not None) from None
    return codec


def _named(raw: bytes, name: str, encoding: str | None) -> str | None:
    if encoding is not None and "+" in encoding:
        return None
    return _codec(encoding, name) if encoding else _marked(raw)


def _errors(codec: str) -> str:
    return "surrogatepass" if codec.startswith("utf") else "strict"


def _marked(raw: bytes) -> str:
    return next((codec for mark, codec in _BOMS if raw.startswith(mark)), "utf-8")


def _codec(encoding: str, name: str) -> str:
    try:
        codec = codecs.lookup(encoding)
        "".encode(encoding)  # a codec such as hex is none of text
    except (LookupError, ValueError):
        raise Refused(name, f"there is no encoding called {encoding!r}", "Use for instance utf-8, cp1252 or utf-16.") from None
    return "utf-8-sig" if codec.name == "utf-8" else codec.name


def _decoded(raw: bytes, name: str, encoding: str | None) -> tuple[str, tuple[str, ...]]:
    codec = check_encoding(raw, name=name, encoding=encoding)
    if codec is not None:
        return raw.decode(codec, _errors(codec)), ()
    other = _codec((encoding or "").partition("+")[2], name)
    pieces, repaired = [], []
    for number, line in enumerate(raw.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True), 1):
        try:
            pieces.append(line.decode("utf-8", "surrogatepass"))
        except UnicodeError:
            try:
                pieces.append(line.decode(other))
            except UnicodeError:
                raise Refused(name, f"neither UTF-8 nor {other}", "Give another encoding.", f"line {number}") from None
            repaired.append(number)
    note = f"{len(repaired)} lines were read as {other}: {_numbers(repaired)}"
    return "".join(pieces), ((note,) if repaired else ())


def _refuse_wide(raw: bytes, name: str) -> None:
    """UTF-16 without a mark is valid UTF-8 full of NULs: ask instead of storing that."""
    if any(raw.startswith(mark) for mark, _ in _BOMS[:4]):
        return
    head = raw[:4096]
    half = max(1, len(head) // 2)
    for side, codec in ((head[1::2], "utf-16-le"), (head[::2], "utf-16-be")):
        if len(head) > 3 and side.count(0) > 0.4 * half:  # noqa: PLR2004 (Latin text has nearly all of them)
            sample = _sample(raw, codec)
            found = f"it looks like UTF-16 without a byte order mark, as {codec}: {sample}"
            raise Refused(name, found, f'If that reads well, import it with encoding="{codec}".')


def _refusal(raw: bytes, name: str, codec: str, *, told: bool) -> Refused:
    bad = _bad_lines(raw) if codec.startswith("utf-8") else []
    place = f"lines {_numbers(bad)}" if bad else ""
    shown = "; ".join(f"{c}: {s}" for c, s in _candidates(raw, bad))
    broken = set(bad)
    mixed = bool(bad) and any(not line.isascii() for n, line in enumerate(raw.split(b"\n"), 1) if n not in broken)
    found = (
        f"not {codec if told else 'UTF-8'}" + (", or only in part" if mixed else "") + (f". It could be {shown}" if shown else "")
    )
    remedy = 'Choose the one that reads well and give it, for instance encoding="cp1252"'
    return Refused(name, found, remedy + ('; encoding="utf-8+cp1252" repairs only the lines named.' if mixed else "."), place)


def _bad_lines(raw: bytes) -> list[int]:
    bad = []
    for number, line in enumerate(raw.split(b"\n"), 1):
        try:
            line.decode("utf-8", "surrogatepass")
        except UnicodeError:
            bad.append(number)
    return bad


def _candidates(raw: bytes, bad: list[int]) -> list[tuple[str, str]]:
    """Return up to three encodings that read the bytes differently, each with a sample from the first bad line."""
    from charset_normalizer import from_bytes

    all_lines = raw.split(b"\n")
    sample = all_lines[bad[0] - 1] if bad else raw[:400]
    best = from_bytes(raw[:20_000]).best()
    found: dict[str, str] = {}
    for codec in [*_USUAL[:1], *([best.encoding] if best else []), *_USUAL[1:]]:
        shown = _sample(sample, codec)
        if shown and shown not in found.values() and codec not in found and not codec.startswith("utf_8"):
            found[codec] = shown
    return list(found.items())[:3]


def _sample(raw: bytes, codec: str) -> str:
    try:
        text = raw[:4096].decode(codec, "strict" if len(raw) <= 4096 else "ignore")  # noqa: PLR2004
    except UnicodeError:
        return ""
    odd = next((i for i, c in enumerate(text) if ord(c) > 127), 0)  # noqa: PLR2004
    start = max(0, odd - 20)
    return repr(text[start : start + _SHOWN].strip())


def _numbers(found: list[int]) -> str:
    return ", ".join(str(n) for n in found[:8]) + (f" and {len(found) - 8} more" if len(found) > 8 else "")  # noqa: PLR2004
