from io import BytesIO

from PIL import Image

from goalmouth.film.match_report import Told, write_match_report
from goalmouth.types import Fact, Moment, MomentFacts

WORDS = {
    "title": "Match report:",
    "summary": "Summary",
    "moments": "Moments",
    "evidence": "Evidence:",
    "notes": "Notes",
    "nothing": "Nothing.",
    "film": "film",
    "video": "video",
    "sure": "sure to",
}
KNOWN = {"home": "A_B", "away": "<NAP>", "home_score": 1, "away_score": 0, "minute": 47, "half": 1}


def picture():
    memory = BytesIO()
    Image.new("RGB", (32, 18), (0, 90, 0)).save(memory, "JPEG")
    return memory.getvalue()


def told(known, kind="Goal"):
    facts = tuple(Fact(name, value, 0.9, "scoreboard") for name, value in known.items())
    return Told(MomentFacts(Moment((), kind, 70.0), facts), 60.0, 0.0, ["It is in!"], picture())


def test_a_report_has_title_summary_moments_stills_and_notes(tmp_path):
    names = write_match_report(
        tmp_path, "video", ["A_B opened the scoring."], [told(KNOWN)], ["no sound"], WORDS, "en"
    )
    assert names == ["stills/01.jpg"]
    assert Image.open(tmp_path / names[0]).size == (32, 18)
    text = (tmp_path / "report.md").read_text("utf-8")
    assert text.startswith("# Match report: A\\_B 1–0 \\<NAP\\>")
    assert "### 45+2' Goal, A\\_B 1–0 \\<NAP\\>" in text
    assert "![45+2' Goal](stills/01.jpg)" in text and "> It is in!" in text
    assert "Evidence: scoreboard (sure to 90 %) · film 0:00 · video 1:00" in text
    assert "- no sound" in text


def test_a_report_titles_the_score_as_it_was_last_seen(tmp_path):
    last = KNOWN | {"last_home_score": 2, "last_away_score": 2}
    write_match_report(tmp_path, "video", [], [told(last)], [], WORDS, "en")
    assert "# Match report: A\\_B 2–2" in (tmp_path / "report.md").read_text("utf-8")


def test_a_report_without_moments_says_that_nothing_was_found(tmp_path):
    assert write_match_report(tmp_path, "a_video", [], [], ["nothing"], WORDS, "fr") == []
    text = (tmp_path / "report.md").read_text("utf-8")
    assert text.startswith("# Match report: a\\_video") and "Nothing." in text
    assert not (tmp_path / "stills").exists()
