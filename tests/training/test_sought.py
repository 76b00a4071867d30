"""Pictures that are sought in videos are, to the last bit, those that are made once and kept."""

from collections.abc import Generator, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.errors import InputError  # noqa: E402
from goalmouth.game_state.seen import Pictures, Small  # noqa: E402
from goalmouth.media.decode import decode  # noqa: E402
from goalmouth.media.video import open_videos  # noqa: E402
from goalmouth.models.end_to_end import EndToEnd  # noqa: E402
from goalmouth.training import sought  # noqa: E402
from goalmouth.training.ahead import ahead  # noqa: E402
from goalmouth.training.clips import Clips, Seen  # noqa: E402
from goalmouth.training.loop import held  # noqa: E402
from goalmouth.training.recipes import train  # noqa: E402
from goalmouth.training.sought import Sought  # noqa: E402
from goalmouth.training.stretches import Asked  # noqa: E402
from inputs import noise, remuxed  # noqa: E402

RATE, SIZE = 6.25, (24, 40)
UNEVEN = np.cumsum(np.random.default_rng(1).integers(5, 120, 160)).tolist()
X264 = {"bf": "3", "g": "37", "preset": "ultrafast", "b-pyramid": "none"}


def film(path: Path, times: Sequence[int] | None = None, codec: str = "libx264", **options: str) -> Path:
    """Write moving blocks of colour, each at its time in thousandths of a second, or 25 a second."""
    times = times or range(0, 160 * 40, 40)
    rng = np.random.default_rng(len(times))
    with av.open(str(path), "w") as made:
        stream = made.add_stream(codec, rate=25, options={**(X264 if codec == "libx264" else {}), **options})
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        blocks = rng.integers(0, 255, (12, 20, 3), np.uint8)
        for number, time in enumerate(times):
            image = np.roll(blocks, number, axis=1).repeat(8, axis=0).repeat(8, axis=1)
            picture = av.VideoFrame.from_ndarray(image, "rgb24").reformat(format="yuv420p")
            picture.pts, picture.time_base = int(time), Fraction(1, 1000)
            made.mux(stream.encode(picture))
        made.mux(stream.encode(None))
    return path


def both(*paths: Path) -> tuple[Sought, Pictures]:
    """Return what is sought, and what one pass makes of the same files."""
    videos = open_videos(paths)
    kept: list[Pictures] = []
    decode(videos, [Small(RATE, SIZE, kept.append)])
    return Sought(videos, RATE, SIZE), np.stack(kept)


def same(paths: Sequence[Path]) -> None:
    """Hold slices and places of what is sought, back and forth, against the pictures of the one pass."""
    own, kept = both(*paths)
    assert (own.shape, len(own)) == (kept.shape, len(kept))
    for first in (17, 3, 30, 0, len(kept) - 9):
        assert np.array_equal(own[first : first + 11], kept[first : first + 11])
    places = np.random.default_rng(0).integers(0, len(kept), 12)
    assert np.array_equal(own[places], kept[places])


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", {}),
        ("a.mkv", {}),
        ("a.ts", {}),
        ("one.mp4", {"g": "1000"}),
        ("tiny.mp4", {"g": "2", "bf": "2"}),
        ("open.ts", {"g": "30", "x264-params": "open-gop=1"}),
        ("refresh.ts", {"g": "30", "x264-params": "intra-refresh=1"}),
        ("part-2.avi", {"codec": "mpeg4", "g": "20"}),
    ],
)
def test_what_is_sought_is_what_is_kept(tmp_path: Path, name: str, options: dict[str, str]) -> None:
    same([film(tmp_path / name, **options)])


def test_uneven_times_and_a_late_beginning_change_nothing(tmp_path: Path) -> None:
    same([film(tmp_path / "a.mkv", UNEVEN)])
    same([film(tmp_path / "b.mkv", [time + 900_000 for time in UNEVEN])])


