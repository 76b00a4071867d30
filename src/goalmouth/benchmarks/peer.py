"""What ``published`` measures against: the reference code of E2E-Spot and T-DEED, from a video to scores.

``python peer.py CODE FAMILY WEIGHTS [VIDEO]``, with an interpreter that has what that code needs; CODE is a
checkout of jhong93/spot or arturxe2/T-DEED. Without a video it writes random weights of its network, with one
it runs what the authors run: their script's frames as JPEG, their dataset of overlapping clips, their loader,
their ``predict``. Nothing of Goalmouth is imported.
"""

import json
import os
import sys
import tempfile
import types
from pathlib import Path
from typing import Any

CLASSES, LENGTH = 17, 100
"""As both were trained for SoccerNet-v2; pictures of a clip."""

WIDE, HIGH = 398, 224
"""Their pictures."""


def network(family: str) -> Any:
    """Return the authors' model of 200 MFLOPs, with what they set for SoccerNet-v2, not pretrained."""
    import timm  # type: ignore[import-not-found]
    import torch

    # Their gates make zeros on a GPU, which need not be there.
    torch.cuda.FloatTensor = torch.FloatTensor
    create = timm.create_model
    timm.create_model = lambda name, pretrained=False: create(name)
    if family == "e2e-spot":
        from train_e2e import E2EModel  # type: ignore[import-not-found]

        return E2EModel(CLASSES + 1, "rny002_gsm", "gru", LENGTH, "rgb", device="cpu")
    from model.model import TDEEDModel  # type: ignore[import-not-found]

    said = {"modality": "rgb", "temporal_arch": "ed_sgp_mixer", "radi_displacement": 3, "clip_len": LENGTH}
    said |= {"feature_arch": "rny002_gsf", "n_layers": 3, "sgp_ks": 9, "sgp_r": 4, "num_classes": CLASSES}
    return TDEEDModel(device="cpu", args=types.SimpleNamespace(**said, crop_dim=None, pretrain=None))


def frames(video: Path, folder: Path) -> int:
    """Write every picture as both codes' scripts do; return how many."""
    import cv2

    cv2.setNumThreads(0)
    capture, count = cv2.VideoCapture(str(video)), 0
    while True:
        there, picture = capture.read()
        if not there:
            return count
        name = folder / (f"{count:06d}.jpg" if folder.name == "e2e-spot" else f"frame{count}.jpg")
        cv2.imwrite(str(name), cv2.resize(picture, (WIDE, HIGH)))
        count += 1


def dataset(family: str, folder: Path, count: int, names: dict[str, int]) -> Any:
    """Return the authors' clips of a video; those of T-DEED overlap by half, as for SoccerNet-v2."""
    labels = folder.parent / "labels.json"
    video = {"video": folder.name, "num_frames": count, "num_events": 0, "events": [], "fps": 12.5}
    labels.write_text(json.dumps([video]))
    from dataset.frame import ActionSpotVideoDataset  # type: ignore[import-not-found]

    given = names, str(labels), str(folder.parent), "rgb", LENGTH
    if family == "e2e-spot":
        return ActionSpotVideoDataset(*given, overlap_len=LENGTH // 2, crop_dim=None)
    return ActionSpotVideoDataset(*given, overlap_len=LENGTH // 2, stride=1, dataset="soccernet")


def run(family: str, weights: Path, video: Path) -> int:
    """Look at a video as the authors do; return how many clips there were."""
    import torch
    from torch.utils.data import DataLoader

    model = network(family)
    model.load(torch.load(weights))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / family
        folder.mkdir()
        names = {str(number): number for number in range(1, CLASSES + 1)}
        clips = dataset(family, folder, frames(video, folder), names)
        for clip in DataLoader(clips, num_workers=2, batch_size=4):
            model.predict(clip["frame"])
        return len(clips)


if __name__ == "__main__":
    code, kind, file = sys.argv[1:4]
    # What they read beside the video is found from there.
    os.chdir(code)
    sys.path.insert(0, code)
    if len(sys.argv) > 4:
        print(run(kind, Path(file), Path(sys.argv[4])))
    else:
        import torch

        torch.manual_seed(0)
        torch.save(network(kind).state_dict(), file)
