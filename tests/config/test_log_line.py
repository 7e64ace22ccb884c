"""Lines of the log go to a collector over TLS as they are written, in order and whole; to one that cannot prove who it is, none does."""

import json
import logging
import os
import queue
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tuopin.config import log_line
from tuopin.config.log_line import SealedLine, collector, handlers
from tuopin.config.logs import AllowedFields
from tuopin.kernel.refusals import Refusal


def a_certificate(folder, name: str, host: str):
    """A certificate that vouches for itself, with its key; the path of both."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + made.public_bytes(serialization.Encoding.PEM))
    return str(path)


class Collector:
    """A TLS server that takes messages by their counted length (RFC 5425)."""

    def __init__(self, certificate: str, port: int = 0):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.socket = socket.create_server(("127.0.0.1", port))
        self.port, self.heard, self.refused, self.lines = self.socket.getsockname()[1], queue.Queue(), 0, []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                raw, _who = self.socket.accept()
            except OSError:
                return
            try:
                line = self.context.wrap_socket(raw, server_side=True)
            except (ssl.SSLError, OSError):
                self.refused += 1
                continue
            self.lines.append(line)
            threading.Thread(target=self._take, args=(line,), daemon=True).start()

    def _take(self, line):
        with line.makefile("rb") as said:
            while size := self._size(said):
                self.heard.put(said.read(size).decode())

    @staticmethod
    def _size(said) -> int:
        digits = b""
        try:
            while (one := said.read(1)) not in (b" ", b""):
                digits += one
        except (OSError, ValueError):
            return 0
        return int(digits or b"0")

    def end(self):
        for each in (self.socket, *self.lines):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def next(self) -> str:
        return self.heard.get(timeout=20)


@pytest.fixture
def made(tmp_path):
    kept = []

    def make(collector_or_handler):
        kept.append(collector_or_handler)
        return collector_or_handler

    yield make
    for each in kept:
        each.close() if isinstance(each, logging.Handler) else each.end()


def a_handler(port: int, trusted: str) -> SealedLine:
    handler = SealedLine("localhost", port, trusted)
    handler.setFormatter(AllowedFields())
    return handler


def say(handler, text: str, level=logging.WARNING):
    handler.handle(logging.LogRecord("tuopin.web", level, __file__, 1, text, None, None))


def test_each_line_arrives_whole_in_order_and_says_when_and_how_grave(made, tmp_path):
    certificate = a_certificate(tmp_path, "own", "localhost")
    server = made(Collector(certificate))
    handler = made(a_handler(server.port, certificate))
    for level, text in ((logging.WARNING, "拒绝"), (logging.ERROR, "出错"), (logging.CRITICAL, "停"), (logging.INFO, "好"), (logging.DEBUG, "细")):
        say(handler, text, level)
    heard = [server.next() for _ in range(5)]
    assert [one.partition(">")[0] for one in heard] == ["<108", "<107", "<106", "<110", "<111"]
    version, when, host, name, process, message_id, data = heard[0].partition(">")[2].split(" ")[:7]
    assert (version, name, process, message_id, data) == ("1", "tuopin", str(os.getpid()), "-", "-") and host
    assert abs(datetime.fromisoformat(when).timestamp() - time.time()) < 60
    assert [json.loads(one.partition("\ufeff")[2])["event"] for one in heard] == ["拒绝", "出错", "停", "好", "细"]


def test_a_collector_with_another_certificate_or_another_name_hears_nothing(made, tmp_path):
    own, other, elsewhere = a_certificate(tmp_path, "own", "localhost"), a_certificate(tmp_path, "other", "localhost"), a_certificate(tmp_path, "elsewhere", "logs.example")
    for theirs, trusted in ((other, own), (elsewhere, elsewhere)):
        server = made(Collector(theirs))
        handler = made(a_handler(server.port, trusted))
        say(handler, "拒绝")
        until = time.monotonic() + 20
        while not server.refused and time.monotonic() < until:
            time.sleep(0.05)
        assert server.refused and server.heard.empty()


def test_what_was_written_while_the_collector_was_away_arrives_when_it_is_back(made, tmp_path, monkeypatch):
    monkeypatch.setattr(log_line, "LONGEST_PAUSE", 0.2)
    certificate = a_certificate(tmp_path, "own", "localhost")
    server = made(Collector(certificate))
    handler = made(a_handler(server.port, certificate))
    say(handler, "一")
    assert server.next().endswith('"event": "一"}')
    server.end()
    time.sleep(0.5)
    say(handler, "二")
    say(handler, "三")
    time.sleep(0.5)
    again = made(Collector(certificate, server.port))
    assert [again.next()[-3] for _ in range(2)] == ["二", "三"]


def test_what_no_longer_fits_holds_up_nobody_and_is_counted(made, tmp_path, monkeypatch):
    monkeypatch.setattr(log_line, "KEPT", 5)
    monkeypatch.setattr(log_line, "LONGEST_PAUSE", 0.2)
    certificate = a_certificate(tmp_path, "own", "localhost")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    handler = made(a_handler(port, certificate))
    for n in range(20):
        say(handler, "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"[n])
    server = made(Collector(certificate, port))
    told = [json.loads(server.next().partition("\ufeff")[2])]
    while "status" not in told[-1]:
        told.append(json.loads(server.next().partition("\ufeff")[2]))
    heard = {each["event"] for each in told[:-1]}
    while len(heard) + told[-1]["status"] < 20:
        heard.add(json.loads(server.next().partition("\ufeff")[2])["event"])
    assert told[-1] == {"event": "lines-lost", "status": 20 - len(heard)} and 5 <= len(heard) <= 6


def test_what_stands_in_the_queue_is_sent_before_the_process_ends(made, tmp_path):
    certificate = a_certificate(tmp_path, "own", "localhost")
    server = made(Collector(certificate))
    program = "import django; django.setup(); import logging; logging.getLogger('django.request').warning('Forbidden'); logging.getLogger('tuopin.web').error('last')"
    env = os.environ | {"TUOPIN_LOG_TO": f"localhost:{server.port}", "TUOPIN_LOG_CA": certificate, "DJANGO_SETTINGS_MODULE": "tuopin.config.settings", "TUOPIN_HOME": str(tmp_path / "home"),
                        "DATABASE_URL": "postgresql:///nothing?host=/nowhere"}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert [server.next()[-12:] for _ in range(2)] == ['"Forbidden"}', 't": "last"}'.rjust(12, "n")] and done.stderr.count("\n") == 2


def test_a_copy_of_the_process_sends_its_own_lines(made, tmp_path):
    certificate = a_certificate(tmp_path, "own", "localhost")
    server = made(Collector(certificate))
    handler = made(a_handler(server.port, certificate))
    say(handler, "一")
    assert "一" in server.next()
    copied = os.fork()
    if not copied:
        say(handler, "二")
        handler.close()
        os._exit(0)
    os.waitpid(copied, 0)
    assert f"tuopin {copied} - - " in server.next()


@pytest.mark.parametrize(("told", "at"), [
    ("logs.example", ("logs.example", 6514)), (" logs.example:10514 ", ("logs.example", 10514)), ("[2001:db8::1]:1", ("2001:db8::1", 1)), ("10.0.0.7:65535", ("10.0.0.7", 65535)), ("", None),
])
def test_a_collector_is_a_name_and_a_port(monkeypatch, told, at):
    monkeypatch.setenv("TUOPIN_LOG_TO", told)
    monkeypatch.delenv("TUOPIN_LOG_CA", raising=False)
    assert collector() == at and bool(handlers()) == bool(at)


@pytest.mark.parametrize("told", ["tls://logs.example", "logs.example:", "logs.example:0", "logs.example:65536", "a b", "logs.example:x", ":6514", "日志:6514"])
def test_one_that_cannot_be_read_is_told_at_once(monkeypatch, told):
    monkeypatch.setenv("TUOPIN_LOG_TO", told)
    with pytest.raises(Refusal, match="log-address"):
        handlers()
