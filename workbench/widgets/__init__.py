"""The Python side of the widgets."""
