"""What a person should know although the work went on: a lesser model was used, a cache was rebuilt."""

from __future__ import annotations

import warnings


class Notice(UserWarning):
    """Something a person should see; nothing was lost and nothing stopped."""


def notice(text: str) -> None:
    """Show `text` once a place, as a warning of class `Notice`: notebooks draw it, the command line prints it."""
    warnings.warn(text, Notice, stacklevel=3)
