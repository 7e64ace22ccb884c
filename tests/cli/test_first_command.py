"""The first command on an empty folder sets the system up by itself, keys first; lost keys are not replaced by new ones."""

import os
import subprocess
import sys

import pytest


@pytest.fixture
def tuopin(tmp_path):
    """The command on a system of its own, whose server is stopped at the end."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"TUOPIN_HOME": str(tmp_path / "home")}

    def begin(*words):
        return subprocess.Popen([sys.executable, "-m", "tuopin.cli.main", *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(*words):
        return subprocess.run([sys.executable, "-m", "tuopin.cli.main", *words], env=env, capture_output=True, text=True, check=False)

    run.begin = begin
    yield run
    run("database", "stop")


def test_an_empty_folder_becomes_a_system_and_lost_keys_stay_lost(tuopin, tmp_path):
    first, at_once = tuopin.begin("account", "open", "zhang.san", "--name", "张三"), tuopin.begin("account", "open", "li.si", "--name", "李四")
    for command, name in ((first, "zhang.san"), (at_once, "li.si")):  # as `serve` and `work` are started together after an upgrade
        out, err = command.communicate()
        assert command.returncode == 0 and out.startswith(f"{name}\t"), err
    keys = tmp_path / "home" / "keys.json"
    assert keys.stat().st_mode & 0o077 == 0
    assert tuopin("keys", "status").returncode == 0
    kept = keys.read_bytes()
    keys.unlink()
    without = tuopin("account", "list")
    assert without.returncode == 2 and "keys.json" in without.stderr and not keys.exists()
    keys.write_bytes(kept)
    keys.chmod(0o400)
    assert "zhang.san" in tuopin("account", "list").stdout and "li.si" in tuopin("account", "list").stdout
