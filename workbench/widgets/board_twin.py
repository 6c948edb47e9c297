"""The topic board without a kernel: themes and topics with the people who speak of them and a few quotes, as plain HTML.

Names are masked, and who did not agree to be quoted has no words in it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from workbench.widgets.board_cards import Pile

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
    return f"Topic board: {_count(themes, 'theme')}, {_count(topics, 'topic')} that no theme follows"


def html(
    cards: Sequence[Card], piles: Mapping[str, Pile], quoted: Callable[[Sequence[str]], Sequence[tuple[str, str]]],
    masked: Callable[[str], str], *, title: str,
) -> str:  # fmt: skip
    """Return the static HTML.

    Parameters
    ----------
    cards
        As `workbench.widgets.board_cards.Cards.card` makes them.
    piles
        Their segments.
    quoted
        Returns, for ids of segments, the words that may be shown and who said them; one that may not be quoted is left out.
    masked
        Masks names in what people typed.
    title
        Of the study.
    """
    head = f"<div><strong>{escape(masked(title))} · {escape(line(cards))}</strong></div>"
    shown = [*_some(cards, "theme", MOST_THEMES), *_some(cards, "topic", MOST_TOPICS)]
    if not shown:
        return f'<div class="wb-twin" style="{_STYLE}">{head}<div><em>Nothing is on the board yet.</em></div></div>'
    rows = "".join(_row(c, piles[c["id"]], quoted, masked) for c in shown)
    heads = "".join(f'<th style="{_CELL}">{name}</th>' for name in ("theme or topic", "people", "segments", "in their words"))
    left = sum(c["kind"] != "tray" for c in cards) - len(shown)
    apart = "".join(
        f"<div><em>{escape(c['name'])}: {_count(c['proposed'], 'segment')}</em></div>" for c in cards if c["kind"] == "tray"
    )
    rest = f"<div><em>and {left:,} more</em></div>" if left else ""
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wb-twin" style="{_STYLE}">{head}{table}{rest}{apart}</div>'


def _some(cards: Iterable[Card], kind: str, most: int) -> list[Card]:
    return [c for c in cards if c["kind"] == kind][:most]


def _row(card: Card, pile: Pile, quoted: Callable[[Sequence[str]], Sequence[tuple[str, str]]], masked: Callable[[str], str]) -> str:
    theme = card["kind"] == "theme"
    ids = pile.confirmed or pile.proposed
    quotes = list(quoted(ids[: 4 * MOST_QUOTES]))[:MOST_QUOTES]
    said = "".join(f'<div style="{_QUOTE}">{escape(_cut(words))} <em>{escape(who)}</em></div>' for words, who in quotes)
    name = f"<strong>{escape(masked(card['name']))}</strong>" if theme else f"{escape(card['name'])} <em>(topic)</em>"
    words = f"<br><span>{escape(', '.join(card['words']))}</span>" if card["words"] else ""
    count = f"{card['confirmed']:,} confirmed" if theme else f"{card['proposed']:,}"
    more = f"<br>{card['proposed']:,} proposed" if theme and card["proposed"] else ""
    cells = (name + words, f"{card['k']:,} of {card['n']:,}", count + more, said)
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _cut(words: str) -> str:
    plain = " ".join(words.split())
    return f"{plain[:_LONGEST]}…" if len(plain) > _LONGEST else plain


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"
