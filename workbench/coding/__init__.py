"""Codebook, codings, agreement."""
