"""What changed between rounds, and what only looks as if it had."""
