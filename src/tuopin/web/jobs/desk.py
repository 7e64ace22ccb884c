"""The desk where long work is handed in and asked after: one folder a job, readable by its owner alone."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from tuopin.kernel.home import home
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
KEPT_SECONDS = 2 * 24 * 3600  # a job's folder, after which its file and its progress are forgotten
RUNNING, DONE, REFUSED, FAILED, CUT_SHORT = "running", "done", "refused", "failed", "cut-short"


def hand_in(*, account: str, kind: str, file: Path | None = None, **asked: object) -> str:
    """Start a job of `kind` (read or merge) for the account; `file` is moved into its folder. The token to ask after it."""
    _forget_old()
    token = secrets.token_urlsafe(18)
    folder = _desk() / token
    folder.mkdir(mode=0o700)
    if file is not None:
        shutil.move(file, folder / "file")
    write(folder, {"kind": kind, "account": account, "state": RUNNING, "phase": "", "done": 0, "total": 0} | asked)
    _start(folder)
    return token


def job_of(account: str, token: str) -> dict:
    """How the job stands; raises NotFound when there is none or it is another's. A dead process shows as cut short."""
    folder = _desk() / token
    if not TOKEN.fullmatch(token) or not (folder / "job.json").exists():
        raise _no_such_job()
    job = read(folder)
    if job["account"] != account:
        raise _no_such_job()
    if job["state"] == RUNNING and not _alive(folder):
        job = read(folder)  # it may have ended between the two looks
        if job["state"] == RUNNING:
            job["state"] = CUT_SHORT
    return job | {"token": token, "has_file": (folder / "file").exists()}


def file_of(account: str, token: str) -> Path:
    """The uploaded file of a job that still has it; raises NotFound."""
    if not job_of(account, token)["has_file"]:
        raise _no_such_job()
    return _desk() / token / "file"


def resume(account: str, token: str) -> None:
    """Start a job that was cut short again; it goes on where it stopped."""
    job = job_of(account, token)
    if job["state"] == CUT_SHORT:
        folder = _desk() / token
        write(folder, {key: value for key, value in job.items() if key not in ("token", "has_file")} | {"state": RUNNING})
        _start(folder)


def keep_for(batch: int) -> Path:
    """Where the file of a batch is kept while columns of it may still be given a meaning."""
    folder = _desk() / "kept"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / str(int(batch))


def write(folder: Path, job: dict) -> None:
    """Write how the job stands, all of it at once or nothing."""
    part = folder / f"job.{os.getpid()}"
    part.write_text(json.dumps(job, ensure_ascii=False, default=str), encoding="utf-8")
    part.replace(folder / "job.json")


def read(folder: Path) -> dict:
    return json.loads((folder / "job.json").read_text(encoding="utf-8"))


def _desk() -> Path:
    folder = home() / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _start(folder: Path) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "tuopin.web.jobs.work", str(folder)], start_new_session=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=(folder / "faults").open("ab"),
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tuopin.config.settings", "DATABASE_URL": _database()},
    )
    (folder / "pid").write_text(str(worker.pid))


def _database() -> str:
    """The very database that this page works on, as an address."""
    at = connection.settings_dict
    user = quote(at["USER"] or "", safe="") + (f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else "")
    host, port = at["HOST"] or "", f":{at['PORT']}" if at["PORT"] else ""
    if host.startswith("/"):
        return f"postgresql://{user}@/{quote(at['NAME'])}?host={quote(host, safe='')}"
    return f"postgresql://{user}@{host}{port}/{quote(at['NAME'])}"


def _alive(folder: Path) -> bool:
    try:
        pid = int((folder / "pid").read_text())
    except (OSError, ValueError):
        return True  # about to start
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # one of ours that has ended stays listed until it is asked
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _forget_old() -> None:
    for folder in _desk().iterdir():
        if folder.name != "kept" and folder.is_dir() and time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _no_such_job() -> NotFound:
    return NotFound("no-such-job", phrase("没有这项办理,或已过期。"), phrase("请回到导入页查看各批次的情况。"))
