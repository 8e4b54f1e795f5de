"""Searches kept under a name."""
