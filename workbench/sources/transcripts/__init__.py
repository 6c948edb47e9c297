"""Conversations in: any transcript file to turns, and who speaks in them."""
