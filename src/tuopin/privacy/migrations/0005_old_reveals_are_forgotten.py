"""Reveals older than three years may go, and only those: by a function, for no work has the right to delete one."""

from django.db import migrations

from tuopin.scope.states import callable_by_work

FORGET = """
CREATE FUNCTION privacy_forget_reveals(before timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE gone bigint;
BEGIN
    DELETE FROM privacy_reveal WHERE revealed_at < least(before, CURRENT_TIMESTAMP - interval '3 years');
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION privacy_forget_reveals(timestamptz) FROM PUBLIC;
"""
DROP = "DROP FUNCTION privacy_forget_reveals(timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_who_sees_who_looked")]
    operations = [migrations.RunSQL(FORGET, DROP), migrations.RunSQL(*callable_by_work("privacy_forget_reveals(timestamptz)"))]
