"""Starts everything the program needs on one machine. Plain Python: nothing here imports Django."""
