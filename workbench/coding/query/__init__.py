"""The query language: passages by code, words, people and place, and where they stand to each other."""
