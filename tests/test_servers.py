"""The client of chat servers, against a real one on this machine that behaves well and badly."""

import socket
import time
from email.utils import formatdate

import pytest

from goalmouth import servers
from goalmouth.errors import EngineError
from goalmouth.servers import Server, ServerError, Unfinished, named, picture_part, text_part
from loopback import Reply, answering, refusing, saying

ASKED = [{"role": "user", "content": "What happened?"}]
KEY = "sk-very-secret-0123456789"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "PAUSE", 0.01)


def test_a_question_goes_to_the_model_with_the_key_and_the_answer_comes_back() -> None:
    schema = {"type": "object"}
    with answering([saying("A goal.")]) as server:
        said = Server(server.url, "m", KEY).chat(ASKED, json_schema=schema, max_tokens=9)
    path, headers, body = server.asked[0]
    assert (said, path) == ("A goal.", "/v1/chat/completions")
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert (body["model"], body["messages"], body["max_tokens"]) == ("m", ASKED, 9)
    assert body["response_format"]["json_schema"]["schema"] == schema


def test_without_a_key_none_is_sent_and_pictures_go_as_they_are() -> None:
    parts = [text_part("See:"), picture_part(b"\xff\xd8jpeg")]
    with answering([saying("A corner.")]) as server:
        assert Server(server.url, "m").chat([{"role": "user", "content": parts}]) == "A corner."
    _, headers, body = server.asked[0]
    assert "Authorization" not in headers
    assert body["messages"][0]["content"][1]["image_url"]["url"] == "data:image/jpeg;base64,/9hqcGVn"
    assert body.keys() == {"model", "messages"}


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_an_address_may_be_written_in_the_usual_ways(tail: str) -> None:
    with answering([saying("Yes.")]) as server:
        Server(server.url.removesuffix("/v1") + tail, "m").chat(ASKED)
    assert server.asked[0][0] == "/v1/chat/completions"


@pytest.mark.parametrize(
    "bad",
    [
        refusing(429, "slow down"),
        refusing(500, "out of memory"),
        refusing(503),
        Reply(b""),
        Reply(b"<html><body>Bad gateway</body></html>", 502),
        Reply(b"<html><body>Welcome</body></html>"),
        Reply(b"\xff\xfe\x00 not text"),
        Reply(b'{"choices": []}'),
        Reply(b'{"choices": [{"message": {"content": 5}}]}'),
        Reply(b'{"error": {"message": "overloaded"}}'),
        Reply(b"[" * 100_000),
        Reply(saying("A goal.").body, cut=30),
        Reply(b"", cut=0, headers={"Content-Length": "100"}),
        saying(""),
        saying(None, refusal="I cannot help with that."),
    ],
)
def test_what_may_pass_is_tried_again_and_then_told(bad: Reply) -> None:
    with answering([bad, bad, saying("A goal.")]) as server:
        assert Server(server.url, "m", tries=3).chat(ASKED) == "A goal."
    assert len(server.asked) == 3
    with answering([bad]) as server, pytest.raises(ServerError, match="asked 2 times, ") as told:
        Server(server.url, "m", KEY, tries=2).chat(ASKED)
    assert len(server.asked) == 2
    assert server.url in str(told.value) and "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(400, "Check"), (401, "GOALMOUTH_KEY"), (403, "GOALMOUTH_KEY"), (404, "GOALMOUTH_MODEL")],
)
def test_what_will_not_pass_is_told_at_once(status: int, remedy: str) -> None:
    with (
        answering([refusing(status, "the model does not exist")]) as server,
        pytest.raises(ServerError, match=rf"{status}, the model does not exist\. .*{remedy}"),
    ):
        Server(server.url, "m").chat(ASKED)
    assert len(server.asked) == 1


@pytest.mark.parametrize("echo", [f"wrong key {KEY}", "x" * 295 + KEY])
@pytest.mark.parametrize("status", [200, 302, 401, 500])
def test_a_key_that_the_server_repeats_is_in_no_error(echo: str, status: int) -> None:
    reply = Reply(echo.encode(), status, {"Location": echo})
    with answering([reply]) as server, pytest.raises(ServerError) as told:
        Server(server.url, "m", KEY, tries=2).chat(ASKED)
    assert KEY[:8] not in str(told.value)
    assert KEY not in repr(Server(server.url, "m", KEY))


def test_a_redirection_is_told_and_the_key_not_handed_on() -> None:
    with (
        answering([saying("mine now")]) as other,
        answering([Reply(b"", 307, {"Location": other.url})]) as server,
        pytest.raises(ServerError, match=f"points to \\({other.url}"),
    ):
        Server(server.url, "m", KEY).chat(ASKED)
    assert other.asked == []


def test_a_server_that_is_slow_or_trickles_is_given_up() -> None:
    for slow in (Reply(saying("late").body, late=1.0), Reply(saying("drop by drop").body, drip=0.05)):
        begin = time.monotonic()
        with answering([slow]) as server:
            with pytest.raises(ServerError, match=r"did not answer within 0\.2 s\. Set GOALMOUTH_TIMEOUT"):
                Server(server.url, "m", timeout=0.2, tries=2).chat(ASKED)
            assert len(server.asked) == 2
        assert time.monotonic() - begin < 60


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "LARGEST", 1 << 20)
    with answering([saying("o" * (3 << 20))]) as server, pytest.raises(ServerError, match="longer than 1 MB"):
        Server(server.url, "m", tries=1).chat(ASKED)


