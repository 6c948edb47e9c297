"""File names and ids from names that people typed: never a path, never a device, never surprising."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from workbench.study.errors import UserError

_DEVICES = {"con", "prn", "aux", "nul", *(f"com{i}" for i in range(10)), *(f"lpt{i}" for i in range(10))}
_LONGEST = 80
_LONGEST_CODER = 60
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def slug(name: str, fallback: str = "item") -> str:
    """Return a safe file name or id made from `name`: lower case, words joined by ``-``, at most 80 characters.

    Letters of any script stay; separators, dots, controls and bidirectional marks do not. Names that Windows keeps
    for devices (``CON``, ``NUL``) get a trailing ``-x``. Case is folded after Unicode has been normalised and again
    before, so a slug is its own slug.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    cleaned = re.sub(r"[^\w]+", "-", folded).strip("-_")[:_LONGEST].strip("-_")
    if not cleaned:
        return fallback
    return f"{cleaned}-x" if cleaned in _DEVICES else cleaned


def is_slug(name: str) -> bool:
    """Say whether `name` is one that `slug` makes, however the file system composes its characters."""
    composed = unicodedata.normalize("NFKC", name)
    return bool(composed) and slug(composed) == composed


def unique(name: str, taken: set[str]) -> str:
    """Return `name`, or `name` with the first free number behind it, compared without regard to case."""
    lowered = {t.casefold() for t in taken}
    if name.casefold() not in lowered:
        return name
    number = 2
    while f"{name}-{number}".casefold() in lowered:
        number += 1
    return f"{name}-{number}"


def coder_name(name: str) -> str:
    """Return the name of a coder as it is recorded: composed characters, single spaces, none at the ends.

    Raises
    ------
    UserError
        If nothing is left, or an invisible character is in it, which would make two coders look like one; if it is no text.
    """
    if not isinstance(name, str):
        raise UserError(f"The name of a coder is a text, not of the kind {type(name).__name__}. Say who codes, such as 'ana'.")
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if not plain:
        raise UserError("A coder needs a name. Say who codes, such as coder='ana'.")
    if any(unicodedata.category(c) in _UNSAFE for c in plain):
        raise UserError(f"The coder name {plain!r} holds an invisible character. Type it again without.")
    return plain


def log_stem(coder: str, device: str) -> str:
    """Return the file name, without suffix, of the log of `coder` on `device`.

    Two coders never share one, also when their names differ only by case, by accents' encoding or by characters that
    a file name cannot hold: unless the name is its own slug, eight hex digits of its hash stand behind it.
    """
    base = slug(coder)[:_LONGEST_CODER]
    if base != coder or re.search(r"-[0-9a-f]{8}$", base):
        base = f"{base}-{hashlib.sha256(coder.encode()).hexdigest()[:8]}"
    return f"{base}-{device}"


def plain(attribute: str) -> str:
    """Return the name of an attribute as it is compared: ``Team size``, ``team_size`` and ``team-size`` are one."""
    return re.sub(r"[\s_-]+", "-", attribute.strip().casefold())
