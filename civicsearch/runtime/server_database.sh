#!/bin/sh
# First start of the database container: the two roles, and the database that the owner's migrations fill.
set -eu

psql --set ON_ERROR_STOP=1 --username postgres --dbname template1 <<SQL
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv app_password DATABASE_APP_PASSWORD
CREATE ROLE civicsearch_app LOGIN PASSWORD :'app_password';
CREATE ROLE civicsearch_owner LOGIN PASSWORD :'owner_password';
GRANT civicsearch_app TO civicsearch_owner;
\i ${DATABASE_SQL:-/civicsearch/database.sql}
\connect postgres
CREATE DATABASE civicsearch OWNER civicsearch_owner;
SQL
