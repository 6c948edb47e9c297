"""What was heard wrong is put right: each correction a version, every anchor carried."""
