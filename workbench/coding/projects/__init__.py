"""Projects of other programs (REFI-QDA, Taguette, QualCoder) in and out."""
