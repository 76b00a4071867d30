import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from io import BytesIO

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


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here to open the page with")
def test_a_click_on_a_moment_seeks_the_film_and_the_console_stays_quiet(page, tmp_path):
    script = """<script>
    var film = document.querySelector("video"), out = document.body.dataset;
    film.addEventListener("seeked", function () {
      out.sought = film.currentTime.toFixed(2);
      out.current = document.querySelectorAll("[data-clip][aria-current=true]").length;
      out.cues = film.textTracks[0].cues.length;
    });
    document.querySelector(".moment[data-clip='1']").click();
    </script></body>"""
    probe = page.with_name("probe.html")
    probe.write_text(page.read_text(encoding="utf-8").replace("</body>", script), encoding="utf-8")
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    )
    flags += "--disable-component-update --disable-sync --enable-logging=stderr --virtual-time-budget=4000"
    done = subprocess.run(
        [CHROMIUM, *flags.split(), "--dump-dom", f"--user-data-dir={tmp_path}", probe.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
    )
    found = re.search(r"<body ([^>]*)>", done.stdout)
    assert found, done.stderr[-500:]
    assert re.search(r'data-sought="1\.\d\d"', found[1]), found[1]
    assert 'data-current="2"' in found[1] and 'data-cues="2"' in found[1]
    assert "CONSOLE" not in done.stderr
