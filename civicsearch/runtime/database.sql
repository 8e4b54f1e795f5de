-- Run in template1 by the superuser, so that every database made afterwards starts with it, those of tests included.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS vector;

-- The owner makes the tables by migrations; the application only works with their rows. What it may not change,
-- such as the access log, a migration takes away again.
ALTER DEFAULT PRIVILEGES FOR ROLE civicsearch_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO civicsearch_app;
ALTER DEFAULT PRIVILEGES FOR ROLE civicsearch_owner
    GRANT USAGE, SELECT ON SEQUENCES TO civicsearch_app;
