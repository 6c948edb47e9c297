"""Evidence, stages, the emotion curve, the map."""
