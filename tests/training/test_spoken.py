"""A network over what was said: it learns what words mean, and is written small."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from goalmouth.cli import main
from goalmouth.evaluation.counts import means
from goalmouth.evaluation.moments import TOLERANCES, Moment, counts
from goalmouth.models.spoken import Coarse
from goalmouth.spotting.transcript import TranscriptSpotter
from goalmouth.training.meanings import meanings, of_parts
from goalmouth.training.transcript import chosen
from goalmouth.types import Segment

SAID = {
    "Corner": ("a corner from the left", "saque de esquina"),
    "Offside": ("the flag is up", "fuera de juego"),
    "Goal": ("it is in the net", "la red, la red"),
}
TINY = """
network = "transcript"
[model]
narrow = 8
wide = 24
trunk = "dilated"
drop = 0.0
lost = 0.0
[spots]
reach = 8
[data]
learnt = "train"
tuned = "valid"
[stretches]
batch = 4
length = 160
lost = 0.0
[train]
seeds = [1, 2]
epochs = 3
steps = 40
rate = 1e-2
patience = 3
"""


def game(folder: Path, seed: int, words: int) -> None:
    """Write a match in which what happens is said two seconds later, among what means nothing."""
    rng = np.random.default_rng(seed)
    rows = []
    for half in (1, 2):
        said = {}
        for at in range(20, 580, 20):
            label = str(rng.choice([*SAID, "", ""]))
            text = f"w{rng.integers(words)} w{rng.integers(words)}"
            if label:
                second = at + int(rng.integers(8))
                when = f"{half} - {second // 60:02d}:{second % 60:02d}"
                shown = {"team": "home", "visibility": "visible"}
                rows.append({"gameTime": when, "label": label, "position": str(1000 * second), **shown})
                text = SAID[label][seed % 2]
                said[str(at)] = [second + 2.0, second + 4.0, text]
            else:
                said[str(at)] = [float(at), at + 2.0, text]
        folder.joinpath("whisper_v2").mkdir(parents=True, exist_ok=True)
        (folder / "whisper_v2" / f"{half}_asr.json").write_text(json.dumps({"segments": said}))
    (folder / "Labels-v2.json").write_text(json.dumps({"UrlLocal": "", "annotations": rows}))


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with games in SoccerNet's layout."""
    data = tmp_path_factory.mktemp("league")
    for name, first, count in (("train", 0, 6), ("valid", 50, 4)):
        games = [f"l/s/{seed}" for seed in range(first, first + count)]
        for seed in range(first, first + count):
            game(data / name / f"l/s/{seed}", seed, 40)
        (data / f"{name}.txt").write_text("\n".join(games) + "\n")
    return data


def train(folder: Path, data: Path, *more: str) -> Path:
    (folder / "tiny.toml").write_text(TINY)
    out = folder / "said.onnx"
    assert main(["train", str(folder / "tiny.toml"), "--data", str(data), "-o", str(out), *more]) == 0
    return out


@pytest.fixture(scope="module")
def weights(league: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a network that was trained."""
    return train(tmp_path_factory.mktemp("said"), league)


def test_what_words_mean_is_learnt(weights: Path) -> None:
    told = json.loads(weights.with_suffix(".json").read_text())
    # Of what was neither learnt nor chosen by; a guess every 20 s would find a sixth of them.
    assert told["test"]["micro 5 s"] > 0.6
    assert set(TranscriptSpotter(weights).classes) >= set(SAID)


def test_files_are_small(weights: Path) -> None:
    # Two tables of 65,536 rows by eight numbers, a byte each, and little besides.
    assert weights.stat().st_size < 1.3e6


def test_training_goes_on_where_it_was_stopped(league: Path, weights: Path, tmp_path: Path) -> None:
    out = train(tmp_path, league, "--set", "train.seeds=[1]")
    again = train(tmp_path, league)
    assert again == out
    one, other = (json.loads(file.with_suffix(".json").read_text()) for file in (out, weights))
    assert one["test"] == other["test"]


def test_the_same_is_told_wherever_a_half_begins(weights: Path) -> None:
    spotter = TranscriptSpotter(weights)
    said = [Segment(30.0, 32.0, "a corner from the left")]
    later = [Segment(530.0, 532.0, "a corner from the left")]
    assert np.array_equal(spotter.told(said, 60), spotter.told(later, 60, begin=500.0))


def test_thresholds_make_the_most_of_all_classes_together() -> None:
    rng = np.random.default_rng(6)
    truth = [Moment("a|1", 200.0 * n, name) for name in ("Corner", "Foul") for n in range(40)]
    # Of a corner the score tells whether it is one; of a foul, it tells nothing, and few are right.
    said = [Moment("a|1", 200.0 * n + 90 * wrong, "Corner", (0.6 - 0.4 * wrong) * rng.uniform(0.9, 1))
            for n in range(40) for wrong in (0, 1)]  # fmt: skip
    said += [Moment("a|1", 200.0 * n + 90 * (n % 10 > 0), "Foul", rng.uniform()) for n in range(40)]
    thresholds = chosen(truth, said)
    assert 0.2 < thresholds["Corner"] < 0.6 and thresholds["Penalty"] == 1.0

    def reached(corner: float, foul: float) -> float:
        sure = [own for own in said if own.score >= (corner if own.label == "Corner" else foul)]
        found = [means(counts(truth, sure, tolerance)) for tolerance in TOLERANCES]
        return float(np.mean([own["f1_micro"] + own["f1_macro"] * 2 / 17 for own in found]))

    best = reached(thresholds["Corner"], thresholds["Foul"])
    assert all(best >= reached(corner / 20, foul / 20) - 1e-9 for corner in range(21) for foul in range(21))


def test_tables_in_bytes_are_nearly_what_they_were() -> None:
    torch.manual_seed(3)
    exact = torch.nn.Embedding(500, 6)
    places = torch.arange(500)
    apart = (Coarse(exact)(places) - exact(places)).abs().amax(0)
    assert (apart <= exact.weight.abs().amax(0) / 254 * 1.01).all()


def test_words_of_two_languages_that_are_said_together_begin_alike() -> None:
    rng = np.random.default_rng(4)
    # Words 0…19 of one language, and 20…39 of the other, which say the same at the same time.
    said = []
    for _ in range(40):
        numbers = rng.integers(0, 20, 60)
        times = np.sort(rng.uniform(0, 600, 60)).astype(np.float32)
        said.append([(numbers, times), (numbers + 20, times)])
    known, found = meanings(said, 40, 16)
    assert known.tolist() == list(range(40))
    alike = (found[:20] * found[20:]).sum(1)
    others = (found[:20] * np.roll(found[20:], 7, 0)).sum(1)
    assert (alike > others).all() and alike.mean() > others.mean() + 1


def test_parts_add_up_to_what_was_wanted_of_words() -> None:
    rng = np.random.default_rng(5)
    wanted = rng.normal(size=(30, 4)).astype(np.float32)
    of = np.repeat(np.arange(30), 5)
    parts = rng.integers(0, 400, len(of))
    share = np.full(30, 1 / np.sqrt(5), np.float32)
    found = of_parts(wanted, parts, of, share, 400)
    made = np.zeros_like(wanted)
    np.add.at(made, of, found[parts] * share[of, None])
    assert np.abs(made - wanted).max() < 0.2 and found.shape == (400, 4)


def test_of_few_words_nothing_is_known() -> None:
    known, found = meanings([[(np.zeros(3, np.int64), np.zeros(3, np.float32))]], 1, 8)
    assert len(known) == 0 and found.shape == (0, 8)
