"""What a machine makes of text: segments, embeddings, signals, personal data."""
