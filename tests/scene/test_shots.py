"""Changes of shot in videos whose changes are known to the frame."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from goalmouth.media.decode import decode
from goalmouth.media.encode import Writer
from goalmouth.media.video import open_videos
from goalmouth.scene.shots import ShotReader
from goalmouth.scene.shots.gradual import Fade, GradualFinder
from goalmouth.scene.shots.reader import _told
from goalmouth.scene.shots.replays import Piece, replays
from goalmouth.scene.shots.views import Look
from goalmouth.types import Shot

RATE = Fraction(25)


def texture(seed: int, tint: tuple[int, int, int]) -> NDArray[np.uint8]:
    random = np.random.default_rng(seed)
    coarse = random.integers(60, 190, (12, 60), np.uint8)
    gray = np.kron(coarse, np.ones((15, 15), np.uint8))
    return np.stack([np.clip(gray * (t / 128), 0, 255).astype(np.uint8) for t in tint], axis=2)


def watch(tmp_path: Path, pictures: list[NDArray[np.uint8]]) -> list[Shot]:
    path = tmp_path / "v.mp4"
    with Writer(path, width=320, height=180, frame_rate=RATE, sample_rate=None) as writer:
        for picture in pictures:
            writer.picture(np.ascontiguousarray(picture))
    reader = ShotReader()
    seen = decode(open_videos([path]), [reader])
    shots = reader.shots(seen.videos[-1].end)
    assert shots[0].start == 0
    assert shots[-1].change == "end"
    assert all(a.end == b.start for a, b in pairwise(shots))
    for shot in shots:
        gradual = shot.change in ("smooth", "logo")
        assert gradual == (shot.change_start is not None) == (shot.change_end is not None)
        if shot.change_start is not None and shot.change_end is not None:
            assert shot.change_start < shot.end < shot.change_end
    return shots


def cuts(tmp_path: Path, pictures: list[NDArray[np.uint8]]) -> list[float]:
    shots = watch(tmp_path, pictures)
    assert {shot.change for shot in shots[:-1]} <= {"abrupt"}
    return [round(shot.end, 2) for shot in shots[:-1]]


def pan(view: NDArray[np.uint8], frames: int, step: int = 2) -> list[NDArray[np.uint8]]:
    return [view[:, step * i : step * i + 320] for i in range(frames)]


def test_cuts_between_different_colours(tmp_path: Path) -> None:
    green, red = texture(1, (90, 160, 80)), texture(2, (170, 80, 80))
    assert cuts(tmp_path, pan(green, 50) + pan(red, 40) + pan(green, 50)) == [2.0, 3.6]


def test_cuts_between_two_cameras_on_one_pitch(tmp_path: Path) -> None:
    one, other = texture(1, (90, 160, 80)), texture(2, (90, 160, 80))
    assert cuts(tmp_path, pan(one, 50) + pan(other, 50)) == [2.0]


def test_cuts_between_two_moments_of_one_camera(tmp_path: Path) -> None:
    first = pitch(1, 50, 50)
    # The same grass and stands, seen a little farther to the side: colours and most lines stay.
    later = [np.ascontiguousarray(np.roll(view, 40, axis=1)) for view in pitch(1, 50, 50)]
    assert cuts(tmp_path, first + later) == [2.0]


def test_a_banner_that_is_there_at_once_is_no_cut(tmp_path: Path) -> None:
    views = pitch(2, 100, 50)
    for view in views[50:]:
        cv2.rectangle(view, (20, 130), (300, 170), (240, 240, 240), -1)
    assert cuts(tmp_path, views) == []


def test_a_doubtful_dissolve_counts_where_the_clock_leaps_and_no_cut_tells_why() -> None:
    finder = GradualFinder()
    worse, better = Fade(3.0, 3.6, 0.45, 0.6, 0.2), Fade(3.4, 3.9, 0.35, 0.6, 0.0)
    finder.doubtful = [worse, better]
    assert _told([(3.0, 3.5)], [], finder) == [better]
    assert _told([(3.0, 3.5)], [3.2], finder) == []
    assert _told([(5.0, 5.5)], [], finder) == []


def test_pans_and_flashes_are_no_cuts(tmp_path: Path) -> None:
    view = texture(1, (90, 160, 80))
    flash = [np.full((180, 320, 3), 255, np.uint8)]
    assert cuts(tmp_path, pan(view, 40) + flash + pan(view[:, 82:], 60)) == []


def crowd(seed: int, high: int, wide: int) -> NDArray[np.uint8]:
    cells = np.random.default_rng(seed).integers(40, 220, (high // 4 + 1, wide // 4 + 1, 3), np.uint8)
    return np.kron(cells, np.ones((4, 4, 1), np.uint8))[:high, :wide]


def pitch(seed: int, frames: int, stands: int, step: float = 0.2) -> list[NDArray[np.uint8]]:
    """Return pictures of a pitch with ``stands`` lines of crowd above it, and players who run about."""
    random = np.random.default_rng(seed)
    wide = 360 + round(frames * step)
    field = np.zeros((180, wide, 3), np.uint8)
    field[:] = (50, 130, 45)
    field[:, np.arange(wide) // 40 % 2 == 0] = (60, 145, 52)
    field[:stands] = crowd(seed, stands, wide)
    cv2.line(field, (0, stands + 8), (wide, 170), (235, 240, 235), 2)
    places, speeds = random.uniform((0, stands), (320, 170), (14, 2)), random.normal(0, 0.8, (14, 2))
    shirts = [tuple(map(int, random.integers(0, 255, 3))) for _ in places]
    out = []
    for i in range(frames):
        view = np.ascontiguousarray(field[:, round(i * step) : round(i * step) + 320])
        for (x, y), shirt in zip(places + i * speeds, shirts, strict=True):
            cv2.rectangle(view, (round(x), round(y)), (round(x) + 4, round(y) + 12), shirt, -1)
        out.append(view)
    return out


def people(seed: int, frames: int, behind: NDArray[np.uint8] | None = None) -> list[NDArray[np.uint8]]:
    back = cv2.GaussianBlur(crowd(seed, 180, 320) if behind is None else behind, (0, 0), 6)
    out = []
    for i in range(frames):
        view = back.copy()
        for x in (60, 160, 260):
            cv2.ellipse(view, (x + i // 4, 150), (40, 90), 0, 0, 360, (180, 30 + x // 4, 40), -1)
        out.append(view)
    return out


Film = list[NDArray[np.uint8]]


def dissolved(one: Film, other: Film, frames: int) -> Film:
    """Return one film and the other, the last pictures of the first under the first of the second."""
    mixed = [
        cv2.addWeighted(a, 1 - (i + 0.5) / frames, b, (i + 0.5) / frames, 0)
        for i, (a, b) in enumerate(zip(one[-frames:], other[:frames], strict=True))
    ]
    return one[:-frames] + mixed + other[frames:]


def wiped(one: Film, other: Film, frames: int = 18) -> Film:
    """Return one film and the other with a broad band and a badge that sweep over the change."""
    swept = []
    for i in range(frames):
        part = i / (frames - 1)
        view = (one[i - frames] if part < 0.5 else other[i]).copy()
        middle = round(-260 + part * 840)
        cv2.rectangle(view, (middle - 250, 0), (middle + 250, 180), (30, 40, 160), -1)
        cv2.rectangle(view, (middle + 200, 0), (middle + 250, 180), (240, 200, 40), -1)
        cv2.circle(view, (middle, 90), 60, (250, 250, 250), -1)
        swept.append(view)
    return one[:-frames] + swept + other[frames:]


def near(shot: Shot, start: float, end: float) -> bool:
    assert shot.change_start is not None and shot.change_end is not None
    return abs(shot.change_start - start) < 0.2 and abs(shot.change_end - end) < 0.2


@pytest.mark.parametrize("frames", [8, 14, 24])
def test_a_dissolve_is_one_smooth_change(tmp_path: Path, frames: int) -> None:
    first, second = dissolved(pitch(1, 75, 50), people(2, 70), frames), pitch(3, 75, 20)
    one, other, _ = watch(tmp_path, dissolved(first, second, frames))
    length = frames / 25
    assert (one.change, other.change) == ("smooth", "smooth")
    assert near(one, 3 - length, 3.0)
    end = 3 - length + 2.8
    assert near(other, end - length, end)
    assert (one.view, other.view) == ("wide", "close")


def test_a_dissolve_from_people_to_the_crowd_behind_them(tmp_path: Path) -> None:
    stands = cv2.addWeighted(crowd(9, 180, 320), 0.3, np.full((180, 320, 3), 40, np.uint8), 0.7, 0)
    pictures = dissolved(people(2, 75, behind=stands), [stands] * 70, 12)
    assert [shot.change for shot in watch(tmp_path, pictures)] == ["smooth", "end"]


def test_a_banner_that_fades_in_and_out_changes_no_shot(tmp_path: Path) -> None:
    pictures = pitch(4, 120, 45)
    for i, picture in enumerate(pictures):
        cover = min(1.0, max(0.0, min(i - 30, 90 - i) / 10))
        banner = np.zeros_like(picture[140:170, 40:280])
        banner[:] = (20, 30, 120)
        picture[140:170, 40:280] = cv2.addWeighted(banner, cover, picture[140:170, 40:280], 1 - cover, 0)
    assert cuts(tmp_path, pictures) == []


def test_a_wipe_that_comes_back_encloses_a_replay(tmp_path: Path) -> None:
    pictures = wiped(wiped(pitch(5, 110, 50), pitch(6, 110, 10)), pitch(7, 110, 50))
    before, replay, after = watch(tmp_path, pictures)
    assert (before.change, replay.change) == ("logo", "logo")
    assert near(before, 4.4 - 0.72, 4.4)
    assert near(replay, 2 * 3.68, 2 * 3.68 + 0.72)
    assert (before.replay, replay.replay, after.replay) == (False, True, False)


def test_a_short_shot_of_another_camera_between_dissolves_is_a_replay(tmp_path: Path) -> None:
    pictures = pitch(8, 215, 50) + dissolved(
        dissolved(people(9, 70), pitch(10, 110, 8), 12), pitch(11, 215, 50), 12
    )
    assert [shot.replay for shot in watch(tmp_path, pictures)] == [False, False, True, False]


def test_pictures_shown_twice_are_slow_motion(tmp_path: Path) -> None:
    slow = [picture for picture in pitch(12, 55, 50, 2.0) for _ in range(2)]
    pictures = dissolved(dissolved(pitch(13, 215, 50), slow, 12), pitch(14, 215, 50), 12)
    assert [shot.replay for shot in watch(tmp_path, pictures)] == [False, True, False]


CHANGES = st.sampled_from(("abrupt", "smooth", "logo"))


@st.composite
def piece_lists(draw: Any) -> list[Piece]:
    out: list[Piece] = []
    for _ in range(draw(st.integers(1, 12))):
        start = out[-1].end if out else 0.0
        opens = out[-1].closes if out else "abrupt"
        share = np.full(14, draw(st.floats(0, 1)), np.float32)
        look = Look(share, draw(st.sampled_from((0.0, 0.5))))
        out.append(Piece(start, start + draw(st.floats(0.5, 40)), opens, draw(CHANGES), look))
    return out


@given(piece_lists())
def test_a_replay_begins_and_ends_with_a_dissolve_or_a_wipe(pieces: list[Piece]) -> None:
    found = replays(pieces, np.full(14, 0.7, np.float32))
    assert len(found) == len(pieces)
    assert not found[0]
    for k, again in enumerate(found):
        if again and not found[k - 1]:
            assert pieces[k].opens != "abrupt"
        if again and (k + 1 == len(found) or not found[k + 1]):
            assert pieces[k].closes != "abrupt"


@given(piece_lists())
def test_without_dissolves_and_wipes_there_is_no_replay(pieces: list[Piece]) -> None:
    plain = [Piece(p.start, p.end, "abrupt", "abrupt", p.look) for p in pieces]
    assert not any(replays(plain, None))
