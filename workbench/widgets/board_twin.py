"""The topic board without a kernel: themes and topics with the people who speak of them and a few quotes, as plain HTML.

Names are masked, and who did not agree to be quoted has no words in it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from workbench.study.words import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

MOST_THEMES, MOST_TOPICS, MOST_QUOTES = 60, 25, 3
_LONGEST = 300
_STYLE = "font-size:13px;line-height:1.5;border-left:3px solid #8a94a0;padding:4px 12px;max-width:860px"
_QUOTE = "border-left:3px solid #9aa5b1;padding:1px 0 1px 9px;margin:3px 0"
_CELL = "text-align:left;vertical-align:top;padding:4px 12px 4px 0"

Card = dict[str, Any]


def line(cards: Iterable[Card]) -> str:
    """Return one line of text: how many themes and topics there are."""
    kinds = [c["kind"] for c in cards]
    themes, topics = kinds.count("theme"), kinds.count("topic")
    return f"Topic board: {count(themes, 'theme')}, {count(topics, 'topic')} that no theme follows"


def shown(cards: Iterable[Card]) -> list[Card]:
    """Return the cards that have a row: the first themes, then the first topics."""
    listed = list(cards)
    return [*[c for c in listed if c["kind"] == "theme"][:MOST_THEMES], *[c for c in listed if c["kind"] == "topic"][:MOST_TOPICS]]


def html(
    cards: Sequence[Card], quotes: Mapping[str, Sequence[tuple[str, str]]], masked: Callable[[str], str], *, title: str
) -> str:  # fmt: skip
    """Return the static HTML.

    Parameters
    ----------
    cards
        As `workbench.widgets.board_cards.Cards.card` makes them.
    quotes
        For each card that is `shown`: words that may be quoted, and who said them.
    masked
        Masks names in what people typed.
    title
        Of the study.
    """
    head = f"<div><strong>{escape(masked(title))} · {escape(line(cards))}</strong></div>"
    listed = shown(cards)
    if not listed:
        return f'<div class="wb-twin" style="{_STYLE}">{head}<div><em>Nothing is on the board yet.</em></div></div>'
    rows = "".join(_row(c, quotes.get(c["id"], ()), masked) for c in listed)
    heads = "".join(f'<th style="{_CELL}">{name}</th>' for name in ("theme or topic", "people", "segments", "in their words"))
    left = sum(c["kind"] != "tray" for c in cards) - len(listed)
    apart = "".join(
        f"<div><em>{escape(c['name'])}: {count(c['proposed'], 'segment')}</em></div>" for c in cards if c["kind"] == "tray"
    )
    rest = f"<div><em>and {left:,} more</em></div>" if left else ""
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wb-twin" style="{_STYLE}">{head}{table}{rest}{apart}</div>'


def _row(card: Card, quotes: Sequence[tuple[str, str]], masked: Callable[[str], str]) -> str:
    theme = card["kind"] == "theme"
    said = "".join(f'<div style="{_QUOTE}">{escape(_cut(words))} <em>{escape(who)}</em></div>' for words, who in quotes)
    name = f"<strong>{escape(masked(card['name']))}</strong>" if theme else f"{escape(card['name'])} <em>(topic)</em>"
    more_words = [w for w in card["words"] if w not in card["name"].split(", ")]
    words = f"<br><span>{escape(', '.join(more_words))}</span>" if more_words else ""
    much = f"{card['confirmed']:,} confirmed" if theme else f"{card['proposed']:,}"
    more = f"<br>{card['proposed']:,} proposed" if theme and card["proposed"] else ""
    cells = (name + words, f"{card['k']:,} of {card['n']:,}", much + more, said)
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _cut(words: str) -> str:
    plain = " ".join(words.split())
    return f"{plain[:_LONGEST]}…" if len(plain) > _LONGEST else plain
