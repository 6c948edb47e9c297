"""Kinds of sources that are counted in their own way."""

from __future__ import annotations

#: Kinds whose authors chose to write, usually because something broke: their words are read, but they are not counted
#: among the people of the study (nobody asked them, so there is no "of n").
UNASKED = frozenset({"ticket", "review", "social"})

#: Kind of source in which people hear each other: see `workbench.journey.said.groups`.
TOGETHER = "focus-group"

#: Kind of source in which people talk who work for the company: they are read, in a lane of their own, and never counted among
#: the customers (`workbench.journey.said.people.Person.staff`).
STAFF = "staff-interview"

#: Kinds whose authors and speakers are not counted among the people of the study.
UNCOUNTED = UNASKED | {STAFF}
