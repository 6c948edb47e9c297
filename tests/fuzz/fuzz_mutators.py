"""Ways to spoil a file: what cables, editors, spreadsheets and bad intentions do to bytes.

Each mutator takes bytes, a source of chance and another file to splice with; the same three give the same bytes.
"""

from __future__ import annotations

import copy
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    Mutator = Callable[[bytes, random.Random, bytes], bytes]

#: No input grows beyond this: a reader's limits have cases of their own.
LARGEST = 200_000
_PIECES = (
    b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"\r\n", b"\n\n\n", b'"', b'""', b"'", b";", b",", b"\t", b"|",
    b"-->", b"00:00:01.000 --> 00:00:02.000\n", b"99:99:99,999 --> 00:00:00,000\n", b"<v ", b"</v>",
    b"&#x110000;", b"&#0;", b"&nbsp",
    b"WEBVTT\n\n", b"# ", b"- ", b"**", b"[00:00.00]", b": ", b"A: x\n", b"1e999", b"-1", b"NaN", b"inf", b"9" * 400, b"1" * 5000,
    b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", b"e\xcc\x81", b"=1+1",
    b"@SUM(A1)", b"{", b"[" * 300,
    b'{"a":', b"null", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<![CDATA[", b"../", b"C:\\", b"2026-02-30", b"31/12/99",
    "＝＋－＠".encode(), "①②½٣".encode(), "\u2028\u2029\x85".encode(), "²³".encode(),
    b"<UNIN/>", b"%", b"\\u0000", b"\x1a", b"\x0b\x0c\x1c",
)  # fmt: skip
_CODECS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "mac_roman", "cp037", "utf-7")


def _place(raw: bytes, chance: random.Random) -> int:
    return chance.randint(0, len(raw))


def flip(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Change a few bytes, or single bits of them."""
    out = bytearray(raw)
    for _ in range(chance.randint(1, 8) if out else 0):
        out[chance.randrange(len(out))] ^= chance.choice((1, 2, 4, 8, 16, 32, 64, 128, 255))
    return bytes(out)


def truncate(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Lose an end."""
    at = _place(raw, chance)
    return raw[:at] if chance.random() < 0.7 else raw[at:]


def splice(raw: bytes, chance: random.Random, other: bytes) -> bytes:
    """Put a part of another file in the place of a part of this one."""
    a, b = sorted((_place(raw, chance), _place(raw, chance)))
    c, d = sorted((_place(other, chance), _place(other, chance)))
    return raw[:a] + other[c:d] + raw[b:]


def shuffle(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Put lines in another order."""
    lines = raw.splitlines(keepends=True)
    a, b = sorted((chance.randint(0, len(lines)), chance.randint(0, len(lines))))
    part = lines[a:b]
    chance.shuffle(part)
    return b"".join(lines[:a] + part + lines[b:])


def repeat(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Say a part again, a few times or many."""
    a, b = sorted((_place(raw, chance), _place(raw, chance)))
    b = min(b, a + 2000)
    return raw[:b] + raw[a:b] * chance.choice((1, 2, 40)) + raw[b:]


def drop(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Lose something in the middle."""
    a, b = sorted((_place(raw, chance), _place(raw, chance)))
    return raw[:a] + raw[b:]


def insert(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Put in what formats take for syntax."""
    for _ in range(chance.randint(1, 5)):
        at = _place(raw, chance)
        raw = raw[:at] + chance.choice(_PIECES) + raw[at:]
    return raw


def replace(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Put one character in the place of another, everywhere."""
    if not raw:
        return raw
    old = raw[(at := chance.randrange(len(raw))) : at + 1]
    return raw.replace(old, chance.choice((*_PIECES[:20], bytes([chance.randrange(256)]))), chance.choice((1, 5, 200)))


def recode(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Save the text in another encoding, or only half of it."""
    text = raw.decode("utf-8", "surrogateescape")
    half = _place(raw, chance) if chance.random() < 0.3 else 0
    try:
        return raw[:half] + text[half:].encode(chance.choice(_CODECS), "replace")
    except UnicodeError:
        return raw


def newlines(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Write line ends as another system does, or as a broken one."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", chance.choice((b"\r", b"\r\n", b"\r\r\n", b"\n\r", b"", b"\x85", b"\n\n")))


def member(raw: bytes, chance: random.Random, other: bytes) -> bytes:
    """Spoil what is inside a zip archive and zip it again, so that readers get past its checksums."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = {i.filename: archive.read(i) for i in archive.infolist()}
    except Exception:  # noqa: BLE001 (it was spoilt before: then as any bytes)
        return flip(raw, chance, other)
    if not parts:
        return raw
    names = sorted(parts)
    weight = [
        4 if n.endswith(("document.xml", "sheet1.xml", "workbook.xml", "sharedStrings.xml", "codebook.qdc")) else 1 for n in names
    ]
    (name,) = chance.choices(names, weight)
    way = chance.choice((flip, truncate, splice, repeat, drop, insert, replace, tags, values))
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = way(parts[name], chance, other)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, data in parts.items():
            archive.writestr(zipfile.ZipInfo(n, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tags(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Take two elements of an XML file for each other, or lose or double one."""
    pieces = raw.split(b"<")
    if len(pieces) < 3:
        return raw
    for _ in range(chance.randint(1, 4)):
        a, b = chance.randrange(1, len(pieces)), chance.randrange(1, len(pieces))
        how = chance.randrange(3)
        if how == 0:
            pieces[a], pieces[b] = pieces[b], pieces[a]
        elif how == 1:
            pieces.insert(a, pieces[b])
        elif len(pieces) > 3:
            del pieces[a]
    return b"<".join(pieces)


def values(raw: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Give an attribute, or a text in quotes, another value."""
    pieces = raw.split(b'"')
    if len(pieces) < 3:
        return raw
    for _ in range(chance.randint(1, 3)):
        pieces[chance.randrange(1, len(pieces), 2)] = chance.choice((b"", b"-1", b"99999999999", b"x", b"1.5", *_PIECES[20:40]))
    return b'"'.join(pieces)


_ODD: tuple[object, ...] = (
    None, True, False, 0, -1, 2, 3, 2**53, 2**70, -0.0, 1e308, "", "x", "P01", "p01-r", "pain:a", "need:", ":",
    "\u202e", "\0", "2026-02-30",
    "9999-99-99T99:99:99Z", [], {}, [[]], [None], {"": None}, ["x", 1], "x" * 3000, "for", "against", "../..", "<b>", "=1+1",
)  # fmt: skip


def nodes(raw: bytes, chance: random.Random, other: bytes) -> bytes:
    """Change values of a JSON file: give some another type, swap, drop or double others; it stays JSON."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return flip(raw, chance, other)
    for _ in range(chance.randint(1, 4)):
        holders = [(h, k) for h in _holders(value) for k in (range(len(h)) if isinstance(h, list) else list(h))]
        if not holders:
            break
        holder, key = chance.choice(holders)
        how = chance.random()
        if how < 0.6:
            holder[key] = copy.deepcopy(chance.choice(_ODD))
        elif how < 0.75:
            source, place = chance.choice(holders)
            holder[key] = copy.deepcopy(source[place])
        elif how < 0.9:
            del holder[key]
        elif isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[chance.randrange(len(holder))]))
        else:
            holder[str(chance.choice(_ODD))] = copy.deepcopy(chance.choice(_ODD))
    return json.dumps(value).encode()


def _holders(value: Any) -> list[Any]:
    """Return every list and object in a JSON value."""
    found, left = [], [value]
    while left:
        one = left.pop()
        if isinstance(one, dict | list):
            found.append(one)
            left += one.values() if isinstance(one, dict) else one
    return found


MUTATORS: dict[str, Mutator] = {
    f.__name__: f
    for f in (flip, truncate, splice, shuffle, repeat, drop, insert, replace, recode, newlines, member, tags, values, nodes)
}  # fmt: skip


def mutate(raw: bytes, steps: list[tuple[str, int]], other: bytes = b"") -> bytes:
    """Apply the named mutators, each with its own seed."""
    import random

    for name, seed in steps:
        raw = MUTATORS[name](raw, random.Random(seed), other)[:LARGEST]  # noqa: S311 (chance, not a secret)
    return raw
