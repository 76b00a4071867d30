"""The client of chat servers that speak as OpenAI's does: vLLM, llama.cpp, Ollama, and those one rents.

Nothing is contacted unless an engine that needs a server was asked for by name. Follows
https://platform.openai.com/docs/api-reference/chat.
"""

import http.client
import json
import os
import random
import re
import ssl
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from goalmouth import __version__
from goalmouth.errors import EngineError

SERVER, MODEL, KEY, TIMEOUT = (f"GOALMOUTH_{name}" for name in ("SERVER", "MODEL", "KEY", "TIMEOUT"))
"""What the environment says: where, who, with which key, and how many seconds an answer may take."""

PAUSE = 1.0
"""Seconds before the second try; each later one waits twice as long as the one before."""
LONGEST = 120.0
"""Seconds to wait when a server asks for it; more is an error at once."""
LARGEST = 16 << 20
"""Bytes of an answer; more is none."""
EXCERPT = 300
"""Characters of what a server said that an error repeats."""
AGAIN = frozenset({408, 409, 425, 429})
"""Statuses below 500 after which the same request may succeed."""

REMEDIES = {
    401: f"Set {KEY} to a key that it knows",
    403: f"Set {KEY} to a key that may use this model",
    404: f"Check the address, which mostly ends in /v1, and {MODEL}",
    413: "Ask for less at once, or raise what the server takes",
    429: "Wait, or raise what this key may ask for",
}

Message = Mapping[str, Any]
"""``role`` and ``content``: a text, or parts as ``text_part`` and ``picture_part`` make them."""


class ServerError(EngineError):
    """A server did not answer, after every try."""


class Unfinished(ServerError):
    """A server's answer broke off at the limit of its length."""


class _Passing(Exception):
    """What may be otherwise the next time. wait : seconds that the server asks for."""

    def __init__(self, problem: str, remedy: str, wait: float = 0.0) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.wait = problem, remedy, wait


