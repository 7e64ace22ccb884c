"""Every entry gets its place in a chain, with its hash; what it told in clear is sealed beside it and committed to.

Entries written before are put into their chains in the order in which they were written, with the times that they had.
"""

from django.db import migrations, models

GUARDED = """
CREATE FUNCTION trail_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only: add an entry that corrects, never change one'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON trail_entry
    FOR EACH ROW EXECUTE FUNCTION trail_append_only();
"""
UNGUARDED = "DROP TRIGGER entry_append_only ON trail_entry; DROP FUNCTION trail_append_only();"
PART = 2000


def into_chains(apps, schema_editor):
    from tuopin.kernel.areas import NATION, is_code
    from tuopin.trail.states.chains import NOTHING, chain_of
    from tuopin.trail.states.events import SHA256, committed, hash_of, plain

    entries = apps.get_model("trail", "Entry").objects
    heads = {}
    openings = []
    for entry in entries.order_by("id").iterator(PART):
        chain = chain_of(entry.area_code if is_code(entry.area_code) else NATION)
        seq, prev, at = heads.get(chain, (0, NOTHING.encode(), entry.recorded_at))
        at = max(at, entry.recorded_at)
        values = dict(entry.detail) | ({"basis": entry.basis} if entry.basis else {})
        payload, opened = committed(SHA256, {name.lower(): value for name, value in values.items()})
        entry.verb, entry.subject, entry.actor = plain(entry.verb), plain(entry.subject), plain(entry.actor)
        fields = _fields(SHA256, chain, seq + 1, at, entry, payload)
        found = hash_of(SHA256, fields, prev)
        entry.chain, entry.seq, entry.alg, entry.recorded_at, entry.payload = chain, seq + 1, SHA256, at, payload
        entry.prev, entry.hash = bytes.fromhex(prev.decode()), bytes.fromhex(found.decode())
        entry.save()
        heads[chain] = (seq + 1, found, at)
        if opened:
            openings.append((chain, seq + 1, opened))
    _keep(apps, heads, openings)


def _fields(alg, chain, seq, at, entry, payload):
    micros = int(at.timestamp()) * 1_000_000 + at.microsecond
    told = (alg, chain, seq, micros, entry.happened_on.isoformat(), entry.area_code, entry.verb, entry.subject, entry.actor, "", "", "", payload)
    return "\t".join(map(str, told)).encode()


def _keep(apps, heads, openings):
    import orjson

    from tuopin.kernel.home import keyring
    from tuopin.trail.models import opening_place

    Head, Opening = apps.get_model("trail", "Head"), apps.get_model("trail", "Opening")
    Head.objects.bulk_create(
        Head(chain=chain, seq=seq, hash=bytes.fromhex(found.decode()), recorded_at=at) for chain, (seq, found, at) in heads.items())
    if openings:
        keys = keyring()
        Opening.objects.bulk_create(
            [Opening(chain=chain, seq=seq, sealed=keys.seal(orjson.dumps(opened).decode(), opening_place(chain, seq)))
             for chain, seq, opened in openings], PART)


def out_of_chains(apps, schema_editor):
    import orjson

    from tuopin.trail.models import opened

    Entry = apps.get_model("trail", "Entry")
    for opening in apps.get_model("trail", "Opening").objects.iterator(PART):
        values = {key: orjson.loads(value) for key, (_salt, value) in opened(opening.chain, opening.seq, opening.sealed).items()}
        basis = values.pop("basis", "")
        Entry.objects.filter(chain=opening.chain, seq=opening.seq).update(basis=basis, detail=values)


class Migration(migrations.Migration):
    dependencies = [("trail", "0002_entries_are_append_only")]
    operations = [
        migrations.RunSQL(UNGUARDED, GUARDED),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("chain", models.CharField(db_collation="C", max_length=12, primary_key=True, serialize=False, verbose_name="链")),
                ("seq", models.BigIntegerField(verbose_name="链上序号")),
                ("hash", models.BinaryField(verbose_name="摘要")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
            ],
            options={"verbose_name": "链头"},
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(db_collation="C", max_length=12, verbose_name="链")),
                ("seq", models.BigIntegerField(verbose_name="链上序号")),
                ("sealed", models.BinaryField(verbose_name="封存的值")),
            ],
            options={"verbose_name": "承诺的值"},
        ),
        migrations.AddConstraint("opening", models.UniqueConstraint(fields=("chain", "seq"), name="opening_of_event")),
        *[
            migrations.AddField("entry", name, field, preserve_default=False) for name, field in (
                ("chain", models.CharField(db_collation="C", default="", max_length=12, verbose_name="链")),
                ("seq", models.BigIntegerField(default=0, verbose_name="链上序号")),
                ("alg", models.SmallIntegerField(default=1, verbose_name="摘要算法")),
                ("post", models.CharField(blank=True, default="", max_length=200, verbose_name="经办岗位")),
                ("state", models.CharField(blank=True, default="", max_length=69, verbose_name="状态摘要")),
                ("evidence", models.TextField(blank=True, default="", verbose_name="凭证摘要")),
                ("payload", models.TextField(blank=True, default="", verbose_name="内容承诺")),
                ("prev", models.BinaryField(default=b"", verbose_name="前一摘要")),
                ("hash", models.BinaryField(default=b"", verbose_name="摘要")),
            )
        ],
        migrations.AlterField("entry", "recorded_at", models.DateTimeField(verbose_name="记录时间")),
        migrations.RunPython(into_chains, out_of_chains),
        migrations.AddConstraint("entry", models.UniqueConstraint(fields=("chain", "seq"), name="trail_chain_seq")),
        migrations.AddIndex("entry", models.Index(fields=["actor", "id"], name="trail_by_actor")),
        migrations.RemoveField("entry", "basis"),
        migrations.RemoveField("entry", "detail"),
    ]
