"""Taking the search index away for a first load and making it again: acts of the table's owner that a worker may ask for."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION complaint_search_drop() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ DROP INDEX IF EXISTS public.complaint_search $$;

CREATE FUNCTION complaint_search_build() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public
AS $$ BEGIN
    CREATE INDEX IF NOT EXISTS complaint_search ON public.complaints_complaint USING gin (search)
        WITH (gin_pending_list_limit = 4096);
    ANALYZE public.complaints_complaint;
END $$;

REVOKE ALL ON FUNCTION complaint_search_drop(), complaint_search_build() FROM PUBLIC;

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civicsearch_app') THEN
        GRANT EXECUTE ON FUNCTION complaint_search_drop(), complaint_search_build() TO civicsearch_app;
    END IF;
END $$;
"""
BACKWARDS = "DROP FUNCTION complaint_search_drop(), complaint_search_build()"


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_stale_rows")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
