"""Texts are found by pieces of three characters; the numbers behind each line stand in docs/performance.md."""

from django.db import migrations

# The pages no longer leave the choice of a plan to estimates; a small sample makes planning 0.1 ms instead of 1.5 ms.
STATISTICS = (
    "ALTER TABLE complaints_complaint ALTER COLUMN search SET STATISTICS DEFAULT",
    "ALTER TABLE complaints_complaint ALTER COLUMN search SET STATISTICS 2000",
)
# Read for every candidate of a longer word: uncompressed it is looked through in a third of the time.
PLAIN_TEXT = (
    "ALTER TABLE complaints_complaint ALTER COLUMN text_normal SET STORAGE EXTERNAL",
    "ALTER TABLE complaints_complaint ALTER COLUMN text_normal SET STORAGE DEFAULT",
)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_search_storage")]

    operations = [migrations.RunSQL(*STATISTICS), migrations.RunSQL(*PLAIN_TEXT)]
