"""Files of oTranscribe (.otr): a page of HTML within JSON, with times among the words."""

from __future__ import annotations

import html
import json
import re

_STAMP = re.compile(r"(?is)<span[^<>]*\bclass=[\"'][^\"']*timestamp[^<>]*>\s*([\d:.]{4,12})\s*</span>")
_BREAK = re.compile(r"(?i)<br\s*/?>|</(?:p|div|li)>")
_BOLD = re.compile(r"(?i)</?(?:b|strong|i|em|u)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")


def page_of(text: str) -> str | None:
    """Return the words of such a file as lines, a time in brackets before them; None if it is another JSON."""
    if "timestamp" not in text and '"media' not in text:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    page = found.get("text") if isinstance(found, dict) else None
    if not isinstance(page, str) or not ({"media", "media-time", "media-source"} & found.keys()) or "<" not in page:
        return None
    flat = _BREAK.sub("\n", _STAMP.sub(r" [\1] ", page.replace("\n", " ")))
    lines = [" ".join(html.unescape(_TAG.sub("", _BOLD.sub("", line))).split()) for line in flat.split("\n")]
    return "\n\n".join(line for line in lines if line)
