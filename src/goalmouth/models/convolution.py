"""Convolutions as torch has them, whose slopes come quicker on processors."""

from torch import Tensor, nn
from torch.nn import functional


class Convolution(nn.Conv2d):
    """The same; one of each channel with itself that takes strides takes them after it where it learns.

    oneDNN has no quick way to the slopes of such ones with strides: of ShuffleNetV2's steps they took half.
    """

    def _conv_forward(self, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        down, across = self.stride
        if not (self.training and down * across > 1 and 1 < self.groups == self.in_channels):
            told: Tensor = super()._conv_forward(x, weight, bias)
            return told
        every = functional.conv2d(x, weight, bias, 1, self.padding, self.dilation, self.groups)
        return every[..., ::down, ::across]
