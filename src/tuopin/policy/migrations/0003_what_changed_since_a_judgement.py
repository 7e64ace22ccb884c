"""Whether facts of a place, or of others of its county, were recorded after a judgement: an answer, not the entries themselves."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION policy_changed_since(county text, low text, high text, mark bigint, no_facts text[], moving text[])
RETURNS smallint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    wider text[] := ARRAY[
        '000000000000', rpad(left(low, 2), 12, '0'), rpad(left(low, 4), 12, '0'), rpad(left(low, 6), 12, '0'),
        rpad(left(low, 9), 12, '0')];
    beyond text := left(county, 6) || ':';
BEGIN
    IF EXISTS (
        SELECT FROM registry_importbatch
        WHERE state = 'merging' AND (area_code >= low AND area_code < high OR area_code = ANY (wider))
    ) OR EXISTS (
        SELECT FROM trail_entry WHERE area_code >= low AND area_code < high AND id > mark AND verb <> ALL (no_facts)
    ) OR EXISTS (
        SELECT FROM trail_entry WHERE area_code = ANY (wider) AND id > mark AND verb <> ALL (no_facts)
    ) THEN
        RETURN 2;
    END IF;
    IF low <= county AND high >= beyond THEN
        RETURN 0;
    END IF;
    RETURN greatest(
        (SELECT max(CASE WHEN verb = ANY (moving) THEN 2 ELSE 1 END) FROM trail_entry
         WHERE area_code >= county AND area_code < beyond AND id > mark AND verb <> ALL (no_facts)),
        (SELECT 1 FROM registry_importbatch WHERE state = 'merging' AND area_code >= county AND area_code < beyond LIMIT 1),
        0);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("policy", "0002_standings_open_figures"),
        ("registry", "0011_the_same_file_of_two_offices"),
        ("trail", "0002_entries_are_append_only"),
    ]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION policy_changed_since(text, text, text, bigint, text[], text[])")]
