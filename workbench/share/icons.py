"""Small drawings for channels, always beside the word: nobody has to know what they mean."""

from __future__ import annotations

import re

#: Strokes on a ground of 16 by 16.
_DRAWN = {
    "phone": "M4.5 2.5h2l1 3-1.5 1a7 7 0 0 0 3.5 3.5l1-1.5 3 1v2a1.5 1.5 0 0 1-1.6 1.5A10.5 10.5 0 0 1 3 4.1q0-1.6 1.5-1.6z",
    "mail": "M2 4h12v8.5H2zM2 4.5l6 4.5 6-4.5",
    "chat": "M2.5 3h11v7.5H8l-3 3v-3H2.5z",
    "web": "M2 3h12v10H2zM2 6h12M4 4.5h.01M6 4.5h.01",
    "app": "M5 1.5h6v13H5zM7.5 12.5h1",
    "social": "M2.5 6.5v3h2.5l5.5 3v-9l-5.5 3zM12.5 6a3 3 0 0 1 0 4",
    "shop": "M2.5 6l1-3.5h9l1 3.5M3.5 6v7.5h9V6M2.5 6h11M6.5 13.5v-4h3v4",
    "letter": "M4 1.5h5.5L12.5 4.5v10H4zM9.5 1.5v3h3M6 8h4.5M6 10.5h4.5",
    "people": "M5.5 7a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM1.5 13c0-2.5 1.8-4 4-4s4 1.5 4 4"
    "M10.5 3a2 2 0 0 1 0 4M11.5 9c1.8.4 3 1.8 3 4",
    "pay": "M1.5 4h13v8.5h-13zM1.5 7h13M4 10h3",
    "video": "M2 4.5h8v7H2zM10 7l4-2v6l-4-2z",
    "sign": "M8 1.5v13M8 3h5l1.5 1.7L13 6.5H8M8 7.5H3L1.5 9.2 3 11h5",
}
_WORDS = (
    ("mail", "e-?mail|newsletter|inbox"),
    ("chat", "chat|messag|sms|whatsapp|slack|bot"),
    ("phone", "phone|call|hotline|support line"),
    ("social", "social|advert|\\bads?\\b|instagram|facebook|tiktok|linkedin|campaign|post\\b"),
    ("video", "video|webinar|youtube|zoom|demo"),
    ("app", "\\bapp\\b|mobile|tablet"),
    ("pay", "pay|checkout|invoice|billing|card|price"),
    ("shop", "shop|store|counter|branch|desk|site visit"),
    ("people", "person|colleague|friend|meeting|word of mouth|face|staff|guild|partner|people"),
    ("letter", "letter|paper|print|document|contract|spreadsheet|poster|flyer|notice"),
    ("web", "web|site|browser|page|online|search|forum|review|help"),
)


def of(channel: str) -> str:
    """Return the name of the drawing that goes with a channel; a signpost if none is known."""
    said = channel.casefold()
    return next((name for name, pattern in _WORDS if re.search(pattern, said)), "sign")


def strokes(name: str) -> str:
    """Return a drawing as the path of its strokes, on a ground of 16 by 16."""
    return _DRAWN[name]


def style() -> str:
    """Return the rules that draw them: a mask each, so that they take the colour of the words beside them."""
    return "".join(
        f".wb-map .wb-i-{name}{{--wb-drawn:url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'"
        f" fill='none' stroke='%23000' stroke-width='1.3' stroke-linecap='round' stroke-linejoin='round'%3E"
        f"%3Cpath d='{path}'/%3E%3C/svg%3E\")}}"
        for name, path in sorted(_DRAWN.items())
    )
