"""How strong the evidence is, and what would change that."""
