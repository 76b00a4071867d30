"""The score bar: found by itself, read when it changes, believed only where it is consistent."""
