"""How long a county's roster takes from file to merged rows: ours against a plain load through django-import-export in bulk mode.

    python bench/import_county.py FILE [--plain-python PYTHON] [--only ours|plain]

Both run in one go on one machine, each in a fresh process on a fresh database of the same server. PYTHON is one that has
bench/requirements.lock; without the option it is this one. Ours includes reading in the child, all checks, staging, encryption, the trail; the
plain load keeps each sheet's cells as they are, checks nothing and encrypts nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PREPARE = "from tuopin.cli.prepare import prepare; prepare(quiet=True)"
SHEETS = {"行政村": "Village", "贫困户": "Household", "家庭成员": "Member", "帮扶责任人": "Helper", "结对帮扶": "Pairing"}


def told(started: float, **more: object) -> None:
    """Print what a run took: seconds, processor seconds and peak memory of this process (MB)."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({
        "seconds": round(time.monotonic() - started, 2), "cpu": round(own.ru_utime + own.ru_stime, 2),
        "cpu_children": round(children.ru_utime + children.ru_stime, 2), "peak_mb": own.ru_maxrss // 1024,
    } | more))


def run_ours(file: Path) -> None:
    """Bring the file in as the command does, up to the merged rows."""
    from tuopin.cli.prepare import prepare

    prepare(quiet=True)
    from datetime import date

    from tuopin.people.selectors import operator, working_as
    from tuopin.registry.services.merge_batch import merge_batch
    from tuopin.registry.services.receive_roster import receive_roster

    on, started = date.today(), time.monotonic()
    with working_as(operator()):
        batch = receive_roster(path=file, file_name=file.name, year=None, mapping={}, actor=operator(), on=on)
        received = time.monotonic() - started
        batch = merge_batch(batch=batch, actor=operator(), on=on)
    told(started, received=round(received, 2), households=batch.progress)


def run_plain(file: Path) -> None:
    """Load every sheet through a ModelResource in bulk mode into a table with a column for each heading."""
    import django
    from django.conf import settings

    address = json.loads(os.environ["BENCH_DATABASE"])
    settings.configure(
        INSTALLED_APPS=["import_export"], DATABASES={"default": address}, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True
    )
    django.setup()
    from django.db import connection, models
    from import_export import resources
    from openpyxl import load_workbook
    from tablib import Dataset

    started, rows = time.monotonic(), 0
    book = load_workbook(file, read_only=True, data_only=True)
    for title, name in SHEETS.items():
        lines = book[title].iter_rows(values_only=True)
        headings = [str(heading) for heading in next(lines)]
        columns = {heading: models.CharField(max_length=200, null=True, blank=True) for heading in headings}
        model = type(name, (models.Model,), columns | {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "plain"})})
        with connection.schema_editor() as editor:
            editor.create_model(model)
        options = {
            "model": model, "fields": headings, "import_id_fields": [], "use_bulk": True, "batch_size": 1000, "skip_diff": True,
            "force_init_instance": True,
        }
        resource_class = type(f"{name}Resource", (resources.ModelResource,), {"Meta": type("Meta", (), options)})
        result = resource_class().import_data(Dataset(*lines, headers=headings), raise_errors=True)
        rows += result.totals["new"]
    told(started, rows=rows)


def in_a_process(python: str, what: str, file: Path, environment: dict) -> dict:
    """Run one side in a process of its own; what it told."""
    before = server_cpu()
    done = subprocess.run(
        [python, __file__, str(file), "--run", what], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{what}: {done.stderr[-2000:]}")
    told = json.loads(done.stdout.splitlines()[-1]) | {"cpu_server": round(server_cpu() - before, 2)}
    return told | {"cpu_sum": round(told["cpu"] + told["cpu_children"] + told["cpu_server"], 2)}


def server_cpu() -> float:
    """Processor seconds that the database server and all it ever started have used."""
    from tuopin.config import server
    from tuopin.kernel.home import home

    server.url()
    first, total = (home() / "postgres" / "postmaster.pid").read_text().splitlines()[0], 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if stat.parent.name == first:
                total += sum(map(int, fields[11:15]))  # its own, and those of the processes that have ended
            elif fields[1] == first:
                total += sum(map(int, fields[11:13]))
    return total / os.sysconf("SC_CLK_TCK")


def tidy_up() -> None:
    """Have the server tidy up what set-up loaded: it would do so by itself within minutes, in the middle of one side or the other."""
    import psycopg

    from tuopin.config import server

    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def plain_database() -> dict:
    """A database of its own on the server that ours runs on."""
    import psycopg

    from tuopin.config import server

    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench_plain")
        connection.execute("CREATE DATABASE bench_plain")
    settings = server.django_settings() | server.owner_settings()  # the other side makes tables of its own
    return {key: settings[key] for key in ("ENGINE", "USER", "PASSWORD", "HOST", "PORT")} | {"NAME": "bench_plain"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--plain-python", default=sys.executable)
    parser.add_argument("--only", choices=["ours", "plain"])
    parser.add_argument("--run", choices=["ours", "plain"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        {"ours": run_ours, "plain": run_plain}[options.run](options.file)
        return
    with tempfile.TemporaryDirectory(prefix="tuopin-bench-", ignore_cleanup_errors=True) as home:
        os.environ["TUOPIN_HOME"] = home
        from tuopin.config import server

        found = {}
        if options.only != "plain":
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.config.settings")
            subprocess.run([sys.executable, "-c", PREPARE], check=True)  # the division list, which no import pays for
            tidy_up()
            found["ours"] = in_a_process(sys.executable, "ours", options.file, {})
            print("ours ", found["ours"], flush=True)
        if options.only != "ours":
            found["plain"] = in_a_process(
                options.plain_python, "plain", options.file, {"BENCH_DATABASE": json.dumps(plain_database()), "PYTHONPATH": ""}
            )
            print("plain", found["plain"], flush=True)
        if len(found) == 2:
            wall, cpu = (found["plain"][of] / found["ours"][of] for of in ("seconds", "cpu_sum"))
            print(f"plain / ours: {wall:.1f} in seconds, {cpu:.1f} in processor seconds (with the reader and the server)")
        server.stop()


if __name__ == "__main__":
    main()
