"""`tuopin serve`: the web pages, from several processes, until Ctrl-C."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path

import click

from tuopin.cli.guard import Guard
from tuopin.cli.prepare import require_sound
from tuopin.cli.words import in_one_language
from tuopin.kernel.acts import RUNS, asks
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
HOST, PORT, WORKERS, THREADS = "127.0.0.1", 8000, 2, 4
LET_FINISH = 2  # seconds that a request under way is given when the server is stopped


@asks(RUNS)
@click.command(help="启动网页服务 / serve the web pages")
@click.option("--host", default=HOST, show_default=True, help="监听地址 / address to listen on")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="端口 / port")
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="进程数 / processes")
@click.option("--certificate", type=FILE, help="HTTPS 证书(PEM) / the certificate for HTTPS")
@click.option("--key", type=FILE, help="证书的私钥(PEM) / its private key")
@click.option("--behind-proxy", is_flag=True, help="由前置代理终结 HTTPS / a proxy in front ends HTTPS")
@click.option("--background", default=1, show_default=True, type=click.IntRange(0, 16),
              help="后台办理进程数;0 表示另用 tuopin work / processes for background jobs; 0: run `tuopin work` elsewhere")
def serve(
    host: str, port: int, workers: int, certificate: Path | None, key: Path | None, behind_proxy: bool, background: int
) -> None:
    protect(host, certificate, key, behind_proxy)
    if not is_free(host, port):
        raise Refusal(
            "port-taken", phrase("端口 {port} 已被占用。"), phrase("请用 --port 另指定一个端口,例如 --port {other}。"),
            port=port, other=free_port(host, port + 1),
        )
    require_sound()
    with Guard(background):
        run(host, port, workers, certificate, key)


def protect(host: str, certificate: Path | None, key: Path | None, behind_proxy: bool) -> None:
    """Settle that nothing personal crosses a network in clear: this machine alone, HTTPS, or a proxy that ends it."""
    if bool(certificate) != bool(key):
        raise Refusal("certificate-without-key", phrase("证书和私钥要一起给出。"), phrase("请同时使用 --certificate 和 --key。"))
    if not certificate and not behind_proxy and not only_here(host):
        raise Refusal(
            "not-in-clear", phrase("不能用明文 HTTP 向其他机器提供页面:名册里有个人信息。"),
            phrase("请用 --certificate 和 --key 启用 HTTPS;若前面有终结 HTTPS 的代理,请加 --behind-proxy。"),
        )
    if certificate or behind_proxy:
        os.environ["TUOPIN_HTTPS"] = "1"
    if behind_proxy:
        os.environ["TUOPIN_PROXY"] = "1"


def only_here(host: str) -> bool:
    """Whether only programs of this machine can reach the address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens on the port yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str, start: int) -> int:
    """The first free port from `start` on."""
    for port in range(start, min(start + 200, 65536)):
        if is_free(host, port):
            return port
    raise Refusal("no-free-port", phrase("没有找到空闲端口。"), phrase("请用 --port 指定一个空闲端口。"))


def run(host: str, port: int, workers: int, certificate: Path | None = None, key: Path | None = None) -> None:
    """Serve until Ctrl-C; every process starts afresh and answers several requests at a time."""
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces, SSLProtocols
    from granian.log import LogLevels

    from tuopin.config.even import processes_to_tell
    from tuopin.kernel.home import home

    allow(host)
    board = home() / f"served-{port}"
    processes_to_tell(board, port)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    multiprocessing.set_start_method("spawn", force=True)  # a fork would inherit this process's database connections
    stops = in_one_language("Ctrl-C 停止 / Ctrl-C to stop")
    click.echo(f"tuopin → http{'s' if certificate else ''}://{shown}:{port}/    ({stops})", err=True)
    Granian(
        "tuopin.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=THREADS, log_level=LogLevels.error, websockets=False, workers_kill_timeout=LET_FINISH,
        ssl_cert=certificate, ssl_key=key, ssl_protocol_min=SSLProtocols.tls12, respawn_failed_workers=True,
    ).serve()
    board.unlink(missing_ok=True)
    click.echo(in_one_language("已停止 / stopped"), err=True)


def allow(host: str) -> None:
    """Let the pages be asked for by the address they are served on, unless the operator named the hosts."""
    if host not in ("127.0.0.1", "localhost", "0.0.0.0", "::") and "TUOPIN_HOSTS" not in os.environ:
        os.environ["TUOPIN_HOSTS"] = f"localhost,127.0.0.1,[::1],{host}"
