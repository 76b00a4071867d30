"""Trains the small networks that are shipped. Needs the extra ``train``; running them does not."""