def test_a_recording_that_begins_between_two_key_pictures_is_sought_from_the_first_whole_one(
    tmp_path: Path,
) -> None:
    data = film(tmp_path / "a.ts").read_bytes()
    (tmp_path / "b.ts").write_bytes(data[len(data) // 3 // 188 * 188 :])
    same([tmp_path / "b.ts"])


def test_halves_run_on_over_one_another(tmp_path: Path) -> None:
    first, second = film(tmp_path / "1.mp4", range(0, 3333, 40)), film(tmp_path / "2.mkv", UNEVEN)
    own, kept = both(first, second)
    border = round(3.33 * RATE)
    assert np.array_equal(own[border - 5 : border + 5], kept[border - 5 : border + 5])
    same([first, second])


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sought, Pictures]:
    return both(film(tmp_path_factory.mktemp("uneven") / "a.mp4", UNEVEN))


bounds = st.none() | st.integers(-80, 80)


@settings(max_examples=25, deadline=None)
@given(which=st.slices(70) | st.builds(slice, bounds, bounds))
def test_any_slice_is_that_of_an_array(uneven: tuple[Sought, Pictures], which: slice) -> None:
    own, kept = uneven
    assert np.array_equal(own[which], kept[which])


def test_damage_is_the_same_picture_or_a_clear_error(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 300):
        data[at] ^= 0x5A
    path.write_bytes(data)
    own, kept = both(path)
    assert len(own) == len(kept)
    refused = 0
    for row in range(len(kept)):
        try:
            assert np.array_equal(own[row : row + 1], kept[row : row + 1])
        except InputError as error:
            assert "a.mp4: is damaged at " in str(error) and "cached = true" in str(error)
            refused += 1
    # No more than what is made of the damaged ones, up to the next key picture.
    assert 0 < refused <= 2 + 37 * RATE / 25


def test_pictures_that_do_not_tell_their_order_are_refused_at_once(tmp_path: Path) -> None:
    # What AVI tells of pictures is when they are decoded.
    with pytest.raises(InputError, match=r"a\.avi: tells the times of its pictures in a wrong order"):
        both(film(tmp_path / "a.avi"))


def test_a_thread_keeps_few_videos_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sought, "OPEN", 2)
    noise(tmp_path / "0.mp4", 1)
    paths = [tmp_path / "0.mp4", *(remuxed(tmp_path / "0.mp4", tmp_path / f"{n}.mkv") for n in range(1, 4))]
    several = [both(path) for path in paths]
    for _ in range(2):
        for own, kept in several:
            assert np.array_equal(own[1:3], kept[1:3])
            assert len(sought._held.seekers) <= 2


def clips(pictures: Pictures | Sought, threads: int) -> Clips:
    times, kinds = np.array([20.0, 60.0, 61.0]), np.array([0, 1, 1])
    net = EndToEnd("shufflenet_v2", 2, (20, 32), every=2, wide=16, length=6)
    return Clips([Seen(pictures, 2, times, kinds)], net, 6, 3, Asked(), threads)


def test_batches_are_the_same_for_any_number_of_threads(uneven: tuple[Sought, Pictures]) -> None:
    own, kept = uneven
    drawn = []
    for pictures, threads in ((own, 1), (own, 3), (kept, 1), (kept, 3)):
        rng, draws = np.random.default_rng([1, 2]), clips(pictures, threads)
        drawn.append([*ahead(draws.draw(rng) for _ in range(4))])
    for other in drawn[1:]:
        for batch, wanted in zip(other, drawn[0], strict=True):
            assert all(torch.equal(a, b) for a, b in zip(batch, wanted, strict=True))
    assert not torch.equal(drawn[0][0][0], drawn[0][1][0])


def test_what_goes_wrong_in_a_thread_is_raised_where_its_batch_would_have_come(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    own, _ = both(path)
    path.unlink()
    draws, rng = clips(own, 3), np.random.default_rng(0)
    with pytest.raises(InputError, match=r"a\.mp4: there is no such file"):
        next(ahead(draws.draw(rng) for _ in range(4)))
    coming = ahead(1 // (2 - number) for number in range(4))
    assert [next(coming), next(coming)] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        next(coming)


def test_who_stops_early_leaves_nothing_being_drawn() -> None:
    drawn: list[int] = []

    def source() -> Iterator[int]:
        for number in range(100):
            drawn.append(number)
            yield number

    coming = ahead(source())
    assert [next(coming), next(coming)] == [0, 1]
    cast("Generator[int]", coming).close()
    assert 2 <= len(drawn) <= 5


TINY = """
network = "end_to_end"
[model]
backbone = "shufflenet_v2"
gate = "tsm"
shown = "colour"
neck = "places"
size = [20, 32]
every = 2
trunk = "dilated"
wide = 16
stride = 1
displaced = true
[labels]
"labels.csv" = "CLASSES"
[data]
videos = ["1.mp4"]
absent = []
aside = ["c"]
cached = true
[train]
seed = 1
batch = 2
length = 8
epochs = 2
loss = "focal"
window = 2.0
rate = 1e-3
"""


def test_training_without_a_cache_comes_to_the_same_weights(recipe: Path, tmp_path: Path) -> None:
    recipe.write_text(TINY.replace("CLASSES", str(tmp_path / "classes.txt")))
    kept = []
    for cached in ("true", "false"):
        out = tmp_path / cached / "mine.onnx"
        out.parent.mkdir()
        train(recipe, out, tmp_path / "data", others=[f"data.cached={cached}"])
        kept.append(held(out.with_suffix(".kept"))["model"])
        assert (out.parent / "pictures").exists() == (cached == "true")
    assert all(torch.equal(value, kept[1][name]) for name, value in kept[0].items())
