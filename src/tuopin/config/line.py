"""Over which line a database server may be spoken to: this machine's own, or one whose other end has proved who it is."""

from __future__ import annotations

import os
from ipaddress import ip_address

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

SEALED = "verify-full"  # the only mode of libpq that asks for TLS, for a certificate that is trusted, and for the name of the server in it
VOUCHED = "TUOPIN_DATABASE_LINE"  # `vouched`: the administrator answers for a line that is sealed by other means


def sealed_line(address: str) -> str:
    """The address as it is. Raises a Refusal for a server on another machine that need not prove who it is over TLS; what it is asked and what it
    answers would lie open on the way, names and health with it."""
    try:
        said = conninfo_to_dict(address)
    except ProgrammingError as fault:
        raise Refusal("database-address", phrase("数据库地址读不懂。"), phrase("请写成 postgresql://用户:密码@主机:5432/库名。")) from fault
    hosts = str(_said(said, "service") or _said(said, "hostaddr") or _said(said, "host")).split(",")
    if _said(said, "sslmode") == SEALED or all(map(_of_this_machine, hosts)) or os.environ.get(VOUCHED) == "vouched":
        return address
    raise Refusal(
        "database-line", phrase("到数据库服务器 {host} 的连接没有加密,或没有验证对方身份。"),
        phrase("请在数据库地址后加 ?sslmode=verify-full&sslrootcert=/路径/ca.crt;线路另有加密的,由管理员设置 TUOPIN_DATABASE_LINE=vouched。"),
        host=next(host for host in hosts if not _of_this_machine(host)))


def _said(said: dict, word: str) -> object:
    """What the address says, else what the environment says in its place."""
    return said.get(word) or os.environ.get(f"PG{word.upper()}") or ""


def _of_this_machine(host: str) -> bool:
    """Whether a host is a socket of this machine or its loopback; a name that must be looked up first is not, but for `localhost`."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
