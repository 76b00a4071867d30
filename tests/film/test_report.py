import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from queue import Queue
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from videos import make, videos

from goalmouth.errors import InputError
from goalmouth.film.report import clock, still, write_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SPOTS = [
    {"time": 12.0, "label": "Goal", "confidence": 0.93, "selected": True},
    {"time": 40.0, "label": "Highlight", "confidence": 0.6, "selected": True},
    {"time": 55.5, "label": "Foul", "confidence": 0.1, "selected": False},
]
CLIPS = [
    {
        "start": 10.0,
        "end": 11.0,
        "moment": {"kind": "Goal", "time": 10.6, "minute": 23, "rank": 1},
        "film_start": 0.0,
        "film_end": 1.0,
    },
    {
        "start": 38.0,
        "end": 39.0,
        "moment": {"kind": "Highlight", "time": 38.6, "minute": None, "rank": 2},
        "film_start": 1.0,
        "film_end": 2.0,
    },
]
LINES = [
    {"start": 0.2, "end": 0.8, "text": "Goal! </script><b>AAA</b> & co.", "moment": 0, "role": "call"},
    {"start": 1.2, "end": 1.9, "text": "Drama at the far end.", "moment": 1, "role": "call"},
]
FACTS = [{"home": "AAA", "away": "<BBB>", "home_score": 1, "away_score": 0}, {}]
STAGES = {
    "watch": {"seconds": 4.0, "cpu_seconds": 6.5, "frames": 15000},
    "film": {"seconds": 2.0, "cpu_seconds": 3.0},
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Write a whole page with its film beside it."""
    out = tmp_path_factory.mktemp("out")
    make(out / "highlights.mp4", 50)
    match = videos(out / "highlights.mp4")
    return write_page(
        out,
        title="AAA – <BBB>",
        duration=60.0,
        spots=SPOTS,
        clips=CLIPS,
        lines=LINES,
        facts=FACTS,
        stills=[still(match, 0.5), still(match, 1.5)],
        stages=STAGES,
        voice="flite",
        notes=["The file is damaged at 0:30."],
    )


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.stack, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "img", "br", "path", "rect"}:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if tag not in {"path", "rect"}:
            assert self.stack.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_the_page_asks_nothing_of_the_network(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"https?://|//\w+\.\w+/|@import|url\(", text)
    sources = [
        value for _, attrs in Tags(text).tags for name, value in attrs.items() if name in ("src", "href")
    ]
    assert all(value.startswith("data:") or value == "highlights.mp4" for value in sources)


def test_everything_known_is_on_the_page_and_escaped(page):
    seen = Tags(page.read_text(encoding="utf-8"))
    assert not seen.stack
    for words in (
        "AAA 1–0 <BBB>",
        "23'",
        "Drama at the far end.",
        "damaged at 0:30",
        "15,000",
        "voice: flite",
        "9.5",
    ):
        assert words in seen.text
    assert "Goal! </script><b>AAA</b> & co." in seen.text
    buttons = [attrs for tag, attrs in seen.tags if tag == "button"]
    assert [attrs["data-clip"] for attrs in buttons] == ["0", "1", "0", "1"]
    assert all(attrs.get("aria-label") for attrs in buttons[:2])
    data = re.search(r'id="data">(.*?)</script>', page.read_text(encoding="utf-8"), re.S)
    assert json.loads(data[1])["cues"][0] == [0.2, 0.8, LINES[0]["text"]]


def test_a_video_in_which_nothing_was_found_has_an_honest_page(tmp_path):
    path = write_page(tmp_path, title="dull.mp4", duration=8.0, spots=[])
    seen = Tags(path.read_text(encoding="utf-8"))
    assert "Nothing was found in this video" in seen.text
    assert not [tag for tag, _ in seen.tags if tag in ("video", "button", "img")]


def test_a_still_is_a_jpeg_of_that_moment_in_its_own_shape(tmp_path):
    match = videos(make(tmp_path / "match.mp4", 20, size=(96, 160)))
    image = Image.open(BytesIO(still(match, 0.2, height=80)))
    assert (image.format, image.size) == ("JPEG", (48, 80))
    assert Image.open(BytesIO(still(match, 0.2, height=500))).size == (96, 160)
    with pytest.raises(InputError, match="no picture at 99"):
        still(match, 99.0)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (3599, "59:59"), (3661, "1:01:01")]
)
def test_times_read_as_on_a_clock(seconds, text):
    assert clock(seconds) == text


class Post(BaseHTTPRequestHandler):
    """Takes what the page under test tells."""

    def do_GET(self):
        self.server.told.put(parse_qs(urlsplit(self.path).query))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def browsed(page, script, folder):
    """Open a page in a browser that also runs a script, until that calls ``tell(data)``.

    Return what it told and what was written on the console.
    """
    with HTTPServer(("127.0.0.1", 0), Post) as server:
        server.told = Queue()
        Thread(target=server.serve_forever, daemon=True).start()
        tell = f"""
        function tell(data) {{
          new Image().src = "http://127.0.0.1:{server.server_port}/?" + new URLSearchParams(data);
        }}
        var film = document.querySelector("video");
        function ready(then) {{
          if (film.readyState >= 1) {{ then(); }} else {{ film.addEventListener("loadedmetadata", then); }}
        }}
        """
        probe = page.with_name("probe.html")
        text = page.read_text(encoding="utf-8").replace("</body>", f"<script>{tell}{script}</script></body>")
        probe.write_text(text, encoding="utf-8")
        flags = (
            "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
            "--disable-background-networking --disable-component-update --window-size=1000,900 "
            "--autoplay-policy=no-user-gesture-required --enable-logging=stderr --mute-audio"
        )
        with (folder / "stderr").open("w+") as log:
            words = [CHROMIUM, *flags.split(), f"--user-data-dir={folder / 'profile'}", probe.as_uri()]
            browser = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=log)
            try:
                told = server.told.get(timeout=90)
            finally:
                browser.terminate()
                browser.wait(30)
                server.shutdown()
            log.seek(0)
            console = [row for row in log if "CONSOLE" in row]
    return {name: values[0] for name, values in told.items()}, console


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here to open the page with")
def test_a_click_on_a_moment_seeks_the_film_and_the_console_stays_quiet(page, tmp_path):
    script = """
    film.addEventListener("seeked", function () {
      tell({
        sought: film.currentTime.toFixed(2),
        current: document.querySelectorAll("[data-clip][aria-current=true]").length,
        cues: film.textTracks[0].cues.length
      });
    });
    ready(function () { document.querySelector(".moment[data-clip='1']").click(); });
    """
    seen, console = browsed(page, script, tmp_path)
    assert seen["sought"].startswith("1.") and seen["current"] == "2" and seen["cues"] == "2"
    assert console == []


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here to open the page with")
def test_the_film_plays_and_the_timelines_head_moves_with_it(page, tmp_path):
    script = """
    var first = null;
    film.muted = true;
    film.addEventListener("timeupdate", function () {
      if (first === null && film.currentTime > 0) { first = film.currentTime; }
      if (film.currentTime > first) {
        tell({ head: document.querySelector(".head-line").style.left, error: String(film.error) });
      }
    });
    film.play();
    """
    seen, console = browsed(page, script, tmp_path)
    assert seen["error"] == "null"
    # The film begins at 10 s of a video of 60 s.
    assert 100 * 10 / 60 <= float(seen["head"].rstrip("%")) <= 100 * 39 / 60
    assert console == []


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here to open the page with")
@pytest.mark.parametrize(("time", "sought"), [(38.5, 1.5), (30.0, 1.0), (59.0, 1.9)])
def test_a_click_on_the_timeline_goes_to_that_time_of_the_video_or_to_the_nearest_clip(
    page, tmp_path, time, sought
):
    script = f"""
    film.addEventListener("seeked", function () {{ tell({{ sought: film.currentTime }}); }});
    ready(function () {{
      film.play = function () {{}};
      var box = document.querySelector(".line").getBoundingClientRect();
      var at = {{ bubbles: true, clientX: box.left + box.width * {time} / 60, clientY: box.top + 60 }};
      document.querySelector(".line svg").dispatchEvent(new MouseEvent("click", at));
    }});
    """
    seen, console = browsed(page, script, tmp_path)
    assert float(seen["sought"]) == pytest.approx(sought, abs=0.05)
    assert console == []
