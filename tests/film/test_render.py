from fractions import Fraction

import av
import numpy as np
import pytest
from videos import RATE, make, number_of, numbered, numbers, times, videos

from goalmouth.errors import InputError, OutputError
from goalmouth.film.captions import Caption
from goalmouth.film.clips import place
from goalmouth.film.framing import film_size, fitted
from goalmouth.film.loudness import loudness, true_peak
from goalmouth.film.mix import mix
from goalmouth.film.render import render
from goalmouth.film.source import clip_sound, film_rate, pictures, sound
from goalmouth.types import Clip, Line, Moment

GOAL = Moment((), "Goal", 0.0, 12, 1)


def clip(start, end):
    return Clip(start, end, GOAL)


def film(path, match, clips, **options):
    spans = place(clips, film_rate(match))
    return render(path, match, clips, spans, **options), spans


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(25, 2)])
def test_cuts_are_exact_to_the_frame_at_a_constant_rate(tmp_path, rate):
    match = videos(make(tmp_path / "match.mp4", 200, rate))
    clips = [clip(float(20 / rate), float(50 / rate)), clip(float(150 / rate), float(171 / rate))]
    made, _ = film(tmp_path / "film.mp4", match, clips)
    assert numbers(tmp_path / "film.mp4") == [*range(20, 50), *range(150, 171)]
    assert times(tmp_path / "film.mp4") == pytest.approx([float(i / rate) for i in range(51)], abs=1e-4)
    assert (made.frames, made.frame_rate) == (51, rate)


def test_a_cut_between_two_frames_begins_with_the_later_one(tmp_path):
    match = videos(make(tmp_path / "match.mp4", 60))
    film(tmp_path / "film.mp4", match, [clip(1.013, 1.493)])
    assert numbers(tmp_path / "film.mp4") == list(range(26, 38))


def test_a_clip_runs_on_over_two_files(tmp_path):
    match = videos(make(tmp_path / "1.mp4", 50), make(tmp_path / "2.mp4", 50, first=500))
    film(tmp_path / "film.mp4", match, [clip(1.6, 2.4), clip(3.0, 3.2)])
    assert numbers(tmp_path / "film.mp4") == [*range(40, 50), *range(500, 510), *range(525, 530)]


