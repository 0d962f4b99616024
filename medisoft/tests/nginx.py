"""nginx with the configuration of `deploy/`, before servers that only the tests know."""

import json
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType

from django.conf import settings

from medisoft.management.commands.run import HOST, taken
from medisoft.tests.processes import LONGEST_WAIT, wait_until

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
CONFIGURATION = settings.BASE_DIR / "deploy" / "nginx" / "medisoft.conf"
NAME = "clinic.example"
MAIN = """
daemon off;
pid {here}/pid;
error_log {here}/error.log;
user {user};
events {{}}
http {{
    client_body_temp_path {here}/body;
    proxy_temp_path {here}/proxy;
    fastcgi_temp_path {here}/fastcgi;
    uwsgi_temp_path {here}/uwsgi;
    scgi_temp_path {here}/scgi;
    include {here}/medisoft.conf;
}}
"""


class Server(ThreadingHTTPServer):
    """A web process: it tells what it was asked, or takes the request and ends."""

    def __init__(self, *, answers: bool) -> None:
        super().__init__((HOST, 0), Handler)
        self.answers = answers
        self.asked: list[str] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append(self.command)
        if not self.server.answers:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(dict(self.headers)).encode())

    do_POST = do_GET  # noqa: N815 (the library's name)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class Nginx:
    def __init__(self, here: Path) -> None:
        self.here = here
        self.http, self.https = free_port(), free_port()

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> tuple[HTTPResponse, str]:
        """An answer over TLS, and its body."""
        context = ssl.create_default_context(cafile=self.here / "tls.crt")
        context.check_hostname = False
        connection = HTTPSConnection(HOST, self.https, context=context, timeout=LONGEST_WAIT)
        with closing(connection):
            connection.request(method, path, body, headers={"Host": NAME, **headers})
            answer = connection.getresponse()
            return answer, answer.read().decode()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
    return port


def write_configuration(nginx: Nginx, ports: list[int]) -> Path:
    """What `deploy/` has, with this machine's paths and ports."""
    here = nginx.here
    text = CONFIGURATION.read_text()
    for before, after in {
        "/srv/medisoft/public": f"{here}/public",
        "/etc/medisoft/": f"{here}/",
        "/etc/nginx/": f"{here}/",
        "/var/log/nginx/": f"{here}/",
        "listen 80;": f"listen {HOST}:{nginx.http};",
        "listen 443 ": f"listen {HOST}:{nginx.https} ",
    }.items():
        assert before in text
        text = text.replace(before, after)
    lines = [line for line in text.splitlines() if "[::]" not in line]
    (here / "medisoft.conf").write_text("\n".join(lines))
    servers = "".join(f"server {HOST}:{port} max_fails=0;\n" for port in ports)
    (here / "medisoft-servers.conf").write_text(servers)
    user = "root" if os.geteuid() == 0 else "nobody"
    main = here / "nginx.conf"
    main.write_text(MAIN.format(here=here, user=user))
    return main


def write_certificate(here: Path) -> None:
    files = ["-keyout", str(here / "tls.key"), "-out", str(here / "tls.crt")]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    name = ["-days", "1", "-subj", f"/CN={NAME}"]
    subprocess.run(["openssl", "req", *kind, *name, *files], check=True, capture_output=True)


@contextmanager
def running(here: Path, *servers: Server | None) -> Iterator[Nginx]:
    """nginx before these web processes; one that is None is away."""
    nginx = Nginx(here)
    ports = [server.server_address[1] if server else free_port() for server in servers]
    main = write_configuration(nginx, ports)
    write_certificate(here)
    with ExitStack() as stack:
        for server in filter(None, servers):
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            Thread(target=server.serve_forever, daemon=True).start()
        process = subprocess.Popen([str(NGINX), "-c", str(main), "-p", str(here)])
        stack.callback(process.wait, LONGEST_WAIT)
        stack.callback(process.terminate)
        wait_until(lambda: taken(nginx.https))
        yield nginx
