"""A chat server on this machine that says what a test has it say, one answer after another."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One answer. late : seconds before it; cut : how many of its bytes are sent; drip : seconds a byte."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    late: float = 0.0
    cut: int | None = None
    drip: float = 0.0


def saying(text: str | None, finish: str = "stop", **others: Any) -> Reply:
    """Return a well-formed answer of a model."""
    message = {"role": "assistant", "content": text, **others}
    return Reply(
        json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": finish}]}).encode()
    )


def refusing(status: int, text: str = "no", **headers: str) -> Reply:
    """Return an error as OpenAI's server puts it."""
    own = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(json.dumps({"error": {"message": text}}).encode(), status, own)


@dataclass
class Loopback:
    """What was asked (path, headers, body), and how to answer: the last answer is given again and again."""

    url: str
    asked: list[tuple[str, dict[str, str], Any]]

    def questions(self) -> list[str]:
        """Return the text of each question's last message."""
        contents = [body["messages"][-1]["content"] for _, _, body in self.asked]
        return [c if isinstance(c, str) else " ".join(p.get("text", "") for p in c) for c in contents]


@contextmanager
def answering(replies: Sequence[Reply] | Callable[[Any], Reply]) -> Iterator[Loopback]:
    """Run a server that gives these answers in turn, or whatever a function makes of what is asked."""
    asked: list[tuple[str, dict[str, str], Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, dict(self.headers), body))
            made = replies(body) if callable(replies) else replies[min(len(asked), len(replies)) - 1]
            time.sleep(made.late)
            self.send_response(made.status)
            for name, value in {"Content-Length": str(len(made.body)), **made.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            part = made.body[: made.cut]
            for at in range(len(part)) if made.drip else ():
                self.wfile.write(part[at : at + 1])
                time.sleep(made.drip)
            if not made.drip:
                self.wfile.write(part)
            self.wfile.flush()
            if made.cut is not None:
                self.connection.shutdown(socket.SHUT_RDWR)

        def do_GET(self) -> None:
            asked.append((self.path, dict(self.headers), None))
            self.send_error(405)

        def handle(self) -> None:
            # Whoever has given up waiting does not listen any more.
            with suppress(OSError):
                super().handle()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Loopback(f"http://127.0.0.1:{server.server_port}/v1", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
