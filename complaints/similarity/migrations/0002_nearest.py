"""How PostgreSQL finds the nearest vectors and knows which terms are rare."""

from django.db import migrations

# Fewest differing bits first; the extension is made by civicsearch/runtime/database.sql.
NEAREST = (
    "CREATE INDEX vector_nearest ON similarity_vector USING hnsw (bits bit_hamming_ops)",
    "DROP INDEX vector_nearest",
)
# How many complaints have each of the most frequent terms is read from the statistics: ten thousand of them.
STATISTICS = (
    "ALTER TABLE similarity_likeness ALTER COLUMN terms SET STATISTICS 1000",
    "ALTER TABLE similarity_likeness ALTER COLUMN terms SET STATISTICS DEFAULT",
)
# From PostgreSQL 17 on the application may refresh the statistics of a table that it does not own.
MAINTAIN = """
DO $$ BEGIN
    IF current_setting('server_version_num')::int >= 170000
       AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'civicsearch_app') THEN
        EXECUTE 'GRANT MAINTAIN ON similarity_likeness TO civicsearch_app';
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("similarity", "0001_first")]

    operations = [
        migrations.RunSQL(*NEAREST),
        migrations.RunSQL(*STATISTICS),
        migrations.RunSQL(MAINTAIN, migrations.RunSQL.noop),
    ]
