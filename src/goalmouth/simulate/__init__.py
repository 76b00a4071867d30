"""Simulated broadcasts with their whole truth."""
