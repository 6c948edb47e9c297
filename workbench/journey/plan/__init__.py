"""From evidence to decisions: what to do first, what we believe would help, how to test it, and whether it did."""