def variable(path, moments):
    """Write a video whose pictures come at those times, in seconds."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        stream.options = {"bf": "0"}
        for number, moment in enumerate(moments):
            frame = av.VideoFrame.from_ndarray(numbered(number), "rgb24")
            frame.pts, frame.time_base = round(moment * 1000), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_variable_rate_is_made_constant_by_repeating_and_passing_over(tmp_path):
    path = variable(tmp_path / "match.mkv", [0.0, 0.04, 0.08, 0.28, 0.30, 0.31, 0.32, 0.36, 0.40])
    match = videos(path)
    got = [number_of(frame) for _, frame in pictures(match, 0.0, 10, Fraction(25))]
    assert got == [0, 1, 2, 2, 2, 2, 2, 3, 6, 7]


def test_a_file_of_another_size_is_fitted_without_stretching(tmp_path):
    match = videos(make(tmp_path / "1.mp4", 30), make(tmp_path / "2.mp4", 30, size=(96, 160), first=40))
    film(tmp_path / "film.mp4", match, [clip(0.4, 0.8), clip(1.6, 2.0)])
    with av.open(str(tmp_path / "film.mp4")) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert len(frames) == 20 and all(frame.shape == (96, 160) for frame in frames)
    tall = frames[-1]
    assert tall[60, :40].max() < 60 and tall[60, 120:].max() < 60
    assert 60 < tall[60, 60:100].mean() < 120


def test_pixels_that_are_not_square_become_square(tmp_path):
    path = tmp_path / "pal.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 180, 144, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(16, 11)
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(numbered(number, 180, 144), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    match = videos(path)
    assert film_size(match[0]) == (262, 144)
    film(tmp_path / "film.mp4", match, [clip(0.0, 0.4)])
    assert numbers(tmp_path / "film.mp4") == list(range(10))


def test_a_picture_that_fits_is_not_touched():
    frame = av.VideoFrame.from_ndarray(numbered(3), "rgb24").reformat(format="yuv420p")
    assert fitted(frame, Fraction(1), 160, 96) is frame


def test_damage_inside_a_clip_freezes_the_picture_and_the_film_goes_on(tmp_path):
    path = make(tmp_path / "match.mp4", 150)
    data = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        packets = [(p.pos, p.size, p.pts * p.time_base) for p in container.demux(video=0) if p.size]
    for position, size, time in packets:
        if 1.0 <= time < 1.6:
            data[position + 4 : position + size] = bytes(size - 4)
    path.write_bytes(data)
    made, _ = film(tmp_path / "film.mp4", videos(path), [clip(0.6, 2.0), clip(4.4, 4.8)])
    got = numbers(tmp_path / "film.mp4")
    assert made.frames == len(got) == 45
    assert got[:8] == list(range(15, 23)) and got[-10:] == list(range(110, 120))


def test_a_file_cut_short_freezes_its_last_picture(tmp_path):
    path = make(tmp_path / "match.mp4", 150)
    match = videos(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    film(tmp_path / "film.mp4", match, [clip(0.0, 0.4), clip(0.8, 5.6)])
    got = numbers(tmp_path / "film.mp4")
    assert len(got) == 130 and got[:10] == list(range(10)) and got[10:30] == list(range(20, 40))
    assert got == sorted(got) and got[-1] == got[-2] < 139


def test_a_clip_over_the_end_of_the_video_freezes_its_last_picture(tmp_path):
    match = videos(make(tmp_path / "match.mp4", 50))
    film(tmp_path / "film.mp4", match, [clip(1.6, 2.4)])
    assert numbers(tmp_path / "film.mp4") == [*range(40, 50), *[49] * 10]


def test_a_clip_with_nothing_to_see_is_an_error_and_leaves_no_film(tmp_path):
    match = videos(make(tmp_path / "match.mp4", 50))
    with pytest.raises(InputError, match="not one picture of 90"):
        film(tmp_path / "film.mp4", match, [clip(90, 92)])
    assert [path.name for path in tmp_path.iterdir()] == ["match.mp4"]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    match = videos(make(tmp_path / "match.mp4", 30))
    with pytest.raises(OutputError):
        film(tmp_path / "nowhere" / "film.mp4", match, [clip(0.2, 0.8)])


def clicks(seconds, at):
    samples = np.zeros((round(seconds * RATE), 2), np.float32)
    for time in at:
        samples[round(time * RATE) : round(time * RATE) + 4] = 0.9
    return samples


def test_the_sound_of_a_clip_lies_where_its_pictures_do(tmp_path):
    match = videos(make(tmp_path / "match.mp4", 250, sound=clicks(10, [2.5, 7.25])))
    clips = [clip(2.0, 3.0), clip(6.4, 8.0)]
    heard = clip_sound(match, clips, place(clips, Fraction(25)))
    assert heard.shape == (round(2.6 * RATE), 2)
    peaks = [
        round(float(np.abs(heard[lo:hi, 0]).argmax() + lo)) for lo, hi in ((0, RATE), (RATE, len(heard)))
    ]
    assert peaks == pytest.approx([0.5 * RATE, 1.85 * RATE], abs=6)


def test_sound_at_another_rate_keeps_its_time(tmp_path):
    path = tmp_path / "match.mkv"
    with av.open(str(path), "w") as container:
        picture = container.add_stream("libx264", rate=25)
        picture.width, picture.height, picture.pix_fmt = 160, 96, "yuv420p"
        track = container.add_stream("flac", rate=44100)
        samples = np.zeros((1, 44100 * 6), np.int16)
        samples[0, 44100 * 3 : 44100 * 3 + 4] = 30000
        for number in range(150):
            container.mux(picture.encode(av.VideoFrame.from_ndarray(numbered(number), "rgb24")))
        frame = av.AudioFrame.from_ndarray(samples, "s16", "mono")
        frame.sample_rate, frame.pts = 44100, 0
        container.mux([*track.encode(frame), *track.encode(None), *picture.encode(None)])
    heard = sound(videos(path), 2.5, RATE, RATE)
    # Matroska's time stamps are whole milliseconds.
    assert abs(int(np.abs(heard[:, 0]).argmax()) - RATE // 2) <= RATE // 2000
    assert np.allclose(heard[:, 0], heard[:, 1])


def test_a_steady_tone_stays_steady_over_a_cut_that_is_none(tmp_path):
    t = np.arange(6 * RATE) / RATE
    tone = (0.5 * np.sin(2 * np.pi * 200 * t))[:, None].repeat(2, 1).astype(np.float32)
    match = videos(make(tmp_path / "match.mp4", 150, sound=tone))
    whole = clip_sound(match, [clip(1.0, 5.0)], [(0.0, 4.0)])
    split = clip_sound(match, [clip(1.0, 3.0), clip(3.0, 5.0)], [(0.0, 2.0), (2.0, 4.0)])
    assert np.abs(whole - split)[1000:-1000].max() < 1e-3


def test_files_without_sound_are_silent(tmp_path):
    match = videos(make(tmp_path / "1.mp4", 50), make(tmp_path / "2.mp4", 50, sound=clicks(2, [0.5])))
    heard = clip_sound(match, [clip(0.5, 3.5)], [(0.0, 3.0)])
    assert not heard[: round(1.4 * RATE)].any()
    assert abs(int(np.abs(heard[:, 0]).argmax()) - 2 * RATE) <= 6


def test_the_film_carries_sound_subtitles_and_chapters(tmp_path):
    rng = np.random.default_rng(0)
    noise = (0.1 * rng.standard_normal((8 * RATE, 2))).astype(np.float32)
    match = videos(make(tmp_path / "match.mp4", 200, sound=noise))
    clips = [clip(1, 4), clip(5, 7.4)]
    spans = place(clips, Fraction(25))
    mixed = mix(clip_sound(match, clips, spans), np.zeros(round(5.4 * RATE), np.float32), RATE)
    lines = [Line(0.5, 2.0, "Goal for Ödeby!", 0, "call"), Line(3.2, 5.0, "One – nil.", 1, "call")]
    calls = []
    render(
        tmp_path / "film.mp4",
        match,
        clips,
        spans,
        captions=[Caption(0.3, 3.0, "GOAL", "AAA", "AAA", "BBB", "1–0", "12'")],
        sound=mixed,
        lines=lines,
        chapters=[(0.0, "Goal 12'"), (3.0, "Goal 40'")],
        progress=lambda *step: calls.append(step),
    )
    with av.open(str(tmp_path / "film.mp4")) as container:
        titles = [(c["start"] * c["time_base"], c["metadata"]["title"]) for c in container.chapters()]
        cues = [
            (float(p.pts * p.time_base), float(p.duration * p.time_base), bytes(p)[2:].decode())
            for p in container.demux(subtitles=0)
            if p.size > 2
        ]
    assert titles == [(0, "Goal 12'"), (3, "Goal 40'")]
    assert cues == [(0.5, 1.5, "Goal for Ödeby!"), (pytest.approx(3.2), pytest.approx(1.8), "One – nil.")]
    heard = sound(videos(tmp_path / "film.mp4"), 0.0, len(mixed), RATE)
    assert loudness(heard, RATE) == pytest.approx(-16, abs=1) and true_peak(heard) <= -1
    assert calls[-1] == ("film", 135, 135)
