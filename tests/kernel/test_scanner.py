"""A file is asked about piece by piece, and only a plain "clean" lets it in: with a listener that speaks the daemon's protocol, and with the daemon itself where it is installed."""

import shutil
import socket
import struct
import subprocess
import threading
import time
from contextlib import suppress

import pytest

from tuopin.kernel import scanner as module
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.scanner import refuse_malicious, scanner

BAD = b"tuopin made this to be found 4711"


class Listener:
    """Takes what INSTREAM sends, keeps it, and answers what it was told to."""

    def __init__(self, at, family, answer, most=None):
        self.heard, self.answer, self.most = [], answer, most
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.bind(at)
        self.socket.listen()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                line, _who = self.socket.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                file = b""
                while (size := struct.unpack("!L", said.read(4))[0]) and (self.most is None or len(file) <= self.most):
                    file += said.read(size)
                self.heard.append(file)
                with suppress(OSError):
                    line.sendall(self.answer(file) if callable(self.answer) else self.answer)


@pytest.fixture
def listening(tmp_path, monkeypatch):
    made = []

    def listen(answer, **more):
        path = str(tmp_path / f"s{len(made)}")
        made.append(Listener(path, socket.AF_UNIX, answer, **more))
        monkeypatch.setenv("TUOPIN_SCANNER", path)
        return made[-1]

    yield listen
    for each in made:
        each.socket.close()


def code_of(*pieces, name="户表.xlsx"):
    try:
        refuse_malicious(pieces, name)
    except Refusal as refusal:
        return refusal.code
    return None


def test_without_a_scanner_nobody_is_asked(monkeypatch):
    monkeypatch.delenv("TUOPIN_SCANNER", raising=False)
    assert scanner() is None and code_of(BAD) is None


@pytest.mark.parametrize(("told", "where"), [
    ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"), (" 127.0.0.1:3310 ", ("127.0.0.1", 3310)), ("127.9.9.9:1", ("127.9.9.9", 1)), ("[::1]:65535", ("::1", 65535)), ("", None),
])
def test_it_is_a_socket_or_stands_on_this_machine(monkeypatch, told, where):
    monkeypatch.setenv("TUOPIN_SCANNER", told)
    assert scanner() == where


@pytest.mark.parametrize("told", ["10.0.0.7:3310", "scanner.example:3310", "localhost:3310", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", "clamd.ctl", ":3310", "[2001:db8::1]:3310"])
def test_anything_else_is_refused_and_so_is_every_file(monkeypatch, told):
    monkeypatch.setenv("TUOPIN_SCANNER", told)
    with pytest.raises(Refusal, match="scanner-address"):
        scanner()
    assert code_of(b"clean") == "scanner-address"


def test_every_byte_is_heard_once_and_in_order(listening):
    heard = listening(b"stream: OK\0").heard
    pieces = [b"", b"a", b"b" * module.PIECE, b"c" * (2 * module.PIECE + 1), b"d"]
    assert code_of(*pieces) is None and code_of() is None
    assert heard == [b"".join(pieces), b""]


@pytest.mark.parametrize("port", ["127.0.0.1", "::1"])
def test_it_may_listen_at_a_port_of_the_loopback(monkeypatch, port):
    family = socket.AF_INET6 if ":" in port else socket.AF_INET
    try:
        listener = Listener((port, 0), family, b"stream: OK\0")
    except OSError:
        pytest.skip("no such loopback here")
    monkeypatch.setenv("TUOPIN_SCANNER", f"[{port}]:{listener.socket.getsockname()[1]}" if ":" in port else f"{port}:{listener.socket.getsockname()[1]}")
    assert code_of(b"clean") is None and listener.heard == [b"clean"]
    listener.socket.close()


def test_what_was_found_and_in_which_file_is_said(listening):
    listening(b"stream: Eicar-Test-Signature FOUND\0")
    with pytest.raises(Refusal, match="file-malicious") as refused:
        refuse_malicious([b"x"], "户" * 90)
    said, fix = refused.value.say()
    assert f"“{'户' * 79}…”" in said and "(Eicar-Test-Signature)" in said and "系统管理员" in fix


@pytest.mark.parametrize("answer", [
    b"", b"stream: ", b"OK", b"stream: ok\0", b"stream: OKAY\0", b"stream: OK FOUND ERROR\0", b"UNKNOWN COMMAND\0", b"x stream: OK\0", b"stream: OK\0stream: OK\0",
    b"stream: Can't allocate memory ERROR\0", b"\xff\xfe\0", b"stream: OK " * 1000,
])
def test_any_answer_but_a_plain_clean_is_a_no(listening, answer):
    listening(answer)
    assert code_of(b"file") == "scanner-silent"


def test_nobody_there_is_a_no(tmp_path, monkeypatch):
    monkeypatch.setenv("TUOPIN_SCANNER", str(tmp_path / "nobody"))
    assert code_of(b"file") == "scanner-silent"
    monkeypatch.setenv("TUOPIN_SCANNER", "127.0.0.1:1")
    assert code_of(b"file") == "scanner-silent"


def test_one_that_never_answers_is_a_no_after_a_while(listening, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    listening(lambda file: time.sleep(1) or b"stream: OK\0")
    assert code_of(b"file") == "scanner-silent"


def test_one_that_has_heard_enough_says_so_while_we_still_speak(listening):
    listening(b"INSTREAM size limit exceeded. ERROR\0", most=1000)
    assert code_of(*[b"x" * 100_000] * 40) == "file-beyond-scanner"
    listening(b"INSTREAM size limit exceeded. ERROR\0")
    assert code_of(b"x") == "file-beyond-scanner"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        pytest.skip("no clamd on this machine")
    folder = tmp_path_factory.mktemp("clamd")
    folder.chmod(0o755)
    (folder / "own.ndb").write_text(f"Tuopin.Test:0:*:{BAD.hex()}\n")
    (folder / "clamd.conf").write_text(f"DatabaseDirectory {folder}\nLocalSocket {folder}/s\nForeground yes\nStreamMaxLength 1M\nUser root\n")
    process = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not (folder / "s").exists() and time.monotonic() < until and process.poll() is None:
        time.sleep(0.1)
    yield str(folder / "s")
    process.kill()
    process.wait()


def test_the_daemon_itself_lets_the_clean_in_and_nothing_else(daemon, monkeypatch):
    monkeypatch.setenv("TUOPIN_SCANNER", daemon)
    assert code_of(b"clean " * 20_000) is None
    assert code_of(b"clean " * 20_000, BAD[:9], BAD[9:], b"clean") == "file-malicious"
    assert code_of(*[b"x" * 100_000] * 30) == "file-beyond-scanner"
