"""Who is behind each pseudonym, what is known of them, and somebody who withdraws."""
