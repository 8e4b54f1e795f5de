"""The access log can be written and read, and nothing else: by a trigger for all, by its rights for the application."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION privacy_accessevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '접속기록은 고치거나 지울 수 없습니다.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER privacy_accessevent_append_only BEFORE UPDATE OR DELETE ON privacy_accessevent
    FOR EACH ROW EXECUTE FUNCTION privacy_accessevent_refuse();
CREATE TRIGGER privacy_accessevent_never_emptied BEFORE TRUNCATE ON privacy_accessevent
    FOR EACH STATEMENT EXECUTE FUNCTION privacy_accessevent_refuse();
"""
ALLOW = """
DROP TRIGGER privacy_accessevent_never_emptied ON privacy_accessevent;
DROP TRIGGER privacy_accessevent_append_only ON privacy_accessevent;
DROP FUNCTION privacy_accessevent_refuse();
"""
REVOKE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civicsearch_app') THEN
        EXECUTE 'REVOKE UPDATE, DELETE, TRUNCATE ON privacy_accessevent FROM civicsearch_app';
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_first")]

    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
