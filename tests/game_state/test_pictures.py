"""Pictures with their neighbours."""

from types import SimpleNamespace

import numpy as np
import pytest

from goalmouth.game_state.pictures import SIZE, Gray, Successive


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_each_picture_comes_once_between_its_neighbours(count: int) -> None:
    taken: list[tuple[float, list[int]]] = []

    def take(time: float, three: Gray) -> None:
        assert three.shape == (3, SIZE[1], SIZE[0])
        taken.append((time, three[:, 0, 0].tolist()))

    reader = Successive(take)
    for number in range(count):
        luma = np.full((90, 160), 10 * number, np.uint8)
        reader.see(SimpleNamespace(time=number / 12.5, luma=luma))  # type: ignore[arg-type]
    reader.finish()
    last = count - 1
    assert taken == [(n / 12.5, [10 * max(n - 1, 0), 10 * n, 10 * min(n + 1, last)]) for n in range(count)]
