"""Numbers beside talk: from the study's own surveys and from elsewhere."""
