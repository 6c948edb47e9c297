"""The codebook: codes, their refactorings, what changed, and files in and out."""
