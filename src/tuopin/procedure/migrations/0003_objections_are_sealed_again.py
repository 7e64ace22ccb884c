"""What was objected is sealed under the names by which keys are changed; sealing it again is the one change an objection knows."""

from django.db import migrations

GUARD = """
DROP TRIGGER objection_append_only ON procedure_objection;
CREATE TRIGGER objection_never_deleted BEFORE DELETE ON procedure_objection FOR EACH ROW EXECUTE FUNCTION procedure_append_only();
CREATE TRIGGER objection_sealed_again BEFORE UPDATE ON procedure_objection FOR EACH ROW
    WHEN ((OLD.id, OLD.act_id, OLD.objector_sealed IS NULL) IS DISTINCT FROM (NEW.id, NEW.act_id, NEW.objector_sealed IS NULL))
    EXECUTE FUNCTION procedure_append_only();
"""
UNGUARD = """
DROP TRIGGER objection_never_deleted ON procedure_objection;
DROP TRIGGER objection_sealed_again ON procedure_objection;
CREATE TRIGGER objection_append_only BEFORE UPDATE OR DELETE ON procedure_objection FOR EACH ROW EXECUTE FUNCTION procedure_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("procedure", "0002_cases_end_only_whole")]
    operations = [
        migrations.RenameField("objection", "said", "said_sealed"),
        migrations.RenameField("objection", "objector", "objector_sealed"),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
