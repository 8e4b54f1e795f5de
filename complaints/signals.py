"""The one signal of the program: rows of complaints were stored."""

from django.dispatch import Signal

# Sent once per stored batch, on commit, with `complaint_ids: list[int]` and `months: set[date]` (first days).
complaints_stored = Signal()
