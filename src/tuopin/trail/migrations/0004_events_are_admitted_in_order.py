"""An event is admitted at the end of its chain and nowhere else, with the server's time; nothing in the trail is changed or emptied.

`trail_begin` holds the ends of the chains for a writer and says where they are; the trigger admits what is written next and
moves them. `trail_mark` says up to which number every event is finished, without waiting: a writer under way has noted, in an
advisory lock, below which number nothing of its own will stand. `trail_clock` is the one clock of the trail.
"""

from django.db import migrations

GUARDS = """
CREATE FUNCTION trail_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';

CREATE FUNCTION trail_begin(wanted text[]) RETURNS TABLE (chain text, seq bigint, hash text, at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE moment timestamptz; known bigint;
BEGIN
    IF current_setting('tuopin.trail_writer', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        PERFORM pg_advisory_xact_lock_shared((29810::bigint << 40) + (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM trail_entry_id_seq));
        PERFORM set_config('tuopin.trail_writer', pg_current_xact_id()::text, true);
    END IF;
    SELECT count(*) INTO known FROM trail_head h WHERE h.chain = ANY(wanted);
    IF known < cardinality(wanted) THEN
        INSERT INTO trail_head (chain, seq, hash, recorded_at)
        SELECT w, 0, decode(repeat('0', 64), 'hex'), '-infinity' FROM unnest(wanted) w ORDER BY w ON CONFLICT DO NOTHING;
    END IF;
    PERFORM FROM trail_head h WHERE h.chain = ANY(wanted) ORDER BY h.chain FOR UPDATE;
    SELECT GREATEST(trail_clock(), transaction_timestamp(), max(h.recorded_at)) INTO moment FROM trail_head h WHERE h.chain = ANY(wanted);
    RETURN QUERY SELECT h.chain::text, h.seq, encode(h.hash, 'hex'), moment FROM trail_head h WHERE h.chain = ANY(wanted);
END $$;

CREATE FUNCTION trail_admit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE broken record;
BEGIN
    SELECT w.chain, w.seq INTO broken FROM (
        SELECT n.chain, n.seq, n.prev, n.recorded_at, lag(n.seq) OVER c AS seq_before, lag(n.hash) OVER c AS hash_before,
               lag(n.recorded_at) OVER c AS at_before
        FROM written n WINDOW c AS (PARTITION BY n.chain ORDER BY n.seq)
    ) w LEFT JOIN trail_head h ON h.chain = w.chain
    WHERE w.seq IS DISTINCT FROM COALESCE(w.seq_before, h.seq) + 1 OR w.prev IS DISTINCT FROM COALESCE(w.hash_before, h.hash)
       OR w.recorded_at < COALESCE(w.at_before, h.recorded_at)
       OR w.recorded_at NOT BETWEEN transaction_timestamp() AND GREATEST(trail_clock(), h.recorded_at)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event % of chain % does not continue its chain now', broken.seq, broken.chain USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE trail_head h SET seq = l.seq, hash = l.hash, recorded_at = l.recorded_at
    FROM (SELECT DISTINCT ON (w.chain) w.chain, w.seq, w.hash, w.recorded_at FROM written w ORDER BY w.chain, w.seq DESC) l
    WHERE h.chain = l.chain;
    RETURN NULL;
END $$;

CREATE FUNCTION trail_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only: add an entry that corrects, never change one (%)', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION trail_head_moves_with_its_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM FROM written w WHERE w.seq <> 0;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'the head of a chain moves with its events alone' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION trail_opening_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.chain, NEW.seq) IS DISTINCT FROM (OLD.chain, OLD.seq) THEN
        RAISE EXCEPTION 'an opening belongs to its event' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION trail_mark() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE last bigint; unfinished bigint;
BEGIN
    SELECT COALESCE(max(id), 0) INTO last FROM trail_entry;
    SELECT min(((l.classid::bigint & 255) << 32) | l.objid::bigint) INTO unfinished FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.classid::bigint >> 8 = 29810 AND l.pid <> pg_backend_pid()
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database());
    RETURN LEAST(last, unfinished);
END $$;

CREATE TRIGGER entry_admitted AFTER INSERT ON trail_entry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION trail_admit();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON trail_entry FOR EACH ROW EXECUTE FUNCTION trail_append_only();
CREATE TRIGGER entry_never_emptied BEFORE TRUNCATE ON trail_entry EXECUTE FUNCTION trail_append_only();
CREATE TRIGGER head_opened AFTER INSERT ON trail_head REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION trail_head_moves_with_its_chain();
CREATE TRIGGER head_moves BEFORE UPDATE OR DELETE ON trail_head FOR EACH STATEMENT EXECUTE FUNCTION trail_head_moves_with_its_chain();
CREATE TRIGGER head_never_emptied BEFORE TRUNCATE ON trail_head EXECUTE FUNCTION trail_append_only();
CREATE TRIGGER opening_stays BEFORE UPDATE ON trail_opening FOR EACH ROW EXECUTE FUNCTION trail_opening_stays();
"""
UNGUARD = """
DROP TRIGGER entry_admitted ON trail_entry; DROP TRIGGER entry_append_only ON trail_entry; DROP TRIGGER entry_never_emptied ON trail_entry;
DROP TRIGGER head_opened ON trail_head; DROP TRIGGER head_moves ON trail_head; DROP TRIGGER head_never_emptied ON trail_head;
DROP TRIGGER opening_stays ON trail_opening;
DROP FUNCTION trail_begin(text[]); DROP FUNCTION trail_clock(); DROP FUNCTION trail_admit(); DROP FUNCTION trail_append_only(); DROP FUNCTION trail_mark();
DROP FUNCTION trail_head_moves_with_its_chain(); DROP FUNCTION trail_opening_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("trail", "0003_entries_stand_in_chains")]
    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