def test_a_server_that_does_not_run_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(
        ServerError, match=rf"127\.0\.0\.1:{port}.*asked 2 times, it cannot be reached.*Start it"
    ):
        Server(f"http://127.0.0.1:{port}", "m", tries=2).chat(ASKED)


@pytest.mark.parametrize("date", [False, True])
def test_a_server_is_given_the_time_it_asks_for(date: bool) -> None:
    begin = time.monotonic()
    # Dates are cut off to whole seconds.
    until = formatdate(time.time() + 1.5, usegmt=True) if date else "0.2"
    with answering([refusing(429, Retry_After=until), saying("Yes.")]) as server:
        assert Server(server.url, "m").chat(ASKED) == "Yes."
    assert time.monotonic() - begin >= 0.15


def test_a_server_that_asks_for_an_hour_is_told_at_once() -> None:
    with (
        answering([refusing(429, "quota", Retry_After="3600")]) as server,
        pytest.raises(ServerError, match="quota"),
    ):
        Server(server.url, "m").chat(ASKED)
    assert len(server.asked) == 1


def test_a_server_that_knows_no_schema_is_asked_without() -> None:
    minds = refusing(400, "Unknown parameter: 'response_format'")
    with answering([minds, saying("[]")]) as server:
        assert Server(server.url, "m", tries=1).chat(ASKED, json_schema={"type": "array"}) == "[]"
    assert ["response_format" in body for _, _, body in server.asked] == [True, False]
    with answering([minds]) as server, pytest.raises(ServerError, match="400"):
        Server(server.url, "m").chat(ASKED, json_schema={"type": "array"})
    assert len(server.asked) == 2


def test_a_model_that_knows_the_limit_by_another_name_is_asked_so() -> None:
    minds = refusing(400, "'max_tokens' is not supported. Use 'max_completion_tokens' instead.")
    with answering([minds, saying("[]")]) as server:
        Server(server.url, "m", tries=1).chat(ASKED, max_tokens=7)
    assert server.asked[1][2]["max_completion_tokens"] == 7
    assert "max_tokens" not in server.asked[1][2]


@pytest.mark.parametrize(
    "text",
    [
        "<think>A goal? No.</think>\nA corner.",
        "A goal? No.</think>A corner.",
        "<think>One.</think><think>Two.</think> A corner.",
    ],
)
def test_thoughts_are_no_answer(text: str) -> None:
    with answering([saying(text, reasoning_content="A goal?")]) as server:
        assert Server(server.url, "m").chat(ASKED) == "A corner."
    with (
        answering([saying("<think>A goal? No"), saying(None, reasoning_content="A goal?")]) as server,
        pytest.raises(ServerError, match="empty"),
    ):
        Server(server.url, "m", tries=2).chat(ASKED)


def test_an_answer_that_broke_off_is_none() -> None:
    with (
        answering([saying('{"events": [', "length")]) as server,
        pytest.raises(Unfinished, match="broke off at 5 tokens"),
    ):
        Server(server.url, "m").chat(ASKED, max_tokens=5)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url",
    ["", "file:///etc/passwd", "localhost:8000", "http://", "http://a:port/", "http://a b/", "http://[1"],
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(EngineError, match="http://localhost:8000/v1"):
        Server(url, "m")


def test_a_secret_in_an_address_or_a_broken_key_is_told_without_it() -> None:
    for make in (
        lambda: Server("http://me:hidden@a/v1", "m"),
        lambda: Server("http://a", "m", "hidden\r\nX: 1"),
    ):
        with pytest.raises(EngineError, match="GOALMOUTH_KEY") as told:
            make()
        assert "hidden" not in str(told.value)
    assert "hidden" not in Server("http://a/v1?api-key=hidden", "m").name


def test_the_environment_names_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (servers.SERVER, servers.MODEL, servers.KEY, servers.TIMEOUT):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(EngineError, match="Set GOALMOUTH_SERVER"):
        named()
    with pytest.raises(EngineError, match="Set GOALMOUTH_MODEL"):
        named("http://a/v1")
    assert named("http://a/v1#small") == Server("http://a/v1", "small")
    monkeypatch.setenv(servers.SERVER, "http://b/v1")
    monkeypatch.setenv(servers.MODEL, "large")
    monkeypatch.setenv(servers.KEY, f" {KEY}\n")
    monkeypatch.setenv(servers.TIMEOUT, "300")
    assert named() == Server("http://b/v1", "large", KEY, 300.0)
    assert named("http://a/v1#small") == Server("http://a/v1", "small", KEY, 300.0)
    monkeypatch.setenv(servers.TIMEOUT, "long")
    with pytest.raises(EngineError, match="GOALMOUTH_TIMEOUT"):
        named()
