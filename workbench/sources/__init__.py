"""Files in: transcripts, surveys, people, metrics; canonical text, pseudonyms, one report an import."""