@dataclass(frozen=True)
class Server:
    """One model of one server.

    url : where, such as ``http://localhost:8000/v1``; key : where the server wants one; timeout : seconds
    that an answer may take; tries : of each question. Raises ``EngineError`` for an address or key that is
    none.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 60.0
    tries: int = 4

    def __post_init__(self) -> None:
        name = self.name
        if not self.model:
            raise EngineError(f"no model is named for the server {name}. Set {MODEL} to one that it serves")
        # A header cannot hold it, and the library's own error would repeat it.
        if self.key and not re.fullmatch(r"[!-~]+", self.key):
            raise EngineError(f"the key for the server {name} has characters that no key has. Set {KEY} anew")
        if not (self.timeout > 0 and self.tries >= 1):
            raise EngineError("a server must be given more than 0 seconds and at least one try")

    @property
    def name(self) -> str:
        """The address without anything that could be secret; raises ``EngineError`` where it is none."""
        try:
            parts = urlsplit(self.url)
            known, host, secret = parts.scheme in ("http", "https"), parts.hostname, parts.username
            place = f"[{host}]" if host and ":" in host else host
            place = f"{place}:{parts.port}" if parts.port else place
        except ValueError:
            known = False
        if not known or not host or secret is not None or not re.fullmatch("[!-~]+", self.url):
            problem = "the server's address is none that one can ask"
            raise EngineError(f"{problem}. Give one such as http://localhost:8000/v1, with the key in {KEY}")
        path = parts.path.rstrip("/").removesuffix("/chat/completions")
        return f"{parts.scheme}://{place}{path or '/v1'}"

    def chat(
        self,
        messages: Sequence[Message],
        *,
        json_schema: Message | None = None,
        max_tokens: int | None = None,
    ) -> str:
        """Return what the model answers, without what it thought aloud before.

        json_schema : that the answer must follow; a server that knows no such thing is asked without.
        max_tokens : at most, thinking included.
        Raises ``ServerError`` when no try was answered, and ``Unfinished`` for an answer that broke off.
        """
        asked: dict[str, Any] = {"model": self.model, "messages": list(messages)}
        if json_schema is not None:
            held = {"name": "answer", "schema": json_schema, "strict": True}
            asked["response_format"] = {"type": "json_schema", "json_schema": held}
        if max_tokens is not None:
            asked["max_tokens"] = max_tokens
        done = 0
        while True:
            try:
                return _answer(self._post(asked), self.key)
            except _Passing as problem:
                done += 1
                wait = max(PAUSE * 2 ** (done - 1) * random.uniform(1, 1.25), problem.wait)
                if done >= self.tries or wait > LONGEST:
                    often = f"asked {done} times, " if done > 1 else ""
                    raise self._error(f"{often}{problem.problem}", problem.remedy) from None
                time.sleep(wait)
            except urllib.error.HTTPError as refusal:
                said = _said(refusal, self.key)
                if not _without(asked, said, refusal.code):
                    raise self._refused(refusal, said) from None
            except _Broken:
                limit = f"at {max_tokens} tokens" if max_tokens else "at its greatest length"
                text = f"the server {self.name}: the answer of {self.model} broke off {limit}"
                raise Unfinished(f"{text}. Ask a model that thinks less, or let it say more") from None

    def _post(self, asked: Message) -> bytes:
        """Return the body of an answer; raise ``_Passing``, and ``HTTPError`` for what no try will mend."""
        headers = {"Content-Type": "application/json", "User-Agent": f"goalmouth/{__version__}"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        body = json.dumps(asked).encode()
        query = urlsplit(self.url).query
        url = f"{self.name}/chat/completions{'?' if query else ''}{query}"
        request = urllib.request.Request(url, body, headers)
        until = time.monotonic() + self.timeout
        try:
            with _opener(request.host).open(request, timeout=self.timeout) as response:
                return _read(response, until)
        except urllib.error.HTTPError as refusal:
            if refusal.code < 500 and refusal.code not in AGAIN:
                raise
            remedy = REMEDIES.get(refusal.code, "Look into its log")
            problem = f"it said {refusal.code}, {_said(refusal, self.key)}"
            raise _Passing(problem, remedy, _asked_to_wait(refusal)) from None
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                problem = f"it did not answer within {self.timeout:g} s"
                raise _Passing(problem, f"Set {TIMEOUT} to more seconds, or ask a quicker one") from None
            if isinstance(reason, ssl.SSLCertVerificationError):
                raise self._error(
                    f"its certificate is not valid ({reason.verify_message})", "Mend it"
                ) from None
            told = excerpt(str(reason) or type(reason).__name__, self.key)
            raise _Passing(f"it cannot be reached ({told})", "Start it, or check the address") from None

    def _refused(self, refusal: urllib.error.HTTPError, said: str) -> ServerError:
        remedy = REMEDIES.get(refusal.code, f"Check {SERVER} and {MODEL}")
        if 300 <= refusal.code < 400:
            place = excerpt(str(refusal.headers.get("Location")), self.key)
            remedy = f"Name the address that it points to ({place})"
        return self._error(f"it said {refusal.code}, {said}", remedy)

    def _error(self, problem: str, remedy: str) -> ServerError:
        return ServerError(f"the server {self.name}: {problem}. {remedy}")


def named(url: str = "") -> Server:
    """Return the server at an address, else the one that the environment names.

    What follows ``#`` in an address is the model: ``http://localhost:8000/v1#qwen3``. Raises ``EngineError``.
    """
    url, _, model = (url or os.environ.get(SERVER, "")).strip().partition("#")
    if not url:
        raise EngineError(
            f"no server is named. Set {SERVER} to its address, such as http://localhost:8000/v1"
        )
    try:
        timeout = float(os.environ.get(TIMEOUT) or Server.timeout)
    except ValueError as error:
        raise EngineError(f"{TIMEOUT} is no number of seconds. Set it to one, such as 300") from error
    key = os.environ.get(KEY, "").strip() or None
    return Server(url, model or os.environ.get(MODEL, "").strip(), key, timeout)


def text_part(text: str) -> dict[str, Any]:
    """Return a text as a part of a message."""
    return {"type": "text", "text": text}


def picture_part(jpeg: bytes) -> dict[str, Any]:
    """Return a picture, as a JPEG file's bytes, as a part of a message."""
    return {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"}}


def spoken(text: str) -> str:
    """Return an answer without what the model thought aloud before it."""
    # Some templates open the thought in the question, so that only its end stands in the answer.
    text = text.rpartition("</think>")[2]
    return text.partition("<think>")[0].strip()


class _Broken(Exception):
    """The answer broke off."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: it would hand the key to somebody else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _opener(host: str) -> urllib.request.OpenerDirector:
    own = urlsplit(f"//{host}").hostname in ("localhost", "127.0.0.1", "::1")
    # A proxy cannot reach what runs on this machine.
    proxies = urllib.request.ProxyHandler({} if own else None)
    return urllib.request.build_opener(_Stay, proxies)


def _read(response: Any, until: float) -> bytes:
    """Return a body; raise ``TimeoutError`` for one that trickles, ``_Passing`` for one without end."""
    parts, size = [], 0
    while part := response.read1(1 << 16):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise _Passing(f"its answer is longer than {LARGEST >> 20} MB", "Look into its log")
        if time.monotonic() > until:
            raise TimeoutError
    # Reading bit by bit ends without a word where the connection did.
    promised = response.headers.get("Content-Length")
    if promised and size < int(promised):
        raise http.client.IncompleteRead(b"", int(promised) - size)
    return b"".join(parts)


def _answer(body: bytes, key: str | None) -> str:
    """Return the text in an answer's body; raise ``_Passing`` for none, ``_Broken`` for half of one."""
    try:
        told = json.loads(body.decode())
        choice = told["choices"][0]
        content = choice["message"]["content"]
        if isinstance(content, list):
            content = "".join(part["text"] for part in content if part.get("type") == "text")
        # Content is absent where the model refused, or only thought.
        text = spoken(content or "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        said = f" but {excerpt(body.decode(errors='replace'), key)}" if body.strip() else ""
        raise _Passing(f"it said no answer{said}", "Check that it is a chat server, and its log") from None
    if choice.get("finish_reason") == "length":
        raise _Broken
    if not text:
        refused = excerpt(str(choice["message"].get("refusal") or ""), key)
        raise _Passing(f"its answer is empty {refused}".strip(), "Ask another model") from None
    return text


def _said(refusal: urllib.error.HTTPError, key: str | None) -> str:
    """Return what a server said when it refused, in one line."""
    try:
        with refusal:
            text = refusal.read(1 << 16).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        text = ""
    try:
        told = json.loads(text)
        held = told.get("error", told)
        text = held["message"] if isinstance(held, dict) else str(held)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        text = re.sub(r"<[^>]*>", " ", text)
    return excerpt(str(text), key) or excerpt(str(refusal.reason), key) or "nothing"


def excerpt(text: str, key: str | None = None) -> str:
    """Return the beginning of what somebody said, in one line that can be printed, without a key."""
    text = text.replace(key, "***") if key else text
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * EXCERPT]).split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}…"


def _without(asked: dict[str, Any], said: str, code: int) -> bool:
    """Put the request so that the server takes it, where that is what it minds; say whether one can."""
    if code not in (400, 422, 501):
        return False
    if "max_completion_tokens" in said and "max_tokens" in asked:
        # Newer models of OpenAI's know it by this name only.
        asked["max_completion_tokens"] = asked.pop("max_tokens")
        return True
    minds = any(word in said for word in ("response_format", "json_schema", "schema"))
    return minds and asked.pop("response_format", None) is not None


def _asked_to_wait(refusal: urllib.error.HTTPError) -> float:
    """Return how many seconds a server asks to wait for: a number, or a date."""
    told = str(refusal.headers.get("Retry-After") or "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", told):
        return float(told)
    try:
        when = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
