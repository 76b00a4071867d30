"""Down and up again through layers that keep rows apart from one another: the trunk of T-DEED.

Xarles et al., "T-DEED: Temporal-discriminability enhancer encoder-decoder for precise event spotting in
sports videos" (CVPRW 2024), section 3.2; the layers after Shi et al., "TriDet" (CVPR 2023), section 3.2.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

LAYERS, KERNEL, LONG = 2, 5, 25
"""How often the rows are halved, how many a layer sees, and how many beside."""

GROUPS = 16


class Mixer(nn.Module):
    """What is seen of half and of a quarter of the rows, mixed with what all say; see ``Temporal``."""

    fixed = True

    def __init__(
        self,
        wide: int,
        length: int,
        drop: float,
        layers: int = LAYERS,
        kernel: int = KERNEL,
        long: int = LONG,
    ) -> None:
        super().__init__()
        self.out = wide
        self.reach = length // 4
        self.places = nn.Parameter(torch.randn(length, wide) / length)
        self.sizes = [math.ceil(length / 2**level) for level in range(layers + 1)]
        self.layers = nn.ModuleList(Sgp(wide, kernel, long) for _ in range(2 * layers + 1))
        self.mixers = nn.ModuleList(SgpMixer(wide, kernel, long) for _ in range(layers))
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, wide, length) of the same."""
        x = x + self.places.T
        seen, lowest = [], len(self.mixers)
        for level in range(lowest):
            seen.append(self.layers[level](x))
            x = _pooled(seen[-1], self.sizes[level], self.sizes[level + 1])
        x = self.layers[lowest](x)
        for level in reversed(range(lowest)):
            x = self.mixers[level](x, seen[level])
            x = self.layers[2 * lowest - level](x)
        told: Tensor = self.drop(x)
        return told


def _pooled(x: Tensor, rows: int, fewer: int) -> Tensor:
    """Return the most of about equal parts, (…, fewer), of (…, rows).

    PyTorch's adaptive pooling, which cannot be written to a file where parts are not equal.
    """
    parts = [range(place * rows // fewer, -(-(place + 1) * rows // fewer)) for place in range(fewer)]
    most = max(map(len, parts))
    # A part that has fewer rows names its last one twice.
    places = [[part[min(at, len(part) - 1)] for at in range(most)] for part in parts]
    return x[..., torch.tensor(places)].amax(-1)


class Sgp(nn.Module):
    """Each row weighed against the clip's mean, and a short window against a long one."""

    def __init__(self, wide: int, kernel: int, long: int) -> None:
        super().__init__()
        self.ln = _Norm(wide)
        self.gn = nn.GroupNorm(GROUPS, wide)
        self.psi, self.convw, self.convkw = (_along(wide, size) for size in (kernel, kernel, long))
        self.fc, self.global_fc = _along(wide, 1), _along(wide, 1)
        self.mlp = _mlp(wide)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, wide, time) of the same."""
        own = self.ln(x)
        clip = torch.relu(self.global_fc(own.mean(-1, keepdim=True)))
        x = x + self.fc(own) * clip + (self.convw(own) + self.convkw(own)) * self.psi(own) + own
        told: Tensor = x + self.mlp(self.gn(x))
        return told


class SgpMixer(nn.Module):
    """The same of two: fewer rows that saw more, and more rows that saw less."""

    def __init__(self, wide: int, kernel: int, long: int) -> None:
        super().__init__()
        self.ln1, self.ln2 = _Norm(wide), _Norm(wide)
        self.gn = nn.GroupNorm(GROUPS, wide)
        for one in (1, 2):
            for name, size in (
                ("psi", kernel),
                ("convw", kernel),
                ("convkw", long),
                ("fc", 1),
                ("global_fc", 1),
            ):
                setattr(self, f"{name}{one}", _along(wide, size))
        self.mlp = _mlp(wide)
        self.concat_fc = _started(nn.Conv1d(6 * wide, wide, 1))

    def forward(self, x: Tensor, z: Tensor) -> Tensor:
        """Return (batch, wide, time) of fewer rows ``x`` and those ``z``."""
        z, x = self.ln1(z), self.ln2(x)
        x = functional.interpolate(x, size=z.shape[2], mode="linear", align_corners=True)
        windows, rows = [], []
        for one, own in ((1, z), (2, x)):
            psi, short, long, fc, clip = (
                getattr(self, f"{name}{one}") for name in ("psi", "convw", "convkw", "fc", "global_fc")
            )
            windows.append((short(own) + long(own)) * psi(own))
            rows.append(fc(own) * torch.relu(clip(own.mean(-1, keepdim=True))))
        mixed = functional.gelu(self.concat_fc(torch.cat((*windows, *rows, z, x), 1)))
        told: Tensor = mixed + self.mlp(self.gn(mixed))
        return told


class _Norm(nn.Module):
    """Over the channels of each row."""

    def __init__(self, wide: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1, wide, 1))
        self.bias = nn.Parameter(torch.zeros(1, wide, 1))

    def forward(self, x: Tensor) -> Tensor:
        apart = x - x.mean(1, keepdim=True)
        return apart / torch.sqrt(apart.square().mean(1, keepdim=True) + 1e-5) * self.weight + self.bias


def _along(wide: int, size: int) -> nn.Conv1d:
    return _started(nn.Conv1d(wide, wide, size, padding=size // 2, groups=wide))


def _started(layer: nn.Conv1d) -> nn.Conv1d:
    nn.init.normal_(layer.weight, 0, 0.1)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


def _mlp(wide: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv1d(wide, 4 * wide, 1), nn.GELU(), nn.Conv1d(4 * wide, wide, 1))
