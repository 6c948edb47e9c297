"""The map as a presentation: native shapes, tables and a chart, one slide a stage, the quotes in the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share.exports.deck import Deck
from workbench.share.exports.slides_front import cover, feelings, reading
from workbench.share.exports.slides_map import map_slides
from workbench.share.exports.slides_stage import stage_slides
from workbench.share.exports.slides_tables import appendix, changes, methods, plans, priorities, unchanged
from workbench.share.map_page import view as viewed

if TYPE_CHECKING:
    from workbench.share.map_page import Model


def make(model: Model) -> bytes:
    """Return the map as a PowerPoint presentation."""
    view: dict[str, Any] = viewed(model)
    deck = Deck(view["title"], view["scenario"], model["facts"]["newest"])
    deck.section("About")
    cover(deck, model, view)
    reading(deck, model, view)
    deck.section("The map")
    map_slides(deck, model, view)
    feelings(deck, model, view)
    deck.section("Stages")
    for index in range(len(model["stages"])):
        stage_slides(deck, model, view, index)
    deck.section("What follows")
    priorities(deck, model, view)
    changes(deck, model, view)
    plans(deck, model)
    deck.section("Behind it")
    methods(deck, model, view)
    appendix(deck, view)
    unchanged(deck, model, view)
    return deck.save()
