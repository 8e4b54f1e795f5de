"""Complaints of one matter: duplicates through several windows or people, and repeats of one person."""
