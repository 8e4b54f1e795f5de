"""The one signal of the program: rows of complaints were stored, or taken back."""

from django.dispatch import Signal

# Sent once per stored batch, on commit, with `complaint_ids: list[int]` and `months: set[date]` (first days).
# Of rows that were taken back the ids may be gone; the months are those in which they had stood.
complaints_stored = Signal()
