"""What the broadcast's own commentator says, and what else is heard."""

import re
from itertools import pairwise

import numpy as np
import pytest

from goalmouth.errors import UnknownName
from goalmouth.simulate.broadcast import simulate
from goalmouth.simulate.commentary import Commentator, Said
from goalmouth.simulate.layouts import LAYOUTS
from goalmouth.simulate.record import Story
from goalmouth.simulate.sound import RATE, Sound
from goalmouth.simulate.story import tell
from goalmouth.simulate.teams import draw_teams
from goalmouth.types import Speech


class Tone:
    """A voice that needs no engine: a tone as long as the text takes to say."""

    def speak(self, text: str) -> Speech:
        t = np.arange(int(16000 * 0.062 * len(text))) / 16000
        return Speech(np.asarray(0.4 * np.sin(2 * np.pi * 220 * t), np.float32), 16000)


def said_in(seed: int, duration: float = 150.0) -> tuple[Story, list[Said]]:
    rng = np.random.default_rng(seed)
    story = tell(rng, duration, draw_teams(rng, "latin"), LAYOUTS["clock_first"])
    return story, list(Commentator(np.random.default_rng(seed), story, Tone(), RATE).talk())


@pytest.mark.parametrize("seed", range(6))
def test_somebody_talks_most_of_the_time_and_never_over_himself(seed: int) -> None:
    story, said = said_in(seed)
    assert all(one.end < other.start for one, other in pairwise(said))
    assert said[-1].end <= story.duration
    assert sum(s.end - s.start for s in said) > 0.55 * story.duration
    assert all(len(s.samples) / RATE == pytest.approx(s.end - s.start) for s in said)


@pytest.mark.parametrize("seed", range(6))
def test_a_goal_is_called_at_once_and_by_its_scorer(seed: int) -> None:
    story, said = said_in(seed)
    for goal in (h for h in story.happenings if h.label == "Goal" and h.time < story.duration - 8):
        called = next(s for s in said if s.start > goal.time)
        assert called.start - goal.time < 3.5
        assert goal.player is not None and goal.player in called.text
    calm = [s for s in said if not re.search("goal|score|net|it's in", s.text, re.I)]
    excited = [s for s in said if s not in calm]
    loud = [np.sqrt(np.mean(np.square(s.samples))) for s in calm]
    assert not excited or np.mean([np.sqrt(np.mean(np.square(s.samples))) for s in excited]) > np.mean(loud)


def test_a_voice_stands_in_the_middle_of_the_stereo_picture() -> None:
    def sound() -> Sound:
        return Sound(np.random.default_rng(4), 8, [], [], [])

    voice = np.asarray(0.1 * np.sin(np.arange(2 * RATE) / 20), np.float32)
    with_it, without = sound(), sound()
    with_it.say(3.0, voice)
    a, b = with_it.block(0, 7 * RATE), without.block(0, 7 * RATE)
    np.testing.assert_array_equal(a[: 3 * RATE], b[: 3 * RATE])
    part = slice(3 * RATE, 5 * RATE)
    middle, side = a[part].mean(1), (a[part, 0] - a[part, 1]) / 2
    assert np.std(middle) > 1.5 * np.std(b[part].mean(1))
    assert np.std(side) < 1.1 * np.std((b[part, 0] - b[part, 1]) / 2)


def test_what_is_heard_is_where_the_truth_says() -> None:
    sound = Sound(np.random.default_rng(5), 40, [(20.0, 1.0), (38.0, 0.4)], [(5.0, 3)], [], [(12.0, 13.0)])
    kinds = {h.kind: h for h in sound.heard}
    assert [h.kind for h in sound.heard if h.kind != "jingle"] == ["whistle", "cheer"]
    samples = sound.block(0, 40 * RATE).mean(1)

    def level(start: float, end: float) -> float:
        return float(np.sqrt(np.mean(np.square(samples[int(start * RATE) : int(end * RATE)]))))

    calm = level(14, 18)
    assert level(kinds["cheer"].start, kinds["cheer"].end) > 2.5 * calm
    assert level(kinds["whistle"].start, kinds["whistle"].end) > 1.2 * calm
    assert level(kinds["cheer"].end + 5, 37.5) < 2 * calm


def test_an_unknown_voice_is_refused_before_anything_is_painted(tmp_path) -> None:
    with pytest.raises(UnknownName, match="flite"):
        simulate(tmp_path / "out", 1, commentator="nobody")
    assert not (tmp_path / "out").exists()
