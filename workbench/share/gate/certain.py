"""What gives somebody away by its shape alone: addresses, numbers, keys to services, folders of somebody's machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.reading.facts import BORN, addresses, births, is_iban
from workbench.reading.patterns import patterns
from workbench.share.gate.leak import Level
from workbench.share.gate.plain import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Hit = tuple[str, int, int]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
#: What a package's version is written like: vega@5.min.js
_NO_DOMAIN = frozenset({"js", "mjs", "cjs", "css", "min", "map", "json", "html", "svg", "png", "ts", "wasm"})
_LONGEST_ADDRESS = 320
#: Anchors, found fast, and the pattern that must fit around each; the longest anchor that a pattern shares with others.
_TOKENS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (anchors, re.compile(pattern)) for anchors, pattern in (
        (("sk-", "sk_", "rk_"), r"(?<![\w-])(?:sk-[A-Za-z0-9_-]{0,16}[A-Za-z0-9]{20,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,})"),
        (("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"), r"(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}"),
        (("glpat-",), r"glpat-[\w-]{16,}"),
        (("AKIA", "ASIA"), r"(?<![A-Za-z0-9])A[KS]IA[0-9A-Z]{16}(?![A-Za-z0-9])"),
        (("AIza",), r"(?<![A-Za-z0-9])AIza[\w-]{35}"),
        (("xox",), r"xox[abeoprs]-[\w-]{10,}"),
        (("hooks.slack.com",), r"hooks\.slack\.com/services/T\w+/B\w+/\w+"),
        (("eyJ",), r"(?<![A-Za-z0-9])eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*"),
        (("token",), r"[?&#]token=[0-9A-Za-z]{16,}|(?i:token[\"'\s]{0,3}[=:][\"'\s]{0,3})(?=[\w.-]*\d)[\w.-]{24,}"),
        (("PRIVATE KEY",), r"-----BEGIN [A-Z ]*PRIVATE KEY"),
        (("hf_",), r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}"),
        (("npm_",), r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}"),
        (("pypi-",), r"pypi-AgE[\w-]{30,}"),
        (("GOCSPX-", "ya29."), r"(?:GOCSPX-|ya29\.)[\w-]{20,}"),
        (("SG.",), r"(?<![A-Za-z0-9])SG\.[\w-]{16,}\.[\w-]{16,}"),
        (("AccountKey=", "SharedAccessSignature"), r"AccountKey=[\w+/=]{20,}|SharedAccessSignature=[\w%&=-]{20,}"),
        (("earer ",), r"[Bb]earer (?=[\w.~+/-]*\d)[\w.~+/-]{20,}"),
        (("asic ",), r"Authorization[\"'\s:]+Basic [A-Za-z0-9+/=]{8,}"),
        (("assword", "asswd", "PASSWORD", "PASSWD"),
         r"(?i:passw(?:or)?d[\"']?\s*[=:]\s*[\"'])(?=[^\"'\s]*\d)[^\"'\s]{6,}[\"']"),
        (("api_key", "apikey", "api-key", "apiKey", "API_KEY", "secret", "SECRET"),
         r"(?i:(?:api[_-]?key|secret(?:[_-]?(?:access)?[_-]?key)?)[\"']?\s*[=:]\s*[\"']?)(?=[\w/+.-]*\d)(?=[\w/+.-]*[A-Za-z])[\w/+.-]{16,}"),
        (("://",), r"[a-z][a-z0-9+]*://[^\s/@:\"'<>]+:[^\s/@\"'<>]+@[\w.-]+"),
    )
)  # fmt: skip
_AROUND = 80
_HOME_ANCHORS = ("/home/", "/Users/", "\\Users\\", "\\users\\", "/users/", "Users/", "\\home\\", "Documents and Settings", "\\\\")
#: What may stand before the folder of homes in a path that is one: a drive, a mount, nothing; in a link it is a host.
_HOME = re.compile(
    r"(?:file:/{2,3}(?:localhost/)?)?(?:[A-Za-z]:[\\/]{1,4}|(?:/[\w.-]+){0,4}/|\\{1,4}[?.]\\{1,4}[A-Za-z]:\\{1,4})"
    r"(?:home|[Uu]sers|Documents and Settings)(?:/|\\{1,4})"
    r"(?!(?:Shared|Public|Default|All Users|\.\.\.|\u2026)(?:[/\\\s\"']|$))[^/\\\s\"'<>|:*?{}$\[\]()&;,]{1,64}"
)
_BEFORE_HOME = re.compile(r"[\w.~%+-]$|:/?/?$|\w[)\]}]$")
#: \\server\share\folder: who has it knows where; TeX writes two commands so, but no third.
_UNC = re.compile(r"(?<![\\\w])\\{2,4}[A-Za-z][\w-]+(?:\.[\w-]+)*(?:\\{1,2}[\w$. -]*[\w$]){2,}")
_DIGITS = re.compile(r"\d[\d \t().\u00a0\u2011\u2013/-]{5,}\d")
_GROUPED = re.compile(r"(?<!\w)(?:[A-Z]{2} ?\d\d ?[A-Z0-9]{2,4} ?[A-Z0-9]{2,4}|(?:\d{4}[ -]){3}\d{4}(?!\d)|\d{3}-\d\d-\d{4}(?!\d))")
#: A table printed as text puts numbers in a row that look like a phone's, but for wide gaps and decimals.
_COLUMNS = re.compile(r"\s{2,}|\t|(?<!\d)\d\.\d|^\(?(?:1\d|20)\d\d\s?[\u2013-]\s?(?:1\d|20)\d\d\)?$")
_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]+")
_SPOKEN = (
    "zero",
    "oh",
    "nought",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "double",
    "triple",
    "treble",
)
_SPOKEN_RUN = re.compile(rf"(?:{'|'.join(_SPOKEN)})(?:[\s,-]+(?:o|{'|'.join(_SPOKEN)})){{6,}}\b", re.IGNORECASE)
_SPOKEN_STARTS = tuple(f" {word}" for word in _SPOKEN)
_LEAST_DIGITS, _MOST_DIGITS = 7, 15
_WINDOW = 60


def certain(pile: str, level: Level) -> Iterator[Hit]:
    """Yield kind, start and end of whatever in `pile` gives somebody away by its shape.

    Parameters
    ----------
    pile
        Texts joined by `workbench.share.gate.plain.BETWEEN`.
    level
        How they are read: numbers are looked for in prose only.
    """
    yield from _emails(pile)
    yield from _tokens(pile)
    yield from _homes(pile, level)
    if level == Level.PROSE:
        yield from _numbers(pile)
        yield from _spoken(pile)
        yield from _lives(pile)


def _found(pile: str, anchors: Sequence[str], before: int, after: int) -> Iterator[tuple[int, int, int]]:
    """Yield where an anchor stands, and from where to where its own text reaches around it."""
    for anchor in anchors:
        at = pile.find(anchor)
        while at >= 0:
            begin = max(pile.rfind(BETWEEN, max(0, at - before), at) + 1, at - before, 0)
            stop = pile.find(BETWEEN, at, at + after)
            yield at, begin, stop if stop >= 0 else min(len(pile), at + after)
            at = pile.find(anchor, at + len(anchor))


def _emails(pile: str) -> Iterator[Hit]:
    for at, begin, stop in _found(pile, ("@",), _LONGEST_ADDRESS, _LONGEST_ADDRESS):
        if at == begin or not (pile[at - 1].isalnum() or pile[at - 1] in "._%+-"):
            continue  # @media, @font-face
        for hit in _EMAIL.finditer(pile, begin, stop):
            if hit.start() < at < hit.end():
                if not _NO_DOMAIN.issuperset(hit[0].rpartition("@")[2].lower().rsplit(".", 1)[-1:]):
                    yield "e-mail", *hit.span()
                break


def _tokens(pile: str) -> Iterator[Hit]:
    for anchors, pattern in _TOKENS:
        for at, begin, stop in _found(pile, anchors, _AROUND, 4 * _AROUND):
            for hit in pattern.finditer(pile, begin, stop):
                if hit.start() <= at < hit.end():
                    yield "token", *hit.span()
                    break


def _homes(pile: str, level: Level) -> Iterator[Hit]:
    anchors = _HOME_ANCHORS if level > Level.CERTAIN else _HOME_ANCHORS[:-1]  # programs are full of two strokes
    for at, begin, stop in _found(pile, anchors, _AROUND, 2 * _AROUND):
        pattern = _UNC if pile.startswith("\\\\", at) else _HOME
        for hit in pattern.finditer(pile, begin, stop):
            if hit.start() <= at < hit.end() and not _BEFORE_HOME.search(pile, begin, hit.start()):
                yield "home path", *hit.span()
                break


def _numbers(pile: str) -> Iterator[Hit]:
    places = {hit.span() for hit in _GROUPED.finditer(pile)}
    for hit in _DIGITS.finditer(pile):
        if sum(map(str.isdigit, hit[0])) >= _LEAST_DIGITS:
            places.add(hit.span())
    met: set[Hit] = set()
    for start, end in places:
        begin = max(pile.rfind(BETWEEN, max(0, start - _WINDOW), start) + 1, start - _WINDOW, 0)
        stop = pile.find(BETWEEN, end, end + _WINDOW)
        around = pile[begin : stop if stop >= 0 else end + _WINDOW]
        for span in patterns(around):
            hit_at = (span.kind, begin + span.start, begin + span.end)
            if hit_at in met or not (span.start < end - begin and start - begin < span.end):
                continue
            number = around[span.start : span.end]
            is_account = span.kind == "account" and (_IBAN.fullmatch(number) is None or is_iban(number))
            if is_account or (span.kind == "phone" and not _COLUMNS.search(number)):
                met.add(hit_at)
                yield hit_at


def _lives(pile: str) -> Iterator[Hit]:
    """Yield the days on which somebody was born, and where somebody lives."""
    low = low if len(low := pile.lower()) == len(pile) else pile
    met: set[Hit] = set()
    for _, begin, stop in _found(low, BORN, _WINDOW, _WINDOW):
        met.update(("birth", begin + start, begin + end) for start, end in births(pile[begin:stop]))
    yield from sorted(met)
    yield from (("address", start, end) for start, end in addresses(pile))


def _spoken(pile: str) -> Iterator[Hit]:
    """Yield addresses and numbers that were read aloud."""
    for at, begin, stop in _found(pile, (" dot ",), _WINDOW, _WINDOW):
        for span in patterns(pile[begin:stop]):
            if span.kind == "e-mail" and begin + span.start < at < begin + span.end:
                yield "e-mail", begin + span.start, begin + span.end
    for at, _, stop in _found(pile, _SPOKEN_STARTS, 0, 3 * _WINDOW):
        if hit := _SPOKEN_RUN.match(pile, at + 1, stop):
            yield "phone", *hit.span()
