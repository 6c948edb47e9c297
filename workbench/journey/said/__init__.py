"""Who said what about which stage, and who was asked."""
