"""A convolution that is taught in another order says and learns the same."""

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.models.convolution import Convolution  # noqa: E402


@pytest.mark.parametrize("groups", [1, 3, 6])
@pytest.mark.parametrize(("kernel", "stride", "padding"), [(3, 2, 1), (5, 3, 0), (3, (1, 2), 1), (1, 2, 0)])
@pytest.mark.parametrize("bias", [True, False])
def test_it_says_and_learns_what_torchs_own_does(
    groups: int, kernel: int, stride: int, padding: int, bias: bool
) -> None:
    torch.manual_seed(1)
    given = 6, 6, kernel, stride, padding
    plain, own = (kind(*given, groups=groups, bias=bias) for kind in (torch.nn.Conv2d, Convolution))
    own.load_state_dict(plain.state_dict())
    for height, width in ((7, 12), (8, 9)):
        x = torch.randn(2, 6, height, width)
        told = []
        for each in (plain.train(), own.train()):
            shown = x.clone().requires_grad_()
            said = each(shown)
            weights = tuple(each.parameters())
            told.append((said, *torch.autograd.grad((said**2).sum(), (shown, *weights))))
        for one, two in zip(*told, strict=True):
            torch.testing.assert_close(one, two, rtol=1e-5, atol=1e-5)
        assert torch.equal(own.eval()(x), plain(x))
