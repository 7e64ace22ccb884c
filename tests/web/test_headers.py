"""What every answer tells the browser, and what the network may carry: no script of others, no frame, nothing in clear."""

import contextlib
import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from tuopin.cli.serve import only_here, protect, serve
from tuopin.kernel.refusals import Refusal
from tuopin.web.headers import HEADERS
from web import kit
from web.background import database_address

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/login/", "/", "/map/", "/nowhere/", "/households/1/", "/static/web/frame.css", "/imports/template.xlsx"])
@pytest.mark.parametrize("inside", [True, False])
def test_every_answer_carries_the_headers(address, inside):
    kit.lay_out_places()
    client = kit.logged_in(kit.an_official()) if inside else Client()
    answer = client.get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_policy_allows_no_script_or_style_within_a_page():
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "base-uri 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy


@pytest.mark.parametrize("host, here", [
    ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
    ("192.168.1.5", False), ("county.example", False), ("", False),
])
def test_only_addresses_of_this_machine_count_as_here(host, here):
    assert only_here(host) is here


@pytest.mark.parametrize("given, code", [
    (["--host", "0.0.0.0"], "not-in-clear"), (["--host", "192.168.1.5"], "not-in-clear"),
    (["--certificate", __file__], "certificate-without-key"), (["--key", __file__], "certificate-without-key"),
])
def test_pages_are_not_served_to_others_in_clear(given, code):
    outcome = CliRunner().invoke(serve, given)
    assert isinstance(outcome.exception, Refusal) and outcome.exception.code == code


def test_behind_a_proxy_https_is_expected_of_every_request(monkeypatch):
    for name in ("TUOPIN_HTTPS", "TUOPIN_PROXY"):
        monkeypatch.setenv(name, "0")  # so that what is set here is taken back
    protect("0.0.0.0", None, None, True)
    assert os.environ["TUOPIN_HTTPS"] == os.environ["TUOPIN_PROXY"] == "1"


def test_the_deployment_check_finds_nothing():
    run = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"], capture_output=True, text=True,
        env=os.environ | {"TUOPIN_HTTPS": "1", "TUOPIN_PROXY": "1", "DJANGO_SETTINGS_MODULE": "tuopin.config.settings"}, check=False,
    )
    assert run.returncode == 0, run.stderr


def _self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False).sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


PREPARED = """
from tuopin.cli.prepare import _mark
from tuopin.kernel.home import home
(home() / "schema").write_text(_mark())  # the tables are there; no need of the whole country
"""


@pytest.fixture
def served(transactional_db, tmp_path):
    """The pages as `tuopin serve` gives them with a certificate: the port and what trusts the certificate."""
    certificate, key = _self_signed(tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = os.environ | {"DATABASE_URL": database_address()}
    subprocess.run([sys.executable, "-c", PREPARED], env=environ, check=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "tuopin.cli.main", "serve", "--port", str(port), "--workers", "1", "--certificate", str(certificate),
         "--key", str(key)], env=environ, stderr=subprocess.DEVNULL,
    )
    yield port, ssl.create_default_context(cafile=str(certificate))
    server.terminate()
    server.wait(timeout=20)


def _get(port, context, address):
    for _attempt in range(450):
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
        with contextlib.suppress(ConnectionError):
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            return answer
        time.sleep(0.2)
    raise AssertionError("the server did not start")


def test_with_a_certificate_everything_is_https_and_cookies_stay_on_it(served):
    port, trusted = served
    answer = _get(port, trusted, "/login/")
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookies = answer.headers.get_all("Set-Cookie")
    assert any(c.startswith("__Host-csrf=") for c in cookies)
    assert all("Secure" in c and "HttpOnly" in c and "SameSite=Lax" in c and "Path=/" in c for c in cookies)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_an_old_protocol_is_refused(served):
    port, trusted = served
    _get(port, trusted, "/login/")
    trusted.minimum_version, trusted.maximum_version = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2
    assert _get(port, trusted, "/login/").status == 200
    old = ssl.create_default_context()
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, OSError)):
        http.client.HTTPSConnection("127.0.0.1", port, context=old, timeout=5).request("GET", "/login/")
