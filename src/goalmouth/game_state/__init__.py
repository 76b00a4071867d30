"""Who and what is where."""
