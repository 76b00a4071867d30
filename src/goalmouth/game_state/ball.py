"""Where the ball is, and what is seen there and in the whole picture: a row of numbers for each picture."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.game_state.pictures import SIZE, Gray, Successive
from goalmouth.runtime import SHIPPED, Behind, load_network
from goalmouth.types import Floats

WEIGHTS = SHIPPED / "ball.onnx"

TOGETHER = 4
"""Pictures that the network gets at once."""

HALF = (SIZE[0] // 2, SIZE[1] // 2)
"""Width and height at which the picture's motion is measured."""
SMOOTH, LARGEST = (15, 15), 20.0
"""What is slowly bright or dark does not show motion, nor may one bright thing outweigh all others."""
BAR = 24
"""Lines at the top of that picture in which a score bar stands still."""

Window = NDArray[np.float32]
Motion = tuple[float, float, float]


class BallReader(Successive):
    """A ``FrameReader`` that tells a row of each picture: its time, how it moved, what the network says.

    keep : gets the rows, in order.
    """

    def __init__(self, keep: Callable[[Floats], None], weights: Path = WEIGHTS) -> None:
        super().__init__(self._seen)
        self._keep = keep
        self._session, _ = load_network(weights, "finds the ball", "recipe", threads=0, fast=True)
        self._waiting: list[tuple[float, Gray, Motion]] = []
        self._behind = Behind()
        self._window = cv2.createHanningWindow(HALF, cv2.CV_32F)
        self._before: Window | None = None

    def finish(self) -> None:
        """Look at the pictures that are left."""
        super().finish()
        self._look()
        self._behind.wait()

    def _seen(self, time: float, three: Gray) -> None:
        self._waiting.append((time, three, self._moved(three[1])))
        if len(self._waiting) == TOGETHER:
            self._look()

    def _look(self) -> None:
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        self._behind.do(lambda: self._pass(waiting))

    def _pass(self, waiting: Sequence[tuple[float, Gray, Motion]]) -> None:
        pictures = np.stack([three for _, three, _ in waiting]).astype(np.float32)
        told = self._session.run(None, {"pictures": pictures})[0]
        for (time, _, moved), seen in zip(waiting, told, strict=True):
            self._keep(np.concatenate([[time], moved, seen], dtype=np.float32))

    def _moved(self, picture: Gray) -> Motion:
        """Return by how much the contents moved since the picture before, in halves of it, and how surely.

        Phase correlation (Kuglin and Hines, 1975).
        """
        half = cv2.resize(picture, HALF, interpolation=cv2.INTER_AREA).astype(np.float32)
        edges = np.clip(half - cv2.blur(half, SMOOTH), -LARGEST, LARGEST)
        edges[:BAR] = 0
        before, self._before = self._before, edges
        if before is None:
            return 0.0, 0.0, 0.0
        (x, y), sure = cv2.phaseCorrelate(before, edges, self._window)
        return 2 * x / HALF[0], 2 * y / HALF[1], sure
