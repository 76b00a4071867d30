"""What ``visual`` measures against: the same networks in PyTorch, on overlapping windows, as a process.

``python -m goalmouth.benchmarks.eager VIDEO``. Windows of 100 pictures, each of which begins in the middle of
the one before, as E2E-Spot (Hong et al., ECCV 2022) and the spotters after it look at a video: each picture
passes the networks twice. The weights are random, which takes as long.
"""

import sys
from pathlib import Path

import numpy as np
import torch

from goalmouth.game_state.pictures import SIZE, Gray, Successive
from goalmouth.labels import SOCCERNET_BALL
from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.models.actions import ActionNet, Told
from goalmouth.models.ball import BallFeatures, BallNet

WINDOW, STEP = 100, 50
"""Pictures of a window, and from one window to the next."""
BATCH = 8
"""Pictures that pass the network at once, which is quicker than the whole window."""


@torch.inference_mode()
def watch(video: Path) -> int:
    """Look at a video; return how many pictures passed the first network."""
    net = BallFeatures(BallNet()).eval()
    columns = 3 + net(torch.zeros(1, 3, *SIZE[::-1])).shape[1]
    trunk = Told(ActionNet(columns, len(SOCCERNET_BALL), 128, WINDOW)).eval()
    waiting: list[Gray] = []
    passed = 0

    def look() -> None:
        nonlocal passed
        parts = [np.stack(waiting[first : first + BATCH]) for first in range(0, len(waiting), BATCH)]
        rows = torch.cat([net(torch.from_numpy(part).float()) for part in parts])
        trunk(torch.cat((torch.zeros(len(rows), 3), rows), 1))
        passed += len(waiting)
        del waiting[:STEP]

    def take(_: float, three: Gray) -> None:
        waiting.append(three)
        if len(waiting) == WINDOW:
            look()

    reader = Successive(take)
    decode(open_videos([video]), [reader])
    reader.finish()
    # Of a window that was full, the half that is left was seen with it.
    if len(waiting) > STEP or not passed:
        look()
    return passed


if __name__ == "__main__":
    print(watch(Path(sys.argv[1])))
