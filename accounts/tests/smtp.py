"""A mail server for tests that takes every mail, and at wish never says so."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from threading import Event, Thread


class _Conversation(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                self._take_mail()
            self.wfile.write(b"250 ok\r\n")

    def _take_mail(self) -> None:
        mail = b"".join(iter(self.rfile.readline, b".\r\n"))
        self.server.message_ids.append(message_from_bytes(mail)["Message-ID"])
        self.server.answers.wait()


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.message_ids: list[str] = []
        self.answers = Event()  # cleared: takes a mail, and leaves the sender waiting

    @property
    def url(self) -> str:
        """As EMAIL_URL takes it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.answers.set()
        server.shutdown()
