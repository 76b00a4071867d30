import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from matches import MATCH

from goalmouth.errors import EngineError, NotUnderstood
from goalmouth.query.asking import ask


@pytest.fixture
def server():
    """Serve recorded answers on this machine; ``said`` are the requests that came."""
    answers, said = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            content = answers[min(len(said), len(answers)) - 1]
            body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"llm=http://127.0.0.1:{httpd.server_port}/v1#model", answers, said
    httpd.shutdown()
    httpd.server_close()


LAST = {"parts": [{"kinds": ["Corner"], "pick": {"end": "last"}}]}


@pytest.mark.parametrize("form", ["{}", "```json\n{}\n```"])
def test_a_model_translates_and_the_match_answers(server, form):
    name, answers, said = server
    answers.append(form.replace("{}", json.dumps(LAST)))
    asked = ask("the corner that closed the show", MATCH, name)
    assert [e.time for e in asked.answer.events] == [2710.0]
    assert asked.understood == "the last corner"
    told = json.dumps(said[0])
    assert "2710" not in told and "Ardmore United" in told


def test_a_model_may_say_that_it_does_not_understand(server):
    name, answers, _ = server
    answers.append('{"not_understood": ["show"]}')
    with pytest.raises(NotUnderstood, match="show"):
        ask("the show", MATCH, name)


@pytest.mark.parametrize(
    "nonsense",
    [
        "The last corner was at 90:10.",
        "{",
        json.dumps(LAST) + " I hope this helps",
        '{"parts": [{"kinds": ["Somersault"]}]}',
        '{"parts": [{"kinds": ["Corner"], "time": 2710}]}',
        '{"parts": [{"player": "Nobody"}]}',
        '{"parts": []}',
        '{"parts": [{"pick": {"count": -1}}]}',
        '{"not_understood": "all"}',
        "[]",
        '{"answer": "90:10"}',
    ],
)
def test_nonsense_is_asked_once_more_and_then_reported(server, nonsense):
    name, answers, said = server
    answers.append(nonsense)
    with pytest.raises(EngineError, match="the model's answer is not"):
        ask("the last corner", MATCH, name)
    assert len(said) == 2
    answers.append(json.dumps(LAST))
    said.clear()
    assert len(ask("the last corner", MATCH, name).answer.events) == 1
