"""What a notebook shows: results that carry their own picture, with no kernel needed to read it.

Everything here is shown with names, e-mail addresses and phone numbers masked, and without the words of people who do not
consent to being quoted, since a notebook is made to be shared.
"""

from __future__ import annotations

from workbench.views.agreement import AgreementView
from workbench.views.changes import ChangesView
from workbench.views.journey import JourneyView
from workbench.views.needs import NeedsView
from workbench.views.parts import Masks, Notice
from workbench.views.themes import ThemesView

__all__ = ["AgreementView", "ChangesView", "JourneyView", "Masks", "NeedsView", "Notice", "ThemesView"]
