"""A visit's time of recording is the database server's, whatever is handed in: which visits came before an exit rests on it."""

from django.db import migrations

STAMPED = """
CREATE FUNCTION identification_visit_stamped() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.recorded_at := procedure_clock();
    RETURN NEW;
END $$;
CREATE TRIGGER visit_stamped BEFORE INSERT ON identification_visit FOR EACH ROW EXECUTE FUNCTION identification_visit_stamped();
"""
BACK = "DROP TRIGGER visit_stamped ON identification_visit; DROP FUNCTION identification_visit_stamped();"


class Migration(migrations.Migration):
    dependencies = [("identification", "0001_first_tables")]
    operations = [migrations.RunSQL(STAMPED, BACK)]
