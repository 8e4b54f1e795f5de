"""Bytes of a file to raw rows: one module a format, one face, one registry. Pure Python, no Django."""
