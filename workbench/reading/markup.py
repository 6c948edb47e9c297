"""Marks of a web page in what people wrote: an export of reviews often has them, and nobody said them."""

from __future__ import annotations

import re

_MARKS = re.compile(r"</?[A-Za-z][^<>\n]*>|<!--.*?-->|&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,5});")


def unmarked(text: str) -> str:
    """Return `text` with blanks in the place of tags and entities, as long as it was: ``<p>Good&nbsp;app</p>`` says Good app."""
    if "<" not in text and "&" not in text:
        return text
    return _MARKS.sub(lambda found: " " * len(found[0]), text)
