"""Topics, and the candidate needs in them."""
